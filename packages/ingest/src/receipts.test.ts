import { randomUUID } from 'node:crypto';
import { type Receipt, ReceiptsSchema, receiptsTopic } from '@samvakt/contract';
import { describe, expect, test } from 'vitest';
import { publishReceipts } from './receipts.ts';

const queue = randomUUID();
const receipt = (number: number, fault = ''): Receipt => ({
  queue,
  number,
  status: fault === '' ? 'accepted' : 'rejected',
  counts: { received: 1, stored: fault === '' ? 1 : 0, duplicates: 0, rejected: fault === '' ? 0 : 1 },
  faults: fault === '' ? [] : [{ path: '', code: 'value-implausible', text: fault }],
});

function publishedFor(receipts: Parameters<typeof publishReceipts>[1]) {
  const published: { topic: string; payload: string }[] = [];
  publishReceipts((topic, payload) => published.push({ topic, payload }), receipts);
  return published;
}

describe('the receipts of a batch', () => {
  test('go to each device in one publish, and to no other device', () => {
    const published = publishedFor([
      { deviceId: 'hub-1', receipt: receipt(1) },
      { deviceId: 'hub-2', receipt: receipt(7) },
      { deviceId: 'hub-1', receipt: receipt(2) },
    ]);
    expect(published.map(({ topic }) => topic)).toEqual([receiptsTopic('hub-1'), receiptsTopic('hub-2')]);
    const read = published.map(({ payload }) => ReceiptsSchema.parse(JSON.parse(payload)));
    expect(read).toEqual([[receipt(1), receipt(2)], [receipt(7)]]);
  });

  test('are divided where one publish would grow too large, and a large one goes whole', () => {
    const given = [
      receipt(1),
      receipt(2, 'x'.repeat(100_000)),
      ...Array.from({ length: 500 }, (_, i) => receipt(i + 3)),
    ];
    const published = publishedFor(given.map((one) => ({ deviceId: 'hub-1', receipt: one })));
    expect(published.length).toBeGreaterThan(3);
    const sizes = published.map(({ payload }) => payload.length);
    expect(sizes.filter((size) => size > 33_000)).toHaveLength(1);
    expect(published.flatMap(({ payload }) => ReceiptsSchema.parse(JSON.parse(payload)))).toEqual(given);
  });

  test('of an empty batch are no publish at all', () => {
    expect(publishedFor([])).toEqual([]);
  });
});
