import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { turnPause } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client, TestApi } from '../testing/api.ts';
import { expectReasoned } from '../testing/reasoned.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, HOUR, type World } from '../testing/world.ts';

/*
 * Every act on a pause, by every role, in every state of the pause: what is answered. The tables are written out from the rules in
 * docs/responsibility.md, not computed by the code that is tested.
 */

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

/** The accountable nurse and her colleague; a team that is invited, one that was accountable last week, one that never had anything to do with it. */
const ROLES = ['nurse', 'colleague', 'invited', 'former', 'stranger'] as const;
type Role = (typeof ROLES)[number];

beforeAll(async () => {
  ({ db, api, world, clients } = await openRoles(clock.now, (world) => ({
    nurse: world.kari,
    colleague: world.knut,
    invited: world.lise,
    former: world.hans,
    stranger: world.rita,
  })));
});
afterAll(() => api.stop());

const STATES = ['running', 'planned', 'out of time, unmarked', 'over', 'ended early', 'changed since'] as const;
type State = (typeof STATES)[number];
const ACTS = ['set', 'end', 'change-end', 'preview'] as const;
type Act = (typeof ACTS)[number];

/** Columns: the states. Of the accountable team; `set` is one of the same scope for the next hour. */
const OWN: Record<Act, readonly number[]> = {
  // The planned one begins after it.
  set: [409, 201, 201, 201, 201, 409],
  end: [200, 200, 409, 409, 409, 409],
  'change-end': [200, 200, 409, 409, 409, 409],
  preview: [200, 200, 200, 200, 200, 200],
};
/** Whoever may see the episode may look, and does not act. */
const OTHERS: Record<'invited' | 'former' | 'stranger', Record<'act' | 'look', number>> = {
  invited: { act: 403, look: 200 },
  former: { act: 403, look: 200 },
  stranger: { act: 404, look: 404 },
};

const setBody = (startsAt: number | null, endsAt: number) => ({
  scope: { type: 'episode' },
  reason: 'holiday',
  ...(startsAt === null ? {} : { startsAt: new Date(startsAt).toISOString() }),
  endsAt: new Date(endsAt).toISOString(),
});

async function pauseIn(state: State): Promise<{ episodeId: string; pauseId: string; version: number }> {
  const now = clock.now();
  const { episodeId } = await world.follow([
    { teamId: world.heartTeam, from: now - 10 * DAY },
    { teamId: world.homeTeam, from: now - 5 * DAY },
  ]);
  await world.offer(episodeId, {
    fromTeam: world.homeTeam,
    toTeam: world.lungTeam,
    by: world.kari,
    at: now,
    deadlineAt: now + 9 * DAY,
  });
  const startsAt = state === 'planned' ? now + 2 * HOUR : null;
  const answer = await clients.colleague.post(`/api/v1/episodes/${episodeId}/pauses`, setBody(startsAt, now + DAY));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const { id: pauseId, version } = answer.body;
  clock.advance(1000);
  switch (state) {
    case 'running':
    case 'planned':
      break;
    case 'out of time, unmarked':
      clock.advance(DAY);
      break;
    case 'over':
      clock.advance(DAY);
      await api.database.transaction((client) => turnPause(client, { pauseId, now: clock.now() }));
      break;
    case 'ended early':
      expect((await clients.colleague.post(`/api/v1/pauses/${pauseId}/end`, { version })).status).toBe(200);
      break;
    case 'changed since': {
      const endsAt = new Date(now + 2 * DAY).toISOString();
      const moved = await clients.colleague.post(`/api/v1/pauses/${pauseId}/change-end`, { version, endsAt });
      expect(moved.status, JSON.stringify(moved.body)).toBe(200);
      break;
    }
  }
  clock.advance(1000);
  return { episodeId, pauseId, version };
}

function doAct(
  act: Act,
  role: Role,
  { episodeId, pauseId, version }: Awaited<ReturnType<typeof pauseIn>>,
): Promise<Answer> {
  const client = clients[role];
  switch (act) {
    case 'set':
      return client.post(`/api/v1/episodes/${episodeId}/pauses`, setBody(null, clock.now() + HOUR));
    case 'end':
      return client.post(`/api/v1/pauses/${pauseId}/end`, { version });
    case 'change-end':
      return client.post(`/api/v1/pauses/${pauseId}/change-end`, {
        version,
        endsAt: new Date(clock.now() + 3 * DAY).toISOString(),
      });
    case 'preview':
      return client.get(`/api/v1/episodes/${episodeId}/pauses/preview?scope=episode`);
  }
}

describe('an act on a pause', () => {
  const cases = ACTS.flatMap((act) =>
    ROLES.flatMap((role) =>
      STATES.map((state, column) => {
        const own = role === 'nurse' || role === 'colleague';
        return { act, role, state, status: own ? OWN[act][column] : OTHERS[role][act === 'preview' ? 'look' : 'act'] };
      }),
    ),
  );
  test.each(cases)('$act by the $role when it is $state: $status', async ({ act, role, state, status }) => {
    const at = await pauseIn(state);
    const before = await told(at.episodeId);
    const answer = await doAct(act, role, at);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expectReasoned(answer);
    const changes = act !== 'preview' && answer.status < 300;
    expect(await told(at.episodeId), 'one line in the feed for what was done, none for what was not').toBe(
      before + (changes ? 1 : 0),
    );
  });

  test.each([
    ['that ends before it begins', () => setBody(null, clock.now() - HOUR), 'pause-not-ahead'],
    ['that is too long', () => setBody(null, clock.now() + 31 * DAY), 'pause-too-long'],
    ['too far ahead', () => setBody(clock.now() + 91 * DAY, clock.now() + 92 * DAY), 'pause-too-far-ahead'],
    ['of red without a note', () => ({ ...setBody(null, clock.now() + DAY), includesRed: true }), 'pause-note-missing'],
    [
      'of no such rule',
      () => ({ ...setBody(null, clock.now() + DAY), scope: { type: 'rules', rules: ['none'] } }),
      'pause-scope-unknown',
    ],
  ])('%s is unprocessable, and it is said why', async (_, body, reason) => {
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const answer = await clients.nurse.post(`/api/v1/episodes/${episodeId}/pauses`, body());
    expect(answer).toMatchObject({ status: 422, body: { code: 'unprocessable', reason } });
    expect(answer.body.detail).toMatch(/\w{3,}.*\.$/);
  });

  test.each([
    ['no scope', { reason: 'holiday', endsAt: '2026-04-01T08:00:00Z' }],
    ['no metrics', { scope: { type: 'metrics', metrics: [] }, reason: 'holiday', endsAt: '2026-04-01T08:00:00Z' }],
    ['another reason', { scope: { type: 'episode' }, reason: 'tired', endsAt: '2026-04-01T08:00:00Z' }],
    ['no end', { scope: { type: 'episode' }, reason: 'holiday' }],
  ])('with %s does not follow the contract', async (_, body) => {
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    expect((await clients.nurse.post(`/api/v1/episodes/${episodeId}/pauses`, body)).status).toBe(422);
  });

  test('that is not there is not found', async () => {
    expect((await clients.nurse.post(`/api/v1/pauses/${randomUUID()}/end`, { version: 1 })).status).toBe(404);
    expect((await clients.nurse.post('/api/v1/pauses/none/end', { version: 1 })).status).toBe(404);
  });
});

async function told(episodeId: string): Promise<number> {
  const { rows } = await db.pool.query(
    `select count(*)::int as count from change where episode_id = $1 and kind like 'pause-%'`,
    [episodeId],
  );
  return rows[0].count;
}
