import type { ProtocolInput } from '../protocol/schema.ts';
import { PULSE_LOW_NUMBERS } from './lowVitals.ts';

export const ASSUMPTION = 'assumption: a default to start from, made individual for each patient';

/** What a clinician may set for one patient of the heart failure protocol: each with its range, beyond which a second person confirms it. */
export const HEART_FAILURE_NUMBERS: ProtocolInput['numbers'] = {
  'weight-gain-yellow': {
    value: 2,
    min: 1,
    max: 3,
    unit: 'kg',
    text: { nb: 'Vektøkning på 3 døgn, gul grense', en: 'Weight gain in 3 days, yellow limit' },
    source: 'More than 2 kg in 3 days: ESC guidelines 2021, advice to patients; contested evidence',
  },
  'weight-gain-red': {
    value: 4,
    min: 2,
    max: 6,
    unit: 'kg',
    text: { nb: 'Vektøkning på 3 døgn, rød grense', en: 'Weight gain in 3 days, red limit' },
    source: ASSUMPTION,
  },
  'saturation-yellow': {
    value: 93,
    min: 88,
    max: 96,
    unit: '%',
    text: { nb: 'SpO₂, gul grense', en: 'SpO₂, yellow limit' },
    source: 'NEWS2 scale 1 gives 2 points at 92–93 (RCP 2017); as a home limit an assumption',
  },
  'saturation-red': {
    value: 90,
    min: 84,
    max: 94,
    unit: '%',
    text: { nb: 'SpO₂, rød grense', en: 'SpO₂, red limit' },
    source: 'NEWS2 scale 1 gives 3 points at 91 and below (RCP 2017); as a home limit an assumption',
  },
  'pulse-yellow': {
    value: 100,
    min: 85,
    max: 125,
    unit: '/min',
    text: { nb: 'Puls, gul grense', en: 'Heart rate, yellow limit' },
    source: ASSUMPTION,
  },
  'pulse-red': {
    value: 120,
    min: 100,
    max: 150,
    unit: '/min',
    text: { nb: 'Puls, rød grense', en: 'Heart rate, red limit' },
    source: ASSUMPTION,
  },
  ...PULSE_LOW_NUMBERS,
  'systolic-high': {
    value: 180,
    min: 160,
    max: 200,
    unit: 'mm[Hg]',
    text: { nb: 'Høyt overtrykk, rød grense', en: 'High systolic pressure, red limit' },
    source:
      'Crisis at or above 180 mmHg (to be verified against the guideline in force); as a home limit an assumption',
  },
  'systolic-low': {
    value: 90,
    min: 75,
    max: 105,
    unit: 'mm[Hg]',
    text: { nb: 'Lavt overtrykk, rød grense', en: 'Low systolic pressure, red limit' },
    source: 'NEWS2 gives 3 points at 90 and below (RCP 2017); as a home limit an assumption',
  },
  'breathlessness-yellow': {
    value: 4,
    min: 2,
    max: 8,
    unit: '{score}',
    text: { nb: 'Tung pust, gul grense', en: 'Breathlessness, yellow limit' },
    source: ASSUMPTION,
  },
  'breathlessness-red': {
    value: 7,
    min: 4,
    max: 10,
    unit: '{score}',
    text: { nb: 'Tung pust, rød grense', en: 'Breathlessness, red limit' },
    source: ASSUMPTION,
  },
};
