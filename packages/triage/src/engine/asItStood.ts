import type { Fold } from './fold.ts';
import type { CompiledLeaf } from './leaves/leaf.ts';
import { draftOf, type LeafDraft } from './leaves/leafState.ts';
import { HOUR, STRIDE } from './tail/chunk.ts';
import { chunksOf, type Tail } from './tail/tail.ts';

/** What the state holds of the past: the fold of everything before `baseUntil`, and the events since. */
export interface Past {
  readonly base: Fold;
  readonly baseUntil: number;
  readonly tail: Tail;
}

/**
 * The window of one leaf as it stood at earlier readings of a metric (its place), which are asked for in order. What was measured between such a reading and a person's close
 * says nothing of the reading, and may have pushed out what it has to be compared with.
 */
export function asItStood(
  { base, baseUntil, tail }: Past,
  leaf: CompiledLeaf,
  place: number,
  metric: number,
): (at: number, value: number) => LeafDraft {
  const draft = draftOf(base.leaves[place] ?? leaf.initial());
  const readings = readingsOf(tail, metric, baseUntil);
  let next = readings.next();
  return (at, value) => {
    while (!next.done && (next.value[0] < at || (next.value[0] === at && next.value[1] < value))) {
      leaf.remember?.(draft, ...next.value);
      next = readings.next();
    }
    // It is taken into the window by whoever compares it.
    if (!next.done && next.value[0] === at && next.value[1] === value) next = readings.next();
    return draft;
  };
}

/** Instant and value of the readings of a metric from `from` on, in order. */
function* readingsOf(tail: Tail, metric: number, from: number): Generator<[at: number, value: number], undefined> {
  for (const { hour, readings } of chunksOf(tail)) {
    for (let index = 0; index < readings.length; index += STRIDE) {
      const at = hour * HOUR + (readings[index] ?? 0);
      if (readings[index + 1] === metric && at >= from) yield [at, readings[index + 2] ?? 0];
    }
  }
}
