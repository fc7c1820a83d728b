import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, ISBAR, type Person, type World } from '../testing/world.ts';

/*
 * Every act by every relation to the patient, and what is answered. Each line gets a patient of its own, so that no line can help another.
 */

const clock = createClock(BEGINNING + 100 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());

/** How a person is bound to the patient, and through which team. */
const RELATIONS = ['accountable', 'invited', 'former', 'former-too-long-ago', 'stranger', 'in-no-team'] as const;
type Relation = (typeof RELATIONS)[number];

type Case = { episodeId: string; patientId: string; alertId: string; claimedId: string; handoverId: string };

const yellow = { severity: 'yellow', ruleId: 'no-saturation' } as const;
const readBack = (red: string[]) => ({ illnessSeverity: 'watcher', firstAction: 'Call the patient', redAlertIds: red });
const offerTo = (toTeamId: string) => ({
  toTeamId,
  isbar: ISBAR,
  deadlineAt: new Date(clock.now() + DAY).toISOString(),
});

type Act = {
  /** Who may, beside whoever may see it at all. */
  by: Relation[];
  success: number;
  ask: (client: Client, on: Case, version: number) => Promise<Answer>;
  /** A body that the contract does not allow. */
  malformed?: (client: Client, on: Case) => Promise<Answer>;
  versioned: boolean;
};

const everybody: Relation[] = ['accountable', 'invited', 'former'];
const ACTS: Record<string, Act> = {
  'read the patient page': {
    by: everybody,
    success: 200,
    versioned: false,
    ask: (client, on) => client.get(`/api/v1/episodes/${on.episodeId}`),
  },
  'read a trend': {
    by: everybody,
    success: 200,
    versioned: false,
    ask: (client, on) => client.get(`/api/v1/episodes/${on.episodeId}/trends?${trendQuery()}`),
    malformed: (client, on) => client.get(`/api/v1/episodes/${on.episodeId}/trends?${trendQuery({ points: '1' })}`),
  },
  'read the timeline': {
    by: everybody,
    success: 200,
    versioned: false,
    ask: (client, on) => client.get(`/api/v1/episodes/${on.episodeId}/timeline`),
    malformed: (client, on) => client.get(`/api/v1/episodes/${on.episodeId}/timeline?limit=0`),
  },
  'read the handover': {
    by: everybody,
    success: 200,
    versioned: false,
    ask: (client, on) => client.get(`/api/v1/handovers/${on.handoverId}`),
  },
  'claim an alert': {
    by: ['accountable'],
    success: 200,
    versioned: true,
    ask: (client, on, version) => client.post(`/api/v1/alerts/${on.alertId}/claim`, { version }),
    malformed: (client, on) => client.post(`/api/v1/alerts/${on.alertId}/claim`, { version: 'one' }),
  },
  'release an alert': {
    by: ['accountable'],
    success: 200,
    versioned: true,
    ask: (client, on, version) => client.post(`/api/v1/alerts/${on.claimedId}/release`, { version }),
    malformed: (client, on) => client.post(`/api/v1/alerts/${on.claimedId}/release`, {}),
  },
  'write a note': {
    by: ['accountable'],
    success: 200,
    versioned: false,
    ask: (client, on) => client.post(`/api/v1/alerts/${on.alertId}/notes`, { text: 'Called, no answer' }),
    malformed: (client, on) => client.post(`/api/v1/alerts/${on.alertId}/notes`, { text: '   ' }),
  },
  'resolve an alert': {
    by: ['accountable'],
    success: 200,
    versioned: true,
    ask: (client, on, version) =>
      client.post(`/api/v1/alerts/${on.alertId}/resolve`, { version, outcome: 'contacted-patient' }),
    malformed: (client, on) =>
      client.post(`/api/v1/alerts/${on.alertId}/resolve`, { version: 1, outcome: 'no-action-needed' }),
  },
  'offer a second handover': {
    by: ['accountable'],
    success: 409,
    versioned: false,
    ask: (client, on) => client.post(`/api/v1/episodes/${on.episodeId}/handovers`, offerTo(world.heartTeam)),
    malformed: (client, on) => client.post(`/api/v1/episodes/${on.episodeId}/handovers`, { toTeamId: world.heartTeam }),
  },
  'accept the handover': {
    by: ['invited'],
    success: 200,
    versioned: true,
    ask: (client, on, version) =>
      client.post(`/api/v1/handovers/${on.handoverId}/accept`, { version, readBack: readBack([on.alertId]) }),
    malformed: (client, on) => client.post(`/api/v1/handovers/${on.handoverId}/accept`, { version: 1 }),
  },
  'decline the handover': {
    by: ['invited'],
    success: 200,
    versioned: true,
    ask: (client, on, version) =>
      client.post(`/api/v1/handovers/${on.handoverId}/decline`, { version, reason: 'No bed free' }),
    malformed: (client, on) => client.post(`/api/v1/handovers/${on.handoverId}/decline`, { version: 1, reason: '' }),
  },
  'withdraw the handover': {
    by: ['accountable'],
    success: 200,
    versioned: true,
    ask: (client, on, version) => client.post(`/api/v1/handovers/${on.handoverId}/withdraw`, { version }),
    malformed: (client, on) => client.post(`/api/v1/handovers/${on.handoverId}/withdraw`, { version: null }),
  },
};

