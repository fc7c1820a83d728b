import { describe, expect, it } from 'vitest';
import { compileProtocol } from '../engine/compile.ts';
import type { MeasurementEvent } from '../engine/event.ts';
import { applyLimits } from '../limits/apply.ts';
import { LimitsSchema } from '../limits/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { replayAttended } from './attended.ts';
import { replayHistory } from './replay.ts';
import { warmUpOf, whatIf } from './whatIf.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T07:00:00Z');
const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');
const compiled = (values: Record<string, number>) =>
  compileProtocol(
    applyLimits(
      copd,
      LimitsSchema.parse({ version: 1, values, reason: 'r', author: 'a', since: START, until: null }),
      START,
    ),
  );

/** Twice a day; every tenth day three low ones. */
const readings = Array.from({ length: 600 }, (_, index): MeasurementEvent => {
  const low = index % 20 >= 15 && index % 20 < 18;
  return { type: 'measurement', metric: 'oxygen-saturation', value: low ? 86 : 94, at: START + index * 12 * HOUR };
});
const END = START + 300 * DAY;

describe('a history with somebody who attends to it', () => {
  it('raises each red anew, where a first one that nobody closes would hide the others', () => {
    const protocol = compiled({});
    const attended = replayAttended(protocol, START, readings, END);
    expect(replayHistory(protocol, START, readings, END)).toHaveLength(1);
    expect(attended).toHaveLength(30);
    expect(attended.every(({ severity, closedAt }) => severity === 'red' && closedAt !== null)).toBe(true);
  });

  it('is the same as without anybody where nothing waits for a person', () => {
    const protocol = compiled({ 'saturation-red': 80, 'saturation-critical': 76, 'saturation-yellow': 88 });
    expect(replayAttended(protocol, START, readings, END)).toEqual(replayHistory(protocol, START, readings, END));
  });
});

describe('what if', () => {
  const event = { alertId: 'one', at: START + 8 * DAY + 22 * HOUR, outcome: 'sent-to-hospital' };
  const ask = (values: Record<string, number>, from = START) =>
    whatIf({
      since: START,
      from,
      until: END,
      readings,
      events: [event],
      present: compiled({}),
      proposed: compiled(values),
    });

  it('changes nothing when nothing changes', () => {
    const { gained, lost, changed, present, proposed } = ask({});
    expect({ gained, lost, changed }).toEqual({ gained: [], lost: [], changed: [] });
    expect(proposed).toEqual(present);
  });

  it('says what is lost, what it spares, and which events nothing would have warned of', () => {
    const { lost, gained, present, proposed, events } = ask({ 'saturation-red': 84, 'saturation-yellow': 85 });
    expect(lost).toHaveLength(30);
    expect(gained).toEqual([]);
    expect(present).toMatchObject({ alerts: 30, red: 30 });
    expect(present.perWeek).toBeCloseTo(0.7);
    expect(present.hoursPerWeek).toBeCloseTo((30 * 20 * 7) / 60 / 300);
    expect(proposed).toMatchObject({ alerts: 0, hoursPerWeek: 0 });
    expect(events).toEqual([{ ...event, presentLead: event.at - (START + 8 * DAY), proposedLead: null }]);
  });

  it('says what is gained and what becomes another colour', () => {
    expect(ask({ 'saturation-red': 84 }).changed).toHaveLength(30);
    const low = readings.map((reading) => ({ ...reading, value: reading.value === 86 ? 90 : 94 }));
    const common = { since: START, from: START, until: END, readings: low, events: [] };
    const { gained } = whatIf({ ...common, present: compiled({}), proposed: compiled({ 'saturation-yellow': 91 }) });
    expect(gained).toHaveLength(30);
  });

  it('counts from the beginning of the time asked for', () => {
    expect(ask({}, START + 150 * DAY).present.alerts).toBe(15);
  });
});

it('needs the longest window of the protocol before it', () => {
  expect(warmUpOf(copd)).toBe(5 * DAY);
});
