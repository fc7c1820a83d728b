import type { HomeMessage } from '@samvakt/contract';

/** A message from the platform as the home keeps it. `shownAt`: epoch milliseconds; null until the patient has been shown it. */
export interface KeptMessage {
  readonly message: HomeMessage;
  readonly shownAt: number | null;
}

/** Where messages from the platform lie. What `keep` has returned for is there after a power cut. */
export interface MessageShelf {
  /** Everything that is kept, in no particular order. */
  open(): Promise<readonly KeptMessage[]>;
  /** Writes a message, or what has become of one. */
  keep(kept: KeptMessage): Promise<void>;
  forget(messageId: string): Promise<void>;
}

/** A shelf that lives as long as its process, for simulated homes. */
export class MemoryShelf implements MessageShelf {
  readonly #kept = new Map<string, KeptMessage>();

  async open(): Promise<readonly KeptMessage[]> {
    return [...this.#kept.values()];
  }

  async keep(kept: KeptMessage): Promise<void> {
    this.#kept.set(kept.message.id, kept);
  }

  async forget(messageId: string): Promise<void> {
    this.#kept.delete(messageId);
  }
}
