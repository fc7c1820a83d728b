import { randomUUID } from 'node:crypto';
import { DEFAULT_ESCALATION_POLICY } from '@samvakt/care';
import { OnDutySchema, TeamDutySchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, type World } from '../testing/world.ts';

/*
 * Every act on a team's duty, lead and policy, by one of the team and by a stranger, in every state: what is answered. Written out from the rules in
 * docs/responsibility.md.
 */

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let lise: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 900 * DAY, sessionAbsoluteMs: 900 * DAY },
  }));
  kari = await api.signedIn(world.kari);
  lise = await api.signedIn(world.lise);
  for (const client of [kari, lise]) await client.get('/api/v1/session');
});
afterAll(() => api.stop());

const iso = (at: number) => new Date(at).toISOString();
const path = (of: string) => `/api/v1/teams/${world.homeTeam}/${of}`;

/** A stretch of time that no other test has touched. */
let stretch = 0;
const nextStretch = (): number => {
  stretch += 1;
  return clock.now() + stretch * 20 * DAY;
};
const set = (client: Client, from: number, change: object = {}) =>
  client.post(path('duty'), { practitionerId: world.knut.id, from: iso(from), until: iso(from + 8 * HOUR), ...change });
const idOf = (body: { planned: { id: string; from: string }[] }, from: number) =>
  body.planned.find((duty) => duty.from === iso(from))?.id ?? '';

describe('setting a duty', () => {
  test('begins now unless another time is said, and everybody of the team is told who has it', async () => {
    expect(TeamDutySchema.parse((await kari.get(path('duty'))).body)).toMatchObject({
      now: null,
      planned: [],
      lead: null,
    });
    const answer = await kari.post(path('duty'), { practitionerId: world.knut.id, until: iso(clock.now() + HOUR) });
    expect(answer).toMatchObject({ status: 201, body: { now: { person: { name: 'Knut Test' } } } });
    const mine = OnDutySchema.parse((await kari.get('/api/v1/duty')).body);
    expect(mine.teams.map(({ team, now }) => [team.name, now?.person.name])).toEqual([
      ['Hjemmeoppfølging', 'Knut Test'],
    ]);
    expect(OnDutySchema.parse((await lise.get('/api/v1/duty')).body).teams).toMatchObject([{ now: null }]);
    const { rows } = await db.pool.query(`select team_id, practitioner_id from change where kind = 'duty-changed'`);
    expect(rows).toEqual([{ team_id: world.homeTeam, practitioner_id: world.kari.id }]);
    clock.advance(2 * HOUR);
    expect((await kari.get(path('duty'))).body).toMatchObject({ now: null });
  });

  test.each([
    ['in the past', -HOUR, {}, 422, 'duty-not-ahead'],
    ['that ends as it begins', HOUR, { until: 'same' }, 422, 'duty-not-ahead'],
    ['of somebody who is not in the team', HOUR, { practitionerId: 'lise' }, 422, 'person-not-in-team'],
    ['of three weeks', HOUR, { until: 'weeks' }, 422, 'duty-too-long'],
    ['without a person', HOUR, { practitionerId: 'none' }, 422, undefined],
  ])('%s does not hold', async (_name, ahead, change, status, reason) => {
    const from = clock.now() + ahead;
    const until = { same: iso(from), weeks: iso(from + 21 * DAY) }[(change as { until?: string }).until ?? ''];
    const who = { lise: world.lise.id, none: 'nobody' }[(change as { practitionerId?: string }).practitionerId ?? ''];
    const answer = await set(kari, from, { ...(until && { until }), ...(who && { practitionerId: who }) });
    expect(answer.status).toBe(status);
    expect(answer.body.reason).toBe(reason);
  });

  test('beside another names who has it; of two in the same instant one stands', async () => {
    const from = nextStretch();
    const both = await Promise.all([set(kari, from), set(kari, from + HOUR, { practitionerId: world.kari.id })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ reason: 'duty-taken', detail: expect.stringMatching(/Knut Test|Kari Test/) });
  });

  test('of another team is of no team that one knows', async () => {
    expect((await set(lise, nextStretch())).status).toBe(404);
    expect((await lise.get(path('duty'))).status).toBe(404);
    expect((await kari.get(`/api/v1/teams/${randomUUID()}/duty`)).status).toBe(404);
  });
});

