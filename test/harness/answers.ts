import { type Answer, COPD_SYMPTOMS, findQuestionnaire, type OutgoingResponse, questionsOf } from '@samvakt/contract';

/** What is said to questions, by their linkId: the code of an option, a number, yes or no, or a text. */
export type Said = Readonly<Record<string, string | number | boolean>>;

/** The COPD form of an ordinary week, answered at `at` (epoch milliseconds), but for what is said. A text is left out unless it is. */
export function copdForm(at: number, said: Said = {}): OutgoingResponse {
  const form = findQuestionnaire(COPD_SYMPTOMS)?.questionnaire;
  if (!form) throw new RangeError('The COPD form is not shipped.');
  const answers = questionsOf(form.items).flatMap((question): Answer[] => {
    const { linkId, type } = question;
    const own = said[linkId];
    if (type === 'choice') return [{ linkId, type, code: String(own ?? question.options[0]?.code) }];
    if (type === 'integer') return [{ linkId, type, value: Number(own ?? 3) }];
    if (type === 'boolean') return [{ linkId, type, value: own === true }];
    return own === undefined ? [] : [{ linkId, type, text: String(own) }];
  });
  return { url: form.url, version: form.version, authoredAt: at, answers };
}
