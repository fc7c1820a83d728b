import { describe, expect, it } from 'vitest';
import type { Finding } from '../engine/alerts/finding.ts';
import type { AlertClosedEvent, DeviceEvent, MeasurementEvent } from '../engine/event.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { type LivedHistory, relive, rerunJudgement } from './lived.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;

const standard = compileExample();
const lower = compileExample({
  version: 7,
  values: { low: 84, veryLow: 80 },
  reason: 'the patient’s own normal is low',
  author: 'a nurse',
  since: 0,
  until: null,
  confirmedBy: null,
});

const at = (hour: number) => START + hour * HOUR;
const saturation = (hour: number, value: number, receivedHour = hour, givenHour?: number) => ({
  type: 'measurement' as const,
  metric: 'oxygen-saturation' as const,
  at: at(hour),
  value,
  receivedAt: at(receivedHour),
  ...(givenHour !== undefined && { givenAt: at(givenHour) }),
});
const close = (ruleId: string, hour: number): AlertClosedEvent => ({ type: 'alert-closed', ruleId, at: at(hour) });
const history = (change: Partial<LivedHistory>): LivedHistory => ({
  since: START,
  settings: [{ from: START, protocol: standard }],
  readings: [],
  closes: [],
  ticks: [],
  ...change,
});
const told = (findings: readonly Finding[]) =>
  findings.map(
    ({ type, ruleId, severity, at: instant }) => `${type} ${ruleId} ${severity} ${(instant - START) / HOUR}`,
  );

describe('an episode lived again', () => {
  it('finds what was found, and no more than had been given until then', () => {
    const readings = [saturation(0, 84), saturation(1, 84), saturation(2, 95), saturation(3, 95)];
    expect(told(relive(history({ readings }), at(1)))).toEqual(['opened saturation red 1']);
    expect(told(relive(history({ readings }), at(3)))).toEqual([
      'opened saturation red 1',
      'recovering saturation red 2',
      'cleared saturation red 3',
    ]);
  });

  it('finds what time alone brings until the end that is asked for', () => {
    expect(told(relive(history({}), at(29.9)))).toEqual([]);
    expect(told(relive(history({}), at(30)))).toEqual(['opened missing-saturation yellow 30']);
  });

  it('gives a reading when it was received, so that what it took back was found first', () => {
    const readings = [saturation(0, 94), saturation(20, 94, 33)];
    expect(told(relive(history({ readings, ticks: [at(32)] }), at(40)))).toEqual([
      'opened missing-saturation yellow 30',
      'withdrawn missing-saturation yellow 30',
    ]);
    const inTime = [saturation(0, 94), saturation(20, 94)];
    expect(told(relive(history({ readings: inTime, ticks: [at(32)] }), at(40)))).toEqual([]);
  });

  it('gives a reading that had to wait when its waiting was over', () => {
    const readings = [saturation(0, 84), saturation(1, 84, 1, 5)];
    expect(told(relive(history({ readings }), at(4)))).toEqual([]);
    expect(told(relive(history({ readings }), at(5)))).toEqual(['opened saturation red 1']);
  });

  it('gives a reading at its own instant where nobody knows when it was received', () => {
    const readings: MeasurementEvent[] = [0, 1].map((hour) => {
      const { receivedAt: _, ...reading } = saturation(hour, 84);
      return reading;
    });
    expect(told(relive(history({ readings }), at(1)))).toEqual(['opened saturation red 1']);
  });

  it('closes what a person closed, when the person did', () => {
    const readings = [0, 1, 3, 4].map((hour) => saturation(hour, 84));
    const closes = [close('saturation', 2)];
    expect(told(relive(history({ readings, closes }), at(5)))).toEqual([
      'opened saturation red 1',
      'opened saturation red 4',
    ]);
  });

  it('judges by what was in force from when it was, in whatever order the readings are handed in', () => {
    const readings = [saturation(4, 79), saturation(3, 79), saturation(2, 83), saturation(1, 83), saturation(0, 95)];
    const settings = [
      { from: START, protocol: standard },
      { from: at(2), protocol: lower },
    ];
    const findings = relive(history({ readings, settings }), at(6));
    expect(told(findings)).toEqual(['opened saturation yellow 2', 'raised saturation red 4']);
    expect(findings.map(({ evidence }) => evidence.limitsVersion)).toEqual([7, 7]);
    expect(told(relive(history({ readings }), at(6)))).toEqual(['opened saturation red 2']);
  });

  it('passes over a setting that was replaced before anything came', () => {
    const readings = [saturation(3, 83), saturation(4, 83)];
    const settings = [
      { from: START, protocol: standard },
      { from: at(1), protocol: lower },
      { from: at(2), protocol: standard },
    ];
    expect(told(relive(history({ readings, settings }), at(6)))).toEqual(['opened saturation red 4']);
  });

  it('without anything that judged finds nothing', () => {
    expect(relive(history({ settings: [], readings: [saturation(0, 70), saturation(1, 70)] }), at(6))).toEqual([]);
  });

  it('hides behind a device only what was found missing after it was told', () => {
    const offline = (hour: number): DeviceEvent => ({
      type: 'device-offline',
      deviceId: 'hub-1',
      at: at(hour),
      since: START,
      metrics: ['oxygen-saturation'],
    });
    const readings = [saturation(0, 94)];
    expect(told(relive(history({ readings, ticks: [at(10)], devices: [offline(20)] }), at(40)))).toEqual([
      'opened device:hub-1 yellow 30',
    ]);
    expect(told(relive(history({ readings, ticks: [at(31)], devices: [offline(32)] }), at(40)))).toEqual([
      'opened missing-saturation yellow 30',
    ]);
    expect(told(relive(history({ readings, ticks: [at(10)], devices: [offline(41)] }), at(40)))).toEqual([
      'opened missing-saturation yellow 30',
    ]);
  });
});

describe('an alert that is judged again from all that was given', () => {
  const readings = [saturation(0, 84), saturation(1, 84), saturation(0.5, 83, 9)];
  const lived = history({ readings });
  const [opened] = relive(lived, at(2));
  if (!opened) throw new Error('nothing was found');

  it('is identical, also when what came later belongs before it', () => {
    expect(rerunJudgement(lived, opened.evidence, at(1))).toEqual({
      identical: true,
      found: opened.evidence,
      differences: [],
    });
    expect(rerunJudgement(lived, opened.evidence, at(20)).identical).toBe(true);
  });

  it('is judged at its own instant at the least', () => {
    expect(rerunJudgement(lived, opened.evidence, at(0)).identical).toBe(true);
  });

  it('is found nowhere when a reading is gone', () => {
    const gone = history({ readings: readings.slice(1) });
    expect(rerunJudgement(gone, opened.evidence, at(1))).toEqual({ identical: false, found: null, differences: [] });
  });

  it('says which parts differ when a reading is another', () => {
    const other = history({ readings: [saturation(0, 84.5), saturation(1, 84)] });
    const { identical, found, differences } = rerunJudgement(other, opened.evidence, at(1));
    expect({ identical, differences }).toEqual({ identical: false, differences: ['items'] });
    expect(found).toMatchObject({ at: at(1), ruleId: 'saturation' });
  });

  it('says so when the limits were others', () => {
    const limits = compileExample({
      version: 4,
      values: { low: 89 },
      reason: 'r',
      author: 'a',
      since: 0,
      until: null,
      confirmedBy: null,
    });
    const other = history({ readings, settings: [{ from: START, protocol: limits }] });
    expect(rerunJudgement(other, opened.evidence, at(1)).differences).toEqual(['limitsVersion']);
  });
});
