import type { Ending, RuleAlert } from './alert.ts';
import type { CompiledDeadline, CompiledProtocol, CompiledRule, Concern } from './compile.ts';
import { countsFrom, fallDue, latestOf, noteAt } from './deadline.ts';
import type { AnsweredEvent } from './event.ts';
import type { ReviewReason } from './finding.ts';
import type { CompiledLeaf } from './leaf.ts';
import { draftOf, isPlainFalse, type LeafDraft, type LeafState, PLAIN_FALSE } from './leafState.ts';
import { metricAt, NEVER } from './metricPlace.ts';

import { deviceOfAlert } from './offline.ts';
import { foundIn } from './questionnaireLeaf.ts';
import {
  askForReview,
  asksForSomebody,
  type ReviewState,
  reasonOfAnswers,
  reasonOfBroken,
  reviewAnswered,
  reviewOfMetric,
  reviewOfQuestionnaire,
} from './review.ts';
import { closedRule, judgeRule, type RuleState } from './rule.ts';
import { delayOf, LATENESS } from './tail.ts';

/** Everything that the events so far, in order, have come to. Plain JSON. */
export interface Fold {
  /** The leaves of all rules of the protocol, in its order. */
  readonly leaves: readonly LeafState[];
  /** One for each rule of the protocol, in its order. */
  readonly rules: readonly RuleState[];
  /** When each metric was last read, by the metric's place. */
  readonly seen: readonly number[];
  readonly reviews: Readonly<Record<string, ReviewState>>;
}

/**
 * A fold that is being worked on. Nothing that it was made from is ever changed: its lists are copied when something in them is to be changed for the first time
 * (`owns...`), and a leaf when it is drafted, that is, when it is the same as in `origin`; afterwards they are changed in place.
 */
export interface Working {
  readonly protocol: CompiledProtocol;
  readonly since: number;
  leaves: LeafState[];
  origin: readonly LeafState[];
  ownsLeaves: boolean;
  rules: RuleState[];
  ownsRules: boolean;
  seen: number[];
  reviews: Readonly<Record<string, ReviewState>>;
  /** Some review is remembered; it is seldom so, and this is asked at every reading. */
  reviewed: boolean;
  /** No deadline falls due before. It may lie before the next one, never after it. */
  nextDue: number;
  /** What is judged now came later than a day. */
  late: boolean;
  /** Alerts as they were before the event in hand, for those that it changed. */
  before: Earlier[] | null;
}

/** An alert of the fold as it was before. */
export interface Earlier {
  readonly id: string;
  readonly alert: RuleAlert | undefined;
}

export function work(protocol: CompiledProtocol, fold: Fold, since: number): Working {
  const { leaves, rules, seen, reviews } = fold;
  const working: Working = {
    protocol,
    since,
    leaves: leaves as LeafState[],
    origin: leaves,
    ownsLeaves: false,
    rules: rules as RuleState[],
    ownsRules: false,
    seen: seen.slice(),
    reviews,
    reviewed: hasAny(reviews),
    nextDue: 0,
    late: false,
    before: null,
  };
  working.nextDue = soonestDue(working);
  return working;
}

function hasAny(reviews: Readonly<Record<string, ReviewState>>): boolean {
  for (const _ in reviews) return true;
  return false;
}

/** What has been worked out so far, while the working fold goes on. */
export function snapshotOf(working: Working): Fold {
  working.origin = working.leaves;
  working.ownsLeaves = false;
  working.ownsRules = false;
  return { leaves: working.leaves, rules: working.rules, seen: working.seen.slice(), reviews: working.reviews };
}

/** What has been worked out in the end: the working fold must not be used any more. */
export function foldOf({ leaves, rules, seen, reviews }: Working): Fold {
  return { leaves, rules, seen, reviews };
}

function drafted(working: Working, place: number, state: LeafState): LeafDraft {
  if (state !== working.origin[place] && state !== PLAIN_FALSE) return state as LeafDraft;
  const draft = draftOf(state);
  setLeaf(working, place, draft);
  return draft;
}

function setLeaf(working: Working, place: number, state: LeafState): void {
  if (!working.ownsLeaves) {
    working.leaves = working.leaves.slice();
    working.ownsLeaves = true;
  }
  working.leaves[place] = state;
}

function setRule(working: Working, { place, declared }: CompiledRule, next: RuleState): void {
  const previous = working.rules[place];
  if (previous === next) return;
  if (!working.ownsRules) {
    working.rules = working.rules.slice();
    working.ownsRules = true;
  }
  working.rules[place] = next;
  if (previous?.alert !== next.alert) noteBefore(working, declared.id, previous?.alert);
}

function judge(working: Working, rule: CompiledRule, at: number): void {
  const state = working.rules[rule.place];
  if (state) setRule(working, rule, judgeRule(working.protocol, rule, state, working, at));
}

