import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent } from '../event.ts';
import { metricAt } from '../metricPlace.ts';
import { compareEvents, comparePlaces } from '../order.ts';
import { GREEN, HOUR, MINUTE, response, START } from '../testing/answers.ts';
import { closesOf, eventsOf, type KeptEvent } from './chunk.ts';
import { closedSince, unseenAt } from './closes.ts';
import {
  chunksOf,
  comesAfter,
  dropBefore,
  insert,
  LATENESS,
  NO_TAIL,
  newestAt,
  REACH,
  type Tail,
  withEvents,
} from './tail.ts';

/* The events of the last days, kept while something may still arrive among them. */

const reading = (metric: MetricCode, minute: number, value: number, delay = 0): MeasurementEvent => ({
  type: 'measurement',
  metric,
  at: START + minute * MINUTE,
  value,
  receivedAt: START + (minute + delay) * MINUTE,
});
const closed = (ruleId: string, minute: number): AlertClosedEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + minute * MINUTE,
});
const answered = (minute: number, id: string, delay = 0): AnsweredEvent =>
  response(minute * MINUTE, GREEN, { id, delay: delay * MINUTE });

/** In the one order in which events count: several of an instant, of every kind, and hours with one kind only. */
const EVENTS: readonly KeptEvent[] = [
  reading('body-temperature', 0, 37),
  reading('oxygen-saturation', 0, 93, 5),
  reading('oxygen-saturation', 0, 94),
  answered(0, 'a'),
  answered(0, 'b', 90),
  closed('fever', 0),
  closed('saturation', 0),
  reading('body-temperature', 10, 38),
  closed('fever', 20),
  reading('body-weight', 59, 80, 300),
  answered(70, 'c'),
  closed('weight', 200),
  reading('body-weight', 300, 81),
  closed('weight', 300),
  answered(301, 'd', 7),
  reading('body-weight', 302, 82),
];
/** Always the same, none of them in order. */
const SHUFFLED = EVENTS.map((_, place) => EVENTS[(place * 7 + 3) % EVENTS.length]).flatMap((event) => event ?? []);
const inserted = (events: readonly KeptEvent[]) =>
  events.reduce<Tail>((tail, event) => {
    const next = insert(tail, event);
    if (!next) throw new Error('it is already there');
    return next;
  }, NO_TAIL);
const whole = withEvents(NO_TAIL, EVENTS);

describe('the events that are kept', () => {
  it('are all there, in order, as they came', () => {
    expect(EVENTS.toSorted(compareEvents)).toEqual(EVENTS);
    expect(chunksOf(whole).flatMap(eventsOf)).toEqual(EVENTS);
    expect(chunksOf(whole).map(({ hour }) => hour)).toEqual([0, 1, 3, 5].map((hour) => START / HOUR + hour));
  });

  it.each([
    ['one by one, in order', EVENTS],
    ['the last first', EVENTS.toReversed()],
    ['in any order', SHUFFLED],
  ])('are the same when they are put in their places %s', (_, events) => {
    expect(inserted(events)).toEqual(whole);
  });

  it('are the same when they come in two parts', () => {
    for (const place of EVENTS.keys()) {
      expect(withEvents(withEvents(NO_TAIL, EVENTS.slice(0, place)), EVENTS.slice(place))).toEqual(whole);
    }
  });

  it('are there once, whoever tells of them again', () => {
    for (const event of EVENTS) expect(insert(whole, event)).toBe(null);
  });

  it.each<[string, KeptEvent, KeptEvent]>([
    ['a reading', reading('body-weight', 59, 80, 10), reading('body-weight', 59, 80, 400)],
    ['a response', answered(0, 'b', 10), answered(0, 'b', 91)],
  ])('keep of two receptions of %s the earlier', (_, earlier, later) => {
    expect(insert(whole, later)).toBe(null);
    const events = chunksOf(insert(whole, earlier) ?? NO_TAIL).flatMap(eventsOf);
    expect(events).toEqual(EVENTS.map((event) => (comparePlaces(event, earlier) === 0 ? earlier : event)));
  });

  it('know whether one more comes after all of them', () => {
    for (const place of EVENTS.keys()) {
      const tail = withEvents(NO_TAIL, EVENTS.slice(0, place));
      expect(EVENTS.map((event) => comesAfter(tail, event))).toEqual(EVENTS.map((_, other) => other >= place));
    }
  });

  it('know their newest instant, of whatever kind it is', () => {
    expect(newestAt(NO_TAIL)).toBe(Number.NEGATIVE_INFINITY);
    for (const place of EVENTS.keys()) {
      expect(newestAt(withEvents(NO_TAIL, EVENTS.slice(0, place + 1)))).toBe(EVENTS[place]?.at);
    }
  });

  it('leave by whole hours', () => {
    const hoursFrom = (minute: number) =>
      chunksOf(dropBefore(whole, START + minute * MINUTE)).map(({ hour }) => hour - START / HOUR);
    expect(hoursFrom(0)).toEqual([0, 1, 3, 5]);
    expect(hoursFrom(1)).toEqual([1, 3, 5]);
    expect(hoursFrom(60)).toEqual([1, 3, 5]);
    expect(hoursFrom(180)).toEqual([3, 5]);
    expect(hoursFrom(999)).toEqual([]);
    expect(dropBefore(whole, START)).toBe(whole);
  });
});