const trendQuery = (more: Record<string, string> = {}) =>
  new URLSearchParams({
    metric: 'oxygen-saturation',
    from: new Date(clock.now() - DAY).toISOString(),
    until: new Date(clock.now()).toISOString(),
    ...more,
  });

async function personOf(relation: Relation): Promise<Person> {
  const { homeTeam, lungTeam, responseTeam, heartTeam } = world;
  const own: Record<Relation, string[]> = {
    accountable: [homeTeam],
    invited: [lungTeam],
    former: [responseTeam],
    'former-too-long-ago': [heartTeam],
    stranger: [await strangersTeam()],
    'in-no-team': [],
  };
  return world.person(`${relation} Test`, 'nurse', own[relation]);
}

let strangers: string | undefined;
async function strangersTeam(): Promise<string> {
  if (strangers === undefined) {
    strangers = randomUUID();
    await db.pool.query(
      `insert into team (id, organization_id, name, phone) values ($1, $2, 'Strangers', '+4700000000')`,
      [strangers, world.hospital],
    );
  }
  return strangers;
}

/** Heart team long ago, response team ten days ago, home team now, a handover to the lung team open. */
async function newCase(): Promise<Case> {
  const now = clock.now();
  const { episodeId, patientId } = await world.follow([
    { teamId: world.heartTeam, from: now - 60 * DAY },
    { teamId: world.responseTeam, from: now - 30 * DAY },
    { teamId: world.homeTeam, from: now - 10 * DAY },
  ]);
  const alertId = await world.raise(episodeId, { at: now - DAY });
  const claimedId = await world.raise(episodeId, { at: now - DAY, ...yellow });
  await db.pool.query(`update alert set status = 'claimed', claimed_by = $2, claimed_at = $3 where id = $1`, [
    claimedId,
    world.kari.id,
    new Date(now),
  ]);
  const { homeTeam: fromTeam, lungTeam: toTeam, kari: by } = world;
  return {
    episodeId,
    patientId,
    alertId,
    claimedId,
    handoverId: await world.offer(episodeId, { fromTeam, toTeam, by, at: now }),
  };
}

type Variant = 'as it should be' | 'with a version of before' | 'with a body that does not follow the contract';

function expected(act: Act, relation: Relation, variant: Variant): number {
  if (variant === 'with a body that does not follow the contract') return 422;
  if (!everybody.includes(relation)) return 404;
  if (!act.by.includes(relation)) return 403;
  return variant === 'with a version of before' ? 409 : act.success;
}

const lines = Object.entries(ACTS).flatMap(([name, act]) =>
  RELATIONS.flatMap((relation) =>
    (
      [
        'as it should be',
        ...(act.versioned ? ['with a version of before' as const] : []),
        ...(act.malformed === undefined ? [] : ['with a body that does not follow the contract' as const]),
      ] satisfies Variant[]
    ).map((variant) => ({ name, act, relation, variant, status: expected(act, relation, variant) })),
  ),
);

describe('who may do what', () => {
  test.each(lines)('$relation: $name, $variant: $status', async ({ act, relation, variant, status }) => {
    const on = await newCase();
    const person = await personOf(relation);
    const client = await api.signedIn(person);
    const answer =
      variant === 'with a body that does not follow the contract'
        ? await act.malformed?.(client, on)
        : await act.ask(client, on, variant === 'with a version of before' ? 0 : 1);
    expect(answer?.status, JSON.stringify(answer?.body)).toBe(status);
    if (status >= 400) {
      expect(answer?.headers['content-type']).toContain('application/problem+json');
      expect(answer?.body.status).toBe(status);
      // Whoever may know that it exists is told why; everybody else is told nothing.
      expect('detail' in (answer?.body ?? {})).toBe(status !== 404);
    }
    const logged = await logOf(person);
    if (variant === 'with a body that does not follow the contract') return;
    const basis = everybody.includes(relation) ? relation : null;
    expect(logged).toMatchObject([
      { allowed: basis !== null, basis, patientId: on.patientId, episodeId: on.episodeId },
    ]);
  });
});

async function logOf(person: Person) {
  const { rows } = await db.pool.query(
    `select allowed, basis, action, detail, patient_id as "patientId", episode_id as "episodeId", team_id as "teamId",
       organization_id as "organizationId", practitioner_role as role, occurred_at as at
     from access_log where practitioner_id = $1 order by seq`,
    [person.id],
  );
  return rows;
}

