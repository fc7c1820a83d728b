import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, MINUTE, type World } from '../testing/world.ts';

/*
 * What a team may read because it is a letter between it and another: a handover, a request that it made. For how long, and in whose name the
 * look is logged. Lise is of two teams: the response centre, which comes first, and the lung clinic, to which everything here is addressed.
 */
const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let hans: Client;
let lise: Client;
let liseId: string;
let episodeId: string;
let patientId: string;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 365 * DAY, sessionAbsoluteMs: 365 * DAY },
  }));
  kari = await api.signedIn(world.kari);
  hans = await api.signedIn(world.hans);
  const both = await world.person('Lise To-Team', 'physician', [world.responseTeam, world.lungTeam]);
  liseId = both.id;
  lise = await api.signedIn(both);
  for (const client of [kari, hans, lise]) await client.get('/api/v1/session');
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(NOW);
  ({ episodeId, patientId } = await world.follow([
    { teamId: world.heartTeam, from: BEGINNING },
    { teamId: world.homeTeam, from: BEGINNING + 5 * DAY },
  ]));
});

const offered = (about: object = {}) =>
  world.offer(episodeId, { fromTeam: world.homeTeam, toTeam: world.lungTeam, by: world.kari, at: NOW, ...about });
const statusOf = async (client: Client, handoverId: string) =>
  (await client.get(`/api/v1/handovers/${handoverId}`)).status;
