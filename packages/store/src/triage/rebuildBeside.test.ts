import { expect, test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import type { Database } from '../database.ts';
import { rebuildBeside, tryRebuild } from './rebuild.ts';
import { markUnjudged } from './unjudged.ts';

/* The history is replayed beside everything else, and put in place where nothing has happened meanwhile. */

const on = oneJudgedEpisodeEach(8);
const NOW = START + 40 * HOUR;
const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;
const breakState = () => rows(`update triage_state set state = '' where episode_id = $1`, on.episodeId);
const look = (now: number) => on.database.transaction((client) => tryRebuild(client, { episodeId: on.episodeId, now }));

/** What happens after each transaction, from the first on; gives how many there were. */
async function rebuild(...meanwhile: (() => Promise<unknown>)[]) {
  let transactions = 0;
  const transaction: Database['transaction'] = async (work) => {
    const done = await on.database.transaction(work);
    await meanwhile[transactions]?.();
    transactions += 1;
    return done;
  };
  const order = { episodeId: on.episodeId, by: 'Drift', reason: 'A disk', evenIfReadable: false, now: NOW };
  return { told: await rebuildBeside({ transaction }, order), transactions };
}

const mark = (now: number) => () =>
  on.database.transaction((client) => markUnjudged(client, [on.patientId], { deviceId: 'hub', now }));
const lines = () => rows(`select from change where episode_id = $1 and kind = 'triage-rebuilt'`, on.episodeId);

test('with nothing meanwhile it is replayed once, without locks, and put in place', async () => {
  await on.receive(85, { at: START + HOUR });
  await breakState();
  const waiting = async () => {
    // Whoever needs the row has it while the history is replayed.
    const { rows: free } = await on.db.pool.query('select from triage_state where episode_id = $1 for update nowait', [
      on.episodeId,
    ]);
    expect(free).toHaveLength(1);
  };
  expect(await rebuild(waiting)).toMatchObject({ transactions: 2, told: { was: 'unreadable' } });
  expect(await look(NOW + HOUR)).toMatchObject({ was: 'readable', differs: false });
  expect(await lines()).toHaveLength(1);
});

test('what could not be judged meanwhile is in what is made then', async () => {
  await on.receive(85, { at: START + HOUR });
  await breakState();
  const { told, transactions } = await rebuild(mark(NOW - HOUR));
  expect(transactions).toBe(4);
  expect(told).toMatchObject({ unjudgedSince: NOW - HOUR });
  expect((await on.alerts()).map(({ ruleId }) => ruleId)).toContain('review:refused');
  expect(await lines()).toHaveLength(1);
});

test('what could not be judged after it was asked for is asked about when it came, not before', async () => {
  await on.receive(85, { at: START + HOUR });
  await breakState();
  const cameAt = NOW + HOUR / 2;
  const { told } = await rebuild(mark(cameAt));
  expect(told).toMatchObject({ at: cameAt, unjudgedSince: cameAt });
  const review = (await on.alerts()).find(({ ruleId }) => ruleId === 'review:refused');
  expect(review?.openedAt.getTime()).toBe(cameAt);
  expect(await look(NOW + 2 * HOUR)).toMatchObject({ was: 'readable', differs: false });
});

test('where something happens every time it is made under the lock at last', async () => {
  await on.receive(85, { at: START + HOUR });
  await breakState();
  const low = (value: number) => () => on.setLow(value, { now: NOW - HOUR });
  const { told, transactions } = await rebuild(low(89), mark(NOW), low(88), mark(NOW), low(87), mark(NOW));
  expect(transactions).toBe(7);
  expect(told).toMatchObject({ was: 'unreadable' });
  expect(await look(NOW + HOUR)).toMatchObject({ was: 'readable' });
  expect(await lines()).toHaveLength(1);
});

test('a row that is gone is made under the lock; an order that says not who, or of what can be read, is refused', async () => {
  await on.receive(85, { at: START + HOUR });
  const order = { episodeId: on.episodeId, by: ' ', reason: 'A disk', evenIfReadable: false, now: NOW };
  await expect(rebuildBeside(on.database, order)).rejects.toMatchObject({ refusal: 'reason-missing' });
  await expect(rebuild()).rejects.toMatchObject({ refusal: 'triage-readable' });
  await rows('delete from triage_state where episode_id = $1', on.episodeId);
  expect(await rebuild()).toMatchObject({ transactions: 2, told: { was: 'missing' } });
});
