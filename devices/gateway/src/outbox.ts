import type { MessageId } from '@samvakt/contract';
import { keyOf } from './queue/queue.ts';

/**
 * Decides which message goes out when. Pure: time comes in, ids come out.
 *
 *   waiting   may be sent once its time has come
 *   underway  has been sent and holds one of the few places until its receipt comes or is overdue
 *
 * Sending is oldest first. A message without a receipt in time gives its place up and waits twice as long for the next one each
 * time, so that one message that nobody answers cannot hold up all the others. A new connection makes everything due at once:
 * whatever was underway on the old one may have been lost with it.
 */

/** How patiently messages are sent. Durations in milliseconds. */
export interface OutboxPolicy {
  /** Most messages underway at once. */
  readonly places: number;
  readonly receiptTimeoutMs: number;
  /** The longest pause between two attempts at one message. */
  readonly longestPauseMs: number;
}

/** Eight at once, 30 s for a receipt, and a quarter of an hour between attempts at the most. */
export const DEFAULT_POLICY: OutboxPolicy = { places: 8, receiptTimeoutMs: 30_000, longestPauseMs: 15 * 60_000 };

interface Entry {
  readonly id: MessageId;
  /** Its place in the order of age. */
  readonly age: number;
  readonly attempts: number;
  /** Waiting: when it may be sent. Underway: when its receipt must be there. */
  readonly dueAt: number;
}

const AT_ONCE = Number.NEGATIVE_INFINITY;

export class Outbox {
  readonly #policy: OutboxPolicy;
  /** Oldest first, but for those that have given up a place and stand behind. */
  #waiting = new Map<string, Entry>();
  /** Never more than there are places, so it is cheap to look through however long the queue is. */
  readonly #underway = new Map<string, Entry>();
  #connected = false;
  #added = 0;

  constructor(policy: OutboxPolicy) {
    this.#policy = policy;
  }

  get size(): number {
    return this.#waiting.size + this.#underway.size;
  }

  add(id: MessageId): void {
    this.#waiting.set(keyOf(id), { id, age: this.#added++, attempts: 0, dueAt: AT_ONCE });
  }

  /** Its receipt came, or it is gone. False when there was no such message. */
  settle(id: MessageId): boolean {
    const key = keyOf(id);
    return this.#underway.delete(key) || this.#waiting.delete(key);
  }

  connected(): void {
    this.#connected = true;
    const entries = [...this.#underway.values(), ...this.#waiting.values()].sort((a, b) => a.age - b.age);
    this.#underway.clear();
    this.#waiting = new Map(entries.map((entry) => [keyOf(entry.id), { ...entry, dueAt: AT_ONCE }]));
  }

  disconnected(): void {
    this.#connected = false;
  }

  /** The messages to send at `now`; they are underway from then on. */
  takeDue(now: number): MessageId[] {
    if (!this.#connected) return [];
    for (const [key, entry] of this.#underway) {
      if (entry.dueAt > now) continue;
      this.#underway.delete(key);
      this.#waiting.set(key, { ...entry, dueAt: now + this.#pauseAfter(entry.attempts) });
    }
    const due: MessageId[] = [];
    for (const [key, entry] of this.#waiting) {
      if (this.#underway.size >= this.#policy.places) break;
      if (entry.dueAt > now) continue;
      this.#waiting.delete(key);
      const dueAt = now + this.#policy.receiptTimeoutMs;
      this.#underway.set(key, { ...entry, attempts: entry.attempts + 1, dueAt });
      due.push(entry.id);
    }
    return due;
  }

  /** When `takeDue` will next have something to do by the passing of time alone; undefined when it waits for an event. */
  nextDueAt(): number | undefined {
    if (!this.#connected) return undefined;
    const full = this.#underway.size >= this.#policy.places;
    let next: number | undefined;
    for (const { dueAt } of this.#underway.values()) next = Math.min(next ?? dueAt, dueAt);
    if (full) return next;
    // With a place free, only messages in a pause are left to wait.
    for (const { dueAt } of this.#waiting.values()) next = Math.min(next ?? dueAt, dueAt);
    return next;
  }

  #pauseAfter(attempts: number): number {
    return Math.min(this.#policy.receiptTimeoutMs * 2 ** (attempts - 1), this.#policy.longestPauseMs);
  }
}
