import type { ProtocolInput } from '../protocol/schema.ts';
import { twiceBothWays, value } from './readings.ts';

/*
 * A vital sign that is too low: what a protocol about one that is too high would take for well.
 */

type RuleInput = ProtocolInput['rules'][number];

const SOURCE = 'edges of NEWS2 (RCP 2017); as home limits, and that two readings count, an assumption';

export const PULSE_LOW_NUMBERS: ProtocolInput['numbers'] = {
  'pulse-low-yellow': {
    value: 45,
    min: 40,
    max: 55,
    unit: '/min',
    text: { nb: 'Lav puls, gul grense', en: 'Low heart rate, yellow limit' },
    source: 'NEWS2 gives 1 point at 41–50 (RCP 2017); as a home limit an assumption',
  },
  'pulse-low-red': {
    value: 40,
    min: 35,
    max: 50,
    unit: '/min',
    text: { nb: 'Lav puls, rød grense', en: 'Low heart rate, red limit' },
    source: 'NEWS2 gives 3 points at 40 and below (RCP 2017); as a home limit an assumption',
  },
};

export const pulseLow: RuleInput = {
  id: 'pulse-low',
  kind: 'clinical',
  text: { nb: 'Langsom puls', en: 'Slow pulse' },
  action: {
    nb: 'Gul: ring pasienten samme dag, be om ny måling, spør om svimmelhet og medisiner. Rød: ring nå, vurder lege; besvimelse eller brystsmerter: 113.',
    en: 'Yellow: call the patient the same day, ask for a new reading, ask about dizziness and medication. Red: call now, consider a doctor; fainting or chest pain: the emergency number.',
  },
  source: SOURCE,
  autoClose: true,
  levels: {
    red: {
      when: value('heart-rate', 'at-most', 'pulse-low-red', { clear: { margin: 5 }, ...twiceBothWays }),
    },
    yellow: {
      when: value('heart-rate', 'at-most', 'pulse-low-yellow', { clear: { margin: 3 }, ...twiceBothWays }),
    },
  },
};

export const RESPIRATION_LOW_NUMBERS: ProtocolInput['numbers'] = {
  'respiration-low': {
    value: 8,
    min: 6,
    max: 11,
    unit: '/min',
    text: { nb: 'Lav pustefrekvens, rød grense', en: 'Low respiratory rate, red limit' },
    source: 'NEWS2 gives 3 points at 8 and below (RCP 2017); as a home limit an assumption',
  },
};

export const respirationLow: RuleInput = {
  id: 'respiration-low',
  kind: 'clinical',
  text: { nb: 'Langsom pust', en: 'Slow breathing' },
  action: {
    nb: 'Ring nå, tell pusten med pasienten. Sløv, forvirret eller ikke svar: 113.',
    en: 'Call now, count the breaths with the patient. Drowsy, confused or no answer: the emergency number.',
  },
  source: SOURCE,
  levels: {
    red: {
      when: value('respiratory-rate', 'at-most', 'respiration-low', { clear: { margin: 2 }, ...twiceBothWays }),
    },
  },
};

export const TEMPERATURE_LOW_NUMBERS: ProtocolInput['numbers'] = {
  'temperature-low': {
    value: 35,
    min: 34,
    max: 36,
    unit: 'Cel',
    text: { nb: 'Lav temperatur, gul grense', en: 'Low temperature, yellow limit' },
    source: 'NEWS2 gives 3 points at 35.0 and below (RCP 2017); as a home limit an assumption',
  },
};

export const temperatureLow: RuleInput = {
  id: 'temperature-low',
  kind: 'clinical',
  text: { nb: 'Lav kroppstemperatur', en: 'Low body temperature' },
  action: {
    nb: 'Ring pasienten samme dag, be om ny måling, spør om infeksjon og form. Forvirret eller mye dårligere: lege nå.',
    en: 'Call the patient the same day, ask for a new reading, ask about infection and condition. Confused or much worse: a doctor now.',
  },
  source: SOURCE,
  autoClose: true,
  levels: {
    yellow: {
      when: value('body-temperature', 'at-most', 'temperature-low', { clear: { margin: 0.3 }, ...twiceBothWays }),
    },
  },
};
