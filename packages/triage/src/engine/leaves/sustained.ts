import type { Sustained } from '../../protocol/expression.ts';
import type { EvidenceReading } from '../alerts/finding.ts';

/**
 * Whether a condition has lasted. A run is the evidence gathered so far, as a flat list of numbers so that it is small as JSON:
 * counted, four for each reading since the first that met (instant, value, compared, 1 met | 0 not), at most `of` of them;
 * timed, first instant and value, worst instant, value and compared, last instant and value, and the count.
 */
export type Run = readonly number[];

export interface Endurance {
  readonly timed: boolean;
  /** One reading is enough. */
  readonly atOnce: boolean;
  readonly readings: number;
  readonly of: number;
  readonly for: number;
  /** Infinity: any distance between readings is accepted. */
  readonly maxGap: number;
}

const ONE_READING = { readings: 1, of: 1, for: 0, maxGap: Number.POSITIVE_INFINITY };

export function endurance(sustained: Sustained | undefined): Endurance {
  if (!sustained) return { timed: false, atOnce: true, ...ONE_READING };
  if ('for' in sustained) {
    return { timed: true, atOnce: false, ...ONE_READING, for: sustained.for, maxGap: sustained.maxGap };
  }
  const { readings, of = readings, maxGap = Number.POSITIVE_INFINITY } = sustained;
  return { timed: false, atOnce: false, readings, of, for: 0, maxGap };
}

/**
 * The run with one reading more, changed in place where it goes on; undefined when nothing in it meets the condition. `gap` is the time since
 * the reading before, `compared` what was held against the threshold: the value itself, a change, a mean.
 */
export function extendRun(
  spec: Endurance,
  run: number[] | undefined,
  gap: number,
  at: number,
  value: number,
  compared: number,
  meets: boolean,
  worseIsHigher: boolean,
): number[] | undefined {
  const kept = gap <= spec.maxGap ? run : undefined;
  if (spec.timed) {
    if (!meets) return undefined;
    if (!kept) return [at, value, at, value, compared, at, value, 1];
    const worst = kept[4] ?? 0;
    if (worseIsHigher ? compared > worst : compared < worst) {
      kept[2] = at;
      kept[3] = value;
      kept[4] = compared;
    }
    kept[5] = at;
    kept[6] = value;
    kept[7] = (kept[7] ?? 0) + 1;
    return kept;
  }
  if (!kept) return meets ? [at, value, compared, 1] : undefined;
  kept.push(at, value, compared, meets ? 1 : 0);
  let from = Math.max(0, kept.length - 4 * spec.of);
  while (from < kept.length && kept[from + 3] === 0) from += 4;
  if (from === kept.length) return undefined;
  if (from > 0) kept.splice(0, from);
  return kept;
}

export function hasLasted(spec: Endurance, run: Run): boolean {
  if (spec.timed) return (run[5] ?? 0) - (run[0] ?? 0) >= spec.for;
  let met = 0;
  for (let index = 3; index < run.length; index += 4) met += run[index] ?? 0;
  return met >= spec.readings;
}

/** The readings that a run rests on: those that met; of a timed run the first, the worst and the last. */
export function readingsOf(spec: Endurance, run: Run): { readings: EvidenceReading[]; count: number } {
  const readings: EvidenceReading[] = [];
  const add = (at = 0, value = 0) => {
    const last = readings.at(-1);
    if (last?.at !== at || last.value !== value) readings.push({ at, value });
  };
  if (spec.timed) {
    add(run[0], run[1]);
    add(run[2], run[3]);
    add(run[5], run[6]);
    return { readings, count: run[7] ?? 0 };
  }
  for (let index = 0; index < run.length; index += 4) if (run[index + 3] === 1) add(run[index], run[index + 1]);
  return { readings, count: readings.length };
}
