import type { MetricCode } from '@samvakt/contract';
import { METRIC_CODES, metric } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceItem, EvidencePart, ReviewReason } from '../engine/finding.ts';
import { applyLimits } from '../limits/apply.ts';
import type { Expression } from '../protocol/expression.ts';
import type { Rule } from '../protocol/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { describeFinding } from './finding.ts';
import { describeRule } from './rule.ts';
import { describeStatus } from './status.ts';
import { durationText, valueText } from './terms.ts';

const AT = Date.parse('2026-03-10T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const protocol = findProtocol('copd');
if (!protocol) throw new Error('no protocol copd');
const effective = applyLimits(protocol, null, AT);

const evidence = (items: readonly EvidenceItem[], review: ReviewReason | null = null): Evidence => ({
  protocol: { id: 'copd', version: 1 },
  limitsVersion: null,
  ruleId: 'saturation-low',
  severity: 'red',
  kind: 'clinical',
  at: AT,
  items,
  review,
});

const threshold = { name: null, value: 88, origin: 'protocol' } as const;
const item = (
  change: Partial<Extract<EvidenceItem, { type: 'value' | 'change' | 'mean' | 'share' | 'variation' }>>,
): EvidenceItem => ({
  type: 'value',
  metric: 'oxygen-saturation',
  test: 'below',
  threshold,
  readings: [{ at: AT, value: 87 }],
  count: 1,
  compared: 87,
  ...change,
});
const weight = {
  type: 'change',
  metric: 'body-weight',
  test: 'above',
  threshold: { ...threshold, value: 2 },
  measure: 'absolute',
  compared: 2.3,
  readings: [{ at: AT, value: 82.4 }],
  window: 3 * DAY,
} as const;
const readings = (...values: number[]) => values.map((value, index) => ({ at: AT + index * 10 * MINUTE, value }));

const part = (metric: MetricCode, value: number, points: number | null): EvidencePart => ({
  part: metric,
  metric,
  reading: { at: AT, value },
  points,
});
const scored = (change: Partial<Extract<EvidenceItem, { type: 'score' }>>): EvidenceItem => ({
  type: 'score',
  score: 'news2',
  output: 'total',
  test: 'at-least',
  threshold: { ...threshold, value: 7 },
  compared: 7,
  complete: true,
  settings: { 'saturation-scale': { ...threshold, value: 1 } },
  within: 2 * 3_600_000,
  parts: [
    part('respiratory-rate', 18, 0),
    part('oxygen-saturation', 91, 3),
    part('inspired-oxygen', 1, 2),
    part('body-temperature', 39.4, 2),
  ],
  ...change,
});

describe('a finding, in one line', () => {
  it.each([
    ['one reading', item({}), 'SpO₂ 87 %, grense 88 %', 'SpO₂ 87 %, limit 88 %'],
    [
      'two readings',
      item({
        readings: [
          { at: AT, value: 87 },
          { at: AT + 30 * MINUTE, value: 86 },
        ],
        count: 2,
      }),
      'SpO₂ 87 % og 86 % innen 30 min, grense 88 %',
      'SpO₂ 87 % and 86 % within 30 min, limit 88 %',
    ],
    [
      'many readings',
      item({ readings: readings(87, 84, 86), count: 14 }),
      'SpO₂ lavest 84 %, 14 målinger over 20 min, grense 88 %',
      'SpO₂ lowest 84 %, 14 readings over 20 min, limit 88 %',
    ],
    [
      'many high readings',
      item({
        metric: 'glucose',
        test: 'above',
        readings: readings(15.2, 17.4),
        count: 25,
        threshold: { ...threshold, value: 13.9 },
      }),
      'Blodsukker høyest 17,4 mmol/L, 25 målinger over 10 min, grense 13,9 mmol/L',
      'Glucose highest 17.4 mmol/L, 25 readings over 10 min, limit 13.9 mmol/L',
    ],
    [
      'the patient’s own limit',
      item({ threshold: { name: 'saturation-red', value: 86, origin: 'limits' } }),
      'SpO₂ 87 %, grense 86 % (pasientens egen)',
      'SpO₂ 87 %, limit 86 % (the patient’s own)',
    ],
    [
      'a chosen answer',
      item({ metric: 'sputum-colour', test: 'at-least', readings: readings(4), threshold: { ...threshold, value: 4 } }),
      'Oppspytt blodig, grense blodig',
      'Sputum bloody, limit bloody',
    ],
    [
      'a gain in weight',
      item({ ...weight, reference: { kind: 'minimum', value: 80.1, at: AT - DAY } }),
      'Vekt opp 2,3 kg på 3 døgn (fra 80,1 kg til 82,4 kg), grense 2 kg',
      'Weight up 2.3 kg in 3 d (from 80.1 kg to 82.4 kg), limit 2 kg',
    ],
    [
      'a relative fall from the own normal',
      item({
        ...weight,
        metric: 'fev1',
        test: 'below',
        measure: 'relative',
        compared: -15.5,
        threshold: { ...threshold, value: -15 },
        readings: readings(1.2),
        reference: { kind: 'baseline', value: 1.42 },
      }),
      'FEV1 ned 15,5 % på 3 døgn (fra egen normal 1,42 L til 1,2 L), grense 15 %',
      'FEV1 down 15.5 % in 3 d (from own normal 1.42 L to 1.2 L), limit 15 %',
    ],
    [
      'a fall out of the patient’s own variation',
      item({
        ...weight,
        metric: 'fev1',
        test: 'below',
        measure: 'spread',
        compared: -4,
        threshold: { ...threshold, value: -3 },
        readings: readings(1.8),
        reference: { kind: 'baseline', value: 2, spread: 0.05 },
      }),
      'FEV1 ned 4 ganger vanlig variasjon på 3 døgn (fra egen normal 2 L ± 0,05 L til 1,8 L), grense 3 ganger vanlig variasjon',
      'FEV1 down 4 times the usual variation in 3 d (from own normal 2 L ± 0.05 L to 1.8 L), limit 3 times the usual variation',
    ],
    [
      'a rise from the mean',
      item({ ...weight, reference: { kind: 'mean', value: 80.1 } }),
      'Vekt opp 2,3 kg på 3 døgn (fra middel 80,1 kg til 82,4 kg), grense 2 kg',
      'Weight up 2.3 kg in 3 d (from a mean of 80.1 kg to 82.4 kg), limit 2 kg',
    ],
    [
      'a mean',
      item({
        type: 'mean',
        metric: 'systolic-pressure',
        test: 'at-least',
        compared: 142.25,
        count: 14,
        window: 7 * DAY,
        threshold: { ...threshold, value: 135 },
      }),
      'Overtrykk i snitt 142,3 mmHg over 7 døgn (14 målinger), grense 135 mmHg',
      'Mean systolic pressure 142.3 mmHg over 7 d (14 readings), limit 135 mmHg',
    ],
    [
      'a share',
      item({
        type: 'share',
        metric: 'glucose',
        test: 'at-most',
        compared: 61.25,
        count: 3900,
        window: 14 * DAY,
        band: { from: 3.9, until: 10 },
        threshold: { ...threshold, value: 70 },
      }),
      'Blodsukker fra 3,9 til 10 mmol/L over 14 døgn: 61,3 % av 3900 målinger, grense 70 %',
      'Glucose from 3.9 to 10 mmol/L over 14 d: 61.3 % of 3900 readings, limit 70 %',
    ],
    [
      'a score with all its parts',
      scored({}),
      'NEWS2 7 (SpO₂ 91 %: 3, oksygen: 2, temperatur 39,4 °C: 2), grense 7',
      'NEWS2 7 (SpO₂ 91 %: 3, oxygen: 2, temperature 39.4 °C: 2), limit 7',
    ],
    [
      'a score without a total, on the other scale',
      scored({
        compared: 5,
        complete: false,
        threshold: { ...threshold, value: 5 },
        settings: { 'saturation-scale': { name: 'scale', value: 2, origin: 'limits' } },
        parts: [
          part('heart-rate', 135, 3),
          part('inspired-oxygen', 1, 2),
          { ...part('consciousness', 0, null), reading: null },
        ],
      }),
      'NEWS2 minst 5 (puls 135/min: 3, oksygen: 2; mangler bevissthet; metningsskala 2), grense 5',
      'NEWS2 at least 5 (heart rate 135/min: 3, oxygen: 2; missing consciousness; saturation scale 2), limit 5',
    ],
    [
      'a single part',
      scored({
        output: 'single',
        compared: 3,
        threshold: { ...threshold, value: 3 },
        parts: [part('heart-rate', 135, 3)],
      }),
      'NEWS2, en enkelt del 3 (puls 135/min: 3), grense 3',
      'NEWS2, a single part 3 (heart rate 135/min: 3), limit 3',
    ],
    [
      'a step of risk',
      scored({
        output: 'risk',
        compared: 3,
        threshold: { ...threshold, value: 2 },
        parts: [part('heart-rate', 72, 0)],
      }),
      'NEWS2, risiko høy (ingen poeng), grense middels',
      'NEWS2, risk high (no points), limit medium',
    ],
    [
      'a variation',
      item({
        type: 'variation',
        metric: 'glucose',
        test: 'above',
        compared: 41.25,
        count: 3900,
        window: 14 * DAY,
        threshold: { ...threshold, value: 36 },
      }),
      'Blodsukker varierer 41,3 % over 14 døgn (CV av 3900 målinger), grense 36 %',
      'Glucose varies 41.3 % over 14 d (CV of 3900 readings), limit 36 %',
    ],
    [
      'a metric never measured',
      { type: 'missing', metric: 'body-weight', lastAt: null, since: AT, dueAt: AT } as const,
      'Ingen måling av vekt siden oppfølgingen begynte',
      'No weight since the follow-up began',
    ],
  ])('%s', (_, one, nb, en) => {
    expect(describeFinding(protocol, evidence([one]), 'nb')).toBe(nb);
    expect(describeFinding(protocol, evidence([one]), 'en')).toBe(en);
  });

  it('says since when data is missing, by the clock in Norway', () => {
    const missing = { type: 'missing', metric: 'body-weight', lastAt: AT, since: 0, dueAt: AT } as const;
    expect(describeFinding(protocol, evidence([missing]), 'nb')).toMatch(
      /^Ingen måling av vekt siden 10\. mars.*13:00$/,
    );
    expect(describeFinding(protocol, evidence([missing]), 'en')).toMatch(/^No weight since 10 Mar.*13:00$/);
  });

  it('says which device has no connection, and what is missing for it', () => {
    const missing = { type: 'missing', metric: 'body-weight', lastAt: null, since: 0, dueAt: AT } as const;
    const found = { ...evidence([missing]), ruleId: 'device:hub-1', device: { id: 'hub-1', since: AT } };
    expect(describeFinding(protocol, found, 'nb')).toMatch(
      /^Utstyret hub-1 har ikke hatt forbindelse siden 10\. mars.*13:00; ingen måling av vekt siden oppfølgingen begynte$/,
    );
    expect(describeFinding(protocol, found, 'en')).toMatch(/^The device hub-1 has had no connection since 10 Mar/);
  });

  it('joins what a combination saw', () => {
    const both = evidence([
      item({}),
      item({ metric: 'heart-rate', readings: readings(120), threshold: { ...threshold, value: 110 } }),
    ]);
    expect(describeFinding(protocol, both, 'nb')).toBe('SpO₂ 87 %, grense 88 %; puls 120/min, grense 110/min');
  });

  it('falls back on the rule’s words where nothing was seen, and on its id where the rule is gone', () => {
    expect(describeFinding(protocol, evidence([]), 'nb')).toBe('Lav oksygenmetning');
    expect(describeFinding(protocol, { ...evidence([]), ruleId: 'gone' }, 'nb')).toBe('gone');
  });

  it.each([
    ['no-rule', 'INR 2,5: ingen regel vurderer dette', 'INR 2.5: no rule judges this'],
    [
      'no-reference',
      'INR 2,5: kan ikke vurderes, for få tidligere målinger å sammenlikne med',
      'INR 2.5: cannot be judged, too few earlier readings to compare with',
    ],
    [
      'no-total',
      'Why kan ikke regnes ut: delene er ikke målt nær nok hverandre (sist INR 2,5)',
      'Why cannot be computed: its parts were not measured close enough together (latest INR 2.5)',
    ],
    ['not-a-number', 'INR: målingen er ikke et tall', 'INR: the reading is not a number'],
    [
      'refused',
      'INR ble sendt og kunne ikke brukes: den kan ikke leses',
      'INR was sent and could not be used: it cannot be read',
    ],
    ['rule-failed', 'INR 2,5: regelen feilet (why)', 'INR 2.5: the rule failed (why)'],
  ] as const)('a review for %s', (code, nb, en) => {
    const review: ReviewReason = { code, metric: 'inr', reading: { at: AT, value: 2.5 }, detail: 'why' };
    expect(describeFinding(protocol, evidence([], review), 'nb')).toBe(nb);
    expect(describeFinding(protocol, evidence([], review), 'en')).toBe(en);
  });

  it.each([
    ['unit-unknown', 'Noe ble sendt og kunne ikke brukes: ukjent enhet', 'unknown unit'],
    [
      'value-implausible',
      'Noe ble sendt og kunne ikke brukes: en verdi som ikke kan stemme',
      'a value that cannot be right',
    ],
    ['value-invalid', 'Noe ble sendt og kunne ikke brukes: ikke et tall', 'not a number'],
    ['choice-unknown', 'Noe ble sendt og kunne ikke brukes: et ukjent svar', 'an unknown answer'],
    ['metric-unknown', 'Noe ble sendt og kunne ikke brukes: ukjent måletype', 'an unknown kind of measurement'],
    [
      'time-in-future',
      'Noe ble sendt og kunne ikke brukes: klokken i utstyret kan være feil',
      'the clock of the device may be wrong',
    ],
    [
      'observation-refused',
      'Noe ble sendt og kunne ikke brukes: trukket tilbake eller uferdig',
      'withdrawn or unfinished',
    ],
    ['answer-missing', 'Noe ble sendt og kunne ikke brukes: svar på et skjema', 'answers to a form'],
  ])('a review of what was refused because of %s', (detail, nb, en) => {
    const review: ReviewReason = { code: 'refused', metric: null, reading: null, detail };
    expect(describeFinding(protocol, evidence([], review), 'nb')).toBe(nb);
    expect(describeFinding(protocol, evidence([], review), 'en')).toBe(
      `Something was sent and could not be used: ${en}`,
    );
  });

  it('a review that knows neither metric nor reason', () => {
    const review: ReviewReason = { code: 'rule-failed', metric: null, reading: null, detail: null };
    expect(describeFinding(protocol, evidence([], review), 'en')).toBe('Reading: the rule failed');
  });
});

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
      'Gul: overtrykk i snitt over 7 døgn minst 135 mmHg.',
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

describe('a status, in one line', () => {
  it.each([
    [
      { code: 'alert', ruleId: 'saturation-low', kind: 'clinical', severity: 'red' },
      'Lav oksygenmetning',
      'Low oxygen saturation',
    ],
    [
      { code: 'alert', ruleId: 'review:metric:inr', kind: 'review', severity: 'yellow' },
      'En måling kunne ikke vurderes',
      'A reading could not be judged',
    ],
    [{ code: 'missing', metric: 'body-weight', lastAt: null }, 'Ingen måling av vekt ennå', 'No weight yet'],
    [
      { code: 'paused', until: AT, hidden: 0, metric: 'body-weight', lastAt: AT },
      'På pause til 10. mars, 13:00: ingen ferske målinger av vekt',
      'Paused until 10 Mar, 13:00: no fresh readings of weight',
    ],
    [
      { code: 'paused', until: AT, hidden: 1, metric: null, lastAt: null },
      'På pause til 10. mars, 13:00: 1 varsel venter',
      'Paused until 10 Mar, 13:00: 1 alert is waiting',
    ],
    [
      { code: 'paused', until: AT, hidden: 2, metric: null, lastAt: null },
      'På pause til 10. mars, 13:00: 2 varsler venter',
      'Paused until 10 Mar, 13:00: 2 alerts are waiting',
    ],
    [{ code: 'nothing-required' }, 'Protokollen krever ingen målinger', 'The protocol requires no readings'],
    [{ code: 'as-expected', newestAt: AT }, 'Som forventet', 'As expected'],
  ] as const)('%j', (reason, nb, en) => {
    expect(describeStatus(protocol, reason, 'nb')).toBe(nb);
    expect(describeStatus(protocol, reason, 'en')).toBe(en);
  });

  it('says that a score cannot be computed, and of which reading', () => {
    const reason = { code: 'no-total', score: 'news2', at: AT } as const;
    expect(describeStatus(protocol, reason, 'nb')).toMatch(/^NEWS2 kan ikke regnes ut av siste måling \(10\. mars/);
    expect(describeStatus(protocol, reason, 'en')).toMatch(/^NEWS2 cannot be computed of the latest reading \(10 Mar/);
  });

  it('says since when', () => {
    const reason = { code: 'missing', metric: 'body-weight', lastAt: AT } as const;
    expect(describeStatus(protocol, reason, 'nb')).toMatch(/^Ingen måling av vekt siden 10\. mars/);
    expect(describeStatus(protocol, reason, 'en')).toMatch(/^No weight since 10 Mar/);
  });
});

describe('terms', () => {
  it('every option of every choice has words in both languages', () => {
    for (const code of METRIC_CODES) {
      const definition = metric(code);
      if (definition.kind !== 'choice') continue;
      for (const { ordinal } of definition.options) {
        expect(valueText(code, ordinal, 'nb')).not.toBe(String(ordinal));
        expect(valueText(code, ordinal, 'en')).not.toBe(String(ordinal));
      }
    }
  });

  it('an option that does not exist is shown as its number', () => {
    expect(valueText('sputum-colour' satisfies MetricCode, 9, 'nb')).toBe('9');
  });

  it.each([
    [0, '0 s'],
    [10_000, '10 s'],
    [90 * MINUTE, '1 t 30 min'],
    [3 * DAY, '3 døgn'],
    [DAY + 30 * MINUTE, '1 døgn'],
  ])('%i ms is %s', (length, text) => {
    expect(durationText(length, 'nb')).toBe(text);
  });
});
