import { isAbsence } from '../protocol/expression.ts';
import type { RuleAlert } from './alerts/alert.ts';
import type { EvidenceItem, ReviewReason } from './alerts/finding.ts';
import {
  asksForSomebody,
  reasonOfAnswers,
  reasonOfBroken,
  reviewAlert,
  reviewOfMetric,
  reviewOfQuestionnaire,
  whyFailed,
} from './alerts/review.ts';
import type { AnsweredEvent, MeasurementEvent } from './event.ts';
import { draftOf, type LeafState } from './leaves/leafState.ts';
import { NEVER, NOTHING_SEEN, placeOfMetric } from './metricPlace.ts';
import type { CompiledLevel, CompiledProtocol, CompiledRule } from './rules/compile.ts';
import type { TriageState } from './state.ts';
import { mergeAlerts } from './state.ts';

/**
 * A reading that is too old to be put in its place is judged by itself: what would need to last is taken at its word, and what would
 * need a reference that is gone asks for a review. The alerts stand beside the fold until a person closes them.
 */
export function judgeLate(protocol: CompiledProtocol, state: TriageState, event: MeasurementEvent): TriageState {
  const { metric, at, value } = event;
  const concerns = protocol.concerns[placeOfMetric(metric)];
  let { standalone } = state;
  const add = (id: string, alert: RuleAlert) => {
    standalone = withAlert(standalone, id, alert);
  };
  if (!concerns) {
    const id = reviewOfMetric(metric);
    const reason: ReviewReason = { code: 'no-rule', metric, reading: { at, value }, detail: null };
    const asked = protocol.observes.has(metric) || state.current.reviews[id] !== undefined;
    if (!asked) add(id, reviewAlert(protocol, id, at, reason, true));
  }
  for (const { rule } of concerns ?? []) {
    const [id, alert] = judgeAlone(protocol, rule, state, event);
    if (alert) add(id, alert);
  }
  return standalone === state.standalone ? state : { ...state, standalone };
}

/** A reading that is no number is never put among the others. */
export function judgeNotANumber(protocol: CompiledProtocol, state: TriageState, event: MeasurementEvent): TriageState {
  const id = reviewOfMetric(event.metric);
  if (state.standalone[id]) return state;
  const reason: ReviewReason = {
    code: 'not-a-number',
    metric: event.metric,
    reading: null,
    detail: String(event.value),
  };
  return { ...state, standalone: { ...state.standalone, [id]: reviewAlert(protocol, id, event.at, reason, false) } };
}

const UNKNOWN: LeafState = { mode: 'unknown' };

type Alone = readonly [id: string, alert: RuleAlert | null];
type Remembered = Pick<TriageState, 'current' | 'since'>;

function judgeAlone(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  remembered: Remembered,
  event: MeasurementEvent,
): Alone {
  const { metric, at, value } = event;
  const review = (code: ReviewReason['code'], detail: string | null): Alone => {
    const reason: ReviewReason = { code, metric, reading: { at, value }, detail };
    return [rule.reviewId, reviewAlert(protocol, rule.reviewId, at, reason, true)];
  };
  if (rule.broken !== null) return review('rule-failed', rule.broken);
  try {
    return saidAlone(protocol, rule, remembered, event) ?? review('no-reference', null);
  } catch (error) {
    return review('rule-failed', whyFailed(error));
  }
}

