import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { LimitsSchema } from '../../limits/schema.ts';
import { ProtocolSchema } from '../../protocol/schema.ts';
import { findScore, metricsOfScore } from '../../scores/registry.ts';
import { judgeScore } from '../../scores/score.ts';
import type { AlertClosedEvent, MeasurementEvent, TriageEvent } from '../event.ts';
import { naiveAlerts } from '../naive/naive.ts';
import { shown } from '../naive/testing/shown.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { fromStoredForm, storedForm } from '../stored/storedForm.ts';
import { SCORING } from '../testing/scoreProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WITHIN = 2 * HOUR;

/** Around the edges of the table, so that points come and go. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  'respiratory-rate': [8, 9, 12, 16, 20, 21, 24, 25],
  'oxygen-saturation': [83, 85, 87, 88, 91, 92, 94, 95, 96, 97],
  'inspired-oxygen': [0, 0, 1],
  'systolic-pressure': [90, 100, 110, 111, 130, 219, 220],
  'heart-rate': [40, 50, 51, 70, 90, 91, 110, 131],
  consciousness: [0, 0, 0, 0, 1, 4],
  'body-temperature': [35, 36, 36.1, 37, 38, 38.1, 39.1],
};
const PARTS = Object.keys(VALUES) as MetricCode[];

const protocolOn = (scale: 1 | 2) =>
  ProtocolSchema.parse({
    ...SCORING,
    numbers: { ...SCORING.numbers, scale: { ...SCORING.numbers.scale, value: scale, min: scale, max: scale } },
  });
const SCALES = [1, 2] as const;
const protocols = { 1: protocolOn(1), 2: protocolOn(2) };
const compiled = {
  1: compileProtocol(applyLimits(protocols[1], null, START)),
  2: compileProtocol(applyLimits(protocols[2], null, START)),
};

const reading = (minutes: number): fc.Arbitrary<MeasurementEvent> =>
  fc
    .record({ metric: fc.constantFrom(...PARTS), minute: fc.nat(minutes / 5), pick: fc.nat(1000) })
    .map(({ metric, minute, pick }) => {
      const values = VALUES[metric] ?? [];
      return { type: 'measurement', metric, at: START + minute * 5 * MINUTE, value: values[pick % values.length] ?? 0 };
    });
/** One reading of each part of a round, so that totals are common; and single ones, so that they are not the only thing. */
const round = (minutes: number): fc.Arbitrary<MeasurementEvent[]> =>
  fc
    .record({ at: fc.nat(minutes), picks: fc.array(fc.nat(1000), { minLength: 7, maxLength: 7 }), left: fc.nat(12) })
    .map(({ at, picks, left }) =>
      PARTS.flatMap((metric, part) => {
        const values = VALUES[metric] ?? [];
        const value = values[(picks[part] ?? 0) % values.length] ?? 0;
        return part === left ? [] : [{ type: 'measurement', metric, at: START + (at + part) * MINUTE, value } as const];
      }),
    );
const history = fc.record({
  scale: fc.constantFrom(...SCALES),
  rounds: fc.array(round(20 * 60), { maxLength: 5 }),
  single: fc.array(reading(21 * 60), { maxLength: 12 }),
  closes: fc.array(
    fc
      .record({
        ruleId: fc.constantFrom(...SCORING.rules.flatMap(({ id }) => [id, `review:${id}`])),
        minute: fc.nat(21 * 60),
      })
      .map(({ ruleId, minute }): AlertClosedEvent => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE })),
    { maxLength: 3 },
  ),
});
type Generated = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const readingsOf = ({ rounds, single }: Generated) => [
  ...new Map([...rounds.flat(), ...single].map((one) => [`${one.metric} ${one.at} ${one.value}`, one])).values(),
];
const eventsOf = (generated: Generated): TriageEvent[] => [...readingsOf(generated), ...generated.closes];
const endOf = (generated: Generated) => Math.max(START, ...eventsOf(generated).map(({ at }) => at));