describe('ending a duty', () => {
  test('takes one away that has not begun, and ends one that runs; after that it is over', async () => {
    const from = nextStretch();
    const planned = idOf((await set(kari, from)).body, from);
    expect((await lise.post(`/api/v1/duties/${planned}/end`, {})).status).toBe(404);
    expect((await kari.post(`/api/v1/duties/${randomUUID()}/end`, {})).status).toBe(404);
    expect((await kari.post(`/api/v1/duties/${planned}/end`, {})).status).toBe(200);
    expect((await kari.post(`/api/v1/duties/${planned}/end`, {})).status).toBe(404);

    const again = idOf((await set(kari, from)).body, from);
    clock.set(from + HOUR);
    expect((await kari.post(`/api/v1/duties/${again}/end`, {})).body).toMatchObject({ now: null });
    expect(await kari.post(`/api/v1/duties/${again}/end`, {})).toMatchObject({
      status: 409,
      body: { reason: 'duty-over' },
    });
  });
});

describe('a lead', () => {
  test('is one of the team, or nobody; a stranger sets none', async () => {
    const lead = (client: Client, practitionerId: string | null) => client.post(path('lead'), { practitionerId });
    expect(await lead(kari, world.knut.id)).toMatchObject({ status: 200, body: { lead: { name: 'Knut Test' } } });
    expect(await lead(kari, world.lise.id)).toMatchObject({ status: 422, body: { reason: 'person-not-in-team' } });
    expect((await lead(lise, null)).status).toBe(404);
    expect(await lead(kari, null)).toMatchObject({ status: 200, body: { lead: null } });
  });
});

describe('an escalation policy', () => {
  test('is the standard until the team sets its own; the version guards, and red is never left to nobody', async () => {
    const standard = await kari.get(path('escalation-policy'));
    expect(standard.body).toEqual({
      version: 0,
      newest: 0,
      policy: DEFAULT_ESCALATION_POLICY,
      setBy: null,
      setAt: null,
      planned: [],
    });
    const policy = { ...DEFAULT_ESCALATION_POLICY, rounds: 2 };
    const put = (client: Client, body: object) =>
      client.post(path('escalation-policy'), { version: 0, policy, reason: 'Tried', ...body });
    expect((await put(lise, {})).status).toBe(404);
    expect(await put(kari, {})).toMatchObject({ status: 403, body: { reason: 'not-the-lead' } });
    await kari.post(path('lead'), { practitionerId: world.kari.id });
    expect((await lise.get(path('escalation-policy'))).status).toBe(404);
    expect(await put(kari, {})).toMatchObject({
      status: 200,
      body: { version: 1, policy, setBy: { name: 'Kari Test' } },
    });
    expect(await put(kari, {})).toMatchObject({ status: 409, body: { reason: 'version-moved-on' } });
    const from = new Date(clock.now() + 10 * DAY).toISOString();
    const planned = await put(kari, { version: 1, policy: { ...policy, rounds: 5 }, from });
    expect(planned).toMatchObject({
      status: 200,
      body: { version: 1, newest: 2, policy, planned: [{ version: 2, from }] },
    });
    expect(await put(kari, { version: 2, from })).toMatchObject({ status: 409, body: { reason: 'already-planned' } });
    const takeBack = (client: Client, version: number) =>
      client.post(path('escalation-policy/planned/2/withdraw'), { version, reason: 'Not after all' });
    expect((await takeBack(lise, 2)).status).toBe(404);
    expect(await takeBack(await api.signedIn(world.knut), 2)).toMatchObject({
      status: 403,
      body: { reason: 'not-the-lead' },
    });
    expect(await takeBack(kari, 1)).toMatchObject({ status: 409, body: { reason: 'version-moved-on' } });
    expect(await takeBack(kari, 2)).toMatchObject({ status: 200, body: { version: 1, newest: 3, planned: [] } });
    expect(await takeBack(kari, 3)).toMatchObject({ status: 409, body: { reason: 'not-planned' } });
    const quiet = { ...policy, steps: policy.steps.filter(({ target }) => target !== 'team') };
    expect(await put(kari, { version: 1, policy: quiet })).toMatchObject({
      status: 422,
      body: { errors: [{ message: expect.stringContaining('unheard') }] },
    });
    expect((await put(kari, { version: 1, reason: ' ' })).status).toBe(422);
  });
});
