import { randomUUID } from 'node:crypto';
import { NotificationListSchema, WorklistSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { endClaim, lookAtEscalation, setEscalationPolicy } from '@samvakt/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE, type World } from '../testing/world.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let knut: Client;
let rita: Client;
let lise: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
  kari = await api.signedIn(world.kari);
  knut = await api.signedIn(world.knut);
  rita = await api.signedIn(world.rita);
  lise = await api.signedIn(world.lise);
  for (const client of [kari, knut, rita, lise]) await client.get('/api/v1/session');
  // The response centre covers when the team is closed.
  await db.pool.query('update declaration set opening_hours = $2, cover = $3 where team_id = $1', [
    world.homeTeam,
    JSON.stringify({ kind: 'always' }),
    JSON.stringify({ kind: 'team', teamId: world.responseTeam }),
  ]);
  await db.pool.query(`update declaration set opening_hours = '{"kind":"always"}' where team_id = $1`, [
    world.responseTeam,
  ]);
  const policy = {
    steps: [
      { afterMs: 0, target: 'team' as const, severities: ['red' as const] },
      { afterMs: MINUTE, target: 'covering-team' as const, severities: ['red' as const] },
    ],
    rounds: 1,
    answerMs: MINUTE,
  };
  const set = { teamId: world.homeTeam, version: 0, policy, reason: 'Of the test', practitionerId: null, now: NOW };
  await api.database.transaction((client) => setEscalationPolicy(client, set));
});
afterAll(() => api.stop());

const look = (alertId: string) =>
  api.database.transaction((client) => lookAtEscalation(client, { alertId, now: clock.now() }));
const list = async (client: Client) => NotificationListSchema.parse((await client.get('/api/v1/notifications')).body);
const seen = (client: Client, ...notificationIds: string[]) =>
  client.post('/api/v1/notifications/seen', { notificationIds });

test('say whose alert it is to who may see it, and to a team that covers no more only whom to call; nobody else hears of it', async () => {
  const { episodeId, patientId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
  const alertId = await world.raise(episodeId, { at: NOW });
  const openingHours = 'update declaration set opening_hours = $2 where team_id = $1';
  const closed = { kind: 'weekly', timeZone: 'Europe/Oslo', week: [], holidays: 'closed' };
  await look(alertId);
  clock.advance(MINUTE);
  await db.pool.query(openingHours, [world.homeTeam, JSON.stringify(closed)]);
  await look(alertId);

  expect(await list(kari)).toMatchObject({
    unseen: 1,
    notifications: [
      {
        kind: 'escalation',
        severity: 'red',
        standing: true,
        seenAt: null,
        to: { type: 'team', team: { name: 'Hjemmeoppfølging' } },
        step: { round: 1, place: 1, target: 'team' },
        about: { episodeId, alertId, patient: { id: patientId }, meaning: { nb: 'Lav oksygenmetning' } },
      },
    ],
  });
  expect(await list(rita)).toMatchObject({ unseen: 1, notifications: [{ about: { episodeId }, step: { place: 2 } }] });
  await db.pool.query(openingHours, [world.homeTeam, JSON.stringify({ kind: 'always' })]);
  const covered = await list(rita);
  expect(covered).toMatchObject({
    unseen: 1,
    notifications: [{ about: null, accountableTeam: { id: world.homeTeam, phone: '+4700000000' }, step: { place: 2 } }],
  });
  expect(JSON.stringify(covered)).not.toContain(patientId);
  expect(JSON.stringify(covered)).not.toContain('Testmann');
  expect(await list(lise)).toMatchObject({ unseen: 0, notifications: [] });
  const { rows } = await db.pool.query(
    `select practitioner_id from access_log where action = 'list notifications' and patient_id = $1 order by seq`,
    [patientId],
  );
  expect(rows.map((row) => row.practitioner_id)).toEqual([world.kari.id, world.rita.id]);

  clock.advance(MINUTE);
  expect(await look(alertId)).toBe('gave-up');
  const { items } = WorklistSchema.parse((await kari.get('/api/v1/worklist')).body);
  expect(items.find((item) => item.episodeId === episodeId)?.unanswered).toBe(1);
  const episode = await kari.get(`/api/v1/episodes/${episodeId}`);
  expect(episode.body.openAlerts).toMatchObject([{ escalation: { status: 'exhausted', nextAt: null } }]);

  const claimed = await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
  expect(claimed.body).toMatchObject({
    claimedUntil: new Date(clock.now() + 2 * HOUR).toISOString(),
    escalation: null,
  });
  expect((await list(kari)).unseen).toBe(0);
  clock.advance(2 * HOUR);
});

test('of a claim that ended are the whole team’s, each marks them for himself, and again changes nothing', async () => {
  const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }], null, 'Glemt');
  const alertId = await world.raise(episodeId, { at: clock.now() });
  const kariNow = await api.signedIn(world.kari);
  await kariNow.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
  clock.advance(2 * HOUR);
  await api.database.transaction((client) => endClaim(client, { alertId, now: clock.now() }));
  const [kariLater, knutLater] = [await api.signedIn(world.kari), await api.signedIn(world.knut)];
  const told = (await list(knutLater)).notifications.find((one) => one.kind === 'claim-ended');
  expect(told).toMatchObject({ standing: true, about: { patient: { name: 'Synne Glemt' } }, step: null });
  const id = told?.id ?? '';
  for (let times = 0; times < 2; times += 1) expect((await seen(knutLater, id)).status).toBe(204);
  const of = async (client: Client) => (await list(client)).notifications.find((one) => one.id === id)?.seenAt;
  expect(await of(knutLater)).toBe(new Date(clock.now()).toISOString());
  expect(await of(kariLater)).toBeNull();
  const strange = await seen(await api.signedIn(world.lise), id);
  expect(strange).toMatchObject({ status: 404, body: { reason: 'no-such-notification' } });
  expect((await seen(kariLater, id, randomUUID())).status).toBe(404);
  expect(await of(kariLater)).toBeNull();
  expect((await seen(kariLater)).status).toBe(422);
});
