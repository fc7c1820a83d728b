import { randomUUID } from 'node:crypto';
import {
  CoverSchema,
  DeclarationHistorySchema,
  DeclarationSchema,
  type OpeningHours,
  WatchWeekSchema,
} from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { setLead } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client, TestApi } from '../testing/api.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, HOUR, type World } from '../testing/world.ts';

/*
 * Every act on a team's hours and cover, by everybody, in every state of what is declared and of who is followed: what is answered. Written out from the tables in
 * docs/responsibility.md.
 */

/** A Wednesday, nine on the clock of Oslo. */
const NOW = Date.parse('2026-03-11T08:00:00Z');
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

const ROLES = ['lead', 'colleague', 'coveringLead', 'coveringColleague', 'stranger'] as const;
type Role = (typeof ROLES)[number];

const OFFICE: OpeningHours = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [],
};
const ALWAYS: OpeningHours = { kind: 'always' };
const calls = { kind: 'patient-calls', numbers: [{ number: '116117', when: { nb: 'Trenger lege', en: 'Doctor' } }] };
const byResponse = () => ({ kind: 'team', teamId: world.responseTeam });

/** What stands before the act: who covers the home team, and whether anybody is followed there whose alerts can turn red. */
const STATES = [
  'covered',
  'uncovered',
  'covered, by rules that cannot turn red',
  'covered, and planned to be otherwise covered',
  'uncovered, and planned to be covered',
] as const;
type State = (typeof STATES)[number];

const ACTS = {
  read: (client: Client) => client.get(path('hours')),
  history: (client: Client) => client.get(path('hours/history')),
  watch: (client: Client) => client.get(path('watch')),
  'keep the hours covered': (client: Client) => post(client, 'hours', { openingHours: OFFICE, cover: calls }),
  'leave hours to nobody': (client: Client) => post(client, 'hours', { openingHours: OFFICE, cover: null }),
  'cover for itself': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: { kind: 'team', teamId: world.homeTeam } }),
  'agree on cover': (client: Client) => post(client, 'cover', { cover: byResponse() }),
  'agree with nobody there': (client: Client) =>
    post(client, 'cover', { cover: { kind: 'team', teamId: randomUUID() } }),
  'press on an old version': (client: Client) =>
    client.post(path('hours'), { version: 999, openingHours: ALWAYS, cover: null, reason: 'x' }),
  'give no reason': (client: Client) => post(client, 'hours', { openingHours: ALWAYS, cover: null, reason: ' ' }),
  'name no such hours': (client: Client) => post(client, 'hours', { openingHours: { kind: 'weekly' }, cover: null }),
  withdraw: (client: Client) => post(client, 'cover/withdraw', {}),
  'plan covered hours': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: calls, from: ahead(5) }),
  'plan hours that leave some to nobody': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: null, from: ahead(5) }),
  'plan for what has been': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: calls, from: ahead(-5) }),
  'plan beyond a year': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: calls, from: ahead(400) }),
  'plan for the time of another': (client: Client) =>
    post(client, 'hours', { openingHours: OFFICE, cover: calls, from: iso(PLANNED) }),
  'take back what is planned': (client: Client) => post(client, `hours/planned/${plannedVersion}/withdraw`, {}),
  'take back what is not planned': (client: Client) => post(client, 'hours/planned/99999/withdraw', {}),
  'take back on an old version': (client: Client) =>
    client.post(path(`hours/planned/${plannedVersion}/withdraw`), { version: 1, reason: 'x' }),
} as const;
type Act = keyof typeof ACTS;

const iso = (at: number): string => new Date(at).toISOString();
const ahead = (days: number): string => iso(clock.now() + days * DAY);
/** What stands planned in the states that have it: its time, and its version. */
let PLANNED = 0;
let plannedVersion = 0;

const path = (of: string) => `/api/v1/teams/${world.homeTeam}/${of}`;
async function post(client: Client, of: string, body: object) {
  const { rows } = await db.pool.query('select max(version) as version from declaration where team_id = $1', [
    world.homeTeam,
  ]);
  return client.post(path(of), { version: rows[0].version, reason: 'Av prøven', ...body });
}

type Expected = readonly [status: number, reason?: string];

