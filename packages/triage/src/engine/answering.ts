import {
  asksForSomebody,
  reasonOfAnswers,
  reasonOfBroken,
  reviewAnswered,
  reviewOfQuestionnaire,
} from './alerts/review.ts';
import type { AnsweredEvent } from './event.ts';
import { foundIn } from './leaves/questionnaireLeaf.ts';
import { NOT_KNOWN } from './memory.ts';
import { letTimePass } from './passing.ts';
import type { Concern } from './rules/compile.ts';
import { delayOf } from './tail/chunk.ts';
import { LATENESS } from './tail/tail.ts';
import { ask, drafted, judge, setReview, type Working } from './working.ts';

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
    const { declared } = leaf;
    // The leaf can be true by another response of the same instant.
    if (draft.mode === 'true' && declared.type === 'questionnaire' && foundIn(declared, event)) speaks = true;
    if (leaf.deadline) working.nextDue = NOT_KNOWN;
  }
  judge(working, rule, at);
  const alert = working.rules[rule.place]?.alert;
  return speaks && alert !== undefined && alert.phase !== 'cleared';
}

function setReviewAnswered(working: Working, id: string, at: number): void {
  const review = working.reviews[id];
  // What another response of the same instant asked for is not answered by this one.
  if (review?.askedAt === at) return;
  if (review) setReview(working, id, reviewAnswered(review, at));
}
