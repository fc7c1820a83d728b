/**
 * The time that ages on the screen are counted from. The browser's clock may be wrong, so it is corrected by what the server says; a
 * correction never makes an age look younger than the answer allows by more than the time the answer travelled. Everything that shows an
 * age subscribes to one tick.
 */
export interface Clock {
  readonly now: () => number;
  /** The time at the last tick; stable between ticks, as `useSyncExternalStore` demands. */
  readonly ticked: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** The server has just said what time it is. */
  readonly correct: (serverTime: number) => void;
}

export interface ClockParts {
  readonly now: () => number;
  readonly setInterval: (run: () => void, ms: number) => unknown;
  readonly clearInterval: (timer: unknown) => void;
}

const TICK_MS = 10_000;
/** Below this a difference is the network, not the clock. */
const TOLERANCE_MS = 2_000;

const browser: ClockParts = {
  now: () => Date.now(),
  setInterval: (run, ms) => globalThis.setInterval(run, ms),
  clearInterval: (timer) => globalThis.clearInterval(timer as ReturnType<typeof setInterval>),
};

export function createClock(parts: ClockParts = browser): Clock {
  const listeners = new Set<() => void>();
  let offset = 0;
  let timer: unknown;
  const now = () => parts.now() + offset;
  let last = now();

  const tick = () => {
    last = now();
    for (const listener of listeners) listener();
  };

  return {
    now,
    ticked: () => last,
    subscribe: (listener) => {
      if (listeners.size === 0) {
        last = now();
        timer = parts.setInterval(tick, TICK_MS);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) parts.clearInterval(timer);
      };
    },
    correct: (serverTime) => {
      const difference = serverTime - parts.now();
      const wanted = Math.abs(difference) <= TOLERANCE_MS ? 0 : difference;
      if (Math.abs(wanted - offset) <= TOLERANCE_MS) return;
      offset = wanted;
      tick();
    },
  };
}
