import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from './event.ts';
import { compareEvents, comparePlaces, inOrder, onceEach } from './order.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { GREEN, response } from './testing/answers.ts';
import { compileExample } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const protocol = compileExample();

const reading = (metric: MetricCode, hour: number, value: number, delayMs = 0): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + hour * HOUR,
  value,
  receivedAt: START + hour * HOUR + delayMs,
});
const saturation = (hour: number, value: number, delayMs = 0) => reading('oxygen-saturation', hour, value, delayMs);
const close = (ruleId: string, hour: number): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + hour * HOUR,
});
const tick = (hour: number): TriageEvent => ({ type: 'tick', at: START + hour * HOUR });
const oneByOne = (events: readonly TriageEvent[]): TriageState =>
  events.reduce((state, event) => step(protocol, state, event).state, initialState(protocol, START));
const batch = (events: readonly TriageEvent[]) => foldEvents(protocol, initialState(protocol, START), events).state;

describe('events of the same instant', () => {
  it('count in one order: readings by metric and value, closes by rule, then ticks', () => {
    const inTheirOrder = [
      saturation(0, 99),
      reading('body-temperature', 1, 40),
      saturation(1, 84),
      saturation(1, 90),
      close('fever', 1),
      close('saturation', 1),
      tick(1),
      reading('body-temperature', 2, 36),
    ];
    expect(inTheirOrder.toReversed().toSorted(compareEvents)).toEqual(inTheirOrder);
    expect(inOrder(inTheirOrder)).toBe(true);
    for (let place = 1; place < inTheirOrder.length; place += 1) {
      const swapped = [...inTheirOrder];
      const [one, other] = [inTheirOrder[place - 1], inTheirOrder[place]];
      if (one && other) swapped.splice(place - 1, 2, other, one);
      expect(inOrder(swapped)).toBe(false);
    }
  });

  it('of other kinds count by questionnaire and response, by rule, and by device', () => {
    const answered = (questionnaire: string, id: string) => response(HOUR, GREEN, { questionnaire, id });
    const online = (deviceId: string): TriageEvent => ({ type: 'device-online', deviceId, at: START + HOUR });
    const inTheirOrder = [
      saturation(1, 84),
      answered('urn:a', 'two'),
      answered('urn:b', 'one'),
      answered('urn:b', 'two'),
      close('fever', 1),
      tick(1),
      online('hub-1'),
      online('hub-2'),
    ];
    expect(inTheirOrder.toReversed().toSorted(compareEvents)).toEqual(inTheirOrder);
    for (const one of inTheirOrder)
      for (const other of inTheirOrder) {
        expect(comparePlaces(one, other) === 0).toBe(one === other);
      }
  });

  it('are, of two receptions of one response or reading, counted by the earlier', () => {
    const late = response(HOUR, GREEN, { id: 'one', delay: 500 });
    const early = response(HOUR, GREEN, { id: 'one', delay: 200 });
    expect(comparePlaces(late, early)).toBe(0);
    expect(onceEach([late, early].toSorted(compareEvents))).toEqual([early]);
    const { receivedAt: _, ...atOnce } = early;
    expect(onceEach([late, early, atOnce].toSorted(compareEvents))).toEqual([atOnce]);
  });

  it('are not in order where one is there twice, and of these the first received is kept', () => {
    expect(inOrder([saturation(1, 84), saturation(1, 84)])).toBe(false);
    const twice = [saturation(1, 84, 500), saturation(1, 84, 200), saturation(2, 84)].toSorted(compareEvents);
    expect(onceEach(twice)).toEqual([saturation(1, 84, 200), saturation(2, 84)]);
    expect(onceEach([close('fever', 1), close('saturation', 1), tick(1), tick(1)])).toEqual([
      close('fever', 1),
      close('saturation', 1),
      tick(1),
    ]);
    expect(inOrder([])).toBe(true);
  });

  it.each([
    ['two values of one metric', [saturation(0, 86), saturation(1, 86), saturation(1, 95)]],
    ['two metrics', [reading('heart-rate', 1, 120), reading('breathlessness', 1, 7)]],
    ['a reading and a close', [saturation(0, 84), saturation(1, 84), close('saturation', 1), saturation(2, 84)]],
    [
      'two closes',
      [saturation(0, 84), saturation(1, 84), close('fever', 1), close('saturation', 1), saturation(1, 83)],
    ],
    ['a reading and a tick', [saturation(0, 84), tick(30), saturation(30, 84)]],
    ['one received twice', [saturation(0, 84), close('saturation', 2), saturation(1, 84, 9 * HOUR), saturation(1, 84)]],
  ])('come to the same in whatever order they are told: %s', (_, events) => {
    const together = batch(events);
    for (const order of [events, events.toReversed(), [...events.slice(1), ...events.slice(0, 1)]]) {
      expect(oneByOne(order)).toEqual(together);
      expect(batch(order)).toEqual(together);
    }
  });

  it('of which one is a close: the person has seen the readings', () => {
    expect(openAlerts(protocol, batch([saturation(0, 84), saturation(1, 84), close('saturation', 1)]))).toEqual([]);
  });
});