describe('what a person cannot have seen who closed an alert', () => {
  const unseen = (minute: number, fromMinute = -1e6) =>
    unseenAt(whole, closed('a', minute), START + fromMinute * MINUTE).map((one) =>
      'type' in one ? one.responseId : `${metricAt(one.metric)} ${one.value} after ${one.delay / MINUTE}`,
    );

  it.each([
    [-1, []],
    [0, ['oxygen-saturation 93 after 5', 'b']],
    [4, ['oxygen-saturation 93 after 5', 'b']],
    [5, ['b']],
    [59, ['body-weight 80 after 300', 'b']],
    [89, ['body-weight 80 after 300', 'b']],
    [90, ['body-weight 80 after 300']],
    [301, ['body-weight 80 after 300', 'd']],
    [358, ['body-weight 80 after 300']],
    [359, []],
  ])('is what was measured by minute %i and received later', (minute, expected) => {
    expect(unseen(minute)).toEqual(expected);
  });

  it('is nothing older than what is asked for, nor than ever waited for', () => {
    expect(unseen(80, 0)).toEqual(['body-weight 80 after 300', 'b']);
    expect(unseen(80, 1)).toEqual(['body-weight 80 after 300']);
    expect(unseen(80, 59)).toEqual(['body-weight 80 after 300']);
    expect(unseen(80, 60)).toEqual([]);
    const slow = withEvents(NO_TAIL, [reading('body-weight', 0, 80, 1e6), answered(0, 'slow', 1e6)]);
    const countAt = (ms: number) => unseenAt(slow, { ...closed('a', 0), at: START + ms }, START).length;
    expect([countAt(REACH), countAt(REACH + 1)]).toEqual([2, 0]);
    expect(LATENESS).toBeLessThan(REACH);
  });
});

describe('what a person cannot have seen whose close counts later than it was made', () => {
  const received = (minute: number, after: number) => reading('heart-rate', minute, 100 + minute, after);
  const tail = withEvents(NO_TAIL, [received(0, 2), received(1, 0), received(5, 20)]);
  const unseen = (minute: number, made: number, baseMinute: number) =>
    unseenAt(tail, { ...closed('a', minute), seenUntil: START + made * MINUTE }, START + baseMinute * MINUTE).map(
      (one) => 'value' in one && one.value - 100,
    );

  it.each([
    ['what came after it was made', 10, 0, [0, 1, 5]],
    ['and not what had come by then', 10, 1, [0, 5]],
    ['in the same minute neither', 10, 2, [5]],
  ])('is %s', (_, counts, made, expected) => {
    expect(unseen(counts, made, 0)).toEqual(expected);
  });

  it('is also what the base holds by then, but nothing that comes there later', () => {
    expect(unseen(10, 0, 6)).toEqual([0, 1]);
    expect(unseen(30, 0, 6)).toEqual([0, 1, 5]);
  });

  it('is kept with the close', () => {
    const close = { ...closed('a', 10), seenUntil: START };
    const kept = withEvents(tail, [close]);
    expect(chunksOf(kept).flatMap(closesOf)).toEqual([close]);
    expect(chunksOf(kept).flatMap(eventsOf)).toContainEqual(close);
    expect(insert(tail, close)).toEqual(kept);
    expect(chunksOf(withEvents(tail, [closed('a', 10)])).flatMap(closesOf)).toEqual([closed('a', 10)]);
  });
});

describe('when a person last closed an alert', () => {
  const tail = withEvents(NO_TAIL, [
    reading('heart-rate', 0, 60),
    closed('a', 5),
    closed('b', 20),
    reading('heart-rate', 200, 60),
  ]);
  it.each([
    ['is told where it was after that', 10, 20],
    ['is told where it was in that instant', 20, 20],
    ['is not told where it was before', 21, null],
    ['is not looked for in the hours before', 150, null],
    ['is not told of the time ahead', 300, null],
  ])('%s', (_, since, at) => {
    expect(closedSince(tail, START + since * MINUTE)).toBe(at === null ? null : START + at * MINUTE);
  });
  it('is nothing where nobody has', () => {
    expect(closedSince(NO_TAIL, START)).toBeNull();
    expect(closedSince(withEvents(NO_TAIL, [reading('heart-rate', 0, 60)]), START)).toBeNull();
  });
  it('is found behind hours without one', () => {
    const later = withEvents(tail, [reading('heart-rate', 300, 60), reading('heart-rate', 400, 60)]);
    expect(closedSince(later, START)).toBe(START + 20 * MINUTE);
  });
});
