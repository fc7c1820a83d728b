export { type App, type AppOptions, buildApp } from './app.ts';
export { type ApiConfiguration, ApiConfigurationSchema } from './configuration.ts';
export { type RunningApi, startApi } from './start.ts';
