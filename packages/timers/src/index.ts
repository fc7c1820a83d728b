export { createTimersService, type TimersOptions, type TimersService } from './service.ts';
export { handoverExpiry, measurementPartitions, overdueSweep, type TaskContext, triageTick } from './tasks.ts';
