import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Expression } from '../protocol/expression.ts';
import type { Rule } from '../protocol/schema.ts';
import { describeRule } from './rule.ts';
import { AT, DAY, HOUR, MINUTE, protocol, rule } from './testing/finding.ts';

const effective = applyLimits(protocol, null, AT);

describe('a rule, with its numbers in force', () => {
  const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
  const change = {
    type: 'change',
    metric: 'body-weight',
    test: 'above',
    set: 2,
    measure: 'absolute',
    reference: 'minimum',
    over: 3 * DAY,
  } as const;
  const share = {
    type: 'share',
    metric: 'glucose',
    band: { from: 3.9, until: 10 },
    test: 'at-least',
    set: 4,
    over: 14 * DAY,
    every: HOUR,
    sufficient: 70,
    whenTooFew: 'review',
  } as const;
  const variation = {
    type: 'variation',
    metric: 'glucose',
    test: 'above',
    set: 36,
    over: 14 * DAY,
    every: HOUR,
    sufficient: 70,
    whenTooFew: 'review',
  } as const;
  const score = {
    type: 'score',
    score: 'news2',
    output: 'total',
    settings: {},
    test: 'at-least',
    set: 5,
    within: 2 * 3_600_000,
  } as const;
  const rule = (when: Expression): Rule => ({ ...(protocol.rules[0] as Rule), levels: { yellow: { when } } });
  it.each<[string, Expression, string]>([
    ['a limit', value, 'Gul: puls over 110/min.'],
    [
      'at most',
      { ...value, test: 'at-most', sustained: { readings: 2, of: 3 } },
      'Gul: puls høyst 110/min i 2 av 3 målinger.',
    ],
    [
      'a duration',
      { ...value, test: 'at-least', sustained: { for: 90 * MINUTE, maxGap: HOUR } },
      'Gul: puls minst 110/min i 1 t 30 min.',
    ],
    ['a choice', { ...value, metric: 'sputum-colour', test: 'at-least', set: 2 }, 'Gul: oppspytt gult eller verre.'],
    ['the worst choice', { ...value, metric: 'wellbeing', test: 'at-least', set: 3 }, 'Gul: dagsform mye verre.'],
    ['a gain', change, 'Gul: vekt opp mer enn 2 kg fra laveste på 3 døgn.'],
    [
      'a fall',
      { ...change, test: 'at-most', set: -10, measure: 'relative', reference: 'baseline' },
      'Gul: vekt ned minst 10 % fra egen normal (3 døgn).',
    ],
    [
      'out of the patient’s own variation',
      { ...change, test: 'above', set: 3, measure: 'spread', floor: 0.3, reference: 'baseline' },
      'Gul: vekt opp mer enn 3 ganger vanlig variasjon fra egen normal (3 døgn).',
    ],
    [
      'from the highest',
      { ...change, test: 'below', set: -2, reference: 'maximum' },
      'Gul: vekt ned mer enn 2 kg fra høyeste på 3 døgn.',
    ],
    [
      'from the mean',
      { ...change, test: 'at-least', reference: 'mean' },
      'Gul: vekt opp minst 2 kg fra middel over 3 døgn.',
    ],
    [
      'a mean',
      { type: 'mean', metric: 'systolic-pressure', test: 'at-least', set: 135, over: 7 * DAY, minReadings: 6 },
      'Gul: systolisk blodtrykk i snitt over 7 døgn minst 135 mmHg.',
    ],
    ['a score', score, 'Gul: NEWS2 minst 5, av målinger innen 2 t.'],
    [
      'a single part of a score',
      { ...score, output: 'single', set: 3 },
      'Gul: NEWS2, en enkelt del minst 3, av målinger innen 2 t.',
    ],
    [
      'a risk',
      { ...score, output: 'risk', test: 'above', set: 1 },
      'Gul: NEWS2, risiko over lav til middels, av målinger innen 2 t.',
    ],
    ['a share in a band', share, 'Gul: andel blodsukker fra 3,9 til 10 mmol/L over 14 døgn minst 4 %.'],
    ['a variation', variation, 'Gul: variasjon (CV) i blodsukker over 14 døgn over 36 %.'],
    [
      'a share above a value',
      { ...share, band: { above: 10 } },
      'Gul: andel blodsukker over 10 mmol/L over 14 døgn minst 4 %.',
    ],
    [
      'a share below a value',
      { ...share, band: { below: 3.9 } },
      'Gul: andel blodsukker under 3,9 mmol/L over 14 døgn minst 4 %.',
    ],
    [
      'missing',
      { type: 'missing', metric: 'body-weight', every: DAY, grace: 12 * HOUR },
      'Gul: ingen måling av vekt på 1 døgn 12 t.',
    ],
    [
      'all of',
      { type: 'all', of: [value, { ...value, metric: 'inr', set: 4 }], within: DAY },
      'Gul: puls over 110/min og INR over 4 innen 1 døgn.',
    ],
    [
      'any of',
      { type: 'any', of: [value, { ...value, metric: 'inr', set: 4 }] },
      'Gul: puls over 110/min, eller INR over 4.',
    ],
    ['not', { type: 'not', of: value }, 'Gul: ikke (puls over 110/min).'],
    [
      'at least n of',
      { type: 'at-least', count: 1, of: [value, { ...value, metric: 'inr', set: 4 }] },
      'Gul: minst 1 av (puls over 110/min; INR over 4).',
    ],
  ])('%s', (_, when, line) => {
    expect(describeRule(effective, rule(when), 'nb')).toBe(line);
    expect(describeRule(effective, rule(when), 'en')).toMatch(/^Yellow: /);
  });

  it('names both levels, worst first, with the patient’s own number', () => {
    const limits = {
      version: 1,
      values: { 'breathlessness-red': 9 },
      reason: 'r',
      author: 'a',
      since: 0,
      until: null,
      confirmedBy: null,
    };
    const own = applyLimits(protocol, limits, AT);
    const found = protocol.rules.find(({ id }) => id === 'breathlessness-high');
    expect(found && describeRule(own, found, 'en')).toBe(
      'Red: breathlessness at least 9. Yellow: breathlessness at least 5.',
    );
  });
});

