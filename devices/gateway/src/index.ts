export { Gateway, type GatewayEvents, type GatewayOptions } from './gateway.ts';
export { DEFAULT_POLICY, type OutboxPolicy } from './outbox.ts';
export { DiskQueue } from './queue/disk.ts';
export { MemoryQueue } from './queue/memory.ts';
export type { MessageQueue } from './queue/queue.ts';
