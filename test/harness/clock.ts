export interface TestClock {
  /** Hand this to what takes a clock: epoch milliseconds. */
  readonly now: () => number;
  /** @param at ISO 8601 or epoch milliseconds */
  readonly set: (at: string | number) => void;
  /** Goes forward by milliseconds; time never goes back by this. */
  readonly advance: (byMs: number) => void;
}

/** A clock that stands still until the test moves it. */
export function createClock(startAt: string | number): TestClock {
  let current = instant(startAt);
  return {
    now: () => current,
    set: (at) => {
      current = instant(at);
    },
    advance: (byMs) => {
      if (byMs < 0) throw new RangeError('A clock is advanced forwards; use set to move it back.');
      current += byMs;
    },
  };
}

function instant(at: string | number): number {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(ms)) throw new RangeError(`"${at}" is no instant.`);
  return ms;
}
