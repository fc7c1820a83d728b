import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { seenByCode } from '../engine/metricPlace.ts';
import { nextTickAt } from '../engine/nextTick.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState, openAlerts } from '../engine/state.ts';
import { foldEvents, step } from '../engine/step.ts';
import { EXAMPLE } from '../engine/testing/exampleProtocol.ts';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { rerunJudgement } from '../replay/lived.ts';
import { replayHistory } from '../replay/replay.ts';
import { livedInOrder } from '../replay/testing/livedInOrder.ts';
import { episodeStatus } from '../status/episodeStatus.ts';
import { isOfPause, pausedUntil } from './pausedUntil.ts';
import type { Pause } from './schema.ts';

/*
 * Random histories of one episode as it was lived: readings that arrive late, persons' closes, ticks, and pauses that are set, moved and
 * ended on the way, each for the time ahead.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const [anyRule] = EXAMPLE.rules;
if (!anyRule) throw new Error('the example has no rule');
const words = { text: anyRule.text, action: anyRule.action, source: anyRule.source };
const pulseMissing = { type: 'missing', metric: 'heart-rate', every: DAY, grace: 0 } as const;

/** With silence that turns red, and a red that rests on something not being silent. */
const PROTOCOL = ProtocolSchema.parse({
  ...EXAMPLE,
  rules: [
    ...EXAMPLE.rules,
    {
      ...words,
      id: 'silence',
      kind: 'missing',
      autoClose: true,
      levels: { yellow: { when: pulseMissing }, red: { when: { ...pulseMissing, every: 3 * DAY } } },
    },
    {
      ...words,
      id: 'low-and-not-silent',
      kind: 'clinical',
      levels: {
        red: {
          when: {
            type: 'all',
            of: [
              { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 84 },
              { type: 'not', of: pulseMissing },
            ],
          },
        },
      },
    },
  ],
});
const compiled = (pauses: readonly Pause[]) => compileProtocol(applyLimits(PROTOCOL, null, START, pauses));

const METRICS: [MetricCode, number, number][] = [
  ['oxygen-saturation', 80, 96],
  ['body-temperature', 36, 40],
  ['heart-rate', 60, 130],
  ['breathlessness', 0, 10],
  ['inr', 2, 3],
];

const scope = fc.oneof(
  fc.constant({ type: 'episode' } as const),
  fc
    .subarray(
      METRICS.map(([metric]) => metric),
      { minLength: 1 },
    )
    .map((metrics) => ({ type: 'metrics', metrics }) as const),
  fc
    .subarray(
      PROTOCOL.rules.map(({ id }) => id),
      { minLength: 1 },
    )
    .map((rules) => ({ type: 'rules', rules }) as const),
);

const reading = fc
  .record({
    of: fc.constantFrom(...METRICS),
    at: fc.nat(20 * 24),
    part: fc.nat(20),
    delay: fc.constantFrom(0, 0, 1, 9),
  })
  .map(({ of: [metric, low, high], at, part, delay }): { wall: number; event: TriageEvent } => {
    const [instant, received] = [START + at * HOUR, START + (at + delay) * HOUR];
    const value = low + ((high - low) * part) / 20;
    return { wall: received, event: { type: 'measurement', metric, at: instant, value, receivedAt: received } };
  });
const close = fc
  .record({ at: fc.nat(21 * 24), ruleId: fc.constantFrom(...PROTOCOL.rules.map(({ id }) => id)) })
  .map(({ at, ruleId }): { wall: number; event: TriageEvent } => {
    const wall = START + at * HOUR + 60_000;
    return { wall, event: { type: 'alert-closed', ruleId, at: wall } };
  });
const ticks = fc
  .uniqueArray(fc.nat(21 * 24), { maxLength: 10 })
  .map((hours) =>
    hours.map((hour) => ({ wall: START + hour * HOUR, event: { type: 'tick', at: START + hour * HOUR } as const })),
  );

/** A pause as it was set at `setAt`, and perhaps changed at `changedAt` to end at `until` instead. */
const livedPause = (includesRed: fc.Arbitrary<boolean>) =>
  fc
    .record({
      scope,
      includesRed,
      setAt: fc.nat(19 * 24),
      ahead: fc.constantFrom(0, 0, 5, 40),
      length: fc.integer({ min: 1, max: 9 * 24 }),
      change: fc.option(fc.record({ after: fc.nat(10 * 24), to: fc.integer({ min: 0, max: 5 * 24 }) })),
    })
    .map(({ setAt, ahead, length, change, ...kept }) => {
      const wall = START + setAt * HOUR + 30_000;
      const from = wall + ahead * HOUR;
      const first: Pause = { ...kept, from, until: from + length * HOUR };
      const changedAt = wall + (change?.after ?? 0) * HOUR;
      // To end now (0 hours on) is to end early, or to call off what has not begun.
      const last = change && changedAt < first.until ? { ...first, until: changedAt + change.to * HOUR } : first;
      return { wall, changedAt, first, last };
    });
type Lived = { wall: number; changedAt: number; first: Pause; last: Pause };

const history = fc.record({
  readings: fc.array(reading, { maxLength: 70, size: 'max' }),
  closes: fc.array(close, { maxLength: 3 }),
  ticks,
});
const pausesOf = (includesRed: fc.Arbitrary<boolean>) => fc.array(livedPause(includesRed), { maxLength: 4 });
const some = pausesOf(fc.boolean());
const sparingRed = pausesOf(fc.constant(false));
const END = START + 32 * DAY;

