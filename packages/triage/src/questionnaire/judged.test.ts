import type { Answer, AnswerRule, Question, Questionnaire } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { colourOfAnswer, resultOf, wordsOf } from './result.ts';

/* What single answers come to: by the ranges, options and truth values of a question’s own rules. */

const text = (nb: string, en = nb) => ({ nb, en });
const base = (linkId: string, rules: readonly AnswerRule[] = [], observed: string | null = null) => ({
  linkId,
  text: text(`${linkId}?`),
  required: false,
  rules,
  observed,
});
const source = 'assumption';
const scale = (linkId: string, ...rules: AnswerRule[]): Question => ({
  ...base(linkId, rules),
  type: 'integer',
  min: 0,
  max: 10,
});
const choice = (linkId: string, scores: readonly (number | null)[], ...rules: AnswerRule[]): Question => ({
  ...base(linkId, rules),
  type: 'choice',
  options: scores.map((score, place) => ({
    system: null,
    code: `option-${place}`,
    text: text(`Valg ${place}`, `Option ${place}`),
    score,
  })),
});
const yesNo = (linkId: string, contact: 'yellow' | 'red' | null, ...rules: AnswerRule[]): Question => ({
  ...base(linkId, rules),
  type: 'boolean',
  contact,
});
const free = (linkId: string): Question => ({ ...base(linkId), type: 'text' });
const form = (...items: Questionnaire['items']): Questionnaire => ({
  url: 'urn:example:form',
  version: '1',
  title: text('Skjema', 'Form'),
  items,
});
const number = (linkId: string, value: number): Answer => ({ linkId, type: 'integer', value });
const chosen = (linkId: string, place: number): Answer => ({ linkId, type: 'choice', code: `option-${place}` });
const said = (linkId: string, value: boolean): Answer => ({ linkId, type: 'boolean', value });
const written = (linkId: string, words: string): Answer => ({ linkId, type: 'text', text: words });

describe('an answer', () => {
  const pain = scale(
    'pain',
    { colour: 'green', when: { from: 0, to: 3 }, source },
    { colour: 'yellow', when: { from: 4, to: 7 }, source },
    { colour: 'red', when: { from: 7, to: 9 }, source },
  );

  it.each([
    [0, 'green'],
    [3, 'green'],
    [4, 'yellow'],
    [6, 'yellow'],
    [7, 'red'],
    [9, 'red'],
    [10, null],
  ])('of %i on a scale is judged by its ranges, ends included, and by the worst of two: %s', (value, colour) => {
    expect(colourOfAnswer(pain, number('pain', value))).toBe(colour);
  });

  it('is judged the same in whatever order the rules stand', () => {
    const turned = { ...pain, rules: pain.rules.toReversed() };
    expect([3, 7, 10].map((value) => colourOfAnswer(turned, number('pain', value)))).toEqual(['green', 'red', null]);
  });

  it('by option is judged by the rules that name it', () => {
    const cough = choice(
      'cough',
      [null, null, null],
      { colour: 'green', when: { options: ['option-0'] }, source },
      { colour: 'red', when: { options: ['option-1'] }, source },
    );
    expect([0, 1, 2].map((place) => colourOfAnswer(cough, chosen('cough', place)))).toEqual(['green', 'red', null]);
  });

  it('of yes or no is judged by what is said', () => {
    const yes = yesNo('swollen', null, { colour: 'yellow', when: { is: true }, source });
    const no = yesNo('able', null, { colour: 'red', when: { is: false }, source });
    expect([true, false].map((value) => colourOfAnswer(yes, said('swollen', value)))).toEqual(['yellow', null]);
    expect([true, false].map((value) => colourOfAnswer(no, said('able', value)))).toEqual([null, 'red']);
  });

  it('of another kind than the question is judged by no rule', () => {
    expect(colourOfAnswer(pain, written('pain', '8'))).toBe(null);
    expect(colourOfAnswer(pain, said('pain', true))).toBe(null);
    const cough = choice('cough', [null], { colour: 'red', when: { options: ['option-0'] }, source });
    expect(colourOfAnswer(cough, number('cough', 0))).toBe(null);
    const swollen = yesNo('swollen', null, { colour: 'red', when: { is: true }, source });
    expect(colourOfAnswer(swollen, number('swollen', 1))).toBe(null);
  });

  it('is worded as the patient saw it, in both languages', () => {
    const cough = choice('cough', [null, null]);
    expect(wordsOf(cough, chosen('cough', 1))).toEqual({ nb: 'Valg 1', en: 'Option 1' });
    expect(wordsOf(cough, chosen('cough', 5))).toEqual({ nb: 'option-5', en: 'option-5' });
    expect(wordsOf(pain, chosen('pain', 1))).toEqual({ nb: 'option-1', en: 'option-1' });
    expect(wordsOf(pain, number('pain', 4))).toEqual({ nb: '4', en: '4' });
    expect(wordsOf(yesNo('swollen', null), said('swollen', true))).toEqual({ nb: 'Ja', en: 'Yes' });
    expect(wordsOf(yesNo('swollen', null), said('swollen', false))).toEqual({ nb: 'Nei', en: 'No' });
    expect(wordsOf(free('more'), written('more', 'Jeg falt'))).toEqual({ nb: 'Jeg falt', en: 'Jeg falt' });
  });
});

