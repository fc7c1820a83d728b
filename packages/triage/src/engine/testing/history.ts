import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import type { TriageEvent } from '../event.ts';
import { EXAMPLE } from './exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const RANGES: [MetricCode, number, number][] = [
  ['oxygen-saturation', 80, 96],
  ['body-temperature', 36, 40],
  ['body-weight', 78, 84],
  ['systolic-pressure', 125, 150],
  ['breathlessness', 0, 10],
  ['heart-rate', 60, 130],
  ['inr', 2, 3],
];

const reading = fc
  .record({ range: fc.constantFrom(...RANGES), minute: fc.nat(30 * 24 * 60), part: fc.nat(20), delay: fc.nat(4000) })
  .map(({ range: [metric, low, high], minute, part, delay }): TriageEvent => {
    const at = START + minute * MINUTE;
    return {
      type: 'measurement',
      metric,
      at,
      value: low + ((high - low) * part) / 20,
      receivedAt: at + delay * MINUTE,
    };
  });
const close = fc
  .record({ ruleId: fc.constantFrom(...EXAMPLE.rules.map(({ id }) => id)), minute: fc.nat(30 * 24 * 60) })
  .map(({ ruleId, minute }): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE }));
const tick = fc.nat(30).map((day): TriageEvent => ({ type: 'tick', at: START + day * DAY }));

/** A month of the example protocol's metrics, in any order: readings, some received days later, closes and ticks. */
export const anyHistory: fc.Arbitrary<TriageEvent[]> = fc.array(
  fc.oneof({ weight: 10, arbitrary: reading }, { weight: 1, arbitrary: close }, { weight: 1, arbitrary: tick }),
  { maxLength: 120, size: 'max' },
);
