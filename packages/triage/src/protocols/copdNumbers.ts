import type { ProtocolInput } from '../protocol/schema.ts';
import { PULSE_LOW_NUMBERS, RESPIRATION_LOW_NUMBERS, TEMPERATURE_LOW_NUMBERS } from './lowVitals.ts';

export const ASSUMPTION =
  'assumption: a default to start from; zones belong to the patient’s own normal, set by a clinician';

/** What a clinician may set for one patient of the COPD protocol: each with its range, beyond which a second person confirms it. */
export const COPD_NUMBERS: ProtocolInput['numbers'] = {
  'saturation-yellow': {
    value: 90,
    min: 84,
    max: 94,
    unit: '%',
    text: { nb: 'SpO₂, gul grense', en: 'SpO₂, yellow limit' },
    source: ASSUMPTION,
  },
  'saturation-red': {
    value: 88,
    min: 80,
    max: 92,
    unit: '%',
    text: { nb: 'SpO₂, rød grense', en: 'SpO₂, red limit' },
    source: 'NEWS2 scale 2 gives points from 87 % down (RCP 2017); as a home limit an assumption',
  },
  'saturation-critical': {
    value: 82,
    min: 75,
    max: 88,
    unit: '%',
    text: { nb: 'SpO₂, rød ved én måling', en: 'SpO₂, red at one reading' },
    source: 'NEWS2 scale 2 gives 3 points at 83 % and below (RCP 2017); as a home limit an assumption',
  },
  'saturation-fall': {
    value: -4,
    min: -6,
    max: -2,
    unit: '%',
    text: { nb: 'SpO₂, fall fra egen normal', en: 'SpO₂, fall from own normal' },
    source: `In percentage points; ${ASSUMPTION}`,
  },
  'respiration-yellow': {
    value: 24,
    min: 18,
    max: 30,
    unit: '/min',
    text: { nb: 'Pustefrekvens, gul grense', en: 'Respiratory rate, yellow limit' },
    source: 'NEWS2 gives 2 points at 21–24 (RCP 2017); as a home limit an assumption',
  },
  'respiration-red': {
    value: 28,
    min: 22,
    max: 36,
    unit: '/min',
    text: { nb: 'Pustefrekvens, rød grense', en: 'Respiratory rate, red limit' },
    source: 'NEWS2 gives 3 points at 25 and above (RCP 2017); as a home limit an assumption',
  },
  'pulse-yellow': {
    value: 110,
    min: 90,
    max: 130,
    unit: '/min',
    text: { nb: 'Puls, gul grense', en: 'Heart rate, yellow limit' },
    source: 'NEWS2 gives 2 points at 111–130 (RCP 2017); as a home limit an assumption',
  },
  'pulse-red': {
    value: 130,
    min: 110,
    max: 150,
    unit: '/min',
    text: { nb: 'Puls, rød grense', en: 'Heart rate, red limit' },
    source: 'NEWS2 gives 3 points at 131 and above (RCP 2017); as a home limit an assumption',
  },
  'temperature-yellow': {
    value: 38,
    min: 37.5,
    max: 39,
    unit: 'Cel',
    text: { nb: 'Temperatur, gul grense', en: 'Temperature, yellow limit' },
    source: 'NEWS2 gives points above 38.0 (RCP 2017); as a home limit an assumption',
  },
  ...RESPIRATION_LOW_NUMBERS,
  ...PULSE_LOW_NUMBERS,
  ...TEMPERATURE_LOW_NUMBERS,
  'breathlessness-yellow': {
    value: 5,
    min: 3,
    max: 8,
    unit: '{score}',
    text: { nb: 'Tung pust, gul grense', en: 'Breathlessness, yellow limit' },
    source: ASSUMPTION,
  },
  'breathlessness-red': {
    value: 8,
    min: 6,
    max: 10,
    unit: '{score}',
    text: { nb: 'Tung pust, rød grense', en: 'Breathlessness, red limit' },
    source: ASSUMPTION,
  },
  'breathlessness-rise': {
    value: 2,
    min: 1,
    max: 5,
    unit: '{score}',
    text: { nb: 'Økning i tung pust', en: 'Rise in breathlessness' },
    source: ASSUMPTION,
  },
};