describe('a response', () => {
  const yellow = scale('pain', { colour: 'yellow', when: { from: 4, to: 10 }, source });
  const green = scale('sleep', { colour: 'green', when: { from: 0, to: 10 }, source });

  it('has every answer that is not green marked, with its question, in the order of the questions', () => {
    const red = yesNo('swollen', null, { colour: 'red', when: { is: true }, source });
    const result = resultOf(form(yellow, green, red), [said('swollen', true), number('sleep', 9), number('pain', 4)]);
    expect(result).toMatchObject({
      colour: 'red',
      contact: null,
      marked: [
        { linkId: 'pain', colour: 'yellow', question: text('pain?'), answer: text('4') },
        { linkId: 'swollen', colour: 'red', question: text('swollen?'), answer: text('Ja', 'Yes') },
      ],
      unjudged: [],
    });
  });

  it('names what no rule speaks of, but not what is said to be only observed', () => {
    const watched = { ...free('diary'), observed: 'For the patient’s own use' };
    const result = resultOf(form(yellow, free('more'), watched), [
      number('pain', 3),
      written('more', 'Jeg falt'),
      written('diary', 'Fint vær'),
    ]);
    expect(result).toMatchObject({ colour: 'green', marked: [] });
    expect(result.unjudged.map(({ linkId }) => linkId)).toEqual(['pain', 'more']);
  });

  it('wishes for contact by a yes to the question that asks, and by no other answer', () => {
    const call = yesNo('call', 'red');
    const able = yesNo('able', null, { colour: 'green', when: { is: true }, source });
    const contactOf = (...given: Answer[]) => resultOf(form(call, able), given).contact;
    expect(contactOf(said('call', true))).toBe('red');
    expect(contactOf(said('call', false))).toBe(null);
    expect(contactOf(said('able', true))).toBe(null);
    expect(contactOf(number('call', 1))).toBe(null);
    expect(contactOf(written('call', 'ja'))).toBe(null);
    // Whatever is answered there is neither marked nor left to be read.
    expect(resultOf(form(call), [said('call', true)])).toMatchObject({ colour: 'green', marked: [], unjudged: [] });
  });

  it.each<[string, Question[], Answer[], { total: number; max: number } | null]>([
    [
      'the sum of options and scales',
      [choice('a', [0, 2, 4]), green],
      [chosen('a', 1), number('sleep', 3)],
      { total: 5, max: 14 },
    ],
    ['nothing where a part is not answered', [choice('a', [0, 2]), green], [number('sleep', 3)], null],
    [
      'nothing where the option that was chosen bears none',
      [choice('a', [0, null]), green],
      [chosen('a', 1), number('sleep', 3)],
      null,
    ],
    ['nothing where the option is not known', [choice('a', [0, 2])], [chosen('a', 7)], null],
    ['nothing where the answer is of another kind', [choice('a', [0, 2])], [said('a', true)], null],
    ['nothing of questions that bear none', [choice('a', [null, null]), free('more')], [chosen('a', 1)], null],
    [
      'the rest, where a question bears none',
      [choice('a', [null]), yesNo('b', null), green],
      [chosen('a', 0), number('sleep', 0)],
      { total: 0, max: 10 },
    ],
  ])('scores %s', (_, questions, given, score) => {
    expect(resultOf(form(...questions), given).score).toEqual(score);
  });
});
