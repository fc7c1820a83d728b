export { createTimersService, type TimersOptions, type TimersService } from './service.ts';
