import type { MetricCode } from '@samvakt/contract';
import {
  applyLimits,
  type CompiledProtocol,
  closeAsSeen,
  compileProtocol,
  findProtocol,
  foldEvents,
  initialState,
  type MeasurementEvent,
  nextTickAt,
  openAlerts,
  type TriageEvent,
} from '@samvakt/triage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideAlerts, type StoredAlert } from './decide.ts';

/*
 * A life as the platform lives it: data that comes late or from clocks that are ahead, timers, a device that is gone for a while, limits that change, and persons who
 * close whatever stands open. What the platform has stored as open must be what the engine holds open, or the next thing that goes wrong is told to nobody.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');
const limits = (version: number, values: Record<string, number>) =>
  ({ version, values, reason: 'test', author: 'a', since: START, until: null, confirmedBy: 'b' }) as const;
const SETTINGS: readonly CompiledProtocol[] = [
  null,
  limits(1, { 'saturation-yellow': 86, 'saturation-red': 84 }),
  limits(2, { 'saturation-yellow': 92, 'saturation-red': 90 }),
].map((own) => compileProtocol(applyLimits(copd, own, START)));

const METRICS: readonly [MetricCode, number, number][] = [
  ['oxygen-saturation', 80, 98],
  ['heart-rate', 60, 140],
  ['body-temperature', 36, 40],
  ['breathlessness', 0, 10],
  ['sputum-colour', 0, 4],
  ['inr', 2, 3],
];
const HUB = { deviceId: 'hub', metrics: ['oxygen-saturation', 'heart-rate'] } as const;

type Happening = { readonly at: number } & (
  | { readonly event: TriageEvent }
  | { readonly closes: number }
  | { readonly setting: number }
);

const instant = fc.nat(12 * 24 * 12).map((steps) => START + steps * 5 * MINUTE);
const reading = fc
  .record({
    of: fc.constantFrom(...METRICS),
    at: instant,
    part: fc.nat(20),
    delay: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.nat(300), fc.nat(9000)),
  })
  .map(({ of: [metric, low, high], at, part, delay }): Happening & { event: MeasurementEvent } => {
    const receivedAt = Math.max(START, at + delay * MINUTE);
    const value = low + ((high - low) * part) / 20;
    return { at: receivedAt, event: { type: 'measurement', metric, at, value, receivedAt } };
  });
const absence = fc.record({ at: instant, hours: fc.integer({ min: 1, max: 90 }) }).map(({ at, hours }): Happening[] => [
  { at, event: { type: 'device-offline', ...HUB, at, since: at - HOUR } },
  { at: at + hours * HOUR, event: { type: 'device-online', deviceId: HUB.deviceId, at: at + hours * HOUR } },
]);
const other = fc.record({ at: instant, setting: fc.nat(SETTINGS.length - 1) });
/** Closes come soon after something was received, when it may not even have been measured yet by the clock of its device. */
const close = fc.record({ after: fc.nat(200), minutes: fc.nat(4), which: fc.nat(20) });

const life = fc
  .record({
    readings: fc.array(reading, { minLength: 1, maxLength: 70, size: 'max' }),
    absences: fc.array(absence, { maxLength: 2 }),
    others: fc.array(other, { maxLength: 3 }),
    closes: fc.array(close, { maxLength: 12 }),
  })
  .map(({ readings, absences, others, closes }) => {
    const soon = closes.map(({ after, minutes, which }): Happening => {
      const received = readings[after % readings.length]?.at ?? START;
      return { at: received + minutes * MINUTE + 1, closes: which };
    });
    return [...readings, ...absences.flat(), ...others, ...soon].sort((a, b) => a.at - b.at);
  });

test('what is stored as open is what the engine holds open, whatever happens', () => {
  let closed = 0;
  fc.assert(
    fc.property(life, (happenings) => {
      let protocol = SETTINGS[0] as CompiledProtocol;
      let state = initialState(protocol, START);
      let ids = 0;
      const stored = new Map<string, StoredAlert>();
      const give = (events: readonly TriageEvent[], now: number) => {
        const { state: next, findings } = foldEvents(protocol, state, events);
        state = next;
        const newId = () => String(ids++);
        const { opened, changed } = decideAlerts([...stored.values()], findings, { now, newId });
        for (const alert of [...changed, ...opened]) {
          if (alert.status === 'resolved') stored.delete(alert.ruleId);
          else stored.set(alert.ruleId, alert);
        }
        for (const { ruleId, severity, present } of openAlerts(protocol, state)) {
          const known = stored.get(ruleId);
          expect(known).toBeDefined();
          expect([ruleId, known?.severity]).toEqual([ruleId, known?.severity === 'red' ? 'red' : severity]);
          expect([ruleId, known?.conditionClearedAt === null]).toEqual([ruleId, present !== null]);
        }
      };
      for (const happening of happenings) {
        const { at } = happening;
        const due = nextTickAt(protocol, state);
        if (due !== null && due <= at) give([{ type: 'tick', at: due }], due);
        if ('setting' in happening) {
          protocol = SETTINGS[happening.setting] ?? protocol;
          give([{ type: 'tick', at }], at);
        } else if ('event' in happening) give([happening.event], at);
        else {
          const open = [...stored.values()];
          const alert = open[happening.closes % Math.max(1, open.length)];
          if (!alert) continue;
          closed += 1;
          stored.delete(alert.ruleId);
          give([closeAsSeen(state, { type: 'alert-closed', ruleId: alert.ruleId, at })], at);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(closed).toBeGreaterThan(100);
});
