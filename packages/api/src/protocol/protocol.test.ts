import {
  EpisodeDetailSchema,
  ProtocolChoicesSchema,
  ProtocolVerdictsSchema,
  TimelineSchema,
  WhatIfSchema,
} from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { readProtocols, registerProtocol } from '@samvakt/store';
import type { Protocol } from '@samvakt/triage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, MINUTE, type World } from '../testing/world.ts';

/* The world's version 1: red below 85, yellow below 90, each allowed between 75 and 95. Version 2: yellow below 87, red below 80 (70 to 82). Version 3: no red number. */

const clock = createClock(BEGINNING + 60 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let knut: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 400 * DAY, sessionAbsoluteMs: 400 * DAY },
  }));
  kari = await api.signedIn(world.kari);
  knut = await api.signedIn(world.knut);
  const [one] = await readProtocols(db.pool, [{ id: 'test-copd', version: 1 }]);
  const [low, missing] = one?.rules ?? [];
  const { 'saturation-red': red, 'saturation-yellow': yellow } = one?.numbers ?? {};
  if (!one || !red || !yellow || !low || !missing) throw new Error('the world has another protocol');
  const numbers = {
    'saturation-red': { ...red, value: 80, min: 70, max: 82 },
    'saturation-yellow': { ...yellow, value: 87 },
  };
  const calm = { ...low, levels: { yellow: low.levels.yellow } };
  const other: Protocol = { ...one, id: 'test-other', condition: 'heart-failure' };
  for (const protocol of [
    { ...one, version: 2, numbers },
    { ...one, version: 3, numbers: { 'saturation-yellow': yellow }, rules: [calm] },
    other,
  ]) {
    await registerProtocol(db.pool, { protocol, registeredAt: BEGINNING });
  }
});
afterAll(() => api.stop());

const follow = () => world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
const version = (number: number) => ({ id: 'test-copd', version: number });
const detail = async (episodeId: string, client = kari) =>
  EpisodeDetailSchema.parse((await client.get(`/api/v1/episodes/${episodeId}`)).body);
const choices = async (episodeId: string) =>
  ProtocolChoicesSchema.parse((await kari.get(`/api/v1/episodes/${episodeId}/protocols`)).body);
const ask = (episodeId: string, body: object, client = kari) =>
  client.post(`/api/v1/episodes/${episodeId}/what-if`, { days: 30, ...body });
const shownTo = async (client: Client, episodeId: string, wanted: object) =>
  WhatIfSchema.parse((await ask(episodeId, { protocol: wanted }, client)).body).replayId;
const adopt = (client: Client, episodeId: string, change: object = {}) =>
  client.post(`/api/v1/episodes/${episodeId}/protocol`, {
    protocol: version(2),
    reason: 'Ligger lavt til vanlig',
    basedOn: 0,
    limitsVersion: 0,
    giveUp: [],
    shown: { withoutReplay: 'Prøve' },
    ...change,
  });

describe('which versions there are', () => {
  test('is told with what differs in words, what would not hold, and what was in force before', async () => {
    const { episodeId } = await follow();
    const limits = {
      values: { 'saturation-red': 84 },
      reason: 'Own normal',
      until: new Date(clock.now() + 30 * DAY).toISOString(),
      basedOnVersion: 0,
      shown: { withoutReplay: 'Prøve' },
    };
    expect((await kari.post(`/api/v1/episodes/${episodeId}/limits`, limits)).status).toBe(200);
    const told = await choices(episodeId);
    expect(told.choices.map(({ id, version: number }) => [id, number])).toEqual([
      ['test-copd', 3],
      ['test-copd', 2],
    ]);
    const [third, second] = told.choices;
    expect(second).toMatchObject({
      difference: {
        added: [],
        removed: [],
        changed: [],
        numbers: [
          { name: 'saturation-red', before: { value: 85, min: 75, max: 95 }, after: { value: 80, min: 70, max: 82 } },
          { name: 'saturation-yellow', before: { value: 90 }, after: { value: 87 } },
        ],
      },
      wouldNotHold: [{ name: 'saturation-red', value: 84, why: 'needs-second-person', text: { nb: 'rød grense' } }],
      uncovered: null,
    });
    expect(third).toMatchObject({
      difference: {
        removed: [
          { id: 'no-saturation', condition: { nb: expect.stringContaining('ingen måling') } },
          { id: 'temperature-overdue', condition: { nb: expect.stringContaining('innen planens frist') } },
        ],
        changed: [{ id: 'low-saturation', before: { nb: expect.stringContaining('Rød: SpO₂ under 84') } }],
        numbers: [{ name: 'saturation-red', after: null }],
      },
      wouldNotHold: [{ name: 'saturation-red', why: 'unknown-number' }],
    });
    expect(told).toMatchObject({ history: [], limitsVersion: 1 });
    expect((await detail(episodeId)).protocol.inForce).toEqual({
      number: 0,
      since: new Date(BEGINNING).toISOString(),
      by: null,
      reason: null,
      withoutReplay: null,
      newer: 3,
    });
  });

  test('names the hour that nobody would cover', async () => {
    const { episodeId } = await follow();
    const office = {
      kind: 'weekly',
      timeZone: 'Europe/Oslo',
      week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
      holidays: 'closed',
      exceptions: [],
    };
    await db.pool.query('update declaration set opening_hours = $1 where team_id = $2', [
      JSON.stringify(office),
      world.homeTeam,
    ]);
    const [third, second] = (await choices(episodeId)).choices;
    expect(third?.uncovered).toBeNull();
    expect(second?.uncovered).toMatchObject({
      timeZone: 'Europe/Oslo',
      why: 'holiday',
      holiday: { nb: 'Arbeidernes dag' },
    });
    const refused = await adopt(kari, episodeId);
    expect([refused.status, refused.body.reason]).toEqual([422, 'hour-not-covered']);
    await db.pool.query('update declaration set opening_hours = $1 where team_id = $2', [
      '{"kind":"always"}',
      world.homeTeam,
    ]);
  });
});

