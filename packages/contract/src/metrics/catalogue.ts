import { z } from 'zod';
import { loinc, mdc, NLK, SAMVAKT_METRIC, snomed } from './coding.ts';
import type { Conversion, MetricDefinition } from './metric.ts';

/**
 * Everything that can be measured or answered at home, one entry each. A code marked (V) has still to be verified against
 * LOINC's own release before it is used outside this platform.
 * Unit factors: the UCUM specification; the tests compare every one of them with the UCUM reference implementation.
 */

const SAME: Conversion = {};
/** UCUM lets a curly-brace annotation stand beside or instead of a unit; these are the ones devices write. */
const PER_MINUTE = {
  '1/min': SAME,
  '{beats}/min': SAME,
  '{breaths}/min': SAME,
  '{count}/min': SAME,
  Hz: { times: 60 },
};
const PRESSURE = { kPa: { over: 0.133322 }, Pa: { over: 133.322 }, 'm[Hg]': { times: 1000 } };

const ownCoding = (code: string) => ({ system: SAMVAKT_METRIC, code });

export const METRICS = {
  'oxygen-saturation': {
    kind: 'quantity',
    display: 'Oxygen saturation',
    codings: [loinc('2708-6'), loinc('59408-5'), snomed('431314004'), mdc('150456')],
    unit: '%',
    conversions: { '1': { times: 100 }, '{fraction}': { times: 100 } },
    range: { min: 50, max: 100, source: 'assumption: home oximeters declare no accuracy below 70 %' },
    decimals: 0,
  },
  'heart-rate': {
    kind: 'quantity',
    display: 'Heart rate',
    codings: [loinc('8867-4'), mdc('149530'), mdc('149546')],
    unit: '/min',
    conversions: PER_MINUTE,
    range: { min: 20, max: 300, source: 'assumption' },
    decimals: 0,
  },
  'systolic-pressure': {
    kind: 'quantity',
    display: 'Systolic blood pressure',
    codings: [loinc('8480-6'), mdc('150021')],
    unit: 'mm[Hg]',
    conversions: PRESSURE,
    range: { min: 50, max: 300, source: 'assumption: about what automatic cuffs measure' },
    decimals: 0,
  },
  'diastolic-pressure': {
    kind: 'quantity',
    display: 'Diastolic blood pressure',
    codings: [loinc('8462-4'), mdc('150022')],
    unit: 'mm[Hg]',
    conversions: PRESSURE,
    range: { min: 20, max: 200, source: 'assumption: about what automatic cuffs measure' },
    decimals: 0,
  },
  'body-weight': {
    kind: 'quantity',
    display: 'Body weight',
    codings: [loinc('29463-7'), mdc('188736')],
    unit: 'kg',
    conversions: { g: { over: 1000 }, '[lb_av]': { times: 0.45359237 }, '[stone_av]': { times: 6.35029318 } },
    range: { min: 20, max: 350, source: 'assumption: the youngest patient is 12, bariatric scales end near 350 kg' },
    decimals: 1,
  },
  'body-temperature': {
    kind: 'quantity',
    display: 'Body temperature',
    codings: [loinc('8310-5'), mdc('150364')],
    unit: 'Cel',
    conversions: { '[degF]': { add: -32, times: 5, over: 9 }, K: { add: -273.15 } },
    range: { min: 25, max: 45, source: 'assumption: severe hypothermia to beyond any survivable fever' },
    decimals: 1,
  },
  'respiratory-rate': {
    kind: 'quantity',
    display: 'Respiratory rate',
    codings: [loinc('9279-1'), mdc('151562')],
    unit: '/min',
    conversions: PER_MINUTE,
    range: { min: 3, max: 80, source: 'assumption' },
    decimals: 0,
  },
  glucose: {
    kind: 'quantity',
    display: 'Glucose',
    // 14743-9 and 2339-0 are the capillary and the mass-concentration forms that meters send; the unit tells which it is.
    codings: [
      loinc('15074-8'),
      loinc('14743-9'),
      loinc('2339-0'),
      mdc('160184'),
      { system: NLK, code: 'NPU02187' }, // (V) the system's OID
    ],
    unit: 'mmol/L',
    // Mass to amount needs the molar mass of glucose: 180.156 g/mol, so 18.0156 mg/dL is 1 mmol/L.
    conversions: { 'mg/dL': { over: 18.0156 }, 'mg/L': { over: 180.156 }, 'g/L': { times: 1000, over: 180.156 } },
    range: { min: 0.5, max: 45, source: 'assumption: wider than the 0.6–33.3 mmol/L that meters show' },
    decimals: 1,
  },
  'peak-flow': {
    kind: 'quantity',
    display: 'Peak expiratory flow',
    codings: [loinc('33452-4'), mdc('152584')], // 33452-4 (V)
    unit: 'L/min',
    conversions: { 'L/s': { times: 60 }, 'mL/min': { over: 1000 } },
    range: { min: 30, max: 900, source: 'assumption: peak flow meters are scaled 60–800 L/min' },
    decimals: 0,
  },
  fev1: {
    kind: 'quantity',
    display: 'Forced expiratory volume in 1 second',
    codings: [loinc('20150-9'), mdc('152586')], // 20150-9 (V)
    unit: 'L',
    conversions: { mL: { over: 1000 } },
    range: { min: 0.2, max: 8, source: 'assumption: spirometers measure up to 8 L' },
    decimals: 2,
  },
  steps: {
    kind: 'quantity',
    display: 'Steps in 24 hours',
    codings: [loinc('41950-7')], // (V)
    unit: '{steps}',
    conversions: { '{steps}/(24.h)': SAME, '{steps}/d': SAME, '/d': SAME, '1': SAME, '{step}': SAME },
    range: { min: 0, max: 100_000, source: 'assumption' },
    decimals: 0,
  },
  inr: {
    kind: 'quantity',
    display: 'INR',
    codings: [loinc('34714-6'), mdc('160260')], // 34714-6 (V)
    unit: '{INR}',
    conversions: { '1': SAME },
    range: { min: 0.5, max: 15, source: 'assumption: point-of-care meters show 0.8–8.0' },
    decimals: 1,
  },
  'pain-severity': {
    kind: 'scale',
    display: 'Pain severity, 0 none to 10 worst imaginable',
    // "Pain severity - 0-10 verbal numeric rating [Score] - Reported" (P)
    codings: [loinc('72514-3'), ownCoding('pain-severity')],
    unit: '{score}',
    range: { min: 0, max: 10, source: 'the question itself' },
    decimals: 0,
  },
  // LOINC has no term for this question and the next two: its terms on dyspnoea belong to other scales (Borg, Rose, CMS), and its term must be
  // the question that was asked. They bear our own coding until terms of their own are there.
  breathlessness: {
    kind: 'scale',
    display: 'Breathlessness, 0 none to 10 worst',
    codings: [ownCoding('breathlessness')],
    unit: '{score}',
    range: { min: 0, max: 10, source: 'the question itself' },
    decimals: 0,
  },
  wellbeing: {
    kind: 'choice',
    display: 'How are you today, compared with usual',
    codings: [ownCoding('wellbeing')],
    unit: '{score}',
    options: [
      { code: 'better', ordinal: 0 },
      { code: 'as-usual', ordinal: 1 },
      { code: 'worse', ordinal: 2 },
      { code: 'much-worse', ordinal: 3 },
    ],
    range: { min: 0, max: 3, source: 'the question itself' },
    decimals: 0,
  },
  'leg-swelling': {
    kind: 'choice',
    display: 'Swelling of the legs',
    codings: [ownCoding('leg-swelling')],
    unit: '{score}',
    options: [
      { code: 'none', ordinal: 0 },
      { code: 'ankles', ordinal: 1 },
      { code: 'calves', ordinal: 2 },
      { code: 'above-knees', ordinal: 3 },
    ],
    range: { min: 0, max: 3, source: 'the question itself' },
    decimals: 0,
  },
  'sputum-colour': {
    kind: 'choice',
    display: 'Colour of the sputum',
    codings: [loinc('86243-3'), ownCoding('sputum-colour')], // "Color of Sputum", LOINC 2.82 (P)
    unit: '{score}',
    options: [
      { code: 'none', ordinal: 0 },
      { code: 'clear', ordinal: 1 },
      { code: 'yellow', ordinal: 2 },
      { code: 'green', ordinal: 3 },
      { code: 'bloody', ordinal: 4 },
    ],
    range: { min: 0, max: 4, source: 'the question itself' },
    decimals: 0,
  },
  consciousness: {
    kind: 'choice',
    display: 'Level of consciousness (ACVPU), as somebody with the patient sees it',
    // "ACVPU (Alert Confusion Voice Pain Unresponsive) scale score", SNOMED CT United Kingdom; the Norwegian VKP observations use it too (P).
    // LOINC 67775-7 is AVPU: it has no confusion, and so asks another question.
    codings: [snomed('1104441000000107'), ownCoding('consciousness')],
    unit: '{score}',
    // The answers are those of the Care Connect ACVPU value set (P).
    options: [
      { code: 'alert', ordinal: 0, coding: snomed('248234008') },
      { code: 'confusion', ordinal: 1, coding: snomed('130987000') },
      { code: 'voice', ordinal: 2, coding: snomed('300202002') },
      { code: 'pain', ordinal: 3, coding: snomed('450847001') },
      { code: 'unresponsive', ordinal: 4, coding: snomed('422768004') },
    ],
    range: { min: 0, max: 4, source: 'the question itself' },
    decimals: 0,
  },
  // Whether, not how much: LOINC 3151-8 is a flow and 3150-6 a concentration, and SNOMED CT 1104331000000105 the points that NEWS2 gives for it.
  'inspired-oxygen': {
    kind: 'choice',
    display: 'Breathes air or oxygen',
    codings: [ownCoding('inspired-oxygen')],
    unit: '{score}',
    options: [
      { code: 'air', ordinal: 0 },
      { code: 'oxygen', ordinal: 1 },
    ],
    range: { min: 0, max: 1, source: 'the question itself' },
    decimals: 0,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** Our own name of a metric: `oxygen-saturation`, `heart-rate`, … It is what is stored and what rules name. */
export type MetricCode = keyof typeof METRICS;
/** An entry of the catalogue with its code. */
export type Metric = MetricDefinition & { readonly code: MetricCode };

/** All codes, in the order of the catalogue. */
export const METRIC_CODES = Object.keys(METRICS) as [MetricCode, ...MetricCode[]];
/** Reads a metric's code from outside; refuses what the catalogue does not hold. */
export const MetricCodeSchema = z.enum(METRIC_CODES);

const byCode = new Map<string, Metric>(METRIC_CODES.map((code) => [code, { code, ...METRICS[code] }]));

const byCoding = new Map<string, Metric>();
for (const metric of byCode.values()) {
  byCoding.set(`${SAMVAKT_METRIC}|${metric.code}`, metric);
  for (const { system, code } of metric.codings) byCoding.set(`${system}|${code}`, metric);
}

/** The catalogue's entry for a code that the type system already knows to be one. */
export function metric(code: MetricCode): Metric {
  const found = byCode.get(code);
  if (!found) throw new RangeError(`Metric ${code} is not in the catalogue`);
  return found;
}

/** The entry for a code that came from outside; undefined where there is none. */
export function findMetric(code: string): Metric | undefined {
  return byCode.get(code);
}

/** The entry for a coding (`http://loinc.org`, `8867-4`) that came from outside; undefined where there is none. */
export function metricByCoding(system: string, code: string): Metric | undefined {
  return byCoding.get(`${system}|${code}`);
}
