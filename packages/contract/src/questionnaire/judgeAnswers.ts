import { isKept } from '../keptText.ts';
import type { Fault } from '../message/fault.ts';
import { isRecord } from '../message/fhir.ts';
import { type Failure, failure, faultAt, quote } from '../message/judge.ts';
import { type Question, type Questionnaire, questionsOf } from './questionnaire.ts';
import type { Answer, GivenResponse, JudgedAnswers } from './response.ts';

const LONGEST_TEXT = 4_000;

/**
 * The answers of a response against the questionnaire that it says it answers: each must belong to a question, be of its type and one of
 * its options, and every required question must have its answer.
 */
export function judgeAnswers(questionnaire: Questionnaire, response: Pick<GivenResponse, 'items'>): JudgedAnswers {
  const questions = questionsOf(questionnaire.items);
  const known = new Map(questions.map((question) => [question.linkId, question]));
  const given = new Map<string, Answer>();
  const faults: Fault[] = [];
  const answered = new Set<string>();
  for (const { linkId, path, answers } of response.items) {
    const question = known.get(linkId);
    if (answers.length === 0) continue;
    if (!question) {
      const reason = `${quote(linkId)} is no question of ${questionnaire.url}, version ${questionnaire.version}`;
      faults.push(faultAt(path, failure('question-unknown', reason)));
      continue;
    }
    const again = answered.has(linkId);
    answered.add(linkId);
    if (answers.length > 1 || again) {
      faults.push(faultAt(`${path}/answer`, failure('answer-invalid', `${quote(linkId)} takes one answer`)));
      continue;
    }
    const answer = readAnswer(question, answers[0]);
    if ('linkId' in answer) given.set(linkId, answer);
    else faults.push(faultAt(`${path}/answer/0`, answer));
  }
  for (const { linkId, required, text } of questions) {
    if (!required || answered.has(linkId)) continue;
    faults.push(faultAt('/item', failure('answer-missing', `${quote(linkId)} (${text.en}) must be answered`)));
  }
  if (faults.length > 0) return { answers: null, faults };
  return { answers: questions.flatMap(({ linkId }) => given.get(linkId) ?? []), faults: [] };
}

function readAnswer(question: Question, answer: unknown): Answer | Failure {
  const { linkId } = question;
  const invalid = (reason: string) => failure('answer-invalid', `${quote(linkId)}: ${reason}`);
  if (!isRecord(answer)) return invalid(`${quote(answer)} is not an answer`);
  if (answer.modifierExtension !== undefined) return invalid('a modifier extension could change its meaning');
  if (answer.item !== undefined) return invalid('items below an answer are not supported');
  switch (question.type) {
    case 'choice': {
      const coding = isRecord(answer.valueCoding) ? answer.valueCoding : {};
      const { system, code } = coding;
      const option = question.options.find(
        (one) => one.code === code && (system === undefined || one.system === system),
      );
      if (option) return { linkId, type: 'choice', code: option.code };
      const codes = question.options.map((one) => one.code).join(', ');
      return invalid(`${quote(answer.valueCoding)} is not one of ${codes}`);
    }
    case 'integer': {
      const { valueInteger: value } = answer;
      if (typeof value === 'number' && Number.isInteger(value) && value >= question.min && value <= question.max) {
        return { linkId, type: 'integer', value };
      }
      return invalid(`${quote(value)} is not a whole number from ${question.min} to ${question.max}`);
    }
    case 'boolean': {
      const { valueBoolean: value } = answer;
      return typeof value === 'boolean'
        ? { linkId, type: 'boolean', value }
        : invalid(`${quote(value)} is neither true nor false`);
    }
    case 'text': {
      const { valueString: text } = answer;
      const taken = typeof text === 'string' && text !== '' && text.length <= LONGEST_TEXT && isKept(text);
      return taken
        ? { linkId, type: 'text', text }
        : invalid(`it is no text of 1 to ${LONGEST_TEXT} characters that can be kept`);
    }
  }
}
