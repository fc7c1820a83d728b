export { Gateway, type GatewayEvents, type GatewayOptions } from './gateway.ts';
export { DiskShelf } from './inbox/diskShelf.ts';
export type { MessageDisplay } from './inbox/inbox.ts';
export { MemoryShelf, type MessageShelf } from './inbox/shelf.ts';
export { DEFAULT_POLICY, type OutboxPolicy } from './outbox.ts';
export { DiskQueue } from './queue/disk.ts';
export { MemoryQueue } from './queue/memory.ts';
export type { MessageContent, MessageQueue } from './queue/queue.ts';
