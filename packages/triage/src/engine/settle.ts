import { applyAnswers } from './answering.ts';
import type { Past } from './asItStood.ts';
import { applyClose } from './closing.ts';
import type { Fold } from './fold.ts';
import { latestPast } from './memory.ts';
import { placeOfMetric } from './metricPlace.ts';
import { letTimePass } from './passing.ts';
import { applyReading } from './reading.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import type { TriageState } from './state.ts';
import { type Chunk, delayOf, eventsOf, HOUR, hourOf, STRIDE } from './tail/chunk.ts';
import { allClosesOf, unseenAt } from './tail/closes.ts';
import { chunksOf, type Tail } from './tail/tail.ts';
import { foldOf, type Working, work } from './working.ts';

/** Of the past, the events from `from` (inclusive) until `until` (exclusive). */
interface Span extends Past {
  readonly from: number;
  readonly until: number;
}

/** Applies the events of the span to a fold that lies before them. */
function replay(working: Working, span: Span): void {
  for (const chunk of chunksOf(span.tail)) {
    if (chunk.closes.length === 0 && chunk.answers.length === 0) replayReadings(working, chunk, span);
    else replayMixed(working, chunk, span);
  }
}

function replayReadings(working: Working, { hour, readings }: Chunk, { from, until }: Span): void {
  const start = hour * HOUR;
  for (let index = 0; index < readings.length; index += STRIDE) {
    const at = start + (readings[index] ?? 0);
    if (at >= from && at < until) {
      applyReading(working, readings[index + 1] ?? -1, at, readings[index + 2] ?? 0, readings[index + 3] ?? 0);
    }
  }
}

function replayMixed(working: Working, chunk: Chunk, { from, until, ...past }: Span): void {
  for (const event of eventsOf(chunk)) {
    if (event.at < from || event.at >= until) continue;
    if (event.type === 'measurement') {
      applyReading(working, placeOfMetric(event.metric), event.at, event.value, delayOf(event));
    } else if (event.type === 'answered') applyAnswers(working, event);
    else applyClose(working, event.ruleId, event.at, unseenAt(past.tail, event, past.baseUntil), past);
  }
}

type Settled = Pick<TriageState, 'base' | 'baseUntil' | 'current' | 'since'>;

/** The base moved up to `cutoff`, by the events of `tail`, or as far as the current fold knows what it was, without judging them again. */
export function settle(
  protocol: CompiledProtocol,
  { base, baseUntil, current, since }: Settled,
  tail: Tail,
  cutoff: number,
): Fold {
  const known = latestPast(current, cutoff);
  if (known?.until === cutoff) return known.fold;
  const working = work(protocol, known?.fold ?? base, since);
  replay(working, { base, tail, baseUntil, from: known?.until ?? baseUntil, until: cutoff });
  letTimePass(working, cutoff);
  return foldOf(working);
}

/** The current fold made again from the base, after something was put among the tail's events. */
export function refold(protocol: CompiledProtocol, { base, baseUntil, since, tail, watermark }: TriageState): Fold {
  const working = work(protocol, base, since);
  replay(working, { base, tail, baseUntil, from: baseUntil, until: Number.POSITIVE_INFINITY });
  letTimePass(working, watermark);
  return foldOf(working);
}

/** A base must not swallow a reading that a close still in the tail has to judge anew: it then stays back before that reading. */
export function holdBack(cutoff: number, baseUntil: number, tail: Tail): number {
  let held = cutoff;
  for (const close of allClosesOf(tail).reverse()) {
    if (close.at < held) continue;
    for (const { at } of unseenAt(tail, close, baseUntil)) held = Math.min(held, hourOf(at) * HOUR);
  }
  return Math.max(baseUntil, held);
}