describe('what does not exist', () => {
  test.each([
    ['episode', (id: string) => `/api/v1/episodes/${id}`],
    ['handover', (id: string) => `/api/v1/handovers/${id}`],
  ])('an unknown %s is answered as one that one may not see, and the attempt is logged', async (_name, at) => {
    const hidden = await newCase();
    const person = await personOf('stranger');
    const client = await api.signedIn(person);
    const id = at('x').includes('handovers') ? hidden.handoverId : hidden.episodeId;
    const [unknown, forbidden, nonsense] = [
      await client.get(at(randomUUID())),
      await client.get(at(id)),
      await client.get(at('not-an-id')),
    ];
    expect(unknown.body).toEqual(forbidden.body);
    expect(nonsense.body).toEqual(forbidden.body);
    const logged = await logOf(person);
    expect(logged.map((row) => [row.allowed, row.patientId])).toEqual([
      [false, null],
      [false, hidden.patientId],
    ]);
  });
});

describe('the access log', () => {
  test('says who looked, as what, for which team, at which instant, why and what for', async () => {
    const on = await newCase();
    const person = await personOf('former');
    await (await api.signedIn(person)).get(`/api/v1/episodes/${on.episodeId}`);
    expect(await logOf(person)).toEqual([
      {
        allowed: true,
        basis: 'former',
        action: 'read episode',
        detail: `own team was accountable until ${new Date(clock.now() - 10 * DAY).toISOString()}`,
        patientId: on.patientId,
        episodeId: on.episodeId,
        teamId: world.responseTeam,
        organizationId: world.municipality,
        role: 'nurse',
        at: new Date(clock.now()),
      },
    ]);
  });

  test('has one row per patient shown in a list', async () => {
    const team = randomUUID();
    await db.pool.query(
      `insert into team (id, organization_id, name, phone) values ($1, $2, 'Listed', '+4700000000')`,
      [team, world.hospital],
    );
    const patients = [];
    for (let count = 0; count < 3; count += 1) patients.push(await world.follow([{ teamId: team, from: BEGINNING }]));
    const person = await world.person('Lister Test', 'nurse', [team]);
    const client = await api.signedIn(person);
    expect((await client.get('/api/v1/worklist')).body.items).toHaveLength(3);
    const logged = await logOf(person);
    expect(logged.map((row) => row.episodeId).toSorted()).toEqual(patients.map((one) => one.episodeId).toSorted());
    expect(logged.every((row) => row.action === 'read worklist' && row.basis === 'accountable')).toBe(true);
  });

  test('counts a list that stays open as one look for ten minutes', async () => {
    const team = await strangersTeam();
    const one = await world.follow([{ teamId: team, from: BEGINNING }]);
    const person = await world.person('Watcher Test', 'nurse', [team]);
    const client = await api.signedIn(person);
    const now = clock.now();
    const rowsAfter = async (at: number) => {
      clock.set(at);
      await client.get('/api/v1/worklist');
      return (await logOf(person)).filter((row) => row.episodeId === one.episodeId).length;
    };
    expect(await rowsAfter(now)).toBe(1);
    expect(await rowsAfter(now + 10 * 60_000 - 1)).toBe(1);
    expect(await rowsAfter(now + 10 * 60_000)).toBe(2);
    await client.get(`/api/v1/episodes/${one.episodeId}`);
    await client.get(`/api/v1/episodes/${one.episodeId}`);
    expect((await logOf(person)).filter((row) => row.action === 'read episode')).toHaveLength(2);
    clock.set(now);
  });

  test('cannot be rewritten', async () => {
    await expect(db.pool.query('delete from access_log')).rejects.toThrow('append-only');
  });
});

describe('time', () => {
  test('closes the former team’s sight after 30 days, to the millisecond', async () => {
    const now = clock.now();
    const { episodeId } = await world.follow([
      { teamId: world.responseTeam, from: now - 20 * DAY },
      { teamId: world.homeTeam, from: now },
    ]);
    const client = await api.signedIn(world.rita);
    const look = async (at: number) => {
      clock.set(at);
      const fresh = await api.signedIn(world.rita);
      return (await fresh.get(`/api/v1/episodes/${episodeId}`)).status;
    };
    expect((await client.get(`/api/v1/episodes/${episodeId}`)).status).toBe(200);
    expect(await look(now + 30 * DAY - 1)).toBe(200);
    expect(await look(now + 30 * DAY)).toBe(404);
    clock.set(now);
  });

  test('closes the invitation at its deadline, whether or not the timer has run', async () => {
    const on = await newCase();
    const now = clock.now();
    clock.set(now + DAY);
    const lise = await api.signedIn(world.lise);
    expect((await lise.get(`/api/v1/episodes/${on.episodeId}`)).status).toBe(404);
    const late = await lise.post(`/api/v1/handovers/${on.handoverId}/accept`, {
      version: 1,
      readBack: readBack([on.alertId]),
    });
    expect(late.status).toBe(409);
    expect(late.body.detail).toContain('deadline passed');
    clock.set(now);
  });
});
