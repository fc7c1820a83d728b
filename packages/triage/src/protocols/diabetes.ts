import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, standardPlan } from './absence.ts';
import { TIME_IN_RANGE_NUMBERS, timeInRangeRules } from './glucoseTimeInRange.ts';
import { feelsMuchWorse, value } from './readings.ts';
import { HOUR, MINUTE } from './time.ts';

const ASSUMPTION = 'assumption: a default to start from, made individual for each patient';
const CONSENSUS =
  'International consensus on time in range (2019): below 3.0 level 2, below 3.9 level 1, above 13.9 level 2';

/** A sensor reads every five minutes; one who pricks a finger morning and evening is judged too. */
const BETWEEN_PRICKS = 14 * HOUR;

export const diabetes: ProtocolInput = {
  id: 'diabetes',
  version: 4,
  condition: 'diabetes',
  title: { nb: 'Diabetes', en: 'Diabetes' },
  source: CONSENSUS,
  numbers: {
    'glucose-low-yellow': {
      value: 3.9,
      min: 3.5,
      max: 5.5,
      unit: 'mmol/L',
      text: { nb: 'Lavt blodsukker, gul grense', en: 'Low glucose, yellow limit' },
      source: CONSENSUS,
    },
    'glucose-low-red': {
      value: 3,
      min: 2.5,
      max: 4,
      unit: 'mmol/L',
      text: { nb: 'Lavt blodsukker, rød grense', en: 'Low glucose, red limit' },
      source: CONSENSUS,
    },
    'glucose-critical': {
      value: 2.5,
      min: 2,
      max: 3,
      unit: 'mmol/L',
      text: { nb: 'Lavt blodsukker, rød ved én måling', en: 'Low glucose, red at one reading' },
      source: ASSUMPTION,
    },
    'glucose-high-yellow': {
      value: 13.9,
      min: 10,
      max: 18,
      unit: 'mmol/L',
      text: { nb: 'Høyt blodsukker, gul grense', en: 'High glucose, yellow limit' },
      source: CONSENSUS,
    },
    'glucose-high-red': {
      value: 20,
      min: 15,
      max: 28,
      unit: 'mmol/L',
      text: { nb: 'Høyt blodsukker, rød grense', en: 'High glucose, red limit' },
      source: ASSUMPTION,
    },
    ...TIME_IN_RANGE_NUMBERS,
  },
  observes: [
    'steps',
    'body-weight',
    'systolic-pressure',
    'diastolic-pressure',
    'heart-rate',
    'breathlessness',
    'pain-severity',
    'leg-swelling',
    'sputum-colour',
  ],
  plan: standardPlan(onceADay('glucose')),
  rules: [
    {
      id: 'glucose-low',
      kind: 'clinical',
      text: { nb: 'Lavt blodsukker', en: 'Low glucose' },
      action: {
        nb: 'Rød: ring nå, be pasienten ta sukker; svarer ingen, vurder 113. Gul: ring og gå gjennom insulin og måltid.',
        en: 'Red: call now, ask the patient to take sugar; no answer: consider the emergency number. Yellow: call and go through insulin and meals.',
      },
      source: `${CONSENSUS}; that two readings in a row count, and one alone when it is critical, is an assumption`,
      autoClose: true,
      levels: {
        red: {
          when: {
            type: 'any',
            of: [
              value('glucose', 'below', 'glucose-low-red', {
                clear: { number: 'glucose-low-yellow' },
                sustained: { readings: 2, maxGap: BETWEEN_PRICKS },
                recovery: { for: 15 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
              value('glucose', 'below', 'glucose-critical', {
                clear: { number: 'glucose-low-yellow' },
                recovery: { for: 15 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
            ],
          },
        },
        yellow: {
          when: value('glucose', 'below', 'glucose-low-yellow', {
            clear: { margin: 0.3 },
            sustained: { readings: 2, maxGap: BETWEEN_PRICKS },
            recovery: { for: 15 * MINUTE, maxGap: BETWEEN_PRICKS },
          }),
        },
      },
    },
    {
      id: 'glucose-high',
      kind: 'clinical',
      text: { nb: 'Høyt blodsukker over tid', en: 'High glucose over time' },
      action: {
        nb: 'Ring pasienten; spør om insulin, sykdom og ketoner.',
        en: 'Call the patient; ask about insulin, illness and ketones.',
      },
      source: `${CONSENSUS}; the durations are an assumption`,
      autoClose: true,
      levels: {
        red: {
          when: value('glucose', 'above', 'glucose-high-red', {
            clear: { margin: 2 },
            sustained: { readings: 2, maxGap: BETWEEN_PRICKS },
            recovery: { for: 30 * MINUTE, maxGap: BETWEEN_PRICKS },
          }),
        },
        yellow: {
          when: value('glucose', 'above', 'glucose-high-yellow', {
            clear: { margin: 0.9 },
            sustained: { for: 2 * HOUR, maxGap: BETWEEN_PRICKS },
            recovery: { for: 30 * MINUTE, maxGap: BETWEEN_PRICKS },
          }),
        },
      },
    },
    ...timeInRangeRules,
    feelsMuchWorse({ from: 3, source: ASSUMPTION }),
    measurementMissing({
      id: 'glucose-missing',
      metric: 'glucose',
      text: { nb: 'Mangler blodsukker', en: 'Glucose is missing' },
      action: {
        nb: 'Spør om sensoren virker og hvordan det går.',
        en: 'Ask whether the sensor works and how the patient is.',
      },
      source: ASSUMPTION,
      check: { nb: 'Sjekk at sensoren virker og sender', en: 'Check that the sensor works and sends' },
    }),
    inactiveFor(3, 'glucose', 'wellbeing'),
  ],
};
