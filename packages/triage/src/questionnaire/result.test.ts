import {
  type Answer,
  findQuestionnaire,
  QUESTIONNAIRES,
  type Question,
  type Questionnaire,
  questionsOf,
} from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourOfAnswer, isScored, resultOf, wholeColour, wordsOf } from './result.ts';

const shipped = findQuestionnaire('urn:samvakt:questionnaire:copd-symptoms');
if (!shipped) throw new Error('the form is not shipped');
const { questionnaire } = shipped;

/** An ordinary day, but for what is said. */
function answers(said: Record<string, string | number | boolean> = {}): Answer[] {
  return questionsOf(questionnaire.items).flatMap((question) => answered(question, said[question.linkId]));
}

function answered(question: Question, said: string | number | boolean | undefined): Answer[] {
  const { linkId } = question;
  if (question.type === 'choice') return [{ linkId, type: 'choice', code: String(said ?? question.options[0]?.code) }];
  if (question.type === 'integer') return [{ linkId, type: 'integer', value: Number(said ?? 2) }];
  if (said === undefined) return [];
  return question.type === 'boolean'
    ? [{ linkId, type: 'boolean', value: Boolean(said) }]
    : [{ linkId, type: 'text', text: String(said) }];
}

describe('the answers of a form', () => {
  it('of an ordinary day are green, and score what the options and scales say', () => {
    expect(resultOf(questionnaire, answers())).toEqual({
      colour: 'green',
      contact: null,
      score: { total: 2, max: 24 },
      marked: [],
      unjudged: [],
    });
  });

  it.each([
    ['one yellow answer makes the whole yellow', { cough: 'more' }, 'yellow', ['cough yellow']],
    ['one red answer makes the whole red', { 'sputum-colour': 'bloody' }, 'red', ['sputum-colour red']],
    [
      'one red answer makes the whole red, however many are yellow',
      { cough: 'more', sleep: 'sat-up', reliever: 'more' },
      'red',
      ['cough yellow', 'sleep red', 'reliever yellow'],
    ],
    ['a scale is judged by its ranges', { condition: 6 }, 'yellow', ['condition yellow']],
    ['a scale is red from its red number on', { condition: 9 }, 'red', ['condition red']],
    ['what is only observed says nothing', { 'breathless-when': 'dressing' }, 'green', []],
  ] as const)('%s', (_, said, colour, marked) => {
    const result = resultOf(questionnaire, answers(said));
    expect(result.colour).toBe(colour);
    expect(result.marked.map((one) => `${one.linkId} ${one.colour}`)).toEqual(marked);
  });

  it('give a score where any question bears one', () => {
    expect(isScored(questionnaire)).toBe(true);
    const items = questionnaire.items.filter(({ linkId }) => linkId === 'more' || linkId === 'contact');
    expect(isScored({ items })).toBe(false);
  });

  it('leave the wish to be contacted a mark of its own, whatever the rest', () => {
    const asked = resultOf(questionnaire, answers({ contact: true }));
    expect(asked).toMatchObject({ colour: 'green', contact: 'yellow', marked: [], unjudged: [] });
    expect(wholeColour(asked)).toBe('yellow');
    expect(wholeColour(resultOf(questionnaire, answers({ contact: true, sleep: 'sat-up' })))).toBe('red');
    expect(resultOf(questionnaire, answers({ contact: false })).contact).toBeNull();
  });

  it('are unjudged where nobody said what they mean: a text is read by somebody', () => {
    const { colour, unjudged } = resultOf(questionnaire, answers({ more: 'Jeg falt i går' }));
    expect(colour).toBe('green');
    expect(unjudged).toMatchObject([{ linkId: 'more', answer: { nb: 'Jeg falt i går' } }]);
  });

  it('are unjudged where no rule speaks of the option', () => {
    const items = questionnaire.items.map((item) => (item.linkId === 'sleep' ? { ...item, rules: [] } : item));
    const { unjudged } = resultOf({ ...questionnaire, items } as Questionnaire, answers());
    expect(unjudged.map(({ linkId }) => linkId)).toEqual(['sleep']);
  });

  it('have no score where a part is missing, or an option bears none', () => {
    const without = answers().filter(({ linkId }) => linkId !== 'cough');
    expect(resultOf(questionnaire, without).score).toBeNull();
    expect(resultOf({ ...questionnaire, items: questionnaire.items.slice(-1) }, []).score).toBeNull();
  });

  it('are put in the words that the patient saw', () => {
    const [first] = questionsOf(questionnaire.items);
    if (!first) throw new Error('no question');
    expect(wordsOf(first, { linkId: first.linkId, type: 'choice', code: 'dressing' }).nb).toMatch(/kle meg/);
    expect(wordsOf(first, { linkId: first.linkId, type: 'choice', code: 'gone' }).nb).toBe('gone');
    expect(wordsOf(first, { linkId: first.linkId, type: 'boolean', value: false })).toEqual({ nb: 'Nei', en: 'No' });
  });

  it.each(QUESTIONNAIRES.map((one) => [one.questionnaire.url, one.questionnaire] as const))(
    'of %s come to the worst of them, each judged or observed, whatever is answered',
    (_, form) => {
      const given = fc.tuple(
        ...questionsOf(form.items).map((question): fc.Arbitrary<Answer> => {
          const { linkId } = question;
          if (question.type === 'choice') {
            const codes = question.options.map(({ code }) => code);
            return fc.constantFrom(...codes).map((code) => ({ linkId, type: 'choice', code }));
          }
          if (question.type === 'integer') {
            return fc.integer({ min: 0, max: 10 }).map((value) => ({ linkId, type: 'integer', value }));
          }
          return question.type === 'boolean'
            ? fc.boolean().map((value) => ({ linkId, type: 'boolean', value }))
            : fc.constant({ linkId, type: 'text', text: 'x' });
        }),
      );
      fc.assert(
        fc.property(given, (all) => {
          const result = resultOf(form, all);
          const questions = new Map(questionsOf(form.items).map((question) => [question.linkId, question]));
          const colours = all.flatMap((answer) => {
            const question = questions.get(answer.linkId);
            return question && question.observed === null ? (colourOfAnswer(question, answer) ?? []) : [];
          });
          const worst = colours.includes('red') ? 'red' : colours.includes('yellow') ? 'yellow' : 'green';
          expect(result.colour).toBe(worst);
          expect(result.marked).toHaveLength(colours.filter((colour) => colour !== 'green').length);
          expect(result.unjudged.map(({ linkId }) => linkId)).toEqual(['more']);
          expect(result.score?.total).toBeLessThanOrEqual(result.score?.max ?? -1);
        }),
      );
    },
  );
});
