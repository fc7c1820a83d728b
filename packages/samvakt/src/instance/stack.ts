/** What was started, in order, to be stopped in the opposite order. */
export interface Stack {
  /** Remembers how to stop what has just been started. */
  readonly add: (name: string, stop: () => Promise<unknown>) => void;
  /** Stops everything, each in its turn, also when one fails or hangs. Called again it does nothing more. */
  readonly stop: () => Promise<void>;
}

export interface StackOptions {
  /** How long one part may take to stop before the next is stopped all the same. */
  readonly patienceMs: number;
  readonly onFault: (name: string, error: unknown) => void;
}

export function createStack({ patienceMs, onFault }: StackOptions): Stack {
  const parts: { name: string; stop: () => Promise<unknown> }[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async () => {
    for (let part = parts.pop(); part; part = parts.pop()) {
      try {
        await inTime(part.stop(), patienceMs);
      } catch (error) {
        onFault(part.name, error);
      }
    }
  };
  return {
    add: (name, stop) => {
      parts.push({ name, stop });
    },
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

async function inTime(work: Promise<unknown>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not stop within ${patienceMs} ms`)), patienceMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
