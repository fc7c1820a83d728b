import { describe, expect, it } from 'vitest';
import type { AnsweredItem, Evidence, EvidenceItem, ReviewReason } from '../engine/finding.ts';
import { applyLimits } from '../limits/apply.ts';
import type { Expression } from '../protocol/expression.ts';
import type { Rule } from '../protocol/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { describeFinding, explainFinding, type LimitSource } from './finding.ts';
import { describePauseScope } from './pause.ts';
import { describeRule } from './rule.ts';
import { describeStatus } from './status.ts';
import { amountText, dateText, durationText, instantText, listText } from './terms.ts';

/* What a nurse reads, word for word, in both languages. */

/** One in the afternoon in Norway. */
const AT = Date.parse('2026-03-10T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const protocol = findProtocol('copd');
if (!protocol) throw new Error('no protocol copd');
const [rule] = protocol.rules;
if (!rule) throw new Error('the protocol has no rule');

const evidence = (items: readonly EvidenceItem[], change: Partial<Evidence> = {}): Evidence => ({
  protocol: { id: 'copd', version: 1 },
  limitsVersion: null,
  ruleId: 'saturation-low',
  severity: 'red',
  kind: 'clinical',
  at: AT,
  items,
  review: null,
  ...change,
});
const threshold = { name: null, value: 88, origin: 'protocol' } as const;
type Measured = Extract<EvidenceItem, { count: number }>;
const item = (change: Partial<Measured> = {}): EvidenceItem =>
  ({
    type: 'value',
    metric: 'oxygen-saturation',
    test: 'below',
    threshold,
    readings: [{ at: AT, value: 87 }],
    count: 1,
    compared: 87,
    ...change,
  }) as EvidenceItem;
const at = (...values: number[]) => values.map((value, index) => ({ at: AT + index * 10 * MINUTE, value }));
const found = (items: readonly EvidenceItem[], change: Partial<Evidence> = {}) =>
  (['nb', 'en'] as const).map((language) => describeFinding(protocol, evidence(items, change), language));
const explained = (items: readonly EvidenceItem[], source: LimitSource | null) =>
  (['nb', 'en'] as const).map((language) => explainFinding(protocol, evidence(items), language, source));

describe('readings', () => {
  it.each([
    [
      'up to four are named',
      { readings: at(87, 86, 85, 84), count: 4 },
      'SpO₂ 87 %, 86 %, 85 % og 84 % innen 30 min, grense 88 %',
      'SpO₂ 87 %, 86 %, 85 % and 84 % within 30 min, limit 88 %',
    ],
    [
      'of five only the worst',
      { readings: at(87, 86, 83, 85, 86), count: 5 },
      'SpO₂ lavest 83 %, 5 målinger over 40 min, grense 88 %',
      'SpO₂ lowest 83 %, 5 readings over 40 min, limit 88 %',
    ],
    [
      'of fewer, too, where not all are known',
      { readings: at(87, 83), count: 3 },
      'SpO₂ lavest 83 %, 3 målinger over 10 min, grense 88 %',
      'SpO₂ lowest 83 %, 3 readings over 10 min, limit 88 %',
    ],
    [
      'the worst upwards is the highest',
      {
        metric: 'heart-rate',
        test: 'at-least',
        threshold: { ...threshold, value: 110 },
        readings: at(115, 130, 112),
        count: 9,
      },
      'Puls høyest 130/min, 9 målinger over 20 min, grense 110/min',
      'Heart rate highest 130/min, 9 readings over 20 min, limit 110/min',
    ],
    [
      'of one instant have no span',
      { readings: at(87), count: 5 },
      'SpO₂ lavest 87 %, 5 målinger, grense 88 %',
      'SpO₂ lowest 87 %, 5 readings, limit 88 %',
    ],
  ] as [string, Partial<Measured>, string, string][])('%s', (_, change, nb, en) => {
    expect(found([item(change)])).toEqual([nb, en]);
  });

  it('below zero have a limit below zero', () => {
    const cold = item({ metric: 'body-temperature', threshold: { ...threshold, value: -2 }, readings: at(-3) });
    expect(found([cold])).toEqual(['Temperatur -3 °C, grense -2 °C', 'Temperature -3 °C, limit -2 °C']);
  });
});

describe('what has been computed of readings', () => {
  const weight = {
    metric: 'body-weight',
    threshold: { ...threshold, value: 2 },
    readings: at(81),
    compared: 2,
  } as const;
  const glucose = {
    metric: 'glucose',
    threshold: { ...threshold, value: 70 },
    compared: 64,
    count: 9,
    test: 'below',
  } as const;

  // Evidence is kept for as long as the alert, and an older version wrote less of it.
  it.each([
    [
      'a change whose window nobody wrote down',
      { ...weight, type: 'change', test: 'above', measure: 'absolute', reference: { kind: 'minimum', value: 79 } },
      'Vekt opp 2 kg (fra 79 kg til 81 kg), grense 2 kg',
      'Weight up 2 kg (from 79 kg to 81 kg), limit 2 kg',
    ],
    [
      'a change of nothing',
      {
        ...weight,
        ...{ type: 'change', test: 'above', measure: 'absolute', compared: 0, window: DAY },
        threshold: { ...threshold, value: 0 },
        reference: { kind: 'mean', value: 81 },
      },
      'Vekt opp 0 kg på 1 døgn (fra middel 81 kg til 81 kg), grense 0 kg',
      'Weight up 0 kg in 1 d (from a mean of 81 kg to 81 kg), limit 0 kg',
    ],
    [
      'a change of which neither reference nor reading is there',
      { ...weight, type: 'change', test: 'above', measure: 'absolute', readings: [], window: DAY },
      'Vekt opp 2 kg på 1 døgn (), grense 2 kg',
      'Weight up 2 kg in 1 d (), limit 2 kg',
    ],
    [
      'a mean whose window nobody wrote down',
      { ...weight, type: 'mean', test: 'above', compared: 81, count: 6, threshold: { ...threshold, value: 80 } },
      'Vekt i snitt 81 kg (6 målinger), grense 80 kg',
      'Mean weight 81 kg (6 readings), limit 80 kg',
    ],
    [
      'a share whose window nobody wrote down',
      { ...glucose, type: 'share', band: { from: 3.9, until: 10 } },
      'Blodsukker fra 3,9 til 10 mmol/L: 64 % av 9 målinger, grense 70 %',
      'Glucose from 3.9 to 10 mmol/L: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a share below and above',
      { ...glucose, type: 'share', band: { below: 3.9 }, window: DAY },
      'Blodsukker under 3,9 mmol/L over 1 døgn: 64 % av 9 målinger, grense 70 %',
      'Glucose below 3.9 mmol/L over 1 d: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a share above',
      { ...glucose, type: 'share', band: { above: 13.9 }, window: DAY },
      'Blodsukker over 13,9 mmol/L over 1 døgn: 64 % av 9 målinger, grense 70 %',
      'Glucose above 13.9 mmol/L over 1 d: 64 % of 9 readings, limit 70 %',
    ],
    [
      'a variation whose window nobody wrote down',
      { ...glucose, type: 'variation', compared: 40, threshold: { ...threshold, value: 36 } },
      'Blodsukker varierer 40 % (CV av 9 målinger), grense 36 %',
      'Glucose varies 40 % (CV of 9 readings), limit 36 %',
    ],
  ] as unknown as [string, Partial<Measured>, string, string][])('%s', (_, change, nb, en) => {
    expect(found([item(change)])).toEqual([nb, en]);
  });
});

describe('where a limit comes from', () => {
  const own = item({ threshold: { name: 'saturation-red', value: 86, origin: 'limits' } });

  it('is who set the patient’s own, and when', () => {
    expect(explained([own], { by: 'Kari Berg', at: AT })).toEqual([
      'SpO₂ 87 %, grense 86 % satt av Kari Berg 10. mars 2026',
      'SpO₂ 87 %, limit 86 % set by Kari Berg on 10 March 2026',
    ]);
    expect(explained([own], { by: null, at: AT })[0]).toBe('SpO₂ 87 %, grense 86 % satt av Samvakt 10. mars 2026');
  });

  it('is not said where nobody knows', () => {
    const lines = ['SpO₂ 87 %, grense 86 % (pasientens egen)', 'SpO₂ 87 %, limit 86 % (the patient’s own)'];
    expect(explained([own], null)).toEqual(lines);
    expect(found([own])).toEqual(lines);
  });

  it('is the protocol for its own number, also where somebody has set others', () => {
    const { title, version } = protocol;
    for (const source of [null, { by: 'Kari Berg', at: AT }]) {
      expect(explained([item()], source)).toEqual([
        `SpO₂ 87 %, grense 88 % etter ${title.nb}, versjon ${version}`,
        `SpO₂ 87 %, limit 88 % of ${title.en}, version ${version}`,
      ]);
    }
  });
});

describe('what is missing', () => {
  const missing = (metric: 'body-weight' | 'heart-rate' | 'steps' | 'glucose', lastAt: number | null) =>
    ({ type: 'missing', metric, lastAt, since: 0, dueAt: AT }) as const;
  const all = (...lastAt: (number | null)[]) =>
    (['body-weight', 'heart-rate', 'steps', 'glucose'] as const).map((metric, index) =>
      missing(metric, lastAt[index] ?? null),
    );

  it('is named up to three', () => {
    expect(found(all(null, null, null, null).slice(0, 3))[0]).toBe(
      'Ingen måling av vekt siden oppfølgingen begynte; ingen måling av puls siden oppfølgingen begynte; ingen måling av skritt siden oppfølgingen begynte',
    );
  });

  it('is all where there is more, since the newest of it', () => {
    expect(found(all(null, null, null, null))).toEqual([
      'Ingen målinger siden oppfølgingen begynte',
      'No readings since the follow-up began',
    ]);
    expect(found(all(AT - DAY, AT, null, AT - HOUR))).toEqual([
      'Ingen målinger siden 10. mars, 13:00',
      'No readings since 10 Mar, 13:00',
    ]);
  });

  it('is named where something else was found too', () => {
    expect(found([...all(null, null, null, null), item()])[1]).toMatch(/^No weight since .*; SpO₂ 87 %, limit 88 %$/);
  });

  it('says which device would have brought it', () => {
    const device = { device: { id: 'hub-1', since: AT } };
    expect(found(all(null, null, null, null), device)).toEqual([
      'Utstyret hub-1 har ikke hatt forbindelse siden 10. mars, 13:00; ingen målinger siden oppfølgingen begynte',
      'The device hub-1 has had no connection since 10 Mar, 13:00; no readings since the follow-up began',
    ]);
  });

  it('by a plan says by when it was due', () => {
    const planned = { by: AT, version: null } as NonNullable<Extract<EvidenceItem, { type: 'missing' }>['planned']>;
    expect(found([{ ...missing('body-weight', null), planned }])).toEqual([
      'Vekt skulle vært målt innen 10. mars, 13:00, aldri målt',
      'Weight was due by 10 Mar, 13:00, never measured',
    ]);
    expect(found([{ ...missing('body-weight', AT - DAY), planned }])).toEqual([
      'Vekt skulle vært målt innen 10. mars, 13:00, sist målt 9. mars, 13:00',
      'Weight was due by 10 Mar, 13:00, last measured 9 Mar, 13:00',
    ]);
  });
});

const title = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };
const form = { questionnaire: 'https://example.org/q', version: '1', responseId: 'r', title, at: AT };

