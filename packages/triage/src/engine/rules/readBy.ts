import type { Evidence } from '../alerts/finding.ts';
import { asksForSomebody, reviewOfQuestionnaire } from '../alerts/review.ts';
import type { AnsweredEvent } from '../event.ts';
import { foundIn } from '../leaves/questionnaireLeaf.ts';
import { openAlerts, type TriageState } from '../state.ts';
import type { CompiledProtocol } from './compile.ts';

/**
 * The rules whose open alerts ask somebody to read a response, in `state`, into which it has been folded last: whoever closes them has read it. None where it
 * says nothing that anybody must see. A rule counts by what the response says, also where its alert has gone on to a newer one.
 */
export function alertsToRead(protocol: CompiledProtocol, state: TriageState, event: AnsweredEvent): string[] {
  const concerns = protocol.questionnaires.get(event.questionnaire);
  const asking = new Set<string>();
  for (const { rule, leaves } of concerns ?? []) {
    if (rule.broken !== null) asking.add(rule.reviewId);
    const speaks = leaves.some(({ declared }) => declared.type === 'questionnaire' && foundIn(declared, event));
    if (speaks) asking.add(rule.declared.id);
  }
  const review = reviewOfQuestionnaire(event.questionnaire);
  const isAsked = !concerns || asksForSomebody(event);
  const standing = openAlerts(protocol, state);
  const speaking = standing.filter(({ ruleId }) => asking.has(ruleId));
  const found = speaking.map(({ ruleId }) => ruleId);
  // It asked for no review where an alert stands open on what it says.
  if (!isAsked || speaking.some(({ phase }) => phase !== 'cleared')) return found;
  const reviewed = standing.find(({ ruleId }) => ruleId === review);
  // A review that is cleared stands for an older response, unless this one came late and nothing else asks for it.
  return reviewed && (reviewed.phase === 'open' || found.length === 0) ? [...found, review] : found;
}

/** The responses that an alert rests on: their ids. */
export function responsesOf({ items, review }: Evidence): string[] {
  const answered = items.flatMap((item) => (item.type === 'questionnaire' ? item.responseId : []));
  return review?.response ? [...answered, review.response.responseId] : answered;
}
