import { expect, test } from 'vitest';
import { createBatcher } from './batcher.ts';

test('one batch is in flight, and what comes meanwhile gathers into the next', async () => {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const batcher = createBatcher<number>({
    maxWeight: 3,
    maxWaitMs: 0,
    process: (batch) => {
      batches.push([...batch]);
      return new Promise((resolve) => gates.push(resolve));
    },
  });
  for (const item of [1, 2, 3]) batcher.add(item);
  expect(batches).toEqual([[1, 2, 3]]);
  for (const item of [4, 5, 6, 7]) batcher.add(item);
  expect(batches).toHaveLength(1);
  const drained = batcher.drained();
  for (let served = 0; served < 3; served += 1) {
    await expect.poll(() => gates.length).toBe(served + 1);
    gates[served]?.();
  }
  await drained;
  expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});

test('a lonely item is processed after its wait, and an empty batcher is drained at once', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher<number>({
    maxWeight: 10,
    maxWaitMs: 1,
    process: async (batch) => {
      batches.push([...batch]);
    },
  });
  await batcher.drained();
  batcher.add(1);
  await expect.poll(() => batches).toEqual([[1]]);
  batcher.add(2);
  await batcher.drained();
  expect(batches).toEqual([[1], [2]]);
});

test('a heavy item goes alone, and light ones share what a batch may weigh', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher<number>({
    maxWeight: 10,
    maxWaitMs: 60_000,
    weigh: (item) => item,
    process: async (batch) => {
      batches.push([...batch]);
    },
  });
  for (const item of [4, 5, 30, 2, 8, 1]) batcher.add(item);
  await batcher.drained();
  expect(batches).toEqual([[4, 5], [30], [2, 8], [1]]);
});
