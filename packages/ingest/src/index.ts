export { type Batcher, createBatcher } from './batcher.ts';
export type { Delivery } from './deferredAck.ts';
export { type BrokerAddress, type BrokerConnection, type BrokerOptions, connectToBroker } from './mqttClient.ts';
export { createIngestService, type IngestOptions, type IngestService } from './service.ts';
