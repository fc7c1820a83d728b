import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client, TestApi } from '../testing/api.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, ISBAR, MINUTE, type World } from '../testing/world.ts';

/*
 * Every act on a request, by every role, in every state. The home team is accountable; the heart clinic had the patient last week; the lung clinic
 * follows the same patient for something else and sees nothing of this; the response centre has nothing to do with her.
 */
const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

beforeAll(async () => {
  ({ db, api, world, clients } = await openRoles(clock.now, (world) => ({
    accountable: world.kari,
    former: world.hans,
    elsewhere: world.lise,
    stranger: world.rita,
  })));
});
afterAll(() => api.stop());

const ROLES = ['accountable', 'former', 'elsewhere', 'stranger'] as const;
type Role = (typeof ROLES)[number];
const teamOf = (role: Role): string =>
  ({
    accountable: world.homeTeam,
    former: world.heartTeam,
    elsewhere: world.lungTeam,
    stranger: world.responseTeam,
  })[role];

async function followed(): Promise<string> {
  const { episodeId, patientId } = await world.follow([
    { teamId: world.heartTeam, from: BEGINNING },
    { teamId: world.homeTeam, from: BEGINNING + 5 * DAY },
  ]);
  const other = randomUUID();
  await db.pool.query(
    `
      with started as (
        insert into episode (id, patient_id, condition, protocol_id, protocol_version, period)
        select $1, $2, 'wound', protocol_id, protocol_version, tstzrange($3, null) from episode where id = $4 returning id
      )
      insert into responsibility (id, episode_id, team_id, period) select gen_random_uuid(), id, $5, tstzrange($3, null) from started
    `,
    [other, patientId, new Date(BEGINNING), episodeId, world.lungTeam],
  );
  return episodeId;
}
const ask = (role: Role, episodeId: string, more: object = {}) =>
  clients[role].post(`/api/v1/episodes/${episodeId}/handover-requests`, {
    teamId: teamOf(role),
    reason: 'She is on our ward',
    ...more,
  });
const act = (role: Role, what: 'refuse' | 'withdraw', requestId: string, version = 1) =>
  clients[role].post(`/api/v1/handover-requests/${requestId}/${what}`, {
    version,
    ...(what === 'refuse' ? { reason: 'She is going home today' } : {}),
  });
const offer = (role: Role, episodeId: string, more: object = {}) =>
  clients[role].post(`/api/v1/episodes/${episodeId}/handovers`, {
    toTeamId: world.lungTeam,
    isbar: ISBAR,
    deadlineAt: new Date(clock.now() + MINUTE).toISOString(),
    ...more,
  });

const STATES = ['open', 'answered', 'refused', 'withdrawn', 'lapsed'] as const;
type State = (typeof STATES)[number];

/** The lung clinic's request, brought to a state. */
async function requestIn(state: State): Promise<{ episodeId: string; requestId: string }> {
  const episodeId = await followed();
  const { status, body } = await ask('elsewhere', episodeId);
  expect(status, JSON.stringify(body)).toBe(201);
  const requestId: string = body.id;
  clock.advance(1);
  if (state === 'answered') expect((await offer('accountable', episodeId, { requestId })).status).toBe(201);
  if (state === 'refused') expect((await act('accountable', 'refuse', requestId)).status).toBe(200);
  if (state === 'withdrawn') expect((await act('elsewhere', 'withdraw', requestId)).status).toBe(200);
  if (state === 'lapsed') {
    // Offered without a look at the request, and accepted.
    const { body: made } = await offer('accountable', episodeId);
    const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };
    clock.advance(1);
    expect((await clients.elsewhere.post(`/api/v1/handovers/${made.id}/accept`, { version: 1, readBack })).status).toBe(
      200,
    );
  }
  clock.advance(1);
  return { episodeId, requestId };
}

