import type { MessageId, Receipt } from '@samvakt/contract';
import { keyOf, type MessageContent, type MessageQueue, payloadOf } from './queue.ts';

/** A queue that lives as long as its process: for simulated homes by the hundred, which can measure the same again. */
export class MemoryQueue implements MessageQueue {
  readonly #queue: string;
  readonly #waiting = new Map<string, string>();
  readonly #aside: Receipt[] = [];
  #lastNumber = 0;

  /** `queue` must never have been used before: pass nothing, or a fresh uuid. */
  constructor(queue: string = crypto.randomUUID()) {
    this.#queue = queue;
  }

  /** What the platform refused, oldest first. */
  get aside(): readonly Receipt[] {
    return this.#aside;
  }

  async open(): Promise<readonly MessageId[]> {
    return [];
  }

  async append(content: MessageContent, sentAt: number): Promise<MessageId> {
    const id = { queue: this.#queue, number: this.#lastNumber + 1 };
    this.#waiting.set(keyOf(id), payloadOf(id, content, sentAt));
    this.#lastNumber = id.number;
    return id;
  }

  async read(id: MessageId): Promise<string | undefined> {
    return this.#waiting.get(keyOf(id));
  }

  async remove(id: MessageId): Promise<void> {
    this.#waiting.delete(keyOf(id));
  }

  async putAside(id: MessageId, receipt: Receipt): Promise<void> {
    if (this.#waiting.delete(keyOf(id))) this.#aside.push(receipt);
  }
}