/** The rule of each act, in words that a table can be made of. */
function expected(act: Act, role: Role, state: State): Expected {
  const own = role === 'lead' || role === 'colleague';
  const isCovering = role === 'coveringLead' || role === 'coveringColleague';
  const isCovered = !state.startsWith('uncovered');
  const isPlanned = state.includes('planned');
  const cannotTurnRed = state === 'covered, by rules that cannot turn red';
  if (act === 'withdraw') {
    if (!isCovering || !isCovered) return [404];
    if (role === 'coveringColleague') return [403, 'not-the-lead'];
    return cannotTurnRed ? [200] : [422, 'hour-not-covered'];
  }
  // What is not as the contract says is told before anything is looked up: it says nothing about the team.
  if (act === 'give no reason' || act === 'name no such hours') return [422];
  if (!own) return [404];
  if (act === 'read' || act === 'history' || act === 'watch') return [200];
  if (act === 'agree with nobody there') return [422, 'no-such-team'];
  if (role === 'colleague') return [403, 'not-the-lead'];
  if (act === 'press on an old version' || act === 'take back on an old version') return [409, 'version-moved-on'];
  if (act === 'plan for what has been') return [422, 'beginning-not-ahead'];
  if (act === 'plan beyond a year') return [422, 'beginning-too-far'];
  if (act === 'plan for the time of another' && isPlanned) return [409, 'already-planned'];
  if (act === 'take back what is not planned') return [409, 'not-planned'];
  if (act === 'take back what is planned') {
    if (!isPlanned) return [409, 'not-planned'];
    return state === 'uncovered, and planned to be covered' ? [422, 'hour-not-covered'] : [200];
  }
  // Hours that are nobody's today are not made good by a plan for later; what is declared today holds until the plan.
  if (act.startsWith('plan ') && state.startsWith('uncovered')) return [422, 'hour-not-covered'];
  if (act === 'plan hours that leave some to nobody') return cannotTurnRed ? [200] : [422, 'hour-not-covered'];
  if (act === 'cover for itself') return [422, 'to-the-same-team'];
  if (act === 'leave hours to nobody' && !cannotTurnRed) return [422, 'hour-not-covered'];
  return [200];
}

beforeAll(async () => {
  ({ db, api, world, clients } = await openRoles(clock.now, async (world) => {
    const paul = await world.person('Paul Test', 'operator', [world.responseTeam]);
    return {
      lead: world.kari,
      colleague: world.knut,
      coveringLead: world.rita,
      coveringColleague: paul,
      stranger: world.lise,
    };
  }));
  for (const [teamId, { id }] of [
    [world.homeTeam, world.kari],
    [world.responseTeam, world.rita],
  ] as const) {
    await setLead(db.pool, { teamId, practitionerId: id, setBy: null, now: NOW });
  }
  await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
});
afterAll(() => api.stop());

async function given(state: State): Promise<void> {
  clock.advance(10_000);
  // What earlier cases have planned is not this one's.
  await db.pool.query(`update declaration set period = 'empty' where team_id = $1 and lower(period) > $2`, [
    world.homeTeam,
    iso(clock.now()),
  ]);
  const cover = state.startsWith('uncovered') ? null : JSON.stringify(byResponse());
  await db.pool.query(
    `update declaration set opening_hours = $2, cover = $3, period = tstzrange(lower(period), null)
     where team_id = $1 and period @> $4::timestamptz`,
    [world.homeTeam, JSON.stringify(OFFICE), cover, iso(clock.now())],
  );
  PLANNED = clock.now() + 30 * DAY;
  plannedVersion = state.includes('planned') ? await plan() : 99_998;
  const { red, yellow } = LEVELS;
  const levels = state === 'covered, by rules that cannot turn red' ? { yellow } : { red, yellow };
  await db.pool.query('update protocol set body = jsonb_set(body, $1, $2)', [
    '{rules,0,levels}',
    JSON.stringify(levels),
  ]);
}
/** A plan as the team's lead made it while nothing stood in its way. */
async function plan(): Promise<number> {
  const { rows } = await db.pool.query('select max(version) as version from declaration where team_id = $1', [
    world.homeTeam,
  ]);
  const [{ version }] = rows;
  const row = { teamId: world.homeTeam, openingHours: OFFICE, cover: CoverSchema.parse(calls) };
  await db.pool.query(
    `update declaration set period = tstzrange(lower(period), $2) where team_id = $1 and upper_inf(period)`,
    [row.teamId, iso(PLANNED)],
  );
  await db.pool.query(
    `insert into declaration (team_id, version, period, opening_hours, cover, act, reason, set_at, planned_from)
     values ($1, $2, tstzrange($3, null), $4, $5, 'hours-changed', 'Av prøven', $6, $3)`,
    [row.teamId, version + 1, iso(PLANNED), JSON.stringify(row.openingHours), JSON.stringify(row.cover), iso(NOW)],
  );
  await db.pool.query(
    `insert into change (occurred_at, kind, team_id, data) values ($1, 'hours-changed', $2, jsonb_build_object('version', $3::integer))`,
    [iso(NOW), row.teamId, version + 1],
  );
  return version + 1;
}
const level = (number: string) => ({
  when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number } },
});
const LEVELS = { red: level('saturation-red'), yellow: level('saturation-yellow') };

describe.each(STATES)('while the team’s hours are %s', (state) => {
  beforeEach(() => given(state));
  describe.each(Object.keys(ACTS) as Act[])('to %s', (act) => {
    test.each(ROLES)('as %s', async (role) => {
      const [status, reason] = expected(act, role, state);
      const before = await versions();
      const answer = await ACTS[act](clients[role]);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      if (status !== 200) expect(answer.body.reason).toBe(reason);
      const isAct = !['read', 'history', 'watch'].includes(act);
      expect((await versions()) - before, 'one declaration and one change for an act, none for a refusal').toBe(
        status === 200 && isAct ? 1 : 0,
      );
      if (reason === 'hour-not-covered') {
        expect(answer.body.uncovered).toMatchObject({
          teamId: world.homeTeam,
          why: 'week',
          patients: 1,
          localFrom: '15:30',
        });
        expect(answer.body.detail).toContain('1 patient is followed');
      }
    });
  });
});

