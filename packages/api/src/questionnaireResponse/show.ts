import { formReview } from '@samvakt/care';
import type {
  AnsweredQuestion,
  LocalizedText,
  Question,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  ResponseReview,
} from '@samvakt/contract';
import type { QuestionnaireResponseRow } from '@samvakt/store';
import { asksForSomebody, isScored, wholeColour, wordsOf } from '@samvakt/triage';
import { CANNOT_BE_READ } from '../unreadable/shown.ts';

/** An answered form in words: every question of the version that was answered, with what was said and what was judged of it when it came. */
export function showResponse(row: QuestionnaireResponseRow, questionnaire: Questionnaire): QuestionnaireResponse {
  const { id, url, version, answeredAt, receivedAt, result } = row;
  const given = new Map(row.answers.map((one) => [one.answer.linkId, one]));
  const unjudged = new Set(result.unjudged.map(({ linkId }) => linkId));
  const show = ({ question, group }: Asked): AnsweredQuestion => {
    const { linkId, text } = question;
    const said = given.get(linkId);
    const asked = { linkId, group, question: text };
    if (said === undefined) return { ...asked, answer: null, mark: 'none' };
    const wantsContact = isContact(question) && said.answer.type === 'boolean' && said.answer.value;
    const judged = wantsContact ? result.contact : said.colour;
    const mark = judged ?? (unjudged.has(linkId) ? 'unjudged' : 'none');
    return { ...asked, answer: wordsOf(question, said.answer), mark };
  };
  return {
    id,
    questionnaire: { url, version },
    title: questionnaire.title,
    answeredAt,
    receivedAt,
    colour: wholeColour(result),
    contact: result.contact !== null,
    isScored: isScored(questionnaire),
    score: result.score,
    questions: askedIn(questionnaire.items, null).map(show),
    review: reviewOf(row.alerts, asksForSomebody({ result })),
  };
}

/** Nobody knows what it says, so the worst is taken, and somebody is to look at it. */
export function withoutWhatCannotBeRead(row: QuestionnaireResponseRow): QuestionnaireResponse {
  const { id, url, version, answeredAt, receivedAt, alerts } = row;
  return {
    id,
    questionnaire: { url, version },
    title: CANNOT_BE_READ,
    answeredAt,
    receivedAt,
    colour: 'red',
    contact: false,
    isScored: false,
    score: null,
    questions: [],
    review: reviewOf(alerts, true),
  };
}

function reviewOf(alerts: QuestionnaireResponseRow['alerts'], asks: boolean): ResponseReview {
  const closed = alerts.map(({ status, resolvedBy, resolvedAt }) => ({
    status,
    by: resolvedBy,
    at: resolvedAt === null ? null : Date.parse(resolvedAt),
  }));
  const { state, by, at } = formReview(closed, asks);
  return { state, by, at: at === null ? null : new Date(at).toISOString(), alerts };
}

const isContact = (question: Question): boolean => question.type === 'boolean' && question.contact !== null;

type Asked = { readonly question: Question; readonly group: LocalizedText | null };

/** The questions in their order, each with the heading nearest above it. */
function askedIn(items: readonly QuestionnaireItem[], group: LocalizedText | null): Asked[] {
  return items.flatMap((item) =>
    item.type === 'group' ? askedIn(item.items, item.text) : [{ question: item, group }],
  );
}
