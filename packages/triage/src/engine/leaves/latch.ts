import type { LeafDraft } from './leafState.ts';
import { type Endurance, extendRun, hasLasted, type Run } from './sustained.ts';

/** One test against one limit: `sign` 1 where worse is higher, -1 where worse is lower; all numbers are held as `sign` times themselves. */
export interface Crossing {
  readonly sign: 1 | -1;
  /** The limit itself does not cross. */
  readonly strict: boolean;
  readonly set: number;
  readonly clear: number;
  readonly setFor: Endurance;
  readonly clearFor: Endurance;
}

export function doesCross({ sign, strict, set }: Crossing, compared: number): boolean {
  const held = sign * compared;
  return strict ? held > set : held >= set;
}

/**
 * The memory of one comparison, with hysteresis: it becomes true when crossing has lasted, and false only when the clear condition
 * has lasted. A reading between the two values changes nothing by itself, but breaks a run that demands every reading. Returns the run
 * that has just completed and made the leaf true.
 */
export function latch(
  crossing: Crossing,
  draft: LeafDraft,
  gap: number,
  at: number,
  value: number,
  compared: number,
): Run | null {
  const crosses = doesCross(crossing, compared);
  if (draft.mode === 'true' || draft.mode === 'recovering') {
    whileTrue(crossing, draft, gap, at, value, compared, crosses);
    return null;
  }
  return whileNotTrue(crossing, draft, gap, at, value, compared, crosses);
}

function whileNotTrue(
  { setFor, sign }: Crossing,
  draft: LeafDraft,
  gap: number,
  at: number,
  value: number,
  compared: number,
  meets: boolean,
): Run | null {
  const run =
    meets || draft.run !== undefined
      ? extendRun(setFor, draft.run, gap, at, value, compared, meets, sign > 0)
      : undefined;
  if (!run) {
    draft.mode = 'false';
    draft.run = undefined;
    return null;
  }
  if (meets && hasLasted(setFor, run)) {
    draft.mode = 'true';
    draft.run = undefined;
    return run;
  }
  draft.mode = 'pending';
  draft.run = run;
  return null;
}

function whileTrue(
  crossing: Crossing,
  draft: LeafDraft,
  gap: number,
  at: number,
  value: number,
  compared: number,
  crosses: boolean,
): void {
  const { clearFor, sign, clear } = crossing;
  const meets = !crosses && sign * compared <= clear;
  if (crosses) {
    draft.mode = 'true';
    draft.run = undefined;
    return;
  }
  if (meets && clearFor.atOnce) {
    draft.mode = 'false';
    draft.run = undefined;
    return;
  }
  const run = extendRun(clearFor, draft.run, gap, at, value, compared, meets, sign < 0);
  if (!run) {
    draft.mode = 'true';
    draft.run = undefined;
  } else if (meets && hasLasted(clearFor, run)) {
    draft.mode = 'false';
    draft.run = undefined;
  } else {
    draft.mode = 'recovering';
    draft.run = run;
  }
}
