import { EpisodePlanSchema, type MeasuringPlan, PLAN_DAYS, WorklistSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { applyTick, createTriageMemory } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client, TestApi } from '../testing/api.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, type World } from '../testing/world.ts';

/* The world begins on a Monday at nine in the morning in Norway; its protocol has a rule about a planned temperature, and no plan. */

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

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

const plan: MeasuringPlan = {
  timeZone: 'Europe/Oslo',
  entries: [
    {
      metric: 'body-temperature',
      days: PLAN_DAYS,
      from: '06:00',
      by: '14:00',
      graceMinutes: 120,
      onHolidays: 'not-asked',
    },
  ],
  holidays: [],
};
const body = (change: object = {}) => ({
  plan,
  reason: 'Avtalt på telefon',
  basedOnVersion: 0,
  shown: { withoutReplay: 'A test' },
  ...change,
});
const path = (episodeId: string) => `/api/v1/episodes/${episodeId}/measuring-plan`;

async function followed(): Promise<string> {
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
  return episodeId;
}

describe('every role, in every state of the plan', () => {
  const STATES = ['never set', 'set and read', 'set by another meanwhile'] as const;
  /** What setting it is answered with, by state; reading is allowed to whoever may see the episode. */
  const SET: Record<Role, readonly number[]> = {
    nurse: [200, 200, 409],
    colleague: [200, 200, 409],
    invited: [403, 403, 403],
    former: [403, 403, 403],
    stranger: [404, 404, 404],
  };
  const cases = ROLES.flatMap((role) => STATES.map((state, column) => ({ role, state, status: SET[role][column] })));
  test.each(cases)('$role sets it when it is $state: $status', async ({ role, state, status }) => {
    const episodeId = await followed();
    if (state !== 'never set') expect((await clients.nurse.post(path(episodeId), body())).status).toBe(200);
    clock.advance(1000);
    const basedOnVersion = state === 'set and read' ? 1 : 0;
    const answer = await clients[role].post(path(episodeId), body({ basedOnVersion }));
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    const read = await clients[role].get(path(episodeId));
    expect(read.status).toBe(role === 'stranger' ? 404 : 200);
    if (role === 'stranger') expect(read.body).not.toHaveProperty('detail');
    else expect(read.body.mayChange).toBe(role === 'nurse' || role === 'colleague');
    clock.advance(1000);
  });
});

