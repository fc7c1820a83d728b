import { HEART_FAILURE_SYMPTOMS } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, onceAWeek, rulesOfPlanned, standardPlan } from './absence.ts';
import { ASSUMPTION, HEART_FAILURE_NUMBERS } from './heartFailureNumbers.ts';
import { pulseLow } from './lowVitals.ts';
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
  version: 5,
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
        nb: 'Gul: ring pasienten samme dag, spør om hevelse, tung pust og vanndrivende; vurder endring etter planen. Rød: ring nå, vurder lege samme dag.',
        en: 'Yellow: call the patient the same day, ask about swelling, breathlessness and diuretics; consider a change according to the plan. Red: call now, consider a doctor the same day.',
      },
      source:
        'More than 2 kg in 3 days (ESC guidelines 2021, advice to patients) against the lowest weight of the window; contested evidence',
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
        nb: 'Gul: ring pasienten, be om ny måling i ro. Rød: ring nå, vurder lege eller 113.',
        en: 'Yellow: call the patient, ask for a new reading at rest. Red: call now, consider a doctor or the emergency number.',
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
        nb: 'Gul: be om ny måling i ro, spør om hjertebank. Rød: ring nå, vurder lege og EKG samme dag; brystsmerter eller besvimelse: 113.',
        en: 'Yellow: ask for a new reading at rest, ask about palpitations. Red: call now, consider a doctor and an ECG the same day; chest pain or fainting: the emergency number.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: { when: value('heart-rate', 'above', 'pulse-red', { clear: { margin: 5 }, ...twiceBothWays }) },
        yellow: { when: value('heart-rate', 'above', 'pulse-yellow', { clear: { margin: 5 }, ...twiceBothWays }) },
      },
    },
    pulseLow,
    {
      id: 'pressure-low',
      kind: 'clinical',
      text: { nb: 'Lavt blodtrykk', en: 'Low blood pressure' },
      action: {
        nb: 'Ring nå: spør om svimmelhet og fall; vurder medisiner med lege samme dag. Besvimelse eller uklar: 113.',
        en: 'Call now: ask about dizziness and falls; consider the medication with a doctor the same day. Fainting or confused: the emergency number.',
      },
      source: ASSUMPTION,
      levels: {
        red: {
          when: value('systolic-pressure', 'at-most', 'systolic-low', { clear: { margin: 5 }, sustained: twice }),
        },
      },
    },
    {
      id: 'pressure-high',
      kind: 'clinical',
      text: { nb: 'Svært høyt blodtrykk, bekreftet', en: 'Very high blood pressure, confirmed' },
      action: {
        nb: 'Ring nå: spør om tung pust, brystsmerter, hodepine, syn og lammelser; med symptomer: 113. Uten: lege samme dag.',
        en: 'Call now: ask about breathlessness, chest pain, headache, vision and weakness; with symptoms: the emergency number. Without: a doctor the same day.',
      },
      source: ASSUMPTION,
      levels: {
        red: {
          when: value('systolic-pressure', 'at-least', 'systolic-high', { clear: { margin: 10 }, sustained: twice }),
        },
      },
    },
    {
      id: 'breathlessness-high',
      kind: 'clinical',
      text: { nb: 'Tung pust', en: 'Breathlessness' },
      action: {
        nb: 'Gul: ring pasienten samme dag. Rød: ring nå, vurder lege eller 113.',
        en: 'Yellow: call the patient the same day. Red: call now, consider a doctor or the emergency number.',
      },
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
      action: {
        nb: 'Ring pasienten, sammenlikn med vekten; vurder vanndrivende etter planen eller med lege.',
        en: 'Call the patient, compare with the weight; consider diuretics by the plan or with a doctor.',
      },
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
