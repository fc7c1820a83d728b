import { COPD_SYMPTOMS } from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { inactiveFor, measurementMissing, onceADay, onceAWeek, rulesOfPlanned, standardPlan } from './absence.ts';
import { ASSUMPTION, COPD_NUMBERS } from './copdNumbers.ts';
import { pulseLow, respirationLow, temperatureLow } from './lowVitals.ts';
import { feelsMuchWorse, twice, twiceBothWays, value } from './readings.ts';
import { rulesOfForm } from './symptomForm.ts';
import { DAY } from './time.ts';

export const copd: ProtocolInput = {
  id: 'copd',
  version: 5,
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
              value('oxygen-saturation', 'below', 'saturation-red', { clear: { margin: 1 }, ...twiceBothWays }),
              value('oxygen-saturation', 'below', 'saturation-critical', {
                clear: { number: 'saturation-red' },
                recovery: twice,
              }),
            ],
          },
        },
        yellow: {
          when: value('oxygen-saturation', 'below', 'saturation-yellow', { clear: { margin: 1 }, ...twiceBothWays }),
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
            ...twiceBothWays,
          },
        },
      },
    },
    {
      id: 'respiration-high',
      kind: 'clinical',
      text: { nb: 'Rask pust', en: 'Fast breathing' },
      action: {
        nb: 'Gul: ring pasienten samme dag, hør pusten og spør om forverring. Rød: ring nå, vurder lege eller 113.',
        en: 'Yellow: call the patient the same day, listen to the breathing and ask about worsening. Red: call now, consider a doctor or the emergency number.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: {
          when: value('respiratory-rate', 'at-least', 'respiration-red', { clear: { margin: 2 }, ...twiceBothWays }),
        },
        yellow: {
          when: value('respiratory-rate', 'at-least', 'respiration-yellow', { clear: { margin: 2 }, ...twiceBothWays }),
        },
      },
    },
    {
      id: 'pulse-high',
      kind: 'clinical',
      text: { nb: 'Rask puls', en: 'Fast pulse' },
      action: {
        nb: 'Gul: be om ny måling i ro, spør om hjertebank og feber. Rød: ring nå, vurder lege; brystsmerter eller besvimelse: 113.',
        en: 'Yellow: ask for a new reading at rest, ask about palpitations and fever. Red: call now, consider a doctor; chest pain or fainting: the emergency number.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        red: { when: value('heart-rate', 'above', 'pulse-red', { clear: { margin: 5 }, ...twiceBothWays }) },
        yellow: { when: value('heart-rate', 'above', 'pulse-yellow', { clear: { margin: 5 }, ...twiceBothWays }) },
      },
    },
    {
      id: 'temperature-high',
      kind: 'clinical',
      text: { nb: 'Feber', en: 'Fever' },
      action: {
        nb: 'Ring pasienten samme dag, spør om infeksjon; vurder egenbehandlingsplanen.',
        en: 'Call the patient the same day, ask about infection; consider the self-management plan.',
      },
      source: ASSUMPTION,
      autoClose: true,
      levels: {
        yellow: { when: value('body-temperature', 'above', 'temperature-yellow', { clear: { margin: 0.3 } }) },
      },
    },
    respirationLow,
    pulseLow,
    temperatureLow,
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
      id: 'sputum-bloody',
      kind: 'clinical',
      text: { nb: 'Blod i oppspyttet', en: 'Blood in the sputum' },
      action: {
        nb: 'Ring pasienten nå, vurder lege; mye blod: 113.',
        en: 'Call the patient now, consider a doctor; much blood: the emergency number.',
      },
      source: ASSUMPTION,
      levels: { red: { when: value('sputum-colour', 'at-least', 4) } },
    },
    {
      id: 'exacerbation',
      kind: 'clinical',
      text: {
        nb: 'Tegn til forverring: tyngre pust og misfarget oppspytt',
        en: 'Signs of an exacerbation: more breathless and discoloured sputum',
      },
      action: {
        nb: 'Ring pasienten samme dag; vurder om egenbehandlingen i planen (kortison, antibiotika) skal begynne.',
        en: 'Call the patient the same day; consider whether the self-treatment of the plan (cortisone, antibiotics) should begin.',
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
              value('sputum-colour', 'at-least', 2),
            ],
          },
        },
      },
    },
    feelsMuchWorse({ from: 3, source: ASSUMPTION }),
    measurementMissing({
      id: 'saturation-missing',
      metric: 'oxygen-saturation',
      text: { nb: 'Mangler daglig SpO₂', en: 'The daily SpO₂ is missing' },
      action: {
        nb: 'Spør om utstyret virker og hvordan det går.',
        en: 'Ask whether the equipment works and how the patient is.',
      },
      source: ASSUMPTION,
      check: { nb: 'Sjekk at pulsoksymeteret virker og sender', en: 'Check that the oximeter works and sends' },
    }),
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
