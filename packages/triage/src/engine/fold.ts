import type { MetricCode } from '@samvakt/contract';
import type { Ending, RuleAlert } from './alert.ts';
import type { CompiledProtocol, CompiledRule } from './compile.ts';
import type { ReviewReason } from './finding.ts';
import type { Instants } from './leaf.ts';
import type { LeafState } from './leafState.ts';
import { fallDue } from './missing.ts';
import { askForReview, type ReviewState, reviewAnswered, reviewOfMetric } from './review.ts';
import { closeRule, judgeRule, type RuleState } from './rule.ts';

/** Everything that the events so far, in order, have come to. Plain JSON. */
export interface Fold {
  /** One for each rule of the protocol, in its order. */
  readonly rules: readonly RuleState[];
  /** When each metric was last read. */
  readonly seen: Readonly<Record<string, number>>;
  readonly reviews: Readonly<Record<string, ReviewState>>;
}

/** A fold that is being worked on: lists and maps are its own, what lies in them is only ever replaced. */
export interface Working {
  readonly protocol: CompiledProtocol;
  readonly since: number;
  rules: RuleState[];
  seen: Record<string, number>;
  reviews: Readonly<Record<string, ReviewState>>;
  /** Alerts as they were before the event in hand, for those that it changed. */
  before: Map<string, RuleAlert | undefined> | null;
}

export function work(protocol: CompiledProtocol, fold: Fold, since: number): Working {
  const { rules, seen, reviews } = fold;
  return { protocol, since, rules: rules.slice(), seen: { ...seen }, reviews, before: null };
}

/** What has been worked out so far, while the working fold goes on. */
export function snapshotOf(working: Working): Fold {
  return { rules: working.rules.slice(), seen: { ...working.seen }, reviews: working.reviews };
}

/** What has been worked out in the end: the working fold must not be used any more. */
export function foldOf({ rules, seen, reviews }: Working): Fold {
  return { rules, seen, reviews };
}

function setRule(working: Working, index: number, next: RuleState): void {
  const previous = working.rules[index];
  working.rules[index] = next;
  if (previous?.alert !== next.alert) noteBefore(working, working.protocol.rules[index]?.declared.id, previous?.alert);
}

function setReview(working: Working, id: string, next: ReviewState | null): void {
  const previous = working.reviews[id];
  if (previous === next) return;
  const { [id]: _, ...others } = working.reviews;
  working.reviews = next ? { ...others, [id]: next } : others;
  if (previous?.alert !== next?.alert) noteBefore(working, id, previous?.alert);
}

export function noteBefore(working: Working, id: string | undefined, alert: RuleAlert | undefined): void {
  if (id === undefined) return;
  working.before ??= new Map();
  if (!working.before.has(id)) working.before.set(id, alert);
}

/** Lets time pass: what was due until then is missing, from the instant when it fell due. */
export function letTimePass(working: Working, at: number): void {
  const { deadlines, rules } = working.protocol;
  for (;;) {
    let next: (typeof deadlines)[number] | undefined;
    let soonest = at;
    for (const place of deadlines) {
      const leaf = working.rules[place.rule]?.leaves[place.leaf];
      if (leaf?.mode !== 'false' || leaf.due === undefined) continue;
      if (leaf.due < soonest || (leaf.due === soonest && !next)) {
        next = place;
        soonest = leaf.due;
      }
    }
    if (!next) return;
    const rule = rules[next.rule];
    const state = working.rules[next.rule];
    const leaf = rule?.leaves[next.leaf];
    const leafState = state?.leaves[next.leaf];
    if (!rule || !state || !leaf || !leafState) return;
    const leaves = state.leaves.with(next.leaf, fallDue(leaf, leafState, working.since));
    setRule(working, next.rule, judgeRule(working.protocol, rule, state, leaves, working.seen, soonest));
  }
}

export function applyReading(working: Working, metric: MetricCode, at: number, value: number): void {
  letTimePass(working, at);
  const previousAt = working.seen[metric] ?? Number.NEGATIVE_INFINITY;
  working.seen[metric] = at;
  const concerns = working.protocol.concerns.get(metric);
  if (!concerns) {
    if (!working.protocol.observes.has(metric)) {
      const id = reviewOfMetric(metric);
      ask(working, id, at, { code: 'no-rule', metric, reading: { at, value }, detail: null });
    }
    return;
  }
  const instants = { previousAt, since: working.since };
  for (const { rule, leaves } of concerns) readRule(working, rule, leaves, instants, metric, at, value);
}

function ask(working: Working, id: string, at: number, reason: ReviewReason): void {
  setReview(working, id, askForReview(working.protocol, working.reviews[id], id, at, reason));
}