describe('answers', () => {
  const answer = (colour: 'red' | 'yellow', nb: string, en: string) =>
    ({
      linkId: nb,
      colour,
      question: { nb: `${nb}?`, en: `${en}?` },
      answer: { nb: 'ja', en: 'yes' },
    }) as unknown as AnsweredItem['answers'][number];
  const answered = (about: 'answers' | 'contact', ...answers: AnsweredItem['answers']): EvidenceItem => ({
    type: 'questionnaire',
    ...form,
    about,
    colour: 'red',
    answers,
  });

  const one = { red: answer('red', 'Pust', 'Breath'), yellow: answer('yellow', 'Hoste', 'Cough') };
  const times = (red: number, yellow: number) =>
    answered('answers', ...Array(yellow).fill(one.yellow), ...Array(red).fill(one.red));

  it.each([
    [0, 1, 'Hoste? ja (gult svar)', 'Cough? yes (yellow answer)'],
    [1, 0, 'Pust? ja (rødt svar)', 'Breath? yes (red answer)'],
    [2, 0, '2 røde svar', '2 red answers'],
    [0, 5, '5 gule svar', '5 yellow answers'],
    [1, 1, '1 rødt og 1 gult svar', '1 red and 1 yellow answer'],
    [1, 4, '1 rødt og 4 gule svar', '1 red and 4 yellow answers'],
    [2, 1, '2 røde og 1 gult svar', '2 red and 1 yellow answer'],
  ])('are counted by colour in one short line, and a single one is named: %i red, %i yellow', (red, yellow, nb, en) => {
    expect(found([times(red, yellow)])).toEqual([`Kolsplager i dag: ${nb}`, `COPD symptoms today: ${en}`]);
  });

  it('are all named where the alert is explained, red before yellow', () => {
    expect(explained([answered('answers', one.yellow, one.red)], null)).toEqual([
      'Kolsplager i dag: rødt: Pust? ja; gult: Hoste? ja',
      'COPD symptoms today: red: Breath? yes; yellow: Cough? yes',
    ]);
    const [all] = explained([times(2, 3)], null);
    expect(all?.match(/Pust|Hoste/g)).toEqual(['Pust', 'Pust', 'Hoste', 'Hoste', 'Hoste']);
  });

  it('are not, where the patient asks to be contacted', () => {
    expect(found([answered('contact', answer('red', 'Pust', 'Breath'))])).toEqual([
      'Pasienten ber om kontakt («Kolsplager i dag»)',
      'The patient asks to be contacted (“COPD symptoms today”)',
    ]);
  });

  it('that have not come are waited for since the last', () => {
    const unanswered = (lastAt: number | null): EvidenceItem => ({
      type: 'unanswered',
      questionnaire: form.questionnaire,
      title,
      lastAt,
      since: 0,
      dueAt: AT,
    });
    expect(found([unanswered(null)])).toEqual([
      'Skjemaet «Kolsplager i dag» er ikke besvart siden oppfølgingen begynte',
      'The form “COPD symptoms today” has not been answered since the follow-up began',
    ]);
    expect(found([unanswered(AT)])).toEqual([
      'Skjemaet «Kolsplager i dag» er ikke besvart siden 10. mars, 13:00',
      'The form “COPD symptoms today” has not been answered since 10 Mar, 13:00',
    ]);
  });

  it('that the plan asked for were to come by its time', () => {
    const planned = { opensAt: AT - DAY, by: AT, version: 2 };
    const missed = (lastAt: number | null): EvidenceItem => ({
      ...{ type: 'unanswered', questionnaire: form.questionnaire, title, lastAt, since: 0, dueAt: AT + DAY, planned },
    });
    expect(found([missed(null)])).toEqual([
      'Skjemaet «Kolsplager i dag» skulle vært besvart innen 10. mars, 13:00, aldri besvart',
      'The form “COPD symptoms today” was to be answered by 10 Mar, 13:00, never answered',
    ]);
    expect(found([missed(AT - 2 * DAY)])).toEqual([
      'Skjemaet «Kolsplager i dag» skulle vært besvart innen 10. mars, 13:00, sist besvart 8. mars, 13:00',
      'The form “COPD symptoms today” was to be answered by 10 Mar, 13:00, last answered 8 Mar, 13:00',
    ]);
  });
});

