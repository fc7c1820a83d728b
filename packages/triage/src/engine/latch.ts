import type { LeafMode } from './leafState.ts';
import { AT_ONCE, type Endurance, extendRun, hasLasted, type Judged, type Run } from './sustained.ts';

export interface Latch {
  readonly mode: LeafMode;
  readonly run: Run | null;
  /** The run that has just completed and made the leaf true. */
  readonly completed: Run | null;
}

export interface Crossing {
  readonly crosses: (compared: number) => boolean;
  readonly clears: (compared: number) => boolean;
  readonly worseIsHigher: boolean;
  readonly set: Endurance;
  readonly recovery: Endurance;
}

const FALSE: Latch = { mode: 'false', run: null, completed: null };
const TRUE: Latch = { mode: 'true', run: null, completed: null };

/**
 * The memory of one comparison, with hysteresis: it becomes true when crossing has lasted, and false only when the clear condition
 * has lasted. A reading between the two values changes nothing by itself, but breaks a run that demands every reading.
 */
export function latch(crossing: Crossing, mode: LeafMode, run: Run | undefined, gap: number, reading: Judged): Latch {
  return mode === 'true' || mode === 'recovering'
    ? whileTrue(crossing, run, gap, reading)
    : whileNotTrue(crossing, run, gap, reading);
}

function whileNotTrue(crossing: Crossing, run: Run | undefined, gap: number, reading: Judged): Latch {
  const meets = crossing.crosses(reading.compared);
  if (!meets && run === undefined) return FALSE;
  const longer = extendRun(crossing.set, run, gap, reading, meets, crossing.worseIsHigher);
  if (!longer) return FALSE;
  if (meets && hasLasted(crossing.set, longer)) return { mode: 'true', run: null, completed: longer };
  return { mode: 'pending', run: longer, completed: null };
}

function whileTrue(crossing: Crossing, run: Run | undefined, gap: number, reading: Judged): Latch {
  const { crosses, clears, recovery } = crossing;
  if (crosses(reading.compared)) return TRUE;
  const meets = clears(reading.compared);
  if (meets && recovery === AT_ONCE) return FALSE;
  const longer = extendRun(recovery, run, gap, reading, meets, !crossing.worseIsHigher);
  if (!longer) return TRUE;
  if (meets && hasLasted(recovery, longer)) return FALSE;
  return { mode: 'recovering', run: longer, completed: null };
}
