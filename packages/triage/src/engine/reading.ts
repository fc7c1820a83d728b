import type { ReviewReason } from './alerts/finding.ts';
import { reviewAnswered, reviewOfMetric, whyFailed } from './alerts/review.ts';
import type { CompiledLeaf } from './leaves/leaf.ts';
import { isPlainFalse, type LeafState, PLAIN_FALSE } from './leaves/leafState.ts';
import { NOT_KNOWN } from './memory.ts';
import { metricAt, NEVER } from './metricPlace.ts';
import { letTimePass } from './passing.ts';
import { isCalm } from './rules/calm.ts';
import type { CompiledRule, Concern } from './rules/compile.ts';
import { LATENESS } from './tail/tail.ts';
import { ask, drafted, judge, setLeaf, setReview, type Working } from './working.ts';

/** `metric`: its place. `delay`: how long after `at` it was received. */
export function applyReading(working: Working, metric: number, at: number, value: number, delay: number): void {
  letTimePass(working, at);
  working.late = delay > LATENESS;
  const previousAt = working.seen[metric] ?? NEVER;
  working.seen[metric] = at;
  const concerns = working.protocol.concerns[metric];
  if (!concerns) {
    observe(working, metric, at, value);
    return;
  }
  const calm = working.protocol.calm[metric];
  const judged = calm && !working.reviewed && isCalm(calm, working.leaves, value) ? calm.moving : concerns;
  for (const concern of judged) readRule(working, concern, metric, previousAt, at, value);
}

function observe(working: Working, place: number, at: number, value: number): void {
  const metric = metricAt(place);
  if (working.protocol.observes.has(metric)) return;
  ask(working, reviewOfMetric(metric), at, { code: 'no-rule', metric, reading: { at, value }, detail: null });
}
/** Gives one reading to those leaves of one rule that it concerns. A rule that cannot judge it asks for a review instead. */
function readRule(
  working: Working,
  { rule, leaves, places }: Concern,
  metric: number,
  previousAt: number,
  at: number,
  value: number,
): void {
  if (rule.broken !== null) {
    fail(working, rule, metric, at, value, rule.broken);
    return;
  }
  try {
    let modeChanged = false;
    let holds = false;
    let lacking: CompiledLeaf | null = null;
    for (let index = 0; index < leaves.length; index += 1) {
      const leaf = leaves[index];
      const place = places[index] ?? -1;
      const state = working.leaves[place];
      if (!leaf || !state || staysAsItIs(leaf, state, value)) continue;
      const draft = drafted(working, place, state, leaf.follows);
      const { mode } = draft;
      leaf.read(draft, at, value, previousAt, working.since, metric);
      if (draft.mode !== mode) modeChanged = true;
      if (draft.mode === 'true' || draft.mode === 'recovering') holds = true;
      if (draft.lacking) lacking = leaf;
      if (isPlainFalse(draft)) setLeaf(working, place, PLAIN_FALSE);
      if (leaf.deadline) working.nextDue = NOT_KNOWN;
    }
    if (modeChanged || (rule.perishes && (holds || canFall(working, rule)))) judge(working, rule, at);
    if (lacking) askForReference(working, rule, lacking, metric, at, value);
    else if (working.reviewed) answer(working, rule, at);
  } catch (error) {
    fail(working, rule, metric, at, value, whyFailed(error));
  }
}

function staysAsItIs({ calm }: CompiledLeaf, { mode }: LeafState, value: number): boolean {
  return calm !== null && mode === 'false' && value > calm.above && value < calm.below;
}

/** Something holds that age could change, or what is not true could make the rule true. Where neither is so, and the reading has made nothing true, age alone opens nothing. */
function canFall({ rules }: Working, { place, negates }: CompiledRule): boolean {
  return negates || rules[place]?.holds.length !== 0;
}

function fail(working: Working, rule: CompiledRule, metric: number, at: number, value: number, detail: string): void {
  const reading = { at, value };
  ask(working, rule.reviewId, at, { code: 'rule-failed', metric: metricAt(metric), reading, detail });
}

function askForReference(
  working: Working,
  rule: CompiledRule,
  { declared }: CompiledLeaf,
  metric: number,
  at: number,
  value: number,
): void {
  const of = { metric: metricAt(metric), reading: { at, value } };
  const reason: ReviewReason =
    declared.type === 'score'
      ? { code: 'no-total', ...of, detail: declared.score }
      : { code: 'no-reference', ...of, detail: null };
  ask(working, rule.reviewId, at, reason);
}

/** The rule has judged a reading; if none of its leaves lacks anything, its review is answered. */
function answer(working: Working, rule: CompiledRule, at: number): void {
  const review = working.reviews[rule.reviewId];
  if (!review) return;
  const until = rule.firstLeaf + rule.leaves.length;
  for (let place = rule.firstLeaf; place < until; place += 1) if (working.leaves[place]?.lacking) return;
  setReview(working, rule.reviewId, reviewAnswered(review, at));
}