function setReview(working: Working, id: string, next: ReviewState | null): void {
  const previous = working.reviews[id];
  if (previous === next) return;
  const { [id]: _, ...others } = working.reviews;
  working.reviews = next ? { ...others, [id]: next } : others;
  working.reviewed = hasAny(working.reviews);
  if (previous?.alert !== next?.alert) noteBefore(working, id, previous?.alert);
}

export function noteBefore(working: Working, id: string, alert: RuleAlert | undefined): void {
  working.before ??= [];
  for (const known of working.before) if (known.id === id) return;
  working.before.push({ id, alert });
}

/** No deadline falls due before. It costs next to nothing, and may lie before the first one where pauses put that off. */
function soonestDue({ protocol, leaves, seen, since }: Working): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const deadline of protocol.deadlines) {
    const leaf = leaves[deadline.place];
    if (leaf?.mode !== 'false') continue;
    const due = deadline.soonest(countsFrom(leaf, since), latestOf(leaf, seen[deadline.seenBy] ?? NEVER));
    if (due < soonest) soonest = due;
  }
  return soonest;
}

/** Lets time pass: what was due until then is missing, from the instant when it fell due. */
export function letTimePass(working: Working, at: number): void {
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
  for (const concern of concerns) readRule(working, concern, metric, previousAt, at, value);
}

/**
 * A response. Each rule that asks for the questionnaire judges it; where none of them stands open on what it says and it says something that
 * somebody must see, a review is asked for: it is never silently green.
 */
export function applyAnswers(working: Working, event: AnsweredEvent): void {
  const { questionnaire, at } = event;
  letTimePass(working, at);
  working.late = delayOf(event) > LATENESS;
  const concerns = working.protocol.questionnaires.get(questionnaire);
  const id = reviewOfQuestionnaire(questionnaire);
  if (!concerns) {
    ask(working, id, at, reasonOfAnswers('not-asked', event));
    return;
  }
  let isRaised = false;
  for (const concern of concerns) if (answerRule(working, concern, event)) isRaised = true;
  if (!isRaised && asksForSomebody(event)) ask(working, id, at, reasonOfAnswers('unjudged-answers', event));
  else setReviewAnswered(working, id, at);
}

/** Whether an alert of the rule stands open on what the response says. */
function answerRule(working: Working, { rule, leaves, places }: Concern, event: AnsweredEvent): boolean {
  const { at } = event;
  if (rule.broken !== null) {
    ask(working, rule.reviewId, at, reasonOfBroken(rule.broken, event));
    return true;
  }
  let speaks = false;
  for (const [index, leaf] of leaves.entries()) {
    const place = places[index] ?? -1;
    const state = working.leaves[place];
    if (!state) continue;
    const draft = drafted(working, place, state);
    leaf.answered(draft, event);
    if (draft.mode === 'true') speaks = true;
    if (leaf.deadline) {
      const due = leaf.deadline.soonest(countsFrom(draft, working.since), latestOf(draft, NEVER));
      if (due < working.nextDue) working.nextDue = due;
    }
  }
  judge(working, rule, at);
  const alert = working.rules[rule.place]?.alert;
  return speaks && alert !== undefined && alert.phase !== 'cleared';
}

function setReviewAnswered(working: Working, id: string, at: number): void {
  const review = working.reviews[id];
  if (review) setReview(working, id, reviewAnswered(review, at));
}

function observe(working: Working, place: number, at: number, value: number): void {
  const metric = metricAt(place);
  if (working.protocol.observes.has(metric)) return;
  ask(working, reviewOfMetric(metric), at, { code: 'no-rule', metric, reading: { at, value }, detail: null });
}

function ask(working: Working, id: string, at: number, reason: ReviewReason): void {
  setReview(working, id, askForReview(working.protocol, working.reviews[id], id, at, reason));
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
      if (!leaf || !state || leaf.isStill(state, value)) continue;
      const draft = drafted(working, place, state);
      const { mode } = draft;
      leaf.read(draft, at, value, previousAt, working.since, metric);
      if (draft.mode !== mode) modeChanged = true;
      if (draft.mode === 'true' || draft.mode === 'recovering') holds = true;
      if (draft.lacking) lacking = leaf;
      if (isPlainFalse(draft)) setLeaf(working, place, PLAIN_FALSE);
      if (leaf.deadline) {
        const due = leaf.deadline.soonest(countsFrom(draft, working.since), latestOf(draft, at));
        if (due < working.nextDue) working.nextDue = due;
      }
    }
    if (modeChanged || (rule.perishes && (holds || canFall(working, rule)))) judge(working, rule, at);
    if (lacking) askForReference(working, rule, lacking, metric, at, value);
    else if (working.reviewed) answer(working, rule, at);
  } catch (error) {
    fail(working, rule, metric, at, value, error instanceof Error ? error.message : String(error));
  }
}

