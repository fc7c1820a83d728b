import type { Band } from '../protocol/expression.ts';
import type { ProtocolInput } from '../protocol/schema.ts';
import { DAY, MINUTE } from './time.ts';

const TARGETS =
  'International consensus on time in range (2019): more than 70 % in 3.9–10.0 mmol/L, less than 4 % below 3.9, 1 % below 3.0, 25 % above 10.0 and 5 % above 13.9, variation (CV) at most 36 %; older or at high risk: more than 50 % in range, less than 1 % below 3.9. That a clinician should be told when a target is missed, and how far it may be moved, is an assumption';

export const TIME_IN_RANGE_NUMBERS: ProtocolInput['numbers'] = {
  'glucose-in-range': {
    value: 70,
    min: 50,
    max: 90,
    unit: '%',
    text: { nb: 'Andel 3,9–10,0 mmol/L, gul grense', en: 'Share in 3.9–10.0 mmol/L, yellow limit' },
    source: TARGETS,
  },
  'glucose-below-range': {
    value: 4,
    min: 1,
    max: 6,
    unit: '%',
    text: { nb: 'Andel under 3,9 mmol/L, gul grense', en: 'Share below 3.9 mmol/L, yellow limit' },
    source: TARGETS,
  },
  'glucose-far-below-range': {
    value: 1,
    min: 0.5,
    max: 2,
    unit: '%',
    text: { nb: 'Andel under 3,0 mmol/L, gul grense', en: 'Share below 3.0 mmol/L, yellow limit' },
    source: TARGETS,
  },
  'glucose-variation': {
    value: 36,
    min: 30,
    max: 45,
    unit: '%',
    text: { nb: 'Variasjon (CV), gul grense', en: 'Variation (CV), yellow limit' },
    source: TARGETS,
  },
  'glucose-above-range': {
    value: 25,
    min: 10,
    max: 50,
    unit: '%',
    text: { nb: 'Andel over 10,0 mmol/L, gul grense', en: 'Share above 10.0 mmol/L, yellow limit' },
    source: TARGETS,
  },
  'glucose-far-above-range': {
    value: 5,
    min: 2,
    max: 10,
    unit: '%',
    text: { nb: 'Andel over 13,9 mmol/L, gul grense', en: 'Share above 13.9 mmol/L, yellow limit' },
    source: TARGETS,
  },
};

/**
 * Fourteen days of a sensor that reads every five minutes, with more than 70 % of its readings (the consensus's condition), on at least ten days. Who pricks
 * a finger, or has a sensor that reads more seldom, has no time in range and is judged by the other rules.
 */
const fortnight = {
  metric: 'glucose',
  over: 14 * DAY,
  every: 5 * MINUTE,
  sufficient: 70,
  minDays: 10,
  whenTooFew: 'silent',
} as const;

/** How many percent of the readings of the fortnight lie in this band, in mmol/L, against a target. */
const share = (band: Band, test: 'at-least' | 'at-most', target: string, clear: { margin: number }) =>
  ({ type: 'share', ...fortnight, band, test, set: { number: target }, clear }) as const;

/** Three rules and not six, since the shares hang together: one conversation about highs, one about lows, one about ups and downs. */
export const timeInRangeRules: ProtocolInput['rules'] = [
  {
    id: 'glucose-often-low',
    kind: 'clinical',
    text: { nb: 'Ofte lavt blodsukker siste 14 døgn', en: 'Often low glucose in the last 14 days' },
    action: {
      nb: 'Gå gjennom kurven med pasienten: når på døgnet, og hva gikk foran? Ta opp insulindosen med lege.',
      en: 'Go through the curve with the patient: when in the day, and what came before? Raise the insulin dose with a doctor.',
    },
    source: TARGETS,
    levels: {
      yellow: {
        when: {
          type: 'any',
          of: [
            share({ below: 3.9 }, 'at-least', 'glucose-below-range', { margin: 0.5 }),
            share({ below: 3 }, 'at-least', 'glucose-far-below-range', { margin: 0.2 }),
          ],
        },
      },
    },
  },
  {
    id: 'glucose-out-of-range',
    kind: 'clinical',
    text: { nb: 'For lite tid i målområdet siste 14 døgn', en: 'Too little time in range in the last 14 days' },
    action: {
      nb: 'Gå gjennom kurven med pasienten ved neste samtale; vurder endring i behandlingen sammen med lege.',
      en: 'Go through the curve with the patient at the next call; consider with a doctor whether to change the treatment.',
    },
    source: TARGETS,
    levels: {
      yellow: {
        when: {
          type: 'any',
          of: [
            share({ from: 3.9, until: 10 }, 'at-most', 'glucose-in-range', { margin: 2 }),
            share({ above: 10 }, 'at-least', 'glucose-above-range', { margin: 2 }),
            share({ above: 13.9 }, 'at-least', 'glucose-far-above-range', { margin: 0.5 }),
          ],
        },
      },
    },
  },
  {
    id: 'glucose-varies',
    kind: 'clinical',
    text: { nb: 'Blodsukkeret svinger mye, siste 14 døgn', en: 'Glucose varies much, in the last 14 days' },
    action: {
      nb: 'Gå gjennom kurven med pasienten: måltider, insulin og aktivitet. Store svingninger gir flere lave.',
      en: 'Go through the curve with the patient: meals, insulin and activity. Great swings bring more lows.',
    },
    source: TARGETS,
    levels: {
      yellow: {
        when: {
          type: 'variation',
          ...fortnight,
          test: 'above',
          set: { number: 'glucose-variation' },
          clear: { margin: 1 },
        },
      },
    },
  },
];
