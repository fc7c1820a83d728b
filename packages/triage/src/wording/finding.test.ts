import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { EvidenceItem, EvidencePart, ReviewReason } from '../engine/alerts/finding.ts';
import { describeFinding, explainFinding } from './finding.ts';
import { AT, at, DAY, evidence, item, MINUTE, protocol, threshold } from './testing/finding.ts';

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
const readings = at;

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
      'Vekt opp 2,3 kg på 1 døgn (fra 80,1 kg til 82,4 kg), grense 2 kg',
      'Weight up 2.3 kg in 1 d (from 80.1 kg to 82.4 kg), limit 2 kg',
    ],
    [
      'a gain in weight, of which it is not known when it began',
      item({ ...weight, reference: { kind: 'minimum', value: 80.1 } }),
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
      'FEV1 ned 15,5 % (fra egen normal 1,42 L til 1,2 L), grense 15 %',
      'FEV1 down 15.5 % (from own normal 1.42 L to 1.2 L), limit 15 %',
    ],
    [
      'a fall of a percentage from the own normal',
      item({
        ...weight,
        metric: 'oxygen-saturation',
        test: 'at-most',
        compared: -5.5,
        threshold: { ...threshold, value: -4 },
        readings: readings(89),
        reference: { kind: 'baseline', value: 94.5 },
      }),
      'SpO₂ ned 5,5 prosentpoeng (fra egen normal 94,5 % til 89 %), grense 4 prosentpoeng',
      'SpO₂ down 5.5 percentage points (from own normal 94.5 % to 89 %), limit 4 percentage points',
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
      'FEV1 ned 4 ganger vanlig variasjon (fra egen normal 2 L ± 0,05 L til 1,8 L), grense 3 ganger vanlig variasjon',
      'FEV1 down 4 times the usual variation (from own normal 2 L ± 0.05 L to 1.8 L), limit 3 times the usual variation',
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
      'Systolisk blodtrykk i snitt 142,3 mmHg over 7 døgn (14 målinger), grense 135 mmHg',
      'Mean systolic blood pressure 142.3 mmHg over 7 d (14 readings), limit 135 mmHg',
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
      'INR 2,5: kan ikke vurderes, grunnlag for sammenlikning mangler',
      'INR 2.5: cannot be judged, there is no basis for comparison',
    ],
    [
      'no-total',
      'Why kan ikke regnes ut: delene er ikke målt nær nok hverandre (sist INR 2,5)',
      'Why cannot be computed: its parts were not measured close enough together (latest INR 2.5)',
    ],
    ['not-a-number', 'INR: målingen er ikke et tall', 'INR: the reading is not a number'],
    [
      'refused',
      'INR ble sendt og kunne ikke brukes: innholdet kan ikke leses',
      'INR was sent and could not be used: it cannot be read',
    ],
    ['rule-failed', 'INR 2,5: regelen feilet (why)', 'INR 2.5: the rule failed (why)'],
  ] as const)('a review for %s', (code, nb, en) => {
    const review: ReviewReason = { code, metric: 'inr', reading: { at: AT, value: 2.5 }, detail: 'why' };
    expect(describeFinding(protocol, evidence([], { review }), 'nb')).toBe(nb);
    expect(describeFinding(protocol, evidence([], { review }), 'en')).toBe(en);
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
    ['store-refused', 'Noe ble sendt og kunne ikke brukes: lagringen mislyktes', 'it could not be stored'],
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
    expect(describeFinding(protocol, evidence([], { review }), 'nb')).toBe(nb);
    expect(describeFinding(protocol, evidence([], { review }), 'en')).toBe(
      `Something was sent and could not be used: ${en}`,
    );
  });

  it('a review that knows neither metric nor reason', () => {
    const review: ReviewReason = { code: 'rule-failed', metric: null, reading: null, detail: null };
    expect(describeFinding(protocol, evidence([], { review }), 'en')).toBe('Reading: the rule failed');
  });
});

it('says of the other scale of a score who has set it and when, beside where its limit comes from', () => {
  const found = evidence([scored({ settings: { 'saturation-scale': { name: 'scale', value: 2, origin: 'limits' } } })]);
  const source = { by: 'Kari Berg', at: Date.parse('2026-03-02T23:30:00Z') };
  expect(explainFinding(protocol, found, 'nb', source)).toMatch(
    /; metningsskala 2 satt av Kari Berg 3\. mars 2026\), grense 7 etter .+, versjon \d+$/,
  );
  expect(explainFinding(protocol, found, 'en', source)).toMatch(
    /; saturation scale 2 set by Kari Berg on 3 March 2026\), limit 7 of .+, version \d+$/,
  );
  // Beyond the range of the protocol two people stand behind it.
  const confirmed = { ...source, confirmedBy: 'Per Lie' };
  expect(explainFinding(protocol, found, 'nb', confirmed)).toMatch(
    /metningsskala 2 satt av Kari Berg og bekreftet av Per Lie 3\. mars 2026\)/,
  );
  expect(explainFinding(protocol, found, 'en', confirmed)).toMatch(
    /saturation scale 2 set by Kari Berg and confirmed by Per Lie on 3 March 2026\)/,
  );
});