/** Columns: open, answered, refused, withdrawn, lapsed (the lung clinic is then accountable itself). */
const ANSWERS: Record<'refuse' | 'withdraw' | 'offer', Record<Role, readonly number[]>> = {
  refuse: {
    accountable: [200, 409, 409, 409, 403],
    former: [403, 403, 403, 403, 403],
    elsewhere: [403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404],
  },
  withdraw: {
    accountable: [403, 403, 403, 403, 403],
    former: [403, 403, 403, 403, 403],
    elsewhere: [200, 409, 409, 409, 409],
    stranger: [404, 404, 404, 404, 404],
  },
  offer: {
    accountable: [201, 409, 409, 409, 403],
    former: [403, 403, 403, 403, 403],
    elsewhere: [404, 403, 404, 404, 422],
    stranger: [404, 404, 404, 404, 404],
  },
};

describe('an act on a request for the responsibility', () => {
  const cases = (['refuse', 'withdraw', 'offer'] as const).flatMap((what) =>
    ROLES.flatMap((role) =>
      STATES.map((state, column) => ({ what, role, state, status: ANSWERS[what][role][column] })),
    ),
  );
  test.each(cases)('$what by the $role when it is $state: $status', async ({ what, role, state, status }) => {
    const { episodeId, requestId } = await requestIn(state);
    const version = state === 'open' ? 1 : 2;
    const answer =
      what === 'offer' ? await offer(role, episodeId, { requestId }) : await act(role, what, requestId, version);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (answer.status === 404) expect(answer.body).not.toHaveProperty('detail');
    else if (answer.status >= 400) expect(answer.body.reason).toMatch(/^[a-z-]+$/);
  });

  test.each([
    ['former', 201],
    ['elsewhere', 201],
    ['accountable', 422],
    ['stranger', 404],
  ] as const)('is made by the %s: %i', async (role, status) => {
    const answer = await ask(role, await followed());
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  });

  test('asks once at a time, and within bounds', async () => {
    const episodeId = await followed();
    await ask('former', episodeId);
    expect((await ask('former', episodeId)).body).toMatchObject({ status: 409, reason: 'request-already-open' });
    const wantedAt = new Date(clock.now() + 91 * DAY).toISOString();
    expect((await ask('elsewhere', episodeId, { wantedAt })).body).toMatchObject({
      status: 422,
      reason: 'effect-too-far',
      detail: expect.stringContaining('90 days'),
    });
  });
});

describe('the lists of requests', () => {
  test('show the accountable team who asks and why, and the asker what became of it, but nothing of the episode', async () => {
    const { episodeId, requestId } = await requestIn('open');
    const mine = async (role: Role) => (await clients[role].get('/api/v1/handovers')).body.requests;
    const isThis = ({ id }: { id: string }) => id === requestId;
    expect((await mine('accountable')).toUs.find(isThis)).toMatchObject({
      status: 'open',
      reason: 'She is on our ward',
      team: { id: world.lungTeam },
    });
    expect((await mine('stranger')).toUs).toEqual([]);
    expect((await clients.elsewhere.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);
    await act('accountable', 'refuse', requestId);
    expect((await mine('elsewhere')).fromUs.find(isThis)).toMatchObject({
      status: 'refused',
      decisionReason: 'She is going home today',
    });
    expect((await mine('accountable')).toUs.find(isThis)).toMatchObject({ status: 'refused' });
  });

  test('lead to the offer that was made of it', async () => {
    const { requestId } = await requestIn('answered');
    const { body } = await clients.elsewhere.get('/api/v1/handovers');
    const request = body.requests.fromUs.find(({ id }: { id: string }) => id === requestId);
    expect(body.inbox.map(({ id }: { id: string }) => id)).toContain(request.handoverId);
  });

  test('and every look at them leaves a trace', async () => {
    const { episodeId } = await requestIn('open');
    await clients.accountable.get('/api/v1/handovers');
    const { rows } = await db.pool.query(
      `select action, practitioner_id from access_log where episode_id = $1 and action in ('request handover', 'list handovers') order by seq`,
      [episodeId],
    );
    expect(rows).toContainEqual({ action: 'request handover', practitioner_id: world.lise.id });
    expect(rows).toContainEqual({ action: 'list handovers', practitioner_id: world.kari.id });
  });
});
