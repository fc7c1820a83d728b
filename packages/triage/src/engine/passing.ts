import type { Fold } from './fold.ts';
import { countsFrom, fallDue, latestOf, noteAt, soonestOf } from './leaves/deadline.ts';
import { draftOf, PLAIN_FALSE } from './leaves/leafState.ts';
import { NOT_KNOWN } from './memory.ts';
import { NEVER } from './metricPlace.ts';
import type { CompiledDeadline } from './rules/compile.ts';
import { drafted, judge, setLeaf, snapshotOf, type Working } from './working.ts';

/** No deadline falls due before. It costs next to nothing, and may lie before the first one: see `soonestOf`. */
function soonestDue({ protocol, leaves, seen, since }: Working): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const deadline of protocol.deadlines) {
    const leaf = leaves[deadline.place];
    if (leaf?.mode !== 'false') continue;
    const readAt = latestOf(leaf, seen[deadline.seenBy] ?? NEVER);
    const due = soonestOf(deadline, deadline.byHour, countsFrom(leaf, since), readAt);
    if (due < soonest) soonest = due;
  }
  return soonest;
}

/** Lets time pass: what was due until then is missing, from the instant when it fell due. */
export function letTimePass(working: Working, at: number): void {
  if (working.nextDue > at) return;
  // What has been read since it was last asked for has put it off.
  working.nextDue = soonestDue(working);
  while (working.nextDue <= at) {
    const { protocol, leaves, seen, since } = working;
    let first: CompiledDeadline | null = null;
    let firstDue = Number.POSITIVE_INFINITY;
    for (const deadline of protocol.deadlines) {
      const leaf = leaves[deadline.place];
      if (leaf?.mode !== 'false') continue;
      const due = deadline.dueAt(countsFrom(leaf, since), latestOf(leaf, seen[deadline.seenBy] ?? NEVER));
      if (due >= firstDue) continue;
      firstDue = due;
      first = deadline;
    }
    working.nextDue = firstDue;
    if (!first || firstDue > at) return;
    working.late = false;
    const { rule, place, seenBy } = first;
    const state = leaves[place] ?? PLAIN_FALSE;
    fallDue(first, drafted(working, place, state), seen[seenBy] ?? NEVER, firstDue, since);
    judge(working, rule, firstDue);
  }
}

/** Keeps what the fold is at `until`, before anything from then on is folded in. */
export function keepPast(working: Working, until: number): Fold {
  letTimePass(working, until);
  const fold = snapshotOf(working);
  working.past = working.past.concat({ until, fold });
  return fold;
}

/** The base has come to `until`: what the fold was until then is asked for no more. */
export function forgetPast(working: Working, until: number): void {
  working.past = working.past.filter((known) => known.until > until);
}

/** A reading or a response (of that questionnaire) too old to be put in its place still ends a wait for it, where the next one is not yet due either. */
export function noteReading(working: Working, subject: number | string, at: number, now: number): void {
  for (const { rule, seenBy: own, questionnaire, place, dueAt } of working.protocol.deadlines) {
    const state = working.leaves[place];
    if (!state || (typeof subject === 'number' ? own !== subject : questionnaire?.url !== subject)) continue;
    const after = countsFrom(state, working.since);
    if (at <= Math.max(after, latestOf(state, working.seen[own] ?? NEVER))) continue;
    const due = dueAt(after, at);
    if (due <= now || due === Number.POSITIVE_INFINITY) continue;
    const draft = draftOf(state);
    noteAt(draft, at);
    setLeaf(working, place, draft);
    judge(working, rule, now);
  }
  working.nextDue = NOT_KNOWN;
}