/** Declarations and lines of the feed go together. */
async function versions(): Promise<number> {
  const { rows } = await db.pool.query(
    `select (select count(*)::int from declaration where act <> 'registered') as declared,
       (select count(*)::int from change where kind in ('hours-changed', 'cover-declared', 'cover-withdrawn', 'hours-plan-withdrawn')) as told`,
  );
  expect(rows[0].told).toBe(rows[0].declared);
  return rows[0].declared;
}

describe('what is shown', () => {
  beforeEach(() => given('covered'));

  test('says what stands, who leads, the hole and the holidays, and to the covering team whom it covers and when next', async () => {
    const own = DeclarationSchema.parse((await clients.lead.get(path('hours'))).body);
    expect(own).toMatchObject({
      openingHours: OFFICE,
      cover: byResponse(),
      lead: { name: 'Kari Test' },
      mayChange: true,
      patients: 1,
      uncovered: null,
      covers: [],
    });
    expect(own.holidays.slice(0, 2)).toEqual([
      { date: '2026-04-02', name: { nb: 'Skjærtorsdag', en: 'Maundy Thursday' }, team: 'closed' },
      { date: '2026-04-03', name: { nb: 'Langfredag', en: 'Good Friday' }, team: 'closed' },
    ]);
    expect(DeclarationSchema.parse((await clients.colleague.get(path('hours'))).body).mayChange).toBe(false);
    const covering = await clients.coveringLead.get(`/api/v1/teams/${world.responseTeam}/hours`);
    expect(DeclarationSchema.parse(covering.body).covers).toMatchObject([
      { team: { id: world.homeTeam }, version: own.version, next: { from: '2026-03-11T14:30:00.000Z' } },
    ]);
    await given('uncovered');
    expect((await clients.lead.get(path('hours'))).body.uncovered).toMatchObject({ why: 'week', localFrom: '15:30' });
  });

  test.each([
    ['2026-03-23', '2026-03-29', 23, ['00:00–24:00']],
    ['2026-10-19', '2026-10-25', 25, ['00:00–24:00']],
    ['2026-12-21', '2026-12-24', 24, ['00:00–08:00', '08:00–15:30', '15:30–24:00']],
    ['2026-12-21', '2026-12-25', 24, ['00:00–24:00']],
    ['2026-03-30', '2026-04-01', 24, ['00:00–08:00', '08:00–15:30', '15:30–24:00']],
    ['2026-03-30', '2026-04-02', 24, ['00:00–24:00']],
    ['2028-02-28', '2028-02-29', 24, ['00:00–08:00', '08:00–15:30', '15:30–24:00']],
  ])('of the week from %s has %s with %i hours', async (from, date, hours, spans) => {
    const week = WatchWeekSchema.parse((await clients.lead.get(`${path('watch')}?from=${from}`)).body);
    expect(week.days).toHaveLength(7);
    expect(week.days[0]?.date).toBe(from);
    const day = week.days.find((one) => one.date === date);
    expect(day?.hours).toBe(hours);
    expect(day?.spans.map(({ localFrom, localUntil }) => `${localFrom}–${localUntil}`)).toEqual(spans);
    const all = week.days.flatMap((one) => one.spans);
    expect(all.slice(1).map((span) => span.from)).toEqual(all.slice(0, -1).map((span) => span.until));
  });

  test('of what has passed is told as it was declared then, and who changed it', async () => {
    await post(clients.lead, 'hours', { openingHours: OFFICE, cover: calls, reason: 'Avtalen er sagt opp' });
    const changed = clock.now();
    clock.advance(7 * DAY);
    const client = clients.lead;
    const week = WatchWeekSchema.parse((await client.get(`${path('watch')}?from=2026-03-10`)).body);
    const spans = week.days.flatMap((day) => day.spans);
    const at = (instant: number) =>
      spans.find((span) => Date.parse(span.from) <= instant && instant < Date.parse(span.until));
    expect(at(Date.parse('2026-03-10T20:00:00Z'))).toMatchObject({
      by: 'covering-team',
      team: { id: world.responseTeam },
    });
    expect(at(Date.parse('2026-03-12T20:00:00Z'))).toMatchObject({ by: 'patient-calls', team: null });
    const { versions: all } = DeclarationHistorySchema.parse((await client.get(path('hours/history'))).body);
    expect(all[0]).toMatchObject({
      reason: 'Avtalen er sagt opp',
      setBy: { name: 'Kari Test' },
      setAt: new Date(changed).toISOString(),
      until: null,
    });
    expect(all.at(-1)).toMatchObject({ act: 'registered', from: null });
    clock.set(NOW + 2 * HOUR);
  });
});
