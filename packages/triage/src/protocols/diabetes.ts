import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, standardPlan } from './absence.ts';
import { TIME_IN_RANGE_NUMBERS, timeInRangeRules } from './glucoseTimeInRange.ts';
import { feelsMuchWorse, value } from './readings.ts';
import { HOUR, MINUTE } from './time.ts';

const ASSUMPTION = 'assumption: a default to start from, made individual for each patient';
const CONSENSUS =
  'International consensus on time in range (2019): below 3.0 level 2, below 3.9 level 1, above 13.9 level 2';

/** A sensor reads every five minutes; one who pricks a finger once a day, as the plan asks, is judged too. */
const BETWEEN_PRICKS = 36 * HOUR;

export const diabetes: ProtocolInput = {
  id: 'diabetes',
  version: 5,
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
        nb: 'Rød: ring nå, be pasienten ta sukker; svarer ingen, eller er pasienten uklar: 113. Gul: ring samme dag, be om ny måling, og gå gjennom insulin og måltid.',
        en: 'Red: call now, ask the patient to take sugar; no answer, or confused: the emergency number. Yellow: call the same day, ask for a new reading, and go through insulin and meals.',
      },
      source: `${CONSENSUS}; how many readings in a row count is an assumption: two, one alone when it is critical, and yellow by one below the red limit`,
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
          when: {
            type: 'any',
            of: [
              value('glucose', 'below', 'glucose-low-yellow', {
                clear: { margin: 0.3 },
                sustained: { readings: 2, maxGap: BETWEEN_PRICKS },
                recovery: { for: 15 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
              value('glucose', 'below', 'glucose-low-red', {
                clear: { number: 'glucose-low-yellow' },
                recovery: { for: 15 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
            ],
          },
        },
      },
    },
    {
      id: 'glucose-high',
      kind: 'clinical',
      text: { nb: 'Høyt blodsukker', en: 'High glucose' },
      action: {
        nb: 'Gul: ring pasienten samme dag; spør om insulin, sykdom og ketoner. Rød: ring nå; ketoner, kvalme eller tung pust: lege nå, uklar: 113.',
        en: 'Yellow: call the patient the same day; ask about insulin, illness and ketones. Red: call now; ketones, nausea or heavy breathing: a doctor now, confused: the emergency number.',
      },
      source: `${CONSENSUS}; the durations, and yellow by one reading above the red limit, are an assumption`,
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
          when: {
            type: 'any',
            of: [
              value('glucose', 'above', 'glucose-high-yellow', {
                clear: { margin: 0.9 },
                sustained: { for: 2 * HOUR, maxGap: BETWEEN_PRICKS },
                recovery: { for: 30 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
              value('glucose', 'above', 'glucose-high-red', {
                clear: { margin: 2 },
                recovery: { for: 30 * MINUTE, maxGap: BETWEEN_PRICKS },
              }),
            ],
          },
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
        nb: 'Spør om sensoren eller apparatet virker og hvordan det går.',
        en: 'Ask whether the sensor or meter works and how the patient is.',
      },
      source: ASSUMPTION,
      check: {
        nb: 'Sjekk at sensoren eller apparatet virker og sender',
        en: 'Check that the sensor or meter works and sends',
      },
    }),
    inactiveFor(3, 'glucose', 'wellbeing'),
  ],
};
