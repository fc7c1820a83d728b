import { HEART_FAILURE_SYMPTOMS } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, onceAWeek, rulesOfPlanned, standardPlan } from './absence.ts';
import { ASSUMPTION, HEART_FAILURE_NUMBERS } from './heartFailureNumbers.ts';
import { feelsMuchWorse, twice, twiceBothWays, value } from './readings.ts';
import { rulesOfForm } from './symptomForm.ts';
import { DAY, HOUR } from './time.ts';

/** Against the lowest weight of three days and a quarter. */
const weightGain = {
  type: 'change',
  metric: 'body-weight',
  test: 'above',
  measure: 'absolute',
  reference: 'minimum',
  over: 3 * DAY + 6 * HOUR,
} as const;

export const heartFailure: ProtocolInput = {
  id: 'heart-failure',
  version: 4,
  condition: 'heart-failure',
  title: { nb: 'Hjertesvikt', en: 'Heart failure' },
  source:
    'Weight: more than 2 kg in 3 days, as in guideline advice to patients (the evidence is contested); other numbers are assumptions',
  numbers: HEART_FAILURE_NUMBERS,
  observes: [
    'steps',
    'inr',
    'diastolic-pressure',
    'respiratory-rate',
    'body-temperature',
    'pain-severity',
    'sputum-colour',
  ],
  plan: standardPlan(onceADay('body-weight'), onceAWeek(HEART_FAILURE_SYMPTOMS)),
  questionnaires: [
    { url: HEART_FAILURE_SYMPTOMS, title: { nb: 'Hjertesviktplager i dag', en: 'Heart failure symptoms today' } },
  ],
  rules: [
    {
      id: 'weight-gain',
      kind: 'clinical',
      text: {
        nb: 'Rask vektøkning, kan være væske (grunnlaget for grensen er omdiskutert)',
        en: 'Fast weight gain, may be fluid (the evidence for the limit is contested)',
      },
      action: {
        nb: 'Spør om hevelse, tung pust og vanndrivende; vurder endring etter planen.',
        en: 'Ask about swelling, breathlessness and diuretics; consider a change according to the plan.',
      },
      source: 'More than 2 kg in 3 days against the lowest weight of the window; contested evidence',
      autoClose: true,
      levels: {
        red: { when: { ...weightGain, set: { number: 'weight-gain-red' }, clear: { margin: 1 } } },
        yellow: { when: { ...weightGain, set: { number: 'weight-gain-yellow' }, clear: { margin: 0.5 } } },
      },
    },
    {
      id: 'saturation-low',
      kind: 'clinical',
      text: { nb: 'Lav oksygenmetning', en: 'Low oxygen saturation' },
      action: {
        nb: 'Be om ny måling i ro; rød: ring nå, vurder lege eller 113.',
        en: 'Ask for a new reading at rest; red: call now, consider a doctor or the emergency number.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: {
          when: value('oxygen-saturation', 'below', 'saturation-red', { clear: { margin: 1 }, ...twiceBothWays }),
        },
        yellow: {
          when: value('oxygen-saturation', 'below', 'saturation-yellow', { clear: { margin: 1 }, ...twiceBothWays }),
        },
      },
    },
    {
      id: 'pulse-high',
      kind: 'clinical',
      text: { nb: 'Rask puls', en: 'Fast pulse' },
      action: {
        nb: 'Be om ny måling i ro; spør om hjertebank. Rød: vurder EKG samme dag.',
        en: 'Ask for a new reading at rest; ask about palpitations. Red: consider an ECG the same day.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: { when: value('heart-rate', 'above', 'pulse-red', { clear: { margin: 5 }, ...twiceBothWays }) },
        yellow: { when: value('heart-rate', 'above', 'pulse-yellow', { clear: { margin: 5 }, ...twiceBothWays }) },
      },
    },
    {
      id: 'pressure-low',
      kind: 'clinical',
      text: { nb: 'Lavt blodtrykk', en: 'Low blood pressure' },
      action: {
        nb: 'Spør om svimmelhet; vurder medisiner med lege.',
        en: 'Ask about dizziness; consider the medication with a doctor.',
      },
      source: ASSUMPTION,
      levels: {
        red: {
          when: value('systolic-pressure', 'at-most', 'systolic-low', { clear: { margin: 5 }, sustained: twice }),
        },
      },
    },
    {
      id: 'breathlessness-high',
      kind: 'clinical',
      text: { nb: 'Tung pust', en: 'Breathlessness' },
      action: { nb: 'Ring pasienten samme dag; rød: nå.', en: 'Call the patient the same day; red: now.' },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: { when: value('breathlessness', 'at-least', 'breathlessness-red', { clear: { margin: 2 } }) },
        yellow: { when: value('breathlessness', 'at-least', 'breathlessness-yellow', { clear: { margin: 1 } }) },
      },
    },
    {
      id: 'leg-swelling',
      kind: 'clinical',
      text: { nb: 'Hovne ben', en: 'Swollen legs' },
      action: { nb: 'Sammenlikn med vekten; vurder vanndrivende.', en: 'Compare with the weight; consider diuretics.' },
      source: ASSUMPTION,
      autoClose: true,
      levels: { yellow: { when: value('leg-swelling', 'at-least', 2) } },
    },
    feelsMuchWorse({ from: 3, source: ASSUMPTION }),
    measurementMissing({
      id: 'weight-missing',
      metric: 'body-weight',
      text: { nb: 'Mangler daglig vekt', en: 'The daily weight is missing' },
      action: {
        nb: 'Spør om vekten virker og hvordan det går.',
        en: 'Ask whether the scale works and how the patient is.',
      },
      source: ASSUMPTION,
      check: { nb: 'Sjekk at vekten virker og sender', en: 'Check that the scale works and sends' },
    }),
    ...rulesOfPlanned('oxygen-saturation', 'heart-rate', 'systolic-pressure', 'breathlessness', 'leg-swelling'),
    inactiveFor(
      5,
      'body-weight',
      'oxygen-saturation',
      'heart-rate',
      'systolic-pressure',
      'breathlessness',
      'leg-swelling',
      'wellbeing',
    ),
    ...rulesOfForm(HEART_FAILURE_SYMPTOMS, { nb: 'hjertesviktskjemaet', en: 'heart failure form' }),
  ],
};