/** Something holds that age could end, or what is not true could make the rule true. Where neither is so, and the reading has made nothing true, age alone opens nothing. */
function canFall({ rules }: Working, { place, negates }: CompiledRule): boolean {
  const state = rules[place];
  return negates || state === undefined || state.alert !== undefined || state.holds.length > 0;
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

/** What the person who closed the alert at `at` cannot have seen: measured or answered before, received after. */
export type Unseen = UnseenReading | AnsweredEvent;

/** `metric`: its place. */
interface UnseenReading {
  readonly metric: number;
  readonly at: number;
  readonly value: number;
  readonly delay: number;
}

/** A person's close. What that person cannot have seen is judged anew, at the instant of the close. */
export function applyClose(working: Working, ruleId: string, at: number, unseen: readonly Unseen[]): void {
  letTimePass(working, at);
  const review = working.reviews[ruleId];
  if (review) {
    setReview(working, ruleId, { closedAt: at });
    askForUnseen(working, ruleId, at, unseen);
    return;
  }
  const rule = working.protocol.rules[working.protocol.places.get(ruleId) ?? -1];
  if (!rule) return;
  eachLeaf(working, rule, (leaf, draft) => leaf.close(draft, at));
  setRule(working, rule, closedRule(at));
  working.nextDue = soonestDue(working);
  const last = new Map<number, number>();
  for (const reading of unseen) {
    if ('type' in reading) {
      readUnseenAnswers(working, rule, reading, at);
      continue;
    }
    readUnseen(working, rule, reading, last.get(reading.metric) ?? NEVER, at);
    last.set(reading.metric, reading.at);
  }
}

/** A review that is closed was of what had come: a response that had not asks for one of its own, where no alert of a rule stands for it. */
function askForUnseen(working: Working, id: string, closedAt: number, unseen: readonly Unseen[]): void {
  for (const event of unseen) {
    if (!('type' in event)) continue;
    const concerns = working.protocol.questionnaires.get(event.questionnaire);
    if (id === reviewOfQuestionnaire(event.questionnaire)) {
      if (!concerns) ask(working, id, closedAt, reasonOfAnswers('not-asked', event));
      else if (asksForSomebody(event) && !concerns.some((concern) => standsFor(working, concern, event)))
        ask(working, id, closedAt, reasonOfAnswers('unjudged-answers', event));
      continue;
    }
    const broken = concerns?.find(({ rule }) => rule.reviewId === id)?.rule.broken ?? null;
    if (broken !== null) ask(working, id, closedAt, reasonOfBroken(broken, event));
  }
}

/** Whether an alert of the rule stands that a response gives reason for. */
function standsFor(working: Working, { rule, leaves }: Concern, event: AnsweredEvent): boolean {
  if (working.rules[rule.place]?.alert === undefined) return false;
  return leaves.some(({ declared }) => declared.type === 'questionnaire' && foundIn(declared, event) !== undefined);
}

function eachLeaf(
  working: Working,
  rule: CompiledRule,
  change: (leaf: CompiledRule['leaves'][number], draft: LeafDraft) => void,
): void {
  for (const [index, leaf] of rule.leaves.entries()) {
    const place = rule.firstLeaf + index;
    const state = working.leaves[place];
    if (state) change(leaf, drafted(working, place, state));
  }
}

function readUnseen(
  working: Working,
  rule: CompiledRule,
  { metric, at, value, delay }: UnseenReading,
  previousAt: number,
  closedAt: number,
): void {
  const code = metricAt(metric);
  working.late = delay > LATENESS;
  eachLeaf(working, rule, (leaf, draft) => {
    if (leaf.metrics.includes(code)) leaf.reread(draft, at, value, previousAt, working.since, metric);
  });
  judge(working, rule, closedAt);
}

function readUnseenAnswers(working: Working, rule: CompiledRule, event: AnsweredEvent, closedAt: number): void {
  working.late = delayOf(event) > LATENESS;
  eachLeaf(working, rule, (leaf, draft) => {
    const { declared } = leaf;
    if (declared.type === 'questionnaire' && declared.questionnaire === event.questionnaire)
      leaf.answered(draft, event);
  });
  judge(working, rule, closedAt);
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
  working.nextDue = soonestDue(working);
}

type Ended = Pick<Fold, 'rules' | 'reviews'> & { readonly protocol: CompiledProtocol };

/** How the latest alert of this id ended, if one did. */
export function endingOf({ protocol, rules, reviews }: Ended, id: string): Ending | undefined {
  const closedAt = reviews[id]?.closedAt;
  if (closedAt !== undefined) return { at: closedAt, by: 'person' };
  return rules[protocol.places.get(id) ?? -1]?.ended;
}

/** The same, also of a device: its alert ends when nothing is hidden behind it any more. */
export function endingOfShown(ended: Ended, id: string, stands: boolean, now: number): Ending | undefined {
  if (deviceOfAlert(id) === null) return endingOf(ended, id);
  return stands ? undefined : { at: now, by: 'rule' };
}

export function alertOf({ protocol, rules, reviews }: Ended, id: string): RuleAlert | undefined {
  return reviews[id]?.alert ?? rules[protocol.places.get(id) ?? -1]?.alert;
}
