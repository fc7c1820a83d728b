import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, standardPlan } from './absence.ts';
import { feelsMuchWorse, value } from './readings.ts';
import { DAY, HOUR } from './time.ts';

const ASSUMPTION = 'assumption: a default to start from, made individual for each patient';
const HOME_MEAN = 'Hypertension at home: mean at or above 135/85 mmHg (European guidelines)';
const CRISIS = 'Crisis at or above 180/110 mmHg (to be verified against the guideline in force)';

/** Mornings and evenings over a week; fewer readings do not make a mean. */
const week = { over: 7 * DAY, minReadings: 6, minDays: 3 };
/** A second reading confirms, the next morning or evening at the latest. */
const confirmed = { readings: 2, maxGap: 14 * HOUR };

export const hypertension: ProtocolInput = {
  id: 'hypertension',
  version: 3,
  condition: 'hypertension',
  title: { nb: 'Høyt blodtrykk', en: 'Hypertension' },
  source: `${HOME_MEAN}. ${CRISIS}`,
  numbers: {
    'systolic-mean': {
      value: 135,
      min: 120,
      max: 160,
      unit: 'mm[Hg]',
      text: { nb: 'Overtrykk, ukesmiddel', en: 'Systolic pressure, mean of a week' },
      source: HOME_MEAN,
    },
    'diastolic-mean': {
      value: 85,
      min: 75,
      max: 100,
      unit: 'mm[Hg]',
      text: { nb: 'Undertrykk, ukesmiddel', en: 'Diastolic pressure, mean of a week' },
      source: HOME_MEAN,
    },
    'systolic-crisis': {
      value: 180,
      min: 160,
      max: 200,
      unit: 'mm[Hg]',
      text: { nb: 'Overtrykk, rød grense', en: 'Systolic pressure, red limit' },
      source: CRISIS,
    },
    'diastolic-crisis': {
      value: 110,
      min: 95,
      max: 125,
      unit: 'mm[Hg]',
      text: { nb: 'Undertrykk, rød grense', en: 'Diastolic pressure, red limit' },
      source: CRISIS,
    },
  },
  observes: [
    'heart-rate',
    'steps',
    'body-weight',
    'breathlessness',
    'pain-severity',
    'leg-swelling',
    'sputum-colour',
    'oxygen-saturation',
    'respiratory-rate',
  ],
  plan: standardPlan(onceADay('systolic-pressure', ['monday', 'wednesday', 'friday'])),
  rules: [
    {
      id: 'pressure-crisis',
      kind: 'clinical',
      text: { nb: 'Svært høyt blodtrykk, bekreftet', en: 'Very high blood pressure, confirmed' },
      action: {
        nb: 'Ring nå: spør om brystsmerter, hodepine, syn og lammelser; med symptomer: 113. Uten: lege samme dag.',
        en: 'Call now: ask about chest pain, headache, vision and weakness; with symptoms: the emergency number. Without: a doctor the same day.',
      },
      source: `${CRISIS}; confirmed by a second reading (assumption)`,
      levels: {
        red: {
          when: {
            type: 'any',
            of: [
              value('systolic-pressure', 'at-least', 'systolic-crisis', {
                clear: { margin: 10 },
                sustained: confirmed,
                recovery: confirmed,
              }),
              value('diastolic-pressure', 'at-least', 'diastolic-crisis', {
                clear: { margin: 5 },
                sustained: confirmed,
                recovery: confirmed,
              }),
            ],
          },
        },
      },
    },
    {
      id: 'pressure-mean-high',
      kind: 'clinical',
      text: { nb: 'Høyt blodtrykk i snitt over en uke', en: 'High mean blood pressure over a week' },
      action: { nb: 'Vurder medisiner og levevaner med lege.', en: 'Consider medication and habits with a doctor.' },
      source: `${HOME_MEAN}; at least six readings on three days (assumption)`,
      autoClose: true,
      levels: {
        yellow: {
          when: {
            type: 'any',
            of: [
              {
                type: 'mean',
                metric: 'systolic-pressure',
                test: 'at-least',
                set: { number: 'systolic-mean' },
                clear: { margin: 3 },
                ...week,
              },
              {
                type: 'mean',
                metric: 'diastolic-pressure',
                test: 'at-least',
                set: { number: 'diastolic-mean' },
                clear: { margin: 2 },
                ...week,
              },
            ],
          },
        },
      },
    },
    feelsMuchWorse({ from: 3, source: ASSUMPTION }),
    measurementMissing({
      id: 'pressure-missing',
      metric: 'systolic-pressure',
      text: { nb: 'Mangler blodtrykk', en: 'The blood pressure is missing' },
      action: {
        nb: 'Spør om apparatet virker og hvordan det går.',
        en: 'Ask whether the cuff works and how the patient is.',
      },
      source: ASSUMPTION,
      check: { nb: 'Sjekk at blodtrykksapparatet virker og sender', en: 'Check that the cuff works and sends' },
    }),
    inactiveFor(7, 'systolic-pressure', 'diastolic-pressure', 'wellbeing'),
  ],
};