describe('a version put in force', () => {
  test('was shown before as a what-if of exactly it; page and timeline say by whom, why and since when', async () => {
    const followed = await follow();
    const { episodeId } = followed;
    await world.measure(followed, 'oxygen-saturation', [{ at: clock.now() - DAY, value: 88 }]);
    const answer = WhatIfSchema.parse((await ask(episodeId, { protocol: version(2) })).body);
    expect(answer.counts).toMatchObject({ lost: 1 });
    expect(answer.lost[0]?.summary.nb).toContain('90');
    const shown = { replayId: answer.replayId };
    expect((await adopt(kari, episodeId, { protocol: version(3), shown })).body).toMatchObject({
      status: 422,
      reason: 'replay-not-shown',
    });
    expect((await adopt(knut, episodeId, { shown })).body).toMatchObject({ reason: 'replay-not-shown' });
    expect((await adopt(kari, episodeId, { shown })).body).toEqual({ number: 1 });
    const page = await detail(episodeId);
    expect(page.protocol).toMatchObject({
      version: 2,
      inForce: {
        number: 1,
        by: { name: 'Kari Test' },
        reason: 'Ligger lavt til vanlig',
        since: new Date(clock.now()).toISOString(),
        withoutReplay: null,
        newer: 3,
      },
    });
    const { body } = await kari.get(`/api/v1/episodes/${episodeId}/timeline`);
    const line = TimelineSchema.parse(body).entries.find(({ kind }) => kind === 'protocol-adopted');
    expect(line).toMatchObject({
      practitioner: { name: 'Kari Test' },
      team: { name: 'Hjemmeoppfølging' },
      data: { from: version(1), to: version(2), reason: 'Ligger lavt til vanlig' },
    });
    expect((await choices(episodeId)).history).toMatchObject([
      { number: 1, from: version(1), to: version(2), givenUp: {} },
    ]);
  });

  test('knowingly without the replay keeps why', async () => {
    const { episodeId } = await follow();
    expect((await adopt(kari, episodeId, { shown: { withoutReplay: 'For mange målinger' } })).status).toBe(200);
    expect((await detail(episodeId)).protocol.inForce.withoutReplay).toBe('For mange målinger');
    expect((await adopt(kari, episodeId, { shown: {} })).status).toBe(422);
  });

  test('is answered with what happened when somebody was faster', async () => {
    const { episodeId } = await follow();
    const [ours, theirs] = [await shownTo(kari, episodeId, version(2)), await shownTo(knut, episodeId, version(3))];
    clock.advance(MINUTE);
    expect((await adopt(kari, episodeId, { shown: { replayId: ours } })).status).toBe(200);
    clock.advance(MINUTE);
    const late = await adopt(knut, episodeId, { protocol: version(3), shown: { replayId: theirs } });
    expect(late).toMatchObject({ status: 409, body: { reason: 'version-moved-on' } });
    expect(late.body.detail).toMatch(/^Kari Test put test-copd version 2 in force at 2026-05-01T/);
  });

  test('is asked of a version that is there, for this condition', async () => {
    const { episodeId } = await follow();
    for (const wanted of [version(9), { id: 'test-other', version: 1 }]) {
      expect((await ask(episodeId, { protocol: wanted })).status).toBe(422);
    }
    expect((await adopt(kari, episodeId, { protocol: version(9) })).body).toMatchObject({
      status: 422,
      reason: 'protocol-not-registered',
    });
    expect((await adopt(kari, episodeId, { protocol: { id: 'test-other', version: 1 } })).body).toMatchObject({
      reason: 'other-condition',
    });
    expect((await adopt(kari, episodeId, { protocol: version(1) })).body).toMatchObject({
      status: 409,
      reason: 'already-in-force',
    });
  });
});