describe('the plan of a patient', () => {
  test('is shown with what was due, what came of it, and who set it', async () => {
    clock.set(Date.parse('2026-03-16T08:00:00Z'));
    const episodeId = await followed();
    expect(EpisodePlanSchema.parse((await clients.nurse.get(path(episodeId))).body)).toMatchObject({
      version: 0,
      origin: 'none',
      plan: null,
      metrics: ['body-temperature'],
      occasions: [],
    });
    const set = EpisodePlanSchema.parse((await clients.nurse.post(path(episodeId), body())).body);
    expect(set).toMatchObject({
      version: 1,
      origin: 'own',
      reason: 'Avtalt på telefon',
      setBy: { id: world.kari.id },
      mayChange: true,
    });
    expect(set.plan?.holidays).toContain('2026-05-17');
    expect(set.occasions[0]).toEqual({
      metric: 'body-temperature',
      opensAt: '2026-03-16T05:00:00.000Z',
      by: '2026-03-16T13:00:00.000Z',
      overdueAt: '2026-03-16T15:00:00.000Z',
      state: 'waiting',
      answeredAt: null,
    });
    expect(set.occasions).toHaveLength(7);
    clock.advance(2 * DAY);
    clients.nurse = await api.signedIn(world.kari);
    await api.database.transaction((client) =>
      applyTick(client, { episodeId, now: clock.now(), memory: createTriageMemory() }),
    );
    const later = EpisodePlanSchema.parse((await clients.nurse.get(path(episodeId))).body);
    expect(later.occasions.slice(0, 3).map(({ state }) => state)).toEqual(['overdue', 'overdue', 'waiting']);
    const list = WorklistSchema.parse((await clients.nurse.get('/api/v1/worklist')).body);
    const line = list.items.find((item) => item.episodeId === episodeId);
    expect(line).toMatchObject({
      status: 'unknown',
      nextDue: { metric: 'body-temperature', by: '2026-03-18T13:00:00.000Z' },
    });
    const page = await clients.nurse.get(`/api/v1/episodes/${episodeId}`);
    expect(page.body.openAlerts).toContainEqual(
      expect.objectContaining({
        ruleId: 'temperature-overdue',
        summary: expect.objectContaining({ nb: expect.stringMatching(/^Temperatur skulle vært målt innen 16\. mars/) }),
      }),
    );
    expect(page.body.metrics).toContainEqual(expect.objectContaining({ metric: 'body-temperature', required: true }));
  });

  test('is set on the what-if of exactly this plan, shown to the same person, against the plan in force', async () => {
    clients.nurse = await api.signedIn(world.kari);
    clients.colleague = await api.signedIn(world.knut);
    const episodeId = await followed();
    const ask = (client: Client, proposed: MeasuringPlan | null, days = 30) =>
      client.post(`/api/v1/episodes/${episodeId}/what-if`, { days, plan: proposed });
    const set = (replayId: string, change: object = {}) =>
      clients.nurse.post(path(episodeId), body({ shown: { replayId }, ...change }));
    const refused = { status: 422, body: { reason: 'replay-not-shown' } };
    const [entry] = plan.entries;
    if (!entry) throw new Error('the plan is empty');
    const other = { ...plan, entries: [{ ...entry, by: '15:00' }] };

    const answer = await ask(clients.nurse, plan);
    // The follow-up is ten days old and nothing was measured: beside the saturation, one alert that nothing ended.
    expect(answer.body).toMatchObject({
      counts: { gained: 1, lost: 0, changed: 0 },
      present: { alerts: 1 },
      proposed: { alerts: 2 },
    });
    expect(answer.body.gained[0]).toMatchObject({ ruleId: 'temperature-overdue', kind: 'missing', closedAt: null });
    expect(await set((await ask(clients.nurse, other)).body.replayId)).toMatchObject(refused);
    expect(await set((await ask(clients.colleague, plan)).body.replayId)).toMatchObject(refused);
    expect(await set((await ask(clients.nurse, null)).body.replayId)).toMatchObject(refused);
    expect((await clients.nurse.post(path(episodeId), body({ shown: undefined }))).status).toBe(422);
    expect((await set(answer.body.replayId)).body).toMatchObject({ version: 1, withoutReplay: null });

    // What was shown against the plan before it is no more about what is in force.
    clock.advance(1000);
    const again = { plan: other, basedOnVersion: 1 };
    const { replayId } = (await ask(clients.nurse, other)).body;
    const meanwhile = await clients.colleague.post(path(episodeId), body({ basedOnVersion: 1 }));
    expect(meanwhile.body).toMatchObject({ version: 2, withoutReplay: 'A test' });
    clock.advance(1000);
    expect(await set(replayId, { ...again, basedOnVersion: 2 })).toMatchObject(refused);
    const fresh = (await ask(clients.nurse, other)).body.replayId;
    expect((await set(fresh, { ...again, basedOnVersion: 2 })).status).toBe(200);
  });

  test('is not replayed where the protocol has no rule about what it asks for', async () => {
    const episodeId = await followed();
    const wanted = { ...plan, entries: [{ ...plan.entries[0], metric: 'steps' }] };
    const answer = await clients.nurse.post(`/api/v1/episodes/${episodeId}/what-if`, { days: 30, plan: wanted });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'plan.entries.0.metric' }] } });
  });

  test('cannot be written with two that wait at the same time: the fault names its field', async () => {
    const episodeId = await followed();
    const [entry] = plan.entries;
    const twice = body({ plan: { ...plan, entries: [entry, entry] } });
    const answer = await clients.nurse.post(path(episodeId), twice);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/entries.1.from$/) }),
    );
  });

  test('cannot ask for what the protocol has no rule about', async () => {
    const episodeId = await followed();
    const entries = [{ ...plan.entries[0], metric: 'steps' }];
    const answer = await clients.nurse.post(path(episodeId), body({ plan: { ...plan, entries } }));
    expect(answer.body).toMatchObject({ status: 422, reason: 'plan-subject-unknown' });
  });

  test('is logged as read', async () => {
    const episodeId = await followed();
    await clients.nurse.get(path(episodeId));
    const { rows } = await db.pool.query(
      `select count(*)::int as count from access_log where episode_id = $1 and action = 'read measuring plan'`,
      [episodeId],
    );
    expect(rows[0].count).toBe(1);
  });
});
