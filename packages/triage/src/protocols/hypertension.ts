import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, standardPlan } from './absence.ts';
import { feelsMuchWorse, value } from './readings.ts';
import { DAY } from './time.ts';

const ASSUMPTION = 'assumption: a default to start from, made individual for each patient';
const HOME_MEAN = 'Hypertension at home: mean at or above 135/85 mmHg (European guidelines)';
const LOW =
  'edges of NEWS2 (RCP 2017); as home limits an assumption: yellow by one reading, red when a second one confirms it';
const CRISIS = 'Crisis at or above 180/110 mmHg (to be verified against the guideline in force)';

/** Two weeks of the plan are six readings; one of them may be missing. */
const fortnight = { over: 14 * DAY, minReadings: 5, minDays: 3 };
/** A second reading confirms: the same day, or the next that the plan asks for (from Friday morning until Monday evening at the latest). */
const confirmed = { readings: 2, maxGap: 4 * DAY };

export const hypertension: ProtocolInput = {
  id: 'hypertension',
  version: 4,
  condition: 'hypertension',
  title: { nb: 'Høyt blodtrykk', en: 'Hypertension' },
  source: `${HOME_MEAN}. ${CRISIS}`,
  numbers: {
    'systolic-mean': {
      value: 135,
      min: 120,
      max: 160,
      unit: 'mm[Hg]',
      text: { nb: 'Overtrykk, middel av to uker', en: 'Systolic pressure, mean of two weeks' },
      source: HOME_MEAN,
    },
    'diastolic-mean': {
      value: 85,
      min: 75,
      max: 100,
      unit: 'mm[Hg]',
      text: { nb: 'Undertrykk, middel av to uker', en: 'Diastolic pressure, mean of two weeks' },
      source: HOME_MEAN,
    },
    'systolic-crisis': {
      value: 180,
      min: 160,
      max: 200,
      unit: 'mm[Hg]',
      text: { nb: 'Høyt overtrykk, rød grense', en: 'High systolic pressure, red limit' },
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
    'systolic-low-yellow': {
      value: 100,
      min: 85,
      max: 110,
      unit: 'mm[Hg]',
      text: { nb: 'Lavt overtrykk, gul grense', en: 'Low systolic pressure, yellow limit' },
      source: 'NEWS2 gives 2 points at 91–100 (RCP 2017); as a home limit an assumption',
    },
    'systolic-low-red': {
      value: 90,
      min: 75,
      max: 105,
      unit: 'mm[Hg]',
      text: { nb: 'Lavt overtrykk, rød grense', en: 'Low systolic pressure, red limit' },
      source: 'NEWS2 gives 3 points at 90 and below (RCP 2017); as a home limit an assumption',
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
      text: { nb: 'Svært høyt blodtrykk', en: 'Very high blood pressure' },
      action: {
        nb: 'Gul, én måling: ring samme dag, be om ny måling etter fem minutter i ro. Rød, bekreftet: ring nå. Spør om brystsmerter, hodepine, syn og lammelser; med symptomer: 113. Rød uten symptomer: lege samme dag.',
        en: 'Yellow, one reading: call the same day, ask for a new reading after five minutes at rest. Red, confirmed: call now. Ask about chest pain, headache, vision and weakness; with symptoms: the emergency number. Red without symptoms: a doctor the same day.',
      },
      source: `${CRISIS}; yellow by one reading, red when a second one confirms it (assumption)`,
      autoClose: true,
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
        yellow: {
          when: {
            type: 'any',
            of: [
              value('systolic-pressure', 'at-least', 'systolic-crisis', { clear: { margin: 10 }, recovery: confirmed }),
              value('diastolic-pressure', 'at-least', 'diastolic-crisis', {
                clear: { margin: 5 },
                recovery: confirmed,
              }),
            ],
          },
        },
      },
    },
    {
      id: 'pressure-low',
      kind: 'clinical',
      text: { nb: 'Lavt blodtrykk', en: 'Low blood pressure' },
      action: {
        nb: 'Gul: ring samme dag, be om ny måling, spør om svimmelhet og fall; vurder medisiner med lege. Rød: ring nå, lege samme dag; besvimelse eller uklar: 113.',
        en: 'Yellow: call the same day, ask for a new reading, ask about dizziness and falls; consider the medication with a doctor. Red: call now, a doctor the same day; fainting or confused: the emergency number.',
      },
      source: LOW,
      autoClose: true,
      levels: {
        red: {
          when: value('systolic-pressure', 'at-most', 'systolic-low-red', {
            clear: { margin: 5 },
            sustained: confirmed,
            recovery: confirmed,
          }),
        },
        yellow: {
          when: value('systolic-pressure', 'at-most', 'systolic-low-yellow', {
            clear: { margin: 5 },
            recovery: confirmed,
          }),
        },
      },
    },
    {
      id: 'pressure-mean-high',
      kind: 'clinical',
      text: { nb: 'Høyt blodtrykk i snitt over to uker', en: 'High mean blood pressure over two weeks' },
      action: {
        nb: 'Ta opp medisiner og levevaner med pasienten, og medisiner med lege.',
        en: 'Talk with the patient about medication and habits, and with a doctor about medication.',
      },
      source: `${HOME_MEAN}; over two weeks, at least five readings on three days (assumption)`,
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
                ...fortnight,
              },
              {
                type: 'mean',
                metric: 'diastolic-pressure',
                test: 'at-least',
                set: { number: 'diastolic-mean' },
                clear: { margin: 2 },
                ...fortnight,
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
