import type { Answer, Colour, LocalizedText, Question, Questionnaire } from '@samvakt/contract';
import { COLOURS, questionsOf } from '@samvakt/contract';

/** One answer with its question, in the words that the patient saw. */
interface WordedAnswer {
  readonly linkId: string;
  readonly question: LocalizedText;
  readonly answer: LocalizedText;
}

/** An answer that a rule of the questionnaire marks yellow or red. */
export interface MarkedAnswer extends WordedAnswer {
  readonly colour: Exclude<Colour, 'green'>;
}

/** What a response comes to. Plain JSON: it is kept with the response, so that another version of the questionnaire cannot change what was judged. */
export interface QuestionnaireResult {
  /** The worst of the answers: one red answer makes the whole red. The wish to be contacted is not among them. */
  readonly colour: Colour;
  /** How the wish to be contacted is marked; null where there was none. */
  readonly contact: Exclude<Colour, 'green'> | null;
  /** The sum of what the options and scales score, and the greatest it can be. Null where a part is missing: never an assumed nought. */
  readonly score: { readonly total: number; readonly max: number } | null;
  /** The answers that are not green, in the order of the questions. */
  readonly marked: readonly MarkedAnswer[];
  /** The answers that no rule judges, of questions that do not say that they are only observed. Somebody must read them. */
  readonly unjudged: readonly WordedAnswer[];
}

/** Judges the answers of a questionnaire. Pure; the answers are those that `judgeAnswers` of the contract let through. */
export function resultOf(questionnaire: Questionnaire, answers: readonly Answer[]): QuestionnaireResult {
  const given = new Map(answers.map((answer) => [answer.linkId, answer]));
  const marked: MarkedAnswer[] = [];
  const unjudged: WordedAnswer[] = [];
  let colour: Colour = 'green';
  let contact: QuestionnaireResult['contact'] = null;
  const questions = questionsOf(questionnaire.items);
  for (const question of questions) {
    const answer = given.get(question.linkId);
    if (!answer) continue;
    if (question.type === 'boolean' && question.contact !== null) {
      if (answer.type === 'boolean' && answer.value) contact = question.contact;
      continue;
    }
    if (question.observed !== null) continue;
    const own = colourOfAnswer(question, answer);
    const worded = { linkId: question.linkId, question: question.text, answer: wordsOf(question, answer) };
    if (own === null) unjudged.push(worded);
    else if (own !== 'green') marked.push({ ...worded, colour: own });
    if (own !== null) colour = worseColour(colour, own);
  }
  return { colour, contact, score: scoreOf(questions, given), marked, unjudged };
}

/** What the rules of a question say of an answer: the worst that fits; null when none does. */
export function colourOfAnswer(question: Question, answer: Answer): Colour | null {
  let worst: Colour | null = null;
  for (const { when, colour } of question.rules) {
    const fits =
      ('options' in when && answer.type === 'choice' && when.options.includes(answer.code)) ||
      ('from' in when && answer.type === 'integer' && answer.value >= when.from && answer.value <= when.to) ||
      ('is' in when && answer.type === 'boolean' && answer.value === when.is);
    if (fits) worst = worst === null ? colour : worseColour(worst, colour);
  }
  return worst;
}

/** The whole response as one colour: its answers and the wish to be contacted. */
export function wholeColour({ colour, contact }: Pick<QuestionnaireResult, 'colour' | 'contact'>): Colour {
  return contact === null ? colour : worseColour(colour, contact);
}

function worseColour(a: Colour, b: Colour): Colour {
  return COLOURS.indexOf(a) >= COLOURS.indexOf(b) ? a : b;
}

/** An answer in words. */
export function wordsOf(question: Question, answer: Answer): LocalizedText {
  switch (answer.type) {
    case 'choice': {
      const option = question.type === 'choice' ? question.options.find(({ code }) => code === answer.code) : undefined;
      return option?.text ?? { nb: answer.code, en: answer.code };
    }
    case 'integer':
      return { nb: String(answer.value), en: String(answer.value) };
    case 'boolean':
      return answer.value ? { nb: 'Ja', en: 'Yes' } : { nb: 'Nei', en: 'No' };
    case 'text':
      return { nb: answer.text, en: answer.text };
  }
}

/** Whether a form gives a score at all: whether any of its questions bears one. */
export function isScored({ items }: Pick<Questionnaire, 'items'>): boolean {
  return questionsOf(items).some((question) => greatestScore(question) !== null);
}

function scoreOf(questions: readonly Question[], given: ReadonlyMap<string, Answer>): QuestionnaireResult['score'] {
  let total = 0;
  let max = 0;
  let parts = 0;
  for (const question of questions) {
    const most = greatestScore(question);
    if (most === null) continue;
    const answer = given.get(question.linkId);
    const own = answer ? scoreOfAnswer(question, answer) : null;
    if (own === null) return null;
    parts += 1;
    total += own;
    max += most;
  }
  return parts === 0 ? null : { total, max };
}

/** Null: the question bears no score. */
function greatestScore(question: Question): number | null {
  if (question.type === 'integer') return question.max;
  if (question.type !== 'choice') return null;
  const scores = question.options.flatMap(({ score }) => score ?? []);
  return scores.length === 0 ? null : Math.max(...scores);
}

function scoreOfAnswer(question: Question, answer: Answer): number | null {
  if (answer.type === 'integer') return answer.value;
  if (answer.type !== 'choice' || question.type !== 'choice') return null;
  return question.options.find(({ code }) => code === answer.code)?.score ?? null;
}
