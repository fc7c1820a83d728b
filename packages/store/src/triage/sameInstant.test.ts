import { expect, test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';

/*
 * Readings are judged and limits are set in one and the same millisecond, or begin or end while a reading waits in a batch: by which limits each was judged is by who had the lock first, and judging again must come to
 * the same. The scene is red below 90, and asks for a reading a day.
 */

const NOW = START + 10 * HOUR;
const on = oneJudgedEpisodeEach(10);
const { tick } = on;

/** Received, and judged, at the frozen instant. */
const receive = (value: number, { secondsOld = 1, receivedAt = NOW, now = NOW } = {}) =>
  on.receive(value, { at: NOW - secondsOld * 1000, receivedAt, now });
const set = (low: number, now = NOW) => on.setLow(low, { now });

async function expectJudgedBy(limits: (number | null)[]): Promise<void> {
  expect((await on.alertsJudgedAgain()).map(({ limitsVersion }) => limitsVersion)).toEqual(limits);
}

test('a reading that is judged before the limits of its instant is judged again by what held before them', async () => {
  await receive(89);
  await set(86);
  await expectJudgedBy([null]);
});

test('a reading that is judged after the limits of its instant is judged again by them', async () => {
  await set(86);
  await receive(85);
  await expectJudgedBy([1]);
});

test('of two readings of the instant each is judged again by what judged it', async () => {
  await receive(95, { secondsOld: 2 });
  await set(86);
  await receive(85);
  await expectJudgedBy([1]);
});

test('limits that are set twice in the instant, with readings in between', async () => {
  await receive(95, { secondsOld: 4 });
  await set(86);
  await receive(87, { secondsOld: 3 });
  await set(88);
  await receive(87, { secondsOld: 2 });
  await expectJudgedBy([2]);
  await set(85);
  await receive(86, { secondsOld: 1 });
  await expectJudgedBy([2]);
});

test('limits whose act began before a reading came, and that were set after it was judged', async () => {
  await receive(89, { receivedAt: NOW + 20, now: NOW + 30 });
  await set(86);
  await expectJudgedBy([null]);
});

test.each([
  ['red by the protocol alone', 89],
  ['red by the limits too', 80],
])(
  'a reading that waits in a batch while the limits end by the clock is judged again without them: %s',
  async (_, value) => {
    await on.setLow(86, { now: NOW - HOUR, until: NOW });
    await receive(value, { receivedAt: NOW - 20, now: NOW + 20 });
    await expectJudgedBy([1]);
  },
);

test('a reading that waits in a batch while the limits begin by the clock is judged again by them', async () => {
  await on.setLow(93, { now: NOW - HOUR, since: NOW });
  await receive(92, { receivedAt: NOW - 20, now: NOW + 20 });
  await expectJudgedBy([1]);
});

/** When the reading of `receive(95)` has had no follower for 30 hours. */
const MISSED = NOW - 1000 + 30 * HOUR;

test('what is found missing in the instant of the limits, before them', async () => {
  await receive(95);
  await tick(MISSED);
  await set(86, MISSED);
  await tick(MISSED);
  await expectJudgedBy([null]);
});

test('what is found missing in the instant of the limits, after them', async () => {
  await receive(95);
  await receive(95, { secondsOld: 2, receivedAt: MISSED, now: MISSED });
  await set(86, MISSED);
  await tick(MISSED);
  await expectJudgedBy([1]);
});
