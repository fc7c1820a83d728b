import type { Fold } from './fold.ts';

/** A fold as it was when time had come to `until` and nothing from then on was folded in. */
interface PastFold {
  readonly until: number;
  readonly fold: Fold;
}

const NOTHING: readonly PastFold[] = [];

/**
 * What a fold was at the midnights that it grew past, so that the base, which follows a day and more behind, need not judge every reading again. Only a memory: it is no
 * part of what the fold says, so nobody can compare it or write it down, and a fold that has lost it comes to the same. A fold that is made anew, because something was
 * put among its events or is to be judged otherwise, begins without.
 */
export class Past {
  /** Oldest first. */
  readonly #folds: readonly PastFold[];

  constructor(folds: readonly PastFold[]) {
    this.#folds = folds;
  }

  /** Of a fold that was written down, even as it is, nothing is left but an empty object. */
  static #foldsOf(past: Past): readonly PastFold[] {
    return #folds in past ? past.#folds : NOTHING;
  }

  /** The fold has grown past `until`, when it was `fold`. */
  static grown(past: Past, until: number, fold: Fold): Past {
    return new Past(Past.#foldsOf(past).concat({ until, fold }));
  }

  /** Without what was at `until` and before: the base has come so far. */
  static after(past: Past, until: number): Past {
    return new Past(Past.#foldsOf(past).filter((known) => known.until > until));
  }

  /** The latest that is known at `until` or before. */
  static latest(past: Past, until: number): PastFold | undefined {
    return Past.#foldsOf(past).findLast((known) => known.until <= until);
  }
}

export const NO_PAST = new Past(NOTHING);