const known = (lived: readonly Lived[], wall: number): Pause[] =>
  lived.filter((one) => one.wall <= wall).map((one) => (one.changedAt <= wall ? one.last : one.first));
const final = (lived: readonly Lived[]): Pause[] => lived.map(({ last }) => last);

describe('pauses', () => {
  it('set, moved and ended while readings come give the same as pauses that were known from the start', () => {
    fc.assert(
      fc.property(history, some, ({ readings, closes, ticks: given }, lived) => {
        const arrivals = [...readings, ...closes, ...given].sort((a, b) => a.wall - b.wall);
        let state = initialState(compiled([]), START);
        for (const { wall, event } of arrivals) state = step(compiled(known(lived, wall)), state, event).state;
        const protocol = compiled(final(lived));
        state = step(protocol, state, { type: 'tick', at: END }).state;

        const events = [...readings, ...closes].map(({ event }) => event);
        const again = foldEvents(protocol, initialState(protocol, START), [...events, { type: 'tick', at: END }]).state;
        expect(openAlerts(protocol, state)).toEqual(openAlerts(protocol, again));
        expect(nextTickAt(protocol, state)).toBe(nextTickAt(protocol, again));
        expect(state).toEqual(again);
      }),
      { numRuns: 400 },
    );
  });

  it('never change which red alerts are open, unless they name red', () => {
    fc.assert(
      fc.property(history, sparingRed, fc.nat(31), ({ readings, closes }, lived, days) => {
        const until = START + days * DAY;
        const events = [...readings, ...closes].map(({ event }) => event).filter(({ at }) => at <= until);
        const red = (pauses: Pause[]) => {
          const protocol = compiled(pauses);
          const { state } = foldEvents(protocol, initialState(protocol, START), [
            ...events,
            { type: 'tick', at: until },
          ]);
          const open = openAlerts(protocol, state).filter(({ severity }) => severity === 'red');
          expect(open.flatMap((alert) => pausedUntil(PROTOCOL, pauses, alert, until) ?? [])).toEqual([]);
          return open.map(({ ruleId, present }) => [ruleId, present === 'red']);
        };
        expect(red(final(lived))).toEqual(red([]));
      }),
      { numRuns: 400 },
    );
  });

  it('change only alerts about missing data, and never close one', () => {
    fc.assert(
      fc.property(history, sparingRed, ({ readings }, lived) => {
        const events = readings.map(({ event }) => event);
        const clinical = (pauses: Pause[]) =>
          replayHistory(compiled(pauses), START, events, END).filter(({ ruleId }) => !/missing|silen/.test(ruleId));
        expect(clinical(final(lived))).toEqual(clinical([]));
      }),
      { numRuns: 200 },
    );
  });

  it('never make green what is not, running or over', () => {
    fc.assert(
      fc.property(history, some, fc.nat(31 * 24), ({ readings, closes }, lived, hours) => {
        const now = START + hours * HOUR;
        const pauses = known(lived, now);
        const protocol = compiled(pauses);
        const events = [...readings, ...closes].filter(({ wall }) => wall <= now).map(({ event }) => event);
        const { state } = foldEvents(protocol, initialState(protocol, START), [...events, { type: 'tick', at: now }]);
        const open = openAlerts(protocol, state);
        const asked = { lastSeen: seenByCode(state.current.seen), since: START, now };
        const shown = episodeStatus({
          ...asked,
          openAlerts: open.map((alert) => ({ ...alert, pausedUntil: pausedUntil(PROTOCOL, pauses, alert, now) })),
          protocol: protocol.effective,
        });
        if (shown.status === 'green') {
          expect(open).toEqual([]);
          expect(episodeStatus({ ...asked, openAlerts: [], protocol: compiled([]).effective }).status).toBe('green');
        }
        if (open.length > 0 && pauses.every(({ until }) => until <= now)) expect(shown.reason.code).toBe('alert');
        if (shown.reason.code === 'paused') expect(shown.status).toBe('unknown');
      }),
      { numRuns: 400 },
    );
  });

  it('leave an alert that is judged again with its evidence, whatever pauses came after it', () => {
    fc.assert(
      fc.property(history, some, ({ readings }, lived) => {
        const events = readings.map(({ event }) => event);
        const protocol = compiled(final(lived));
        const raised = replayHistory(protocol, START, events, END).slice(0, 5);
        for (const { evidence } of raised) {
          const stored = JSON.parse(JSON.stringify(evidence));
          const before = compiled(known(lived, evidence.at));
          expect(rerunJudgement(livedInOrder(protocol, START, events), stored, stored.at).identical).toBe(true);
          expect(rerunJudgement(livedInOrder(before, START, events), stored, stored.at).identical).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('of everything hold back every alert but red, and of everything with red every alert', () => {
    const everything = { scope: { type: 'episode' } } as const;
    fc.assert(
      fc.property(history, ({ readings }) => {
        for (const alert of replayHistory(
          compiled([]),
          START,
          readings.map(({ event }) => event),
          END,
        )) {
          expect(isOfPause(PROTOCOL, { ...everything, includesRed: false }, alert)).toBe(alert.severity === 'yellow');
          expect(isOfPause(PROTOCOL, { ...everything, includesRed: true }, alert)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
