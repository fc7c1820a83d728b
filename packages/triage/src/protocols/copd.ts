import { COPD_SYMPTOMS } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, onceADay, onceAWeek, rulesOfPlanned, standardPlan } from './absence.ts';
import { ASSUMPTION, COPD_NUMBERS } from './copdNumbers.ts';
import { rulesOfForm } from './symptomForm.ts';
import { DAY, HOUR } from './time.ts';

/** Two readings in a row; a day and a half apart at most, so that a daily reader is judged too. */
const twice = { readings: 2, maxGap: 36 * HOUR };

export const copd: ProtocolInput = {
  id: 'copd',
  version: 4,
  condition: 'copd',
  title: { nb: 'Kols', en: 'COPD' },
  source: 'Zones after the Norwegian self-management plan (green, yellow, red); numbers are assumptions, see each',
  numbers: COPD_NUMBERS,
  observes: [
    'peak-flow',
    'fev1',
    'steps',
    'pain-severity',
    'leg-swelling',
    'body-weight',
    'systolic-pressure',
    'diastolic-pressure',
  ],
  plan: standardPlan(onceADay('oxygen-saturation'), onceAWeek(COPD_SYMPTOMS)),
  questionnaires: [{ url: COPD_SYMPTOMS, title: { nb: 'Kolsplager i dag', en: 'COPD symptoms today' } }],
  rules: [
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
          when: {
            type: 'any',
            of: [
              {
                type: 'value',
                metric: 'oxygen-saturation',
                test: 'below',
                set: { number: 'saturation-red' },
                clear: { margin: 1 },
                sustained: twice,
                recovery: twice,
              },
              {
                type: 'value',
                metric: 'oxygen-saturation',
                test: 'below',
                set: { number: 'saturation-critical' },
                clear: { number: 'saturation-red' },
                recovery: twice,
              },
            ],
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
      id: 'saturation-below-normal',
      kind: 'clinical',
      text: {
        nb: 'Oksygenmetning under pasientens egen normal',
        en: 'Oxygen saturation below the patient’s own normal',
      },
      action: {
        nb: 'Ring pasienten, be om ny måling i ro, spør om tyngre pust og infeksjon.',
        en: 'Call the patient, ask for a new reading at rest, ask about breathlessness and infection.',
      },
      source:
        'The own normal is the median of the daily means of four weeks, known after five days with readings; the fall and both times are assumptions',
      autoClose: true,
      levels: {
        yellow: {
          when: {
            type: 'change',
            metric: 'oxygen-saturation',
            test: 'at-most',
            set: { number: 'saturation-fall' },
            clear: { margin: 1 },
            measure: 'absolute',
            reference: 'baseline',
            over: 28 * DAY,
            minDays: 5,
            sustained: twice,
            recovery: twice,
          },
        },
      },
    },
    {
      id: 'respiration-high',
      kind: 'clinical',
      text: { nb: 'Rask pust', en: 'Fast breathing' },
      action: {
        nb: 'Ring pasienten, hør pusten og spør om forverring.',
        en: 'Call the patient, listen to the breathing and ask about worsening.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: {
          when: {
            type: 'value',
            metric: 'respiratory-rate',
            test: 'at-least',
            set: { number: 'respiration-red' },
            clear: { margin: 2 },
            sustained: twice,
            recovery: twice,
          },
        },
        yellow: {
          when: {
            type: 'value',
            metric: 'respiratory-rate',
            test: 'at-least',
            set: { number: 'respiration-yellow' },
            clear: { margin: 2 },
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
        nb: 'Be om ny måling i ro, spør om hjertebank og feber.',
        en: 'Ask for a new reading at rest, ask about palpitations and fever.',
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
      id: 'temperature-high',
      kind: 'clinical',
      text: { nb: 'Feber', en: 'Fever' },
      action: {
        nb: 'Spør om infeksjon; vurder egenbehandlingsplanen.',
        en: 'Ask about infection; consider the self-management plan.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        yellow: {
          when: {
            type: 'value',
            metric: 'body-temperature',
            test: 'above',
            set: { number: 'temperature-yellow' },
            clear: { margin: 0.3 },
          },
        },
      },
    },
    {
      id: 'breathlessness-high',
      kind: 'clinical',
      text: { nb: 'Tung pust', en: 'Breathlessness' },
      action: { nb: 'Ring pasienten samme dag.', en: 'Call the patient the same day.' },
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
      id: 'sputum-bloody',
      kind: 'clinical',
      text: { nb: 'Blod i oppspyttet', en: 'Blood in the sputum' },
      action: { nb: 'Ring pasienten nå, vurder lege.', en: 'Call the patient now, consider a doctor.' },
      source: ASSUMPTION,
      levels: { red: { when: { type: 'value', metric: 'sputum-colour', test: 'at-least', set: 4 } } },
    },
    {
      id: 'exacerbation',
      kind: 'clinical',
      text: {
        nb: 'Tegn til forverring: tyngre pust og misfarget oppspytt',
        en: 'Signs of an exacerbation: more breathless and discoloured sputum',
      },
      action: {
        nb: 'Vurder start av egenbehandling (kortison, antibiotika) etter planen.',
        en: 'Consider starting the rescue treatment of the plan.',
      },
      source: 'Two of the three cardinal symptoms of an exacerbation (Anthonisen 1987); the numbers are an assumption',
      levels: {
        yellow: {
          when: {
            type: 'all',
            within: 2 * DAY,
            of: [
              {
                type: 'change',
                metric: 'breathlessness',
                test: 'at-least',
                set: { number: 'breathlessness-rise' },
                clear: { margin: 1 },
                measure: 'absolute',
                reference: 'minimum',
                over: 4 * DAY,
              },
              { type: 'value', metric: 'sputum-colour', test: 'at-least', set: 2 },
            ],
          },
        },
      },
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
      id: 'saturation-missing',
      kind: 'missing',
      text: { nb: 'Mangler daglig SpO₂', en: 'The daily SpO₂ is missing' },
      action: {
        nb: 'Spør om utstyret virker og hvordan det går.',
        en: 'Ask whether the equipment works and how the patient is.',
      },
      source: ASSUMPTION,
      autoClose: true,
      task: {
        kind: 'check-device',
        text: { nb: 'Sjekk at pulsoksymeteret virker og sender', en: 'Check that the oximeter works and sends' },
        within: DAY,
      },
      levels: { yellow: { when: { type: 'overdue', metric: 'oxygen-saturation' } } },
    },
    ...rulesOfPlanned(
      'heart-rate',
      'respiratory-rate',
      'body-temperature',
      'breathlessness',
      'sputum-colour',
      'wellbeing',
    ),
    inactiveFor(
      5,
      'oxygen-saturation',
      'heart-rate',
      'respiratory-rate',
      'body-temperature',
      'breathlessness',
      'sputum-colour',
      'wellbeing',
    ),
    ...rulesOfForm(COPD_SYMPTOMS, { nb: 'kolsskjemaet', en: 'COPD form' }),
  ],
};