/** What the rule says of the reading by itself; null: it should say something and cannot. */
function saidAlone(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  { current, since }: Remembered,
  { metric, at, value }: MeasurementEvent,
): Alone | null {
  let speaks = false;
  const leaves: LeafState[] = [];
  // Where the metric has been read, what this should be compared with may have come already, and be forgotten since.
  const isFirst = current.seen[placeOfMetric(metric)] === NEVER;
  const age = isFirst ? at - since : Number.POSITIVE_INFINITY;
  for (const [index, leaf] of rule.leaves.entries()) {
    const place = rule.firstLeaf + index;
    const { declared } = leaf;
    leaves[place] = UNKNOWN;
    if (!leaf.metrics.includes(metric) || isAbsence(declared)) continue;
    const judged = leaf.alone(current.leaves[place] ?? UNKNOWN, at, value, placeOfMetric(metric));
    speaks ||= judged ? judged.truth : leaf.needsReview(age, value, placeOfMetric(metric));
    if (judged) leaves[place] = judged.truth ? { mode: 'true', item: judged.item } : { mode: 'false' };
  }
  const seen = NOTHING_SEEN.with(placeOfMetric(metric), at);
  const [alert, open] = alertAlone(protocol, rule, leaves, seen, at);
  return !alert && open && speaks ? null : [rule.declared.id, alert];
}

/** The alert of a rule by these leaves alone; null when no level is true, and then whether one is not known. */
function alertAlone(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  leaves: readonly LeafState[],
  seen: readonly number[],
  at: number,
): [alert: RuleAlert | null, open: boolean] {
  const { id: ruleId, kind } = rule.declared;
  let open = false;
  for (const level of rule.levels) {
    const truth = level.judge(leaves, seen, at, false);
    if (truth === 1) {
      const { severity } = level;
      const evidence = { ...protocol.stamp, ruleId, severity, kind, at, items: itemsOf(level, leaves), review: null };
      const alert = { kind, severity, present: severity, openedAt: at, changedAt: at, late: true, evidence };
      return [{ ...alert, phase: 'open' }, open];
    }
    if (truth === -1) open = true;
  }
  return [null, open];
}

/** The same of a response: what no rule raises of it, and says something, asks for a review. */
export function judgeLateAnswers(protocol: CompiledProtocol, state: TriageState, event: AnsweredEvent): TriageState {
  const { questionnaire, at } = event;
  const concerns = protocol.questionnaires.get(questionnaire);
  const alerts: [id: string, alert: RuleAlert][] = (concerns ?? []).flatMap(({ rule }) => {
    const alert = answersAlone(protocol, rule, event);
    return alert ? [[alert.evidence.ruleId, alert]] : [];
  });
  if (!concerns || (alerts.length === 0 && asksForSomebody(event))) {
    const id = reviewOfQuestionnaire(questionnaire);
    const reason = reasonOfAnswers(concerns ? 'unjudged-answers' : 'not-asked', event);
    alerts.push([id, reviewAlert(protocol, id, at, reason, true)]);
  }
  let { standalone } = state;
  for (const [id, alert] of alerts) standalone = withAlert(standalone, id, alert);
  return standalone === state.standalone ? state : { ...state, standalone };
}

function answersAlone(protocol: CompiledProtocol, rule: CompiledRule, event: AnsweredEvent): RuleAlert | null {
  const { at } = event;
  if (rule.broken !== null) {
    return reviewAlert(protocol, rule.reviewId, at, reasonOfBroken(rule.broken, event), true);
  }
  const leaves: LeafState[] = [];
  for (const [index, leaf] of rule.leaves.entries()) {
    const { declared } = leaf;
    const draft = draftOf(UNKNOWN);
    if (declared.type === 'questionnaire' && declared.questionnaire === event.questionnaire)
      leaf.answered(draft, event);
    leaves[rule.firstLeaf + index] = draft;
  }
  return alertAlone(protocol, rule, leaves, NOTHING_SEEN, at)[0];
}

function withAlert(standalone: TriageState['standalone'], id: string, alert: RuleAlert): TriageState['standalone'] {
  const known = standalone[id];
  const merged = known ? mergeAlerts(known, alert) : alert;
  return merged === known ? standalone : { ...standalone, [id]: merged };
}

function itemsOf(level: CompiledLevel, leaves: readonly LeafState[]): EvidenceItem[] {
  return leaves.slice(level.from, level.until).flatMap((leaf) => leaf?.item ?? []);
}
