import type { Fold } from './fold.ts';
import { countsFrom, fallDue, latestOf, noteAt, soonestOf } from './leaves/deadline.ts';
import { draftOf, PLAIN_FALSE } from './leaves/leafState.ts';
import { NOT_KNOWN } from './memory.ts';
import { NEVER } from './metricPlace.ts';
import type { CompiledDeadline, CompiledRule } from './rules/compile.ts';
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
    const { protocol, leaves } = working;
    let firstDue = Number.POSITIVE_INFINITY;
    for (const deadline of protocol.deadlines) {
      if (leaves[deadline.place]?.mode === 'false') firstDue = Math.min(firstDue, dueOf(working, deadline));
    }
    working.nextDue = firstDue;
    if (firstDue > at) return;
    working.late = false;
    for (const rule of lapse(working, firstDue)) judge(working, rule, firstDue);
  }
}

function dueOf({ leaves, seen, since }: Working, { place, seenBy, dueAt }: CompiledDeadline): number {
  const leaf = leaves[place] ?? PLAIN_FALSE;
  return dueAt(countsFrom(leaf, since), latestOf(leaf, seen[seenBy] ?? NEVER));
}

/** All that falls due at one instant is missing at once, before any rule looks at it. Returns the rules that have to. */
function lapse(working: Working, dueAt: number): Set<CompiledRule> {
  const rules = new Set<CompiledRule>();
  for (const deadline of working.protocol.deadlines) {
    const { rule, place, seenBy } = deadline;
    const state = working.leaves[place];
    if (state?.mode !== 'false' || dueOf(working, deadline) !== dueAt) continue;
    fallDue(deadline, drafted(working, place, state), working.seen[seenBy] ?? NEVER, dueAt, working.since);
    rules.add(rule);
  }
  return rules;
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
