import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import type { Pause } from '../../../pause/schema.ts';
import type { AlertClosedEvent, MeasurementEvent, RefusedEvent, TriageEvent } from '../../event.ts';
import { HOUR, MINUTE, START } from '../../testing/answers.ts';
import { EVERY_LEAF } from './everyLeaf.ts';

const RANGES: [MetricCode, number, number][] = [
  ['oxygen-saturation', 82, 94],
  ['body-temperature', 37, 40],
  ['body-weight', 78, 84],
  ['systolic-pressure', 128, 142],
  ['breathlessness', 0, 10],
  ['heart-rate', 90, 130],
];
/** What rules fail at, what no rule judges, and what is only observed. */
const MORE: [MetricCode, number, number][] = [
  ['glucose', 6, 14],
  ['inr', 2, 3],
  ['steps', 0, 5000],
];
/** Of what comes that is no number, and of what is refused. */
const SPOILT = ['heart-rate', 'steps'] as const;
const REFUSED = [null, 'body-weight'] as const;

const RULES = EVERY_LEAF.rules.map(({ id }) => id);
const REVIEWS = [
  ...RULES.map((id) => `review:${id}`),
  ...['inr', ...SPOILT].map((metric) => `review:metric:${metric}`),
  ...REFUSED.map((metric) => (metric === null ? 'review:refused' : `review:refused:${metric}`)),
];

const instant = (hours: number): fc.Arbitrary<number> =>
  fc.nat(hours * 4).map((quarters) => START + quarters * 15 * MINUTE);
const measurement = (hours: number): fc.Arbitrary<MeasurementEvent> =>
  fc
    .record({ range: fc.constantFrom(...RANGES, ...RANGES, ...MORE), at: instant(hours), part: fc.nat(12) })
    .map(({ range: [metric, low, high], at, part }) => {
      return { type: 'measurement', metric, at, value: low + ((high - low) * part) / 12 };
    });
const noNumber = (hours: number): fc.Arbitrary<MeasurementEvent> =>
  fc.record({
    type: fc.constant('measurement'),
    metric: fc.constantFrom(...SPOILT),
    at: instant(hours),
    value: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
  });
const refusal = (hours: number): fc.Arbitrary<RefusedEvent> =>
  fc.record({
    type: fc.constant('refused'),
    metric: fc.constantFrom(...REFUSED),
    code: fc.constantFrom('unit-unknown', 'store-refused'),
    at: instant(hours),
  });
const close = (hours: number, ids: readonly string[]): fc.Arbitrary<AlertClosedEvent> =>
  fc
    .record({ ruleId: fc.constantFrom(...ids), minute: fc.nat(hours * 60) })
    .map(({ ruleId, minute }) => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE }));

export const anyHistory = (hours: number, readings: number) =>
  fc
    .record({
      readings: fc.array(measurement(hours), { maxLength: readings, size: 'max' }),
      alerts: fc.array(close(hours, RULES), { maxLength: 4, size: 'max' }),
      reviews: fc.array(close(hours, REVIEWS), { maxLength: 6, size: 'max' }),
      ticks: fc.array(
        fc.nat(hours).map((hour): TriageEvent => ({ type: 'tick', at: START + hour * HOUR })),
        { maxLength: 5 },
      ),
      wait: fc.nat(80),
    })
    .map(({ alerts, reviews, ...others }) => ({ ...others, closes: [...alerts, ...reviews], spoilt: NOTHING }));

export type Generated = ReturnType<typeof anyHistory> extends fc.Arbitrary<infer Value> ? Value : never;

/** What no rule is asked about: readings that are no number, and what was refused. */
interface Spoilt {
  readonly readings: readonly MeasurementEvent[];
  readonly refused: readonly RefusedEvent[];
}
const NOTHING: Spoilt = { readings: [], refused: [] };

/** The same, where some of what is sent is spoilt. */
export const anySpoiltHistory = (hours: number, readings: number): fc.Arbitrary<Generated> =>
  fc
    .record({
      generated: anyHistory(hours, readings),
      spoilt: fc.record({
        readings: fc.array(noNumber(hours), { maxLength: 3 }),
        refused: fc.array(refusal(hours), { maxLength: 3 }),
      }),
    })
    .map(({ generated, spoilt }) => ({ ...generated, spoilt }));

/** All that triage is given, up to the tick that ends it. */
export function eventsOf(generated: Generated): TriageEvent[] {
  const { readings, closes, ticks, spoilt } = generated;
  return [...readings, ...closes, ...ticks, ...spoilt.readings, ...spoilt.refused];
}

export function endOf(generated: Generated): number {
  return Math.max(START, ...eventsOf(generated).map(({ at }) => at));
}

export const anyPauses = (hours: number): fc.Arbitrary<Pause[]> =>
  fc.array(
    fc
      .record({
        scope: fc.oneof(
          fc.constant({ type: 'episode' } as const),
          fc.constant({ type: 'metrics', metrics: ['oxygen-saturation'] } as const),
          fc.constant({ type: 'metrics', metrics: ['heart-rate', 'oxygen-saturation'] } as const),
          fc.constant({ type: 'rules', rules: ['silent-and-breathless'] } as const),
        ),
        includesRed: fc.boolean(),
        at: fc.nat(hours),
        length: fc.integer({ min: -5, max: 100 }),
      })
      .map(({ at, length, ...said }) => ({ ...said, from: START + at * HOUR, until: START + (at + length) * HOUR })),
    { maxLength: 4 },
  );

/** A reading that comes twice is one. */
export function unique(readings: readonly MeasurementEvent[]): MeasurementEvent[] {
  return [
    ...new Map(readings.map((reading) => [`${reading.metric} ${reading.at} ${reading.value}`, reading])).values(),
  ];
}