/** The letters about this patient that a person is shown. */
async function letters(client: Client) {
  const { body } = await client.get('/api/v1/handovers');
  const all = [...body.inbox, ...body.outbox, ...body.requests.toUs, ...body.requests.fromUs];
  return all.filter((letter: { episodeId: string }) => letter.episodeId === episodeId);
}
const listed = async (client: Client): Promise<string[]> => (await letters(client)).map(({ id }) => id);
async function logged() {
  const { rows } = await db.pool.query<{ action: string; basis: string; team: string }>(
    `select action, basis, team.name as team from access_log left join team on team.id = team_id
     where practitioner_id = $1 and episode_id = $2 and allowed order by seq`,
    [liseId, episodeId],
  );
  return rows;
}
/** The lung clinic follows the same patient for a wound, and sees nothing of this follow-up. */
async function followedElsewhere(): Promise<void> {
  await db.pool.query(
    `
      with started as (
        insert into episode (id, patient_id, condition, protocol_id, protocol_version, period)
        select $1, $2, 'wound', protocol_id, protocol_version, tstzrange($3, null) from episode where id = $4 returning id
      )
      insert into responsibility (id, episode_id, team_id, period) select gen_random_uuid(), id, $5, tstzrange($3, null) from started
    `,
    [randomUUID(), patientId, new Date(BEGINNING), episodeId, world.lungTeam],
  );
}
async function asked(): Promise<string> {
  await followedElsewhere();
  const answer = await lise.post(`/api/v1/episodes/${episodeId}/handover-requests`, {
    teamId: world.lungTeam,
    reason: 'On our ward',
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

describe('the log names the team by which it was seen', () => {
  test('where an offer is open, has been declined, or nobody answered it', async () => {
    const handoverId = await offered({ deadlineAt: NOW + HOUR });
    expect(await statusOf(lise, handoverId)).toBe(200);
    clock.advance(2 * HOUR);
    expect(await statusOf(lise, handoverId)).toBe(200);
    expect(await listed(lise)).toContain(handoverId);
    expect(await logged()).toEqual([
      { action: 'read handover', basis: 'invited', team: 'Lungepoliklinikken' },
      { action: 'read handover', basis: 'invited', team: 'Lungepoliklinikken' },
      { action: 'list handovers', basis: 'invited', team: 'Lungepoliklinikken' },
    ]);
  });

  test('where it has asked, which is no invitation', async () => {
    const requestId = await asked();
    clock.advance(MINUTE);
    expect(await listed(lise)).toContain(requestId);
    const act = { version: 1 };
    expect((await lise.post(`/api/v1/handover-requests/${requestId}/withdraw`, act)).status).toBe(200);
    expect(await logged()).toEqual([
      { action: 'request handover', basis: 'asked', team: 'Lungepoliklinikken' },
      { action: 'list handovers', basis: 'asked', team: 'Lungepoliklinikken' },
      { action: 'withdraw handover request', basis: 'asked', team: 'Lungepoliklinikken' },
    ]);
  });
});

describe('a letter is closed again', () => {
  test('14 days after the deadline, when nobody answered and the timer was lost', async () => {
    const handoverId = await offered({ deadlineAt: NOW + HOUR });
    clock.set(NOW + HOUR + 14 * DAY);
    expect([await statusOf(lise, handoverId), await listed(lise)]).toEqual([200, expect.arrayContaining([handoverId])]);
    clock.advance(1);
    expect([await statusOf(lise, handoverId), await listed(lise)]).toEqual([404, []]);
  });

  test('14 days after it was declined, however far ahead its effect would have been', async () => {
    const offer = {
      toTeamId: world.lungTeam,
      isbar: ISBAR,
      deadlineAt: new Date(NOW + HOUR).toISOString(),
      effectiveAt: new Date(NOW + 80 * DAY).toISOString(),
    };
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, offer);
    clock.advance(MINUTE);
    const declined = await lise.post(`/api/v1/handovers/${body.id}/decline`, { version: 1, reason: 'Full' });
    expect(declined.status, JSON.stringify(declined.body)).toBe(200);
    clock.advance(14 * DAY + 1);
    expect([await statusOf(lise, body.id), await listed(lise)]).toEqual([404, []]);
  });

  test('after a take-over whose after-review nobody wrote: when the former team may read no more', async () => {
    const taken = await hans.post(`/api/v1/episodes/${episodeId}/take-over`, {
      teamId: world.heartTeam,
      reason: 'Ambulance',
      illnessSeverity: 'unstable',
      firstAction: 'Admit',
    });
    expect(taken.status, JSON.stringify(taken.body)).toBe(201);
    clock.advance(30 * DAY - 1);
    expect([await statusOf(kari, taken.body.id), (await listed(kari)).includes(taken.body.id)]).toEqual([200, true]);
    clock.advance(2);
    expect([await statusOf(kari, taken.body.id), (await listed(kari)).includes(taken.body.id)]).toEqual([404, false]);
  });
});

describe('a request that nobody answers', () => {
  const withdraw = (requestId: string) => lise.post(`/api/v1/handover-requests/${requestId}/withdraw`, { version: 1 });

  test('says until when it waits, shows nothing of the follow-up, and lapses then, with a timer or without', async () => {
    const requestId = await asked();
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);
    clock.advance(14 * DAY - 1);
    expect(await letters(kari)).toMatchObject([
      { id: requestId, status: 'open', deadlineAt: new Date(NOW + 14 * DAY).toISOString() },
    ]);
    clock.advance(1);
    expect(await letters(lise)).toMatchObject([
      { id: requestId, status: 'lapsed', decidedAt: new Date(NOW + 14 * DAY).toISOString() },
    ]);
    expect(await withdraw(requestId)).toMatchObject({ status: 409, body: { reason: 'request-already-answered' } });
  });

  test('shows the patient’s name no longer 14 days after that', async () => {
    const requestId = await asked();
    clock.advance(28 * DAY);
    expect([await listed(lise), (await withdraw(requestId)).status]).toEqual([[requestId], 409]);
    clock.advance(1);
    expect([await listed(lise), (await withdraw(requestId)).status]).toEqual([[], 404]);
  });

  test('may be made anew', async () => {
    const requestId = await asked();
    clock.advance(14 * DAY);
    const again = await lise.post(`/api/v1/episodes/${episodeId}/handover-requests`, {
      teamId: world.lungTeam,
      reason: 'Still on our ward',
    });
    expect(again.status, JSON.stringify(again.body)).toBe(201);
    const { rows } = await db.pool.query(
      `select kind, data from change where episode_id = $1 and kind = 'handover-request-lapsed'`,
      [episodeId],
    );
    expect(rows).toEqual([{ kind: 'handover-request-lapsed', data: { requestId, askingTeamId: world.lungTeam } }]);
  });
});
