import { createClock, type TestDatabase } from '@samvakt/harness';
import { lookAtEscalation, readStrandedClaims } from '@samvakt/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR } from '../testing/world.ts';

/*
 * What one team has declared of its hours and cover cannot be read. Its own pages say so, nothing is written over it, red reaches its people all the same, and no other team suffers.
 */

const NOW = BEGINNING + HOUR;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let lise: Client;
let of: string;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  const { world } = api;
  [kari, lise] = [await api.signedIn(world.kari), await api.signedIn(world.lise)];
  of = `/api/v1/teams/${world.homeTeam}`;
  await kari.post(`${of}/lead`, { practitionerId: world.kari.id });
  // Covered by another team, so that who covers for whom is asked of it too.
  await db.pool.query(`update declaration set opening_hours = '{"kind": "of-later"}', cover = $2 where team_id = $1`, [
    world.homeTeam,
    JSON.stringify({ kind: 'team', teamId: world.responseTeam }),
  ]);
});
afterAll(async () => {
  await api.stop();
});

const refused = {
  status: 409,
  body: { code: 'conflict', reason: 'hours-unreadable', detail: expect.stringContaining('cannot be read') },
};

test('its own pages say so: hours and week, the versions that there were, and cover', async () => {
  expect(await kari.get(`${of}/hours`)).toMatchObject(refused);
  expect(await kari.get(`${of}/watch`)).toMatchObject(refused);
  expect(await kari.get(`${of}/hours/history`)).toMatchObject({
    status: 200,
    body: { versions: [{ version: 1, act: 'registered', openingHours: null, cover: null, coveringTeam: null }] },
  });
  expect(await kari.get('/api/v1/cover')).toMatchObject({
    status: 200,
    body: { teams: [], unreadable: [{ id: api.world.homeTeam }] },
  });
  expect(api.logged.some((line) => line.includes(`what team ${api.world.homeTeam} has declared`))).toBe(true);
});

test('nothing is written over it, nor judged by it', async () => {
  const hours = { version: 1, openingHours: { kind: 'always' }, cover: null, reason: 'Begin anew' };
  expect(await kari.post(`${of}/hours`, hours)).toMatchObject(refused);
  const cover = { version: 1, cover: { kind: 'team', teamId: api.world.responseTeam }, reason: 'Nights' };
  expect(await kari.post(`${of}/cover`, cover)).toMatchObject(refused);
  const { episodeId } = await api.world.follow([{ teamId: api.world.lungTeam, from: BEGINNING }]);
  const letter = { toTeamId: api.world.homeTeam, isbar: ISBAR, deadlineAt: new Date(NOW + DAY).toISOString() };
  expect(await lise.post(`/api/v1/episodes/${episodeId}/handovers`, letter)).toMatchObject(refused);
  const { rows } = await db.pool.query('select count(*)::int as count from declaration where team_id = $1', [
    api.world.homeTeam,
  ]);
  expect(rows).toEqual([{ count: 1 }]);
});

test('its red alerts reach its people, who can take and close them; no other team suffers', async () => {
  const own = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  const others = await api.world.follow([{ teamId: api.world.lungTeam, from: BEGINNING }]);
  const alertId = await api.world.raise(own.episodeId);
  await api.world.raise(others.episodeId);
  const faults: string[] = [];
  const onFault = ({ message }: Error) => void faults.push(message);
  const look = await api.database.transaction((client) => lookAtEscalation(client, { alertId, now: NOW, onFault }));
  expect(look).toBe('told');
  expect(faults).toEqual([`what team ${api.world.homeTeam} has declared of its hours and cover cannot be read`]);
  expect(await kari.get('/api/v1/worklist')).toMatchObject({ status: 200 });
  expect(await kari.get(`/api/v1/episodes/${own.episodeId}`)).toMatchObject({
    status: 200,
    body: { watchUnreadable: true },
  });
  expect(await lise.get(`/api/v1/episodes/${others.episodeId}`)).toMatchObject({
    status: 200,
    body: { status: 'red' },
  });
  expect(await lise.get('/api/v1/worklist')).toMatchObject({ status: 200 });
  const claimed = await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
  expect(claimed).toMatchObject({ status: 200 });
  await expect(readStrandedClaims(db.pool, NOW + HOUR)).resolves.toEqual([]);
  const closed = { version: claimed.body.version, outcome: 'contacted-patient' };
  expect(await kari.post(`/api/v1/alerts/${alertId}/resolve`, closed)).toMatchObject({ status: 200 });
});

test('a policy that cannot be read keeps no red alert from being told: by the policy of the platform, and the line says so', async () => {
  const { world } = api;
  await db.pool.query(
    `insert into escalation_policy (team_id, version, body, set_by, set_at, reason, holds_from, planned)
     values ($1, 1, '{"steps": "later"}', $2, $3, 'Own', $3, false)`,
    [world.lungTeam, world.lise.id, new Date(BEGINNING)],
  );
  const { episodeId } = await world.follow([{ teamId: world.lungTeam, from: BEGINNING }]);
  const alertId = await world.raise(episodeId);
  const faults: string[] = [];
  const onFault = ({ message }: Error) => void faults.push(message);
  const look = await api.database.transaction((client) => lookAtEscalation(client, { alertId, now: NOW, onFault }));
  expect(look).toBe('told');
  expect(faults).toEqual([`version 1 of the escalation policy of team ${world.lungTeam} cannot be read`]);
  const lines = () =>
    db.pool.query(
      `select data ->> 'policyVersion' as version from change where alert_id = $1 and kind = 'alert-escalated'`,
      [alertId],
    );
  expect((await lines()).rows).toEqual([{ version: '0' }]);
});
