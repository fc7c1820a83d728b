import type { ProtocolInput } from '../protocol/schema.ts';
import { metricsOfScore } from '../scores/registry.ts';
import { value } from './readings.ts';
import { DAY, HOUR } from './time.ts';

const RCP =
  'Royal College of Physicians, NEWS2 (2017): 5–6 urgent, 7 and over emergency, a single 3 urgent. Made for people of 16 and over in hospital who are not pregnant; at home an assumption';
const ASSUMPTION = 'assumption: a default to start from, agreed with the hospital for each service';

/** A round takes a quarter of an hour; parts further apart than this are of different rounds. *Assumption.* */
const ROUND = 2 * HOUR;

const news2 = {
  type: 'score',
  score: 'news2',
  settings: { 'saturation-scale': { number: 'news2-saturation-scale' } },
  test: 'at-least',
  within: ROUND,
} as const;

const everyPart = (every: number, grace: number) =>
  metricsOfScore('news2').map((metric) => ({ type: 'missing', metric, every, grace }) as const);

/**
 * For a person with an acute illness who is followed at home instead of in a ward, with somebody in the house or a visiting nurse who does the round: devices
 * measure five parts, a person answers how awake the patient is and whether oxygen is given.
 */
export const acuteHome: ProtocolInput = {
  id: 'acute-home',
  version: 1,
  condition: 'acute-illness',
  title: { nb: 'Akutt sykdom fulgt hjemme (NEWS2)', en: 'Acute illness followed at home (NEWS2)' },
  source: RCP,
  numbers: {
    'news2-urgent': {
      value: 5,
      min: 3,
      max: 6,
      unit: '{score}',
      text: { nb: 'NEWS2, gul grense', en: 'NEWS2, yellow limit' },
      source: RCP,
    },
    'news2-emergency': {
      value: 7,
      min: 5,
      max: 8,
      unit: '{score}',
      text: { nb: 'NEWS2, rød grense', en: 'NEWS2, red limit' },
      source: RCP,
    },
    // The range is 1 alone, so that a second person confirms the other scale.
    'news2-saturation-scale': {
      value: 1,
      min: 1,
      max: 1,
      unit: '{scale}',
      text: { nb: 'NEWS2, metningsskala', en: 'NEWS2, saturation scale' },
      source:
        'Royal College of Physicians, NEWS2 (2017): scale 2 only where a clinician has decided on 88–92 % in hypercapnic respiratory failure; that a second person confirms it is an assumption',
      choices: [
        { value: 1, text: { nb: 'Skala 1', en: 'Scale 1' } },
        {
          value: 2,
          text: {
            nb: 'Skala 2 (hyperkapnisk svikt, mål 88–92 %)',
            en: 'Scale 2 (hypercapnic failure, target 88–92 %)',
          },
        },
      ],
    },
  },
  observes: [
    'diastolic-pressure',
    'body-weight',
    'steps',
    'breathlessness',
    'pain-severity',
    'glucose',
    'sputum-colour',
    'leg-swelling',
  ],
  rules: [
    {
      id: 'news2-high',
      kind: 'clinical',
      text: { nb: 'Høy NEWS2', en: 'High NEWS2' },
      action: {
        nb: 'Gul: ring nå, be om ny runde, og la lege vurdere innen én time. Rød: ring nå og avtal innleggelse med sykehuset; svarer ingen, 113.',
        en: 'Yellow: call now, ask for a new round, and have a doctor assess within an hour. Red: call now and agree on admission with the hospital; no answer: the emergency number.',
      },
      source: RCP,
      levels: {
        red: { when: { ...news2, output: 'total', set: { number: 'news2-emergency' }, clear: { margin: 2 } } },
        yellow: {
          when: {
            type: 'any',
            of: [
              { ...news2, output: 'total', set: { number: 'news2-urgent' }, clear: { margin: 2 } },
              { ...news2, output: 'single', set: 3 },
            ],
          },
        },
      },
    },
    {
      id: 'consciousness-altered',
      kind: 'clinical',
      text: { nb: 'Nyoppstått forvirret eller ikke våken', en: 'Newly confused or not alert' },
      action: {
        nb: 'Ring nå. Svarer ingen, eller er det sant: 113.',
        en: 'Call now. No answer, or it is so: the emergency number.',
      },
      source: `${RCP}; that it is red at home, where no nurse stands by the bed, is an assumption`,
      levels: { red: { when: value('consciousness', 'at-least', 1) } },
    },
    {
      id: 'wellbeing-worse',
      kind: 'clinical',
      text: { nb: 'Føler seg mye dårligere enn vanlig', en: 'Feels much worse than usual' },
      action: { nb: 'Ring pasienten nå og be om en ny runde.', en: 'Call the patient now and ask for a new round.' },
      source: ASSUMPTION,
      levels: { yellow: { when: value('wellbeing', 'at-least', 3) } },
    },
    {
      id: 'round-missing',
      kind: 'missing',
      text: { nb: 'Mangler målerunde', en: 'A round is missing' },
      action: {
        nb: 'Gul: ring og hør hvordan det går, og hva som hindret runden. Rød: ingenting på et døgn – ring nå; svarer ingen, send noen hjem.',
        en: 'Yellow: call and hear how it goes, and what kept the round away. Red: nothing for a day: call now; no answer: send somebody.',
      },
      source: `${ASSUMPTION}; NEWS2 asks for at least every 12 hours at a score of 0`,
      autoClose: true,
      task: {
        kind: 'call-back',
        text: { nb: 'Ring: en målerunde mangler', en: 'Call: a round is missing' },
        within: 2 * HOUR,
      },
      levels: {
        red: { when: { type: 'all', of: everyPart(DAY, 0) } },
        yellow: { when: { type: 'any', of: everyPart(12 * HOUR, 2 * HOUR) } },
      },
    },
  ],
};
