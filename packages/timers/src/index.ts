export { createTimers, type TimersOptions, type TimersService } from './service.ts';
export { createTasks, HOUSEKEEPING_TASK, SWEEP_TASK, type TaskParts } from './tasks.ts';
