export { createTimersService, type TimersOptions, type TimersService } from './service.ts';
export { handoverExpiry, measurementPartitions, type TaskContext, triageTick, triageTickSweep } from './tasks.ts';
