import { asksForSomebody, reasonOfAnswers, reasonOfBroken, reviewOfQuestionnaire, whyFailed } from './alerts/review.ts';
import { asItStood, type Past } from './asItStood.ts';
import type { AnsweredEvent } from './event.ts';
import type { LeafDraft } from './leaves/leafState.ts';
import { foundIn } from './leaves/questionnaireLeaf.ts';
import { NOT_KNOWN } from './memory.ts';
import { metricAt, NEVER } from './metricPlace.ts';
import { letTimePass } from './passing.ts';
import type { CompiledRule, Concern } from './rules/compile.ts';
import { closedRule } from './rules/rule.ts';
import { delayOf } from './tail/chunk.ts';
import { LATENESS } from './tail/tail.ts';
import { ask, drafted, judge, setReview, setRule, type Working } from './working.ts';

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
export function applyClose(working: Working, ruleId: string, at: number, unseen: readonly Unseen[], past: Past): void {
  letTimePass(working, at);
  const review = working.reviews[ruleId];
  if (review) {
    // Only what stood was looked at: otherwise it stays away no longer for it.
    if (review.alert) setReview(working, ruleId, { closedAt: at });
    askForUnseen(working, ruleId, at, unseen);
    return;
  }
  const rule = working.protocol.rules[working.protocol.places.get(ruleId) ?? -1];
  if (!rule) return;
  eachLeaf(working, rule, (leaf, draft) => leaf.close(draft, at));
  setRule(working, rule, closedRule(at));
  working.nextDue = NOT_KNOWN;
  const last = new Map<number, number>();
  const stood = standing(rule, past);
  for (const reading of unseen) {
    if ('type' in reading) {
      readUnseenAnswers(working, rule, reading, at);
      continue;
    }
    try {
      readUnseen(working, { rule, stood, closedAt: at }, reading, last.get(reading.metric) ?? NEVER);
    } catch (error) {
      const seen = { metric: metricAt(reading.metric), reading: { at: reading.at, value: reading.value } };
      ask(working, rule.reviewId, at, { code: 'rule-failed', ...seen, detail: whyFailed(error) });
    }
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
  change: (leaf: CompiledRule['leaves'][number], draft: LeafDraft, index: number) => void,
): void {
  for (const [index, leaf] of rule.leaves.entries()) {
    const place = rule.firstLeaf + index;
    const state = working.leaves[place];
    if (state) change(leaf, drafted(working, place, state), index);
  }
}

/** A leaf, by its place among those of its rule, as it stood at a reading; null where a close leaves nothing of it. */
type Standing = (index: number, reading: UnseenReading) => LeafDraft | null;

function standing({ leaves, firstLeaf }: CompiledRule, past: Past): Standing {
  const known = new Map<number, ReturnType<typeof asItStood>>();
  return (index, { metric, at, value }) => {
    const leaf = leaves[index];
    if (!leaf?.remember) return null;
    const stood = known.get(index) ?? asItStood(past, leaf, firstLeaf + index, metric);
    known.set(index, stood);
    return stood(at, value);
  };
}

function readUnseen(
  working: Working,
  { rule, stood, closedAt }: { rule: CompiledRule; stood: Standing; closedAt: number },
  reading: UnseenReading,
  previousAt: number,
): void {
  const code = metricAt(reading.metric);
  working.late = reading.delay > LATENESS;
  const { since } = working;
  if (!rule.leaves.some(({ metrics }) => metrics.includes(code))) return;
  eachLeaf(working, rule, (leaf, draft, index) => {
    if (leaf.metrics.includes(code)) leaf.reread(draft, { ...reading, previousAt, since }, stood(index, reading));
  });
  judge(working, rule, closedAt);
}

function readUnseenAnswers(working: Working, rule: CompiledRule, event: AnsweredEvent, closedAt: number): void {
  const isOf = ({ declared }: CompiledRule['leaves'][number]) =>
    'questionnaire' in declared && declared.questionnaire === event.questionnaire;
  if (!rule.leaves.some(isOf)) return;
  working.late = delayOf(event) > LATENESS;
  eachLeaf(working, rule, (leaf, draft) => {
    if (leaf.declared.type === 'questionnaire' && isOf(leaf)) leaf.answered(draft, event);
  });
  judge(working, rule, closedAt);
}
