export interface Batcher<Item> {
  readonly add: (item: Item) => void;
  /** Resolves when all that was added has been processed. */
  readonly drained: () => Promise<void>;
}

/**
 * Gathers items and hands them on in batches, one batch at a time: while one is in flight the next gathers, so batches grow with the load by
 * themselves. An idle batcher waits `maxWaitMs` after the first item for company. `process` must not fail.
 */
export function createBatcher<Item>(options: {
  maxItems: number;
  maxWaitMs: number;
  process: (batch: readonly Item[]) => Promise<void>;
}): Batcher<Item> {
  const { maxItems, maxWaitMs, process } = options;
  const gathered: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const run = async () => {
    clearTimeout(timer);
    timer = undefined;
    while (gathered.length > 0) await process(gathered.splice(0, maxItems));
    running = undefined;
  };

  return {
    add(item) {
      gathered.push(item);
      if (running) return;
      if (gathered.length >= maxItems) running = run();
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