describe('a score, against what is said of it', () => {
  it('agrees with the naive reference on 3,000 random histories', () => {
    const opened = new Map<string, number>();
    fc.assert(
      fc.property(history, (generated) => {
        const { scale, closes } = generated;
        const { state } = foldEvents(compiled[scale], initialState(compiled[scale], START), eventsOf(generated));
        const open = shown(openAlerts(compiled[scale], state));
        const known = { protocol: protocols[scale], since: START, now: endOf(generated), closes };
        expect(open).toEqual(naiveAlerts({ ...known, readings: readingsOf(generated) }));
        for (const { ruleId } of open) opened.set(ruleId, (opened.get(ruleId) ?? 0) + 1);
      }),
      { numRuns: 3000 },
    );
    // Agreement on nothing would be no agreement.
    const reviews = ['review:news2', 'review:single', 'review:hot-at-least'];
    for (const id of [...SCORING.rules.map((rule) => rule.id), ...reviews]) {
      expect([id, (opened.get(id) ?? 0) > 50]).toEqual([id, true]);
    }
  });

  it('its evidence is the pure function of the parts that were there', () => {
    let seen = 0;
    fc.assert(
      fc.property(history, (generated) => {
        const { scale } = generated;
        const { findings } = foldEvents(compiled[scale], initialState(compiled[scale], START), eventsOf(generated));
        for (const { evidence } of findings) {
          for (const item of evidence.items) {
            if (item.type !== 'score') continue;
            seen += 1;
            const values = item.parts.map((part) => part.reading?.value ?? null);
            const { points, complete, outputs } = judgeScore(findScore('news2'), values, { 'saturation-scale': scale });
            expect(item.parts.map((part) => part.points)).toEqual(points);
            expect([item.complete, item.compared]).toEqual([complete, outputs[item.output]]);
            for (const { reading: part, metric } of item.parts) {
              if (!part) continue;
              expect(evidence.at - part.at).toBeLessThanOrEqual(WITHIN);
              expect(readingsOf(generated)).toContainEqual({ type: 'measurement', metric, ...part });
            }
          }
        }
      }),
      { numRuns: 600 },
    );
    expect(seen).toBeGreaterThan(500);
  });

  it('comes to the same in whatever order the events arrive, one by one and stored in between', () => {
    const shuffled = history.chain((generated) => {
      const events = eventsOf(generated);
      return fc.tuple(fc.constant(generated), fc.shuffledSubarray(events, { minLength: events.length }));
    });
    fc.assert(
      fc.property(shuffled, ([generated, events]) => {
        const protocol = compiled[generated.scale];
        const ordered = foldEvents(protocol, initialState(protocol, START), eventsOf(generated)).state;
        let state = initialState(protocol, START);
        for (const event of events) {
          state = fromStoredForm(JSON.parse(JSON.stringify(storedForm(step(protocol, state, event).state))));
        }
        expect(openAlerts(protocol, state)).toEqual(openAlerts(protocol, ordered));
      }),
      { numRuns: 300 },
    );
  });

  it('never comes to less by a part more', () => {
    const values = fc.tuple(
      ...metricsOfScore('news2').map((metric) => fc.option(fc.constantFrom(...(VALUES[metric] ?? [])))),
    );
    fc.assert(
      fc.property(values, fc.nat(6), fc.constantFrom(...SCALES), (some, place, scale) => {
        const settings = { 'saturation-scale': scale };
        const without = judgeScore(findScore('news2'), some.with(place, null), settings).outputs;
        const withIt = judgeScore(findScore('news2'), some, settings).outputs;
        expect(withIt.total).toBeGreaterThanOrEqual(without.total);
        expect(withIt.single).toBeGreaterThanOrEqual(without.single);
        expect(withIt.risk).toBeGreaterThanOrEqual(without.risk);
      }),
    );
  });

  it('goes on with its parts when the limits change in the middle', () => {
    const limits = LimitsSchema.parse({
      version: 1,
      values: { scale: 2 },
      reason: 'Hypercapnic failure, decided by the lung doctor',
      author: 'nurse',
      confirmedBy: 'doctor',
      since: START,
      until: null,
    });
    const onTwo = compileProtocol(applyLimits(protocols[1], limits, START));
    const at = (metric: MetricCode, minute: number, value: number): TriageEvent => ({
      type: 'measurement',
      metric,
      at: START + minute * MINUTE,
      value,
    });
    const before = PARTS.map((metric, part) =>
      at(
        metric,
        part,
        {
          'oxygen-saturation': 91,
          'respiratory-rate': 22,
          'systolic-pressure': 120,
          'heart-rate': 70,
          'body-temperature': 37,
        }[metric as string] ?? 0,
      ),
    );
    const first = foldEvents(compiled[1], initialState(compiled[1], START), before).state;
    expect(openAlerts(compiled[1], first).map(({ ruleId, present }) => [ruleId, present])).toEqual([
      ['news2', 'yellow'],
      ['single', 'yellow'],
    ]);
    // The next reading of any part is judged with those that were there, on the scale that now holds.
    const then = step(onTwo, first, at('heart-rate', 20, 70)).state;
    expect(openAlerts(onTwo, then)).toEqual([]);
  });
});
