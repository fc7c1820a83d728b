import type { Fold } from './fold.ts';

/** A fold as it was when time had come to `until` and nothing from then on was folded in. */
interface PastFold {
  readonly until: number;
  readonly fold: Fold;
}

export interface Remembered {
  /** Oldest first. */
  readonly past: readonly PastFold[];
  /** The fold need not be kept before it grows past this instant. */
  readonly nextMark: number;
  /** No deadline falls due before. It may lie before the next one, never after it. */
  readonly nextDue: number;
}

/** It is to be asked for. */
export const NOT_KNOWN = Number.NEGATIVE_INFINITY;

const NOTHING: Remembered = { past: [], nextMark: NOT_KNOWN, nextDue: NOT_KNOWN };

/**
 * What a fold remembers of how it grew, so that nothing is worked out twice: what it was at every other midnight, since the base follows a day and more behind and would have to judge
 * every reading again, and before when nothing falls due. It is no part of what the fold says, so nobody can compare it or write it down, and a fold that has lost it
 * comes to the same. A fold that is made anew, because something was put among its events or is to be judged otherwise, begins without.
 */
export class Memory {
  readonly #remembered: Remembered;

  constructor(remembered: Remembered) {
    this.#remembered = remembered;
  }

  /** Of a fold that was written down all the same, nothing is left but an empty object. */
  static of(memory: Memory): Remembered {
    return #remembered in memory ? memory.#remembered : NOTHING;
  }
}

export const NO_MEMORY = new Memory(NOTHING);

/** The latest that the fold is known to have been at `until` or before. */
export function latestPast({ memory }: Fold, until: number): PastFold | undefined {
  return Memory.of(memory).past.findLast((known) => known.until <= until);
}
