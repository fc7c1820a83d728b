import { expect, test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import { rebuildTriage, tryRebuild } from './rebuild.ts';
import { markUnjudged } from './unjudged.ts';
import { TriageUnreadable } from './unreadable.ts';

/*
 * The row of what triage remembers is gone: by a hand, by half of a restore. Where anything has been judged that is as what cannot be read, and nothing begins anew in silence; a
 * follow-up of which nothing has come yet begins by itself. Red below 90, a saturation is missing after 30 hours.
 */

const on = oneJudgedEpisodeEach(12);
const { receive, close, tick } = on;
const NOW = START + 40 * HOUR;
const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;
const lose = () => rows('delete from triage_state where episode_id = $1', on.episodeId);
const isThere = async () => (await rows('select from triage_state where episode_id = $1', on.episodeId)).length === 1;
const rebuild = (now: number) =>
  on.database.transaction((client) =>
    rebuildTriage(client, { episodeId: on.episodeId, by: 'Drift', reason: 'Lost', evenIfReadable: false, now }),
  );
const look = (now: number) => on.database.transaction((client) => tryRebuild(client, { episodeId: on.episodeId, now }));
const standing = async () =>
  (await on.alerts()).filter(({ status }) => status !== 'resolved').map(({ ruleId }) => ruleId);

test.each([
  ['a red alert stands open', () => receive(85, { at: START + HOUR })],
  ['what was good has come', () => receive(96, { at: START + HOUR })],
  ['only a timer has fired', () => tick(START + HOUR)],
])('%s: nothing begins anew, acts are refused as such, and what is made anew is what was', async (_, begin) => {
  await begin();
  const before = await on.alerts();
  await lose();
  const refused = [
    () => receive(80, { at: NOW }),
    () => tick(NOW),
    () => on.pause(NOW),
    ...(before.length > 0 ? [() => close(NOW)] : []),
  ];
  for (const act of refused) await expect(act()).rejects.toThrow(TriageUnreadable);
  expect(await isThere()).toBe(false);
  expect(await on.alerts()).toEqual(before);

  expect(await rebuild(NOW)).toMatchObject({ was: 'missing' });
  await receive(80, { at: NOW + HOUR });
  expect(await standing()).toContain('saturation-low');
  expect(await look(NOW + 2 * HOUR)).toMatchObject({ was: 'readable', differs: false });
  await on.alertsJudgedAgain();
});

test('what was set aside meanwhile is kept beside the room that is made for it, and asks for a review', async () => {
  await receive(96, { at: START + HOUR });
  await on.setLow(88, { now: START + 2 * HOUR });
  await receive(96, { at: START + 20 * HOUR });
  await lose();
  await on.database.transaction((client) => markUnjudged(client, [on.patientId], { deviceId: 'hub', now: NOW }));
  await expect(receive(80, { at: NOW })).rejects.toThrow(TriageUnreadable);
  expect(await rebuild(NOW + HOUR)).toMatchObject({ unjudgedSince: NOW });
  expect(await standing()).toContain('review:refused');
  await receive(89, { at: NOW + 2 * HOUR });
  expect(await standing()).not.toContain('saturation-low');
  expect(await look(NOW + 3 * HOUR)).toMatchObject({ was: 'readable', differs: false });
});

test('a follow-up of which nothing has come begins by itself, and for two at once only once', async () => {
  await lose();
  await on.database.transaction((client) => markUnjudged(client, [on.patientId], { deviceId: 'hub', now: START }));
  expect(await isThere()).toBe(false);
  await on.whileItWaits(
    (client) => receive(96, { at: START + HOUR }, 'oxygen-saturation', client),
    () => receive(85, { at: START + 2 * HOUR }),
  );
  expect(await standing()).toEqual(['saturation-low']);
  await receive(95, { at: START + 3 * HOUR });
  expect(await look(START + 4 * HOUR)).toMatchObject({
    was: 'readable',
    differs: false,
    given: { readings: 3 },
  });
  await on.alertsJudgedAgain();
});

test('a follow-up of which a timer is the first to tell begins by itself', async () => {
  await lose();
  await tick(START + 31 * HOUR);
  expect(await standing()).toEqual(['saturation-missing']);
  expect(await look(START + 32 * HOUR)).toMatchObject({ was: 'readable', differs: false });
});