describe('a rule in English', () => {
  const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
  const change = {
    type: 'change',
    metric: 'body-weight',
    test: 'above',
    set: 2,
    measure: 'absolute',
    over: 3 * DAY,
  } as const;
  const silent = (metric: 'body-weight' | 'heart-rate' | 'steps', every = DAY, grace = HOUR) =>
    ({ type: 'missing', metric, every, grace }) as const;
  const inr = { ...value, metric: 'inr', set: 4 } as const;
  const share = {
    type: 'share',
    metric: 'glucose',
    test: 'below',
    set: 70,
    over: 14 * DAY,
    every: HOUR,
    sufficient: 70,
    whenTooFew: 'review',
  } as const;
  const url = 'https://example.org/q';
  const effective = applyLimits(protocol, null, AT);
  const own = (when: Expression): Rule => ({ ...rule, levels: { yellow: { when } } });

  it.each<[Expression, string]>([
    [value, 'heart rate above 110/min'],
    [{ ...value, test: 'below' }, 'heart rate below 110/min'],
    [{ ...value, test: 'at-most' }, 'heart rate at most 110/min'],
    [{ ...value, test: 'at-least' }, 'heart rate at least 110/min'],
    [{ ...value, sustained: { readings: 2, of: 3 } }, 'heart rate above 110/min in 2 of 3 readings'],
    [{ ...value, sustained: { readings: 2 } }, 'heart rate above 110/min in 2 readings in a row'],
    [{ ...value, sustained: { for: HOUR, maxGap: HOUR } }, 'heart rate above 110/min for 1 h'],
    [{ ...value, metric: 'sputum-colour', test: 'at-least', set: 2 }, 'sputum yellow or worse'],
    [{ ...value, metric: 'sputum-colour', test: 'at-most', set: 2 }, 'sputum at most yellow'],
    [{ ...change, reference: 'minimum' }, 'weight up more than 2 kg from the lowest in 3 d'],
    [{ ...change, test: 'below', set: -2, reference: 'maximum' }, 'weight down more than 2 kg from the highest in 3 d'],
    [{ ...change, test: 'at-least', reference: 'mean' }, 'weight up at least 2 kg from the mean of 3 d'],
    [{ ...change, test: 'at-most', set: -2, reference: 'baseline' }, 'weight down at least 2 kg from own normal (3 d)'],
    [
      { type: 'mean', metric: 'systolic-pressure', test: 'at-least', set: 135, over: 7 * DAY, minReadings: 6 },
      'mean systolic blood pressure over 7 d at least 135 mmHg',
    ],
    [{ ...share, band: { from: 3.9, until: 10 } }, 'share of glucose from 3.9 to 10 mmol/L over 14 d below 70 %'],
    [{ ...share, type: 'variation', test: 'above', set: 36 }, 'variation (CV) of glucose over 14 d above 36 %'],
    [
      { type: 'score', score: 'news2', output: 'total', settings: {}, test: 'at-least', set: 5, within: 2 * HOUR },
      'NEWS2 at least 5, of readings within 2 h',
    ],
    [
      { type: 'score', score: 'news2', output: 'risk', settings: {}, test: 'above', set: 1, within: 2 * HOUR },
      'NEWS2, risk above low to medium, of readings within 2 h',
    ],
    [
      { type: 'score', score: 'news2', output: 'single', settings: {}, test: 'at-least', set: 3, within: 2 * HOUR },
      'NEWS2, a single part at least 3, of readings within 2 h',
    ],
    [silent('body-weight'), 'no weight for 1 d 1 h'],
    [{ type: 'overdue', metric: 'body-weight' }, 'no weight by the time of the plan'],
    [{ type: 'all', of: [value, inr], within: DAY }, 'heart rate above 110/min and INR above 4 within 1 d'],
    [{ type: 'all', of: [value, inr] }, 'heart rate above 110/min and INR above 4'],
    [{ type: 'any', of: [value, inr] }, 'heart rate above 110/min, or INR above 4'],
    [{ type: 'not', of: value }, 'not (heart rate above 110/min)'],
    [
      { type: 'at-least', count: 1, of: [value, inr], within: HOUR },
      'at least 1 of (heart rate above 110/min; INR above 4) within 1 h',
    ],
    [
      { type: 'all', of: [silent('body-weight'), silent('heart-rate'), silent('steps')] },
      'no weight, heart rate or steps for 1 d 1 h',
    ],
    [
      { type: 'all', of: [silent('body-weight'), silent('heart-rate', 2 * DAY)] },
      'no weight for 1 d 1 h and no heart rate for 2 d 1 h',
    ],
    [{ type: 'all', of: [silent('body-weight'), value] }, 'no weight for 1 d 1 h and heart rate above 110/min'],
    [{ type: 'all', of: [silent('body-weight')] }, 'no weight for 1 d 1 h'],
    [{ type: 'unanswered', questionnaire: url, every: DAY, grace: HOUR }, `the form “${url}” not answered for 1 d 1 h`],
    [{ type: 'overdue', questionnaire: url }, `the form “${url}” not answered by the time of the plan`],
    [
      { type: 'questionnaire', questionnaire: url, about: 'contact', atLeast: 'yellow' },
      `the patient asks to be contacted in “${url}”`,
    ],
    [
      { type: 'questionnaire', questionnaire: url, about: 'answers', atLeast: 'red' },
      `at least one red answer in “${url}”`,
    ],
    [
      { type: 'questionnaire', questionnaire: url, about: 'answers', atLeast: 'yellow' },
      `at least one yellow or red answer in “${url}”`,
    ],
  ])('%j', (when, line) => {
    expect(describeRule(effective, own(when), 'en')).toBe(`Yellow: ${line}.`);
  });

  it('has its red level first, each by its name', () => {
    const both = { ...rule, levels: { yellow: { when: value }, red: { when: { ...value, set: 130 } } } };
    expect(describeRule(effective, both, 'nb')).toBe('Rød: puls over 130/min. Gul: puls over 110/min.');
    expect(describeRule(effective, both, 'en')).toBe(
      'Red: heart rate above 130/min. Yellow: heart rate above 110/min.',
    );
  });

  it('names each by itself what is silent for different lengths, grace and all', () => {
    const when = { type: 'all', of: [silent('body-weight', DAY, HOUR), silent('heart-rate', DAY, 0)] } as const;
    const mixed = { type: 'all', of: [silent('body-weight', DAY, HOUR), silent('steps', HOUR, DAY)] } as const;
    expect(describeRule(effective, own({ ...when, of: [...when.of] }), 'en')).toBe(
      'Yellow: no weight for 1 d 1 h and no heart rate for 1 d.',
    );
    expect(describeRule(effective, own({ ...mixed, of: [...mixed.of] }), 'en')).toBe(
      'Yellow: no weight or steps for 1 d 1 h.',
    );
  });

  it.each<[Expression, string]>([
    [{ type: 'overdue', metric: 'body-weight' }, 'vekt ikke målt innen planens frist'],
    [
      { type: 'all', of: [silent('body-weight'), silent('heart-rate')] },
      'ingen måling av vekt eller puls på 1 døgn 1 t',
    ],
    [{ ...value, sustained: { readings: 2 } }, 'puls over 110/min i 2 målinger på rad'],
    [{ ...value, test: 'below' }, 'puls under 110/min'],
    [
      { type: 'unanswered', questionnaire: url, every: DAY, grace: HOUR },
      `skjemaet «${url}» ikke besvart på 1 døgn 1 t`,
    ],
    [{ type: 'overdue', questionnaire: url }, `skjemaet «${url}» ikke besvart innen planens frist`],
    [
      { type: 'questionnaire', questionnaire: url, about: 'contact', atLeast: 'yellow' },
      `pasienten ber om kontakt i «${url}»`,
    ],
    [{ type: 'questionnaire', questionnaire: url, about: 'answers', atLeast: 'red' }, `minst ett rødt svar i «${url}»`],
    [
      { type: 'questionnaire', questionnaire: url, about: 'answers', atLeast: 'yellow' },
      `minst ett gult eller rødt svar i «${url}»`,
    ],
  ])('and in bokmål: %j', (when, line) => {
    expect(describeRule(effective, own(when), 'nb')).toBe(`Gul: ${line}.`);
  });
});