describe('a review', () => {
  const review = (change: Partial<ReviewReason>) =>
    found([], { review: { code: 'rule-failed', metric: null, reading: null, detail: null, ...change } });

  it.each([
    [
      'of a form that was not asked for',
      { code: 'not-asked', response: form },
      'Skjemaet «Kolsplager i dag» er besvart, men protokollen spør ikke etter det',
      'The form “COPD symptoms today” has been answered, but the protocol does not ask for it',
    ],
    [
      'of answers that no rule judges',
      { code: 'unjudged-answers', response: form },
      'Skjemaet «Kolsplager i dag» har svar som ingen regel vurderer',
      'The form “COPD symptoms today” has answers that no rule judges',
    ],
    [
      'of a form whose rule failed',
      { code: 'rule-failed', response: form },
      'Skjemaet «Kolsplager i dag»: regelen feilet',
      'The form “COPD symptoms today”: the rule failed',
    ],
    [
      'of a form whose rule failed, with why',
      { code: 'rule-failed', response: form, detail: 'why' },
      'Skjemaet «Kolsplager i dag»: regelen feilet (why)',
      'The form “COPD symptoms today”: the rule failed (why)',
    ],
    ['of nothing that is known', {}, 'Måling: regelen feilet', 'Reading: the rule failed'],
    [
      'of a metric without a reading',
      { code: 'no-rule', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of what was not asked for, without the form',
      { code: 'not-asked', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of answers that no rule judges, without the form',
      { code: 'unjudged-answers', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of a reading whose metric is not known',
      { code: 'no-rule', reading: { at: AT, value: 2 } },
      'Måling: ingen regel vurderer dette',
      'Reading: no rule judges this',
    ],
  ] as [string, Partial<ReviewReason>, string, string][])('%s', (_, change, nb, en) => {
    expect(review(change)).toEqual([nb, en]);
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
      'mean systolic pressure over 7 d at least 135 mmHg',
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

describe('what a pause is about', () => {
  const scope = (own: Parameters<typeof describePauseScope>[1]) =>
    (['nb', 'en'] as const).map((language) => describePauseScope(protocol, own, language));

  it('is the whole follow-up, metrics by name, or rules by their words', () => {
    expect(scope({ type: 'episode' })).toEqual(['Hele oppfølgingen', 'The whole follow-up']);
    expect(scope({ type: 'metrics', metrics: ['body-weight', 'heart-rate'] })).toEqual([
      'Vekt og puls',
      'Weight and heart rate',
    ]);
    const other = protocol.rules[1];
    expect(scope({ type: 'rules', rules: [other?.id ?? '', rule.id] })).toEqual([
      `${other?.text.nb}; ${rule.text.nb}`,
      `${other?.text.en}; ${rule.text.en}`,
    ]);
  });

  it('is the code of what is not known any more', () => {
    expect(scope({ type: 'metrics', metrics: ['mood' as 'steps'] })[0]).toBe('Mood');
    expect(scope({ type: 'rules', rules: ['gone'] })[0]).toBe('gone');
  });
});

describe('a status', () => {
  it('of a device says so', () => {
    const reason = { code: 'alert', ruleId: 'device:hub-1', kind: 'missing', severity: 'yellow' } as const;
    expect(describeStatus(protocol, reason, 'nb')).toBe('Utstyret har ikke forbindelse');
    expect(describeStatus(protocol, reason, 'en')).toBe('The device has no connection');
  });
});

describe('terms', () => {
  it('of a list', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((parts) => listText(parts, 'nb'))).toEqual([
      ...['', 'a', 'a og b', 'a, b og c'],
    ]);
    expect(listText(['a', 'b', 'c'], 'en')).toBe('a, b and c');
  });

  it.each([
    [DAY + 2 * HOUR + 3 * MINUTE, '1 d 2 h'],
    [2 * HOUR + 5000, '2 h'],
    [61_000, '1 min 1 s'],
    [DAY + 2 * HOUR + 3 * MINUTE + 4000, '1 d 2 h'],
    [999, '0 s'],
    [-5, '0 s'],
  ])('of %i ms are %s', (length, text) => {
    expect(durationText(length, 'en')).toBe(text);
  });

  it('of an instant and of a day, by the clock in Norway', () => {
    const late = Date.parse('2026-03-10T23:30:00Z');
    expect([instantText(late, 'nb'), instantText(late, 'en')]).toEqual(['11. mars, 00:30', '11 Mar, 00:30']);
    expect([dateText(late, 'nb'), dateText(late, 'en')]).toEqual(['11. mars 2026', '11 March 2026']);
  });

  it('of an amount have a decimal more than the device, and its own words where it is a choice', () => {
    expect([amountText('heart-rate', 71.26, 'nb'), amountText('heart-rate', 71.26, 'en')]).toEqual([
      '71,3/min',
      '71.3/min',
    ]);
    expect(amountText('steps', 4000, 'en')).toBe('4,000');
    expect(amountText('sputum-colour', 2, 'nb')).toBe('gult');
    expect(amountText('body-temperature', 38, 'en')).toBe('38 °C');
  });
});
