import { test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';

/*
 * A person closes an alert in the very millisecond in which limits change, or beside it, whichever has the lock first: what the person has seen opens nothing
 * again, what nobody has seen does, and each alert is judged again to the same. The scene is red below 90, and below 86 by the limits that are set.
 */

const NOW = START + 10 * HOUR;
const SECOND = 1000;
const { receive, setLow, close, expectAlerts } = oneJudgedEpisodeEach(60);
const set = (now: number, since = now) => setLow(86, { now, since });

type Acts = readonly (() => Promise<unknown>)[];
/** The alert that is closed rests on a reading of an hour ago, and where it says so on one more of the instant. */
const ORDERS: [string, Acts][] = [
  ['limits, then the close, in one millisecond', [() => set(NOW), () => close(NOW)]],
  ['the close, then limits, in one millisecond', [() => close(NOW), () => set(NOW)]],
  ['the close in the millisecond after the limits', [() => set(NOW), () => close(NOW + 1)]],
  ['the close in the millisecond before the limits', [() => close(NOW), () => set(NOW + 1)]],
  ['a close that waited while limits were set', [() => set(NOW + 5), () => close(NOW)]],
  ['limits that waited while the alert was closed', [() => close(NOW + 5), () => set(NOW)]],
  [
    'a reading, limits and the close in one millisecond',
    [() => receive(84, { at: NOW - SECOND, receivedAt: NOW }), () => set(NOW), () => close(NOW)],
  ],
  [
    'a reading of the very millisecond, limits and the close in it',
    [() => receive(84, { at: NOW }), () => set(NOW), () => close(NOW)],
  ],
  [
    'a reading of the very millisecond, the close in it, and limits in it',
    [() => receive(84, { at: NOW }), () => close(NOW), () => set(NOW)],
  ],
  [
    'a reading and limits in one millisecond, and the close in the next',
    [() => receive(84, { at: NOW }), () => set(NOW), () => close(NOW + 1)],
  ],
  [
    'a reading of a device whose clock is ahead, limits and the close',
    [() => receive(84, { at: NOW + 60 * SECOND, receivedAt: NOW }), () => set(NOW), () => close(NOW)],
  ],
  [
    'the close in the millisecond in which limits begin by the clock',
    [() => set(NOW - HOUR / 2, NOW), () => close(NOW)],
  ],
  ['the close in the millisecond after that', [() => set(NOW - HOUR / 2, NOW), () => close(NOW + 1)]],
  ['the close in the millisecond before that', [() => set(NOW - HOUR / 2, NOW), () => close(NOW - 1)]],
];

test.each(ORDERS)(
  '%s: what was seen opens nothing again, and what is not low by the limits neither',
  async (_, acts) => {
    await receive(85, { at: NOW - HOUR });
    for (const act of acts) await act();
    await expectAlerts('resolved');
    await receive(87, { at: NOW + HOUR });
    await expectAlerts('resolved');
  },
);

test.each(ORDERS)('%s: what is measured afterwards opens an alert of its own', async (_, acts) => {
  await receive(85, { at: NOW - HOUR });
  for (const act of acts) await act();
  await receive(83, { at: NOW + HOUR });
  await expectAlerts('resolved', 'open');
});

test.each(ORDERS)('%s: so does what was measured before and came afterwards', async (_, acts) => {
  await receive(85, { at: NOW - HOUR });
  for (const act of acts) await act();
  await receive(83, { at: NOW - 5 * SECOND, receivedAt: NOW + 2 * SECOND });
  await expectAlerts('resolved', 'open');
});

test.each([
  ['a close that waited', [() => receive(83, { at: NOW + 1, receivedAt: NOW + 2 })]],
  [
    'a close that waited, where limits were set too',
    [() => receive(83, { at: NOW + 1, receivedAt: NOW + 2 }), () => set(NOW + 5)],
  ],
  [
    'a close that waited, where limits were set before',
    [() => set(NOW + 1), () => receive(83, { at: NOW + 1, receivedAt: NOW + 3 })],
  ],
  ['a close that waited, of what was measured before', [() => receive(83, { at: NOW - SECOND, receivedAt: NOW + 2 })]],
  [
    'a close that waited, of what was measured before, where limits were set too',
    [() => receive(83, { at: NOW - SECOND, receivedAt: NOW + 2 }), () => set(NOW + 5)],
  ],
] as [string, Acts][])('%s: what came while it did was not seen, and stands open', async (_, acts) => {
  await receive(85, { at: NOW - HOUR });
  for (const act of acts) await act();
  await close(NOW);
  await receive(97, { at: NOW + HOUR });
  await expectAlerts('resolved', 'open');
});