/** Gives one reading to those leaves of one rule that it concerns. A rule that cannot judge it asks for a review instead. */
function readRule(
  working: Working,
  index: number,
  places: readonly number[],
  instants: Instants,
  metric: MetricCode,
  at: number,
  value: number,
): void {
  const rule = working.protocol.rules[index];
  const state = working.rules[index];
  if (!rule || !state) return;
  if (rule.broken !== null) {
    fail(working, rule, metric, at, value, rule.broken);
    return;
  }
  try {
    let leaves: LeafState[] | null = null;
    let modeChanged = false;
    for (const place of places) {
      const before = state.leaves[place];
      const after = before && rule.leaves[place]?.read(before, at, value, instants);
      if (!before || !after || before === after) continue;
      if (before.mode !== after.mode) modeChanged = true;
      leaves ??= state.leaves.slice();
      leaves[place] = after;
    }
    const now = leaves ?? state.leaves;
    if (modeChanged || rule.perishes) {
      setRule(working, index, judgeRule(working.protocol, rule, state, now, working.seen, at));
    } else if (leaves) {
      working.rules[index] = { ...state, leaves };
    }
    if (rule.mayLack || working.reviews[rule.reviewId]) answerOrAsk(working, rule, now, metric, at, value);
  } catch (error) {
    fail(working, rule, metric, at, value, error instanceof Error ? error.message : String(error));
  }
}

function fail(
  working: Working,
  rule: CompiledRule,
  metric: MetricCode,
  at: number,
  value: number,
  detail: string,
): void {
  ask(working, rule.reviewId, at, { code: 'rule-failed', metric, reading: { at, value }, detail });
}

function answerOrAsk(
  working: Working,
  rule: CompiledRule,
  leaves: readonly LeafState[],
  metric: MetricCode,
  at: number,
  value: number,
): void {
  const review = working.reviews[rule.reviewId];
  if (leaves.some((leaf, place) => leaf.lacking && rule.leaves[place]?.metric === metric)) {
    ask(working, rule.reviewId, at, { code: 'no-reference', metric, reading: { at, value }, detail: null });
  } else if (review && !leaves.some((leaf) => leaf.lacking)) {
    setReview(working, rule.reviewId, reviewAnswered(review, at));
  }
}

/** A reading that the person who closed the alert at `at` cannot have seen: measured before, received after. */
export interface Unseen {
  readonly metric: MetricCode;
  readonly at: number;
  readonly value: number;
}

/** A person's close. What that person cannot have seen is judged anew, at the instant of the close. */
export function applyClose(working: Working, ruleId: string, at: number, unseen: readonly Unseen[]): void {
  letTimePass(working, at);
  const review = working.reviews[ruleId];
  if (review) {
    setReview(working, ruleId, { closedAt: at });
    return;
  }
  const index = working.protocol.places.get(ruleId) ?? -1;
  const rule = working.protocol.rules[index];
  const state = working.rules[index];
  if (!rule || !state) return;
  setRule(working, index, closeRule(rule, state, at));
  const last = new Map<string, number>();
  for (const reading of unseen) {
    readUnseen(working, index, reading, last.get(reading.metric) ?? Number.NEGATIVE_INFINITY, at);
    last.set(reading.metric, reading.at);
  }
}

function readUnseen(
  working: Working,
  index: number,
  { metric, at, value }: Unseen,
  previousAt: number,
  closedAt: number,
): void {
  const rule = working.protocol.rules[index];
  const state = working.rules[index];
  if (!rule || !state) return;
  const instants = { previousAt, since: working.since };
  const leaves = state.leaves.map((before, place) => {
    const leaf = rule.leaves[place];
    return leaf?.metric === metric ? leaf.reread(before, at, value, instants) : before;
  });
  setRule(working, index, judgeRule(working.protocol, rule, state, leaves, working.seen, closedAt));
}

/** A reading too old to be put in its place still ends a wait for it, where the next one is not yet due either. */
export function noteReading(working: Working, metric: MetricCode, at: number, now: number): void {
  for (const place of working.protocol.deadlines) {
    const rule = working.protocol.rules[place.rule];
    const state = working.rules[place.rule];
    const leaf = rule?.leaves[place.leaf];
    const before = state?.leaves[place.leaf];
    if (!rule || !state || !before || leaf?.metric !== metric || at <= (before.from ?? at)) continue;
    const after = leaf.read(before, at, 0, { previousAt: Number.NEGATIVE_INFINITY, since: working.since });
    if ((after.due ?? now) <= now) continue;
    const leaves = state.leaves.with(place.leaf, after);
    setRule(working, place.rule, judgeRule(working.protocol, rule, state, leaves, working.seen, now));
  }
}

/** How the latest alert of this id ended, if one did. */
export function endingOf(
  { protocol, rules, reviews }: Pick<Working, 'protocol' | 'rules' | 'reviews'>,
  id: string,
): Ending | undefined {
  const closedAt = reviews[id]?.closedAt;
  if (closedAt !== undefined) return { at: closedAt, by: 'person' };
  return rules[protocol.places.get(id) ?? -1]?.ended;
}

export function alertOf(
  { protocol, rules, reviews }: Pick<Working, 'protocol' | 'rules' | 'reviews'>,
  id: string,
): RuleAlert | undefined {
  return reviews[id]?.alert ?? rules[protocol.places.get(id) ?? -1]?.alert;
}
