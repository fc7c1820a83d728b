export interface Batcher<Item> {
  readonly add: (item: Item) => void;
  /** Resolves when all that was added has been processed. */
  readonly drained: () => Promise<void>;
}

/**
 * Gathers items and hands them on in batches, one batch at a time: while one is in flight the next gathers, so batches grow with the load by
 * themselves. An idle batcher waits `maxWaitMs` after the first item for company. A batch is full when the weights of its items come to
 * `maxWeight`; an item that is heavier than that goes alone. `process` must not fail.
 */
export function createBatcher<Item>(options: {
  maxWeight: number;
  maxWaitMs: number;
  /** 1 for each item unless said otherwise. */
  weigh?: (item: Item) => number;
  process: (batch: readonly Item[]) => Promise<void>;
}): Batcher<Item> {
  const { maxWeight, maxWaitMs, weigh = () => 1, process } = options;
  const gathered: Item[] = [];
  let weight = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const take = (): Item[] => {
    let count = 0;
    let taken = 0;
    for (const item of gathered) {
      const own = weigh(item);
      if (count > 0 && taken + own > maxWeight) break;
      taken += own;
      count += 1;
    }
    weight -= taken;
    return gathered.splice(0, count);
  };

  const run = async () => {
    clearTimeout(timer);
    timer = undefined;
    while (gathered.length > 0) await process(take());
    running = undefined;
  };

  return {
    add(item) {
      gathered.push(item);
      weight += weigh(item);
      if (running) return;
      if (weight >= maxWeight) running = run();
      else
        timer ??= setTimeout(() => {
          running ??= run();
        }, maxWaitMs);
    },
    async drained() {
      if (gathered.length > 0) running ??= run();
      await running;
    },
  };
}