describe('what the version in force says of open alerts of an earlier one', () => {
  const verdicts = async (episodeId: string) =>
    ProtocolVerdictsSchema.parse((await kari.get(`/api/v1/episodes/${episodeId}/protocol/verdicts`)).body);

  test('is nothing while the version that raised them is in force, then each by its own history', async () => {
    const followed = await follow();
    const { episodeId } = followed;
    const at = clock.now() - 3 * HOUR;
    const alertId = await world.raise(episodeId, { at });
    const gone = await world.raise(episodeId, { severity: 'yellow', ruleId: 'no-saturation', at });
    expect((await verdicts(episodeId)).verdicts).toEqual([]);
    expect((await adopt(kari, episodeId)).status).toBe(200);
    const said = async () => new Map((await verdicts(episodeId)).verdicts.map((one) => [one.alertId, one]));
    expect((await said()).get(alertId)).toMatchObject({ verdict: 'nothing-measured' });
    await world.measure(followed, 'oxygen-saturation', [{ at, value: 84 }]);
    expect((await said()).get(alertId)).toMatchObject({ verdict: 'yellow', holdsNow: true });
    await world.measure(followed, 'oxygen-saturation', [{ at: at + HOUR, value: 79 }]);
    expect((await said()).get(alertId)).toMatchObject({ verdict: 'red', holdsNow: true });
    await world.measure(followed, 'oxygen-saturation', [{ at: at + 2 * HOUR, value: 96 }]);
    expect((await said()).get(alertId)).toMatchObject({ verdict: 'red', holdsNow: false });
    clock.advance(MINUTE);
    expect((await adopt(kari, episodeId, { protocol: version(3), basedOn: 1 })).status).toBe(200);
    expect((await said()).get(gone)).toMatchObject({ verdict: 'no-such-rule', holdsNow: null });
    expect((await verdicts(episodeId)).protocol).toEqual(version(3));
  });
});

/** By whom, and in which state of the follow-up; the columns are `STATES`. Written out from the rules. */
const STATES = ['followed', 'offered', 'scheduled', 'handed over', 'declined', 'ended'] as const;
const ROLES = ['sender', 'colleague', 'receiver', 'former', 'stranger'] as const;
const ANSWERS: Record<(typeof ROLES)[number], readonly number[]> = {
  sender: [200, 200, 200, 403, 200, 409],
  colleague: [200, 200, 200, 403, 200, 409],
  receiver: [404, 403, 403, 200, 404, 404],
  former: [403, 403, 403, 403, 403, 409],
  stranger: [404, 404, 404, 404, 404, 404],
};

describe('putting a version in force', () => {
  const cases = ROLES.flatMap((role) =>
    STATES.map((state, column) => ({ role, state, status: ANSWERS[role][column] })),
  );
  test.each(cases)('by the $role when it is $state: $status', async ({ role, state, status }) => {
    const people = {
      sender: world.kari,
      colleague: world.knut,
      receiver: world.lise,
      former: world.hans,
      stranger: world.rita,
    };
    const { episodeId } = await world.follow([
      { teamId: world.heartTeam, from: clock.now() - 6 * DAY },
      { teamId: world.homeTeam, from: clock.now() - 5 * DAY },
    ]);
    await bring(episodeId, state);
    clock.advance(MINUTE);
    const client = await api.signedIn(people[role]);
    const answer = await adopt(client, episodeId);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (answer.status === 404) expect(answer.body).not.toHaveProperty('detail');
    if ([403, 409].includes(answer.status)) expect(answer.body.detail).toMatch(/\w{3,}.*\.$/);
    const { rows } = await db.pool.query('select protocol_version as version from episode where id = $1', [episodeId]);
    expect(rows).toEqual([{ version: status === 200 ? 2 : 1 }]);
  });

  async function bring(episodeId: string, state: (typeof STATES)[number]): Promise<void> {
    if (state === 'followed') return;
    if (state === 'ended') {
      await db.pool.query(
        `with ended as (update episode set period = tstzrange(lower(period), $2) where id = $1)
         update responsibility set period = tstzrange(lower(period), $2) where episode_id = $1 and upper_inf(period)`,
        [episodeId, new Date(clock.now())],
      );
      return;
    }
    const lise = await api.signedIn(world.lise);
    const at = (ms: number) => new Date(clock.now() + ms).toISOString();
    const offered = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, {
      toTeamId: world.lungTeam,
      isbar: ISBAR,
      deadlineAt: at(HOUR),
      ...(state === 'scheduled' ? { effectiveAt: at(2 * HOUR) } : {}),
    });
    expect(offered.status, JSON.stringify(offered.body)).toBe(201);
    clock.advance(1);
    const act = (what: string, body: object) =>
      lise.post(`/api/v1/handovers/${offered.body.id}/${what}`, { version: 1, ...body });
    const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };
    if (state === 'scheduled' || state === 'handed over') expect((await act('accept', { readBack })).status).toBe(200);
    if (state === 'declined') expect((await act('decline', { reason: 'Full' })).status).toBe(200);
  }
});
