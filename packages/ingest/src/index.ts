export type { BrokerAddress } from './mqttClient.ts';
export { createIngestService, type IngestOptions, type IngestService } from './service.ts';
