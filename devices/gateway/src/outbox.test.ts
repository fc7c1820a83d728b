import type { MessageId } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const policy = { places: 2, receiptTimeoutMs: 1_000, longestPauseMs: 8_000 };
const id = (number: number): MessageId => ({ queue: 'q', number });
const numbers = (ids: readonly MessageId[]) => ids.map((each) => each.number);

function outboxWith(...added: readonly number[]): Outbox {
  const outbox = new Outbox(policy);
  for (const number of added) outbox.add(id(number));
  outbox.connected();
  return outbox;
}

describe('the outbox', () => {
  it('sends nothing before there is a connection', () => {
    const outbox = new Outbox(policy);
    outbox.add(id(1));
    expect(outbox.takeDue(0)).toEqual([]);
    expect(outbox.nextDueAt()).toBeUndefined();
  });

  it('sends the oldest first, no more than there are places for', () => {
    const outbox = outboxWith(1, 2, 3);
    expect(numbers(outbox.takeDue(0))).toEqual([1, 2]);
    expect(outbox.takeDue(1)).toEqual([]);
  });

  it('lets the next one go when a receipt comes', () => {
    const outbox = outboxWith(1, 2, 3);
    outbox.takeDue(0);
    expect(outbox.settle(id(1))).toBe(true);
    expect(numbers(outbox.takeDue(1))).toEqual([3]);
    expect(outbox.size).toBe(2);
  });

  it('takes a second receipt for the same message calmly', () => {
    const outbox = outboxWith(1, 2, 3);
    outbox.takeDue(0);
    outbox.settle(id(1));
    expect(outbox.settle(id(1))).toBe(false);
    expect(numbers(outbox.takeDue(1))).toEqual([3]);
  });

  it('takes a receipt for a message that waits for its next attempt', () => {
    const outbox = outboxWith(1);
    outbox.takeDue(0);
    outbox.takeDue(1_000);
    expect(outbox.settle(id(1))).toBe(true);
    expect(outbox.size).toBe(0);
  });

  it('waits 1, 2, 4, 8 and then always 8 seconds after each missing receipt', () => {
    const outbox = outboxWith(1);
    const sentAt: number[] = [];
    for (let now = 0; now < 45_000; now += 500) if (outbox.takeDue(now).length > 0) sentAt.push(now);
    const pauses = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0) - policy.receiptTimeoutMs);
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('is not held up by messages that nobody answers', () => {
    const outbox = outboxWith(1, 2, 3, 4);
    expect(numbers(outbox.takeDue(0))).toEqual([1, 2]);
    expect(outbox.nextDueAt()).toBe(1_000);
    expect(numbers(outbox.takeDue(1_000))).toEqual([3, 4]);
    outbox.settle(id(3));
    expect(outbox.nextDueAt()).toBe(2_000);
    expect(numbers(outbox.takeDue(2_000))).toEqual([1, 2]);
  });

  it('sends everything anew on a new connection, oldest first again', () => {
    const outbox = outboxWith(1, 2, 3);
    outbox.takeDue(0);
    outbox.takeDue(1_000);
    outbox.disconnected();
    expect(outbox.takeDue(1_001)).toEqual([]);
    outbox.connected();
    expect(numbers(outbox.takeDue(1_002))).toEqual([1, 2]);
  });

  it('never has too many underway, never forgets one, and always says when to come back', () => {
    const acts = fc.array(
      fc.oneof(
        fc.record({ act: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
        fc.record({ act: fc.constant('receipt' as const), number: fc.integer({ min: 1, max: 10 }) }),
        fc.record({ act: fc.constant('reconnect' as const) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(acts, (sequence) => {
        const outbox = outboxWith(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        const unanswered = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        let underway = new Map<number, number>();
        let now = 0;
        for (const step of sequence) {
          if (step.act === 'pass') now += step.ms;
          if (step.act === 'receipt') {
            expect(outbox.settle(id(step.number))).toBe(unanswered.delete(step.number));
            underway.delete(step.number);
          }
          if (step.act === 'reconnect') {
            outbox.disconnected();
            outbox.connected();
            underway = new Map();
          }
          for (const [number, until] of underway) if (until <= now) underway.delete(number);
          for (const number of numbers(outbox.takeDue(now))) {
            expect(unanswered).toContain(number);
            expect(underway.has(number)).toBe(false);
            underway.set(number, now + policy.receiptTimeoutMs);
          }
          expect(underway.size).toBeLessThanOrEqual(policy.places);
          expect(outbox.size).toBe(unanswered.size);
          const next = outbox.nextDueAt();
          expect(next === undefined).toBe(unanswered.size === 0);
          if (next !== undefined) expect(next).toBeGreaterThan(now);
        }
        // In the end everything that is unanswered goes out once more.
        const again = new Set<number>();
        while (again.size < unanswered.size) {
          now = outbox.nextDueAt() ?? Number.NaN;
          for (const number of numbers(outbox.takeDue(now))) again.add(number);
        }
        expect(again).toEqual(unanswered);
      }),
    );
  });
});
