import { HEART_FAILURE_SYMPTOMS } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, onceADay, onceAWeek, rulesOfPlanned, standardPlan } from './absence.ts';
import { ASSUMPTION, HEART_FAILURE_NUMBERS } from './heartFailureNumbers.ts';
import { rulesOfForm } from './symptomForm.ts';
import { DAY, HOUR } from './time.ts';

const twice = { readings: 2, maxGap: 36 * HOUR };

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
        red: {
          when: {
            type: 'change',
            metric: 'body-weight',
            test: 'above',
            set: { number: 'weight-gain-red' },
            clear: { margin: 1 },
            measure: 'absolute',
            reference: 'minimum',
            over: 3 * DAY + 6 * HOUR,
          },
        },
        yellow: {
          when: {
            type: 'change',
            metric: 'body-weight',
            test: 'above',
            set: { number: 'weight-gain-yellow' },
            clear: { margin: 0.5 },
            measure: 'absolute',
            reference: 'minimum',
            over: 3 * DAY + 6 * HOUR,
          },
        },
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
          when: {
            type: 'value',
            metric: 'oxygen-saturation',
            test: 'below',
            set: { number: 'saturation-red' },
            clear: { margin: 1 },
            sustained: twice,
            recovery: twice,
          },
        },
        yellow: {
          when: {
            type: 'value',
            metric: 'oxygen-saturation',
            test: 'below',
            set: { number: 'saturation-yellow' },
            clear: { margin: 1 },
            sustained: twice,
            recovery: twice,
          },
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
        red: {
          when: {
            type: 'value',
            metric: 'heart-rate',
            test: 'above',
            set: { number: 'pulse-red' },
            clear: { margin: 5 },
            sustained: twice,
            recovery: twice,
          },
        },
        yellow: {
          when: {
            type: 'value',
            metric: 'heart-rate',
            test: 'above',
            set: { number: 'pulse-yellow' },
            clear: { margin: 5 },
            sustained: twice,
            recovery: twice,
          },
        },
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
          when: {
            type: 'value',
            metric: 'systolic-pressure',
            test: 'at-most',
            set: { number: 'systolic-low' },
            clear: { margin: 5 },
            sustained: twice,
          },
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
        red: {
          when: {
            type: 'value',
            metric: 'breathlessness',
            test: 'at-least',
            set: { number: 'breathlessness-red' },
            clear: { margin: 2 },
          },
        },
        yellow: {
          when: {
            type: 'value',
            metric: 'breathlessness',
            test: 'at-least',
            set: { number: 'breathlessness-yellow' },
            clear: { margin: 1 },
          },
        },
      },
    },
    {
      id: 'leg-swelling',
      kind: 'clinical',
      text: { nb: 'Hovne ben', en: 'Swollen legs' },
      action: { nb: 'Sammenlikn med vekten; vurder vanndrivende.', en: 'Compare with the weight; consider diuretics.' },
      source: ASSUMPTION,
      autoClose: true,
      levels: { yellow: { when: { type: 'value', metric: 'leg-swelling', test: 'at-least', set: 2 } } },
    },
    {
      id: 'wellbeing-worse',
      kind: 'clinical',
      text: { nb: 'Føler seg mye dårligere enn vanlig', en: 'Feels much worse than usual' },
      action: { nb: 'Ring pasienten samme dag.', en: 'Call the patient the same day.' },
      source: ASSUMPTION,
      autoClose: true,
      levels: { yellow: { when: { type: 'value', metric: 'wellbeing', test: 'at-least', set: 3 } } },
    },
    {
      id: 'weight-missing',
      kind: 'missing',
      text: { nb: 'Mangler daglig vekt', en: 'The daily weight is missing' },
      action: {
        nb: 'Spør om vekten virker og hvordan det går.',
        en: 'Ask whether the scale works and how the patient is.',
      },
      source: ASSUMPTION,
      autoClose: true,
      task: {
        kind: 'check-device',
        text: { nb: 'Sjekk at vekten virker og sender', en: 'Check that the scale works and sends' },
        within: DAY,
      },
      levels: { yellow: { when: { type: 'overdue', metric: 'body-weight' } } },
    },
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
