import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { registerTeam } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, MINUTE, type World } from '../testing/world.ts';

/*
 * Every act, by every team that sees a follow-up without being accountable for it: one that supports, one that is informed, one that covers
 * while the accountable team is off duty; and by a stranger. The tables are written out from docs/responsibility.md, not computed by the code
 * that is tested.
 */

/** The accountable team is closed from 15:30 on. */
const FRIDAY_EVENING = Date.parse('2026-03-06T18:00:00Z');
const OFFICE = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [],
};
const ROLES = ['supporting', 'informed', 'covering', 'stranger'] as const;
type Role = (typeof ROLES)[number];

const clock = createClock(FRIDAY_EVENING);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let clients: Record<Role, Client>;
let otherTeam: string;
let episodeId: string;
let informedRelationId: string;
let red: string;
let yellow: string;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  const strangers = await newTeam('Sårpoliklinikken');
  otherTeam = await newTeam('Akuttmottaket');
  kari = await api.signedIn(world.kari);
  clients = {
    supporting: await api.signedIn(world.lise),
    informed: await api.signedIn(world.hans),
    covering: await api.signedIn(world.rita),
    stranger: await api.signedIn(await world.person('Siri Test', 'nurse', [strangers])),
  };
  for (const client of [kari, ...Object.values(clients)]) await client.get('/api/v1/session');
  await db.pool.query('update declaration set opening_hours = $1 where team_id = $2', [
    JSON.stringify(OFFICE),
    world.homeTeam,
  ]);
  const cover = { kind: 'team', teamId: world.responseTeam };
  await kari.post(`/api/v1/teams/${world.homeTeam}/lead`, { practitionerId: world.kari.id });
  const declared = { version: 1, cover, reason: 'Av prøven' };
  expect((await kari.post(`/api/v1/teams/${world.homeTeam}/cover`, declared)).status).toBe(200);
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(FRIDAY_EVENING);
  ({ episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]));
  red = await world.raise(episodeId, { at: FRIDAY_EVENING - HOUR });
  yellow = await world.raise(episodeId, { severity: 'yellow', ruleId: 'no-saturation', at: FRIDAY_EVENING - HOUR });
  await added(world.lungTeam, 'supporting');
  informedRelationId = await added(world.heartTeam, 'informed');
  clock.advance(MINUTE);
});

async function newTeam(name: string): Promise<string> {
  const id = randomUUID();
  const of = { organizationId: world.hospital, phone: '+4700000000', openingHours: { kind: 'always' as const } };
  await registerTeam(db.pool, { id, name, ...of });
  return id;
}

async function added(teamId: string, kind: 'supporting' | 'informed'): Promise<string> {
  const relation = { teamId, kind, reason: 'Følger også pasienten' };
  const answer = await kari.post(`/api/v1/episodes/${episodeId}/relations`, relation);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.relations.find(({ team }: { team: { id: string } }) => team.id === teamId).id;
}

const later = (ms: number): string => new Date(clock.now() + ms).toISOString();

async function offered(): Promise<string> {
  const offer = { toTeamId: otherTeam, isbar: ISBAR, deadlineAt: later(HOUR) };
  const answer = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, offer);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

async function taskOf(ownerTeamId: string): Promise<string> {
  const task = { kind: 'call-back', text: 'Ring henne', dueAt: later(HOUR), ownerTeamId };
  const answer = await kari.post(`/api/v1/episodes/${episodeId}/tasks`, task);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

async function versionOf(alertId: string): Promise<number> {
  return (await db.pool.query('select version from alert where id = $1', [alertId])).rows[0].version;
}

const toEpisode = (client: Client, what: string, body: object) =>
  client.post(`/api/v1/episodes/${episodeId}/${what}`, body);
const toAlert = async (client: Client, alertId: string, what: string, body: object = {}) =>
  client.post(`/api/v1/alerts/${alertId}/${what}`, { version: await versionOf(alertId), ...body });
const toHandover = async (client: Client, what: string, body: object = {}) =>
  client.post(`/api/v1/handovers/${await offered()}/${what}`, { version: 1, ...body });
const toTask = async (client: Client, ownerTeamId: string, what: string, body: object = {}) =>
  client.post(`/api/v1/tasks/${await taskOf(ownerTeamId)}/${what}`, { version: 1, ...body });

const planPath = () => `/api/v1/episodes/${episodeId}/measuring-plan`;
const readBack = () => ({ illnessSeverity: 'watcher', firstAction: 'Ring', redAlertIds: [red] });
const resolution = { outcome: 'contacted-patient' };
const [STRANGER, NOBODY] = [404, [403, 403, 403, 404]];

/** What is done, and what is answered to who supports, is informed, covers, and is a stranger. */
const ACTS: readonly [name: string, act: (client: Client) => Promise<Answer>, answers: readonly number[]][] = [
  ['reads the page', (client) => client.get(`/api/v1/episodes/${episodeId}`), [200, 200, 200, STRANGER]],
  ['claims a red alert', (client) => toAlert(client, red, 'claim'), [403, 403, 200, STRANGER]],
  // Nobody has claimed it.
  ['releases a red alert', (client) => toAlert(client, red, 'release'), [403, 403, 409, STRANGER]],
  ['writes to a red alert', (client) => toAlert(client, red, 'notes', { text: 'Sett' }), [200, 403, 200, STRANGER]],
  ['closes a red alert', (client) => toAlert(client, red, 'resolve', resolution), [403, 403, 200, STRANGER]],
  ['claims a yellow alert', (client) => toAlert(client, yellow, 'claim'), NOBODY],
  ['releases a yellow alert', (client) => toAlert(client, yellow, 'release'), NOBODY],
  [
    'writes to a yellow alert',
    (client) => toAlert(client, yellow, 'notes', { text: 'Sett' }),
    [200, 403, 403, STRANGER],
  ],
  ['closes a yellow alert', (client) => toAlert(client, yellow, 'resolve', resolution), NOBODY],
  [
    'offers a handover',
    (client) => toEpisode(client, 'handovers', { toTeamId: otherTeam, isbar: ISBAR, deadlineAt: later(HOUR) }),
    NOBODY,
  ],
  ['accepts another’s handover', (client) => toHandover(client, 'accept', { readBack: readBack() }), NOBODY],
  ['declines another’s handover', (client) => toHandover(client, 'decline', { reason: 'Fullt' }), NOBODY],
  ['withdraws another’s handover', (client) => toHandover(client, 'withdraw'), NOBODY],
  ['calls off another’s handover', (client) => toHandover(client, 'call-off', { reason: 'Nei' }), NOBODY],
  [
    'asks a team to take part',
    (client) => toEpisode(client, 'relations', { teamId: otherTeam, kind: 'informed', reason: 'Bør vite' }),
    NOBODY,
  ],
  // The informed team leaves by itself; others do not end its part.
  [
    'ends the informed team’s part',
    (client) => client.post(`/api/v1/relations/${informedRelationId}/end`, {}),
    [403, 200, 403, STRANGER],
  ],
  [
    'pauses alerts',
    (client) => toEpisode(client, 'pauses', { scope: { type: 'episode' }, reason: 'holiday', endsAt: later(DAY) }),
    NOBODY,
  ],
  [
    'sets limits',
    (client) =>
      toEpisode(client, 'limits', {
        values: { 'saturation-red': 80 },
        reason: 'Pleier å ligge lavt',
        until: later(30 * DAY),
        basedOnVersion: 0,
        shown: { withoutReplay: 'En prøve' },
      }),
    NOBODY,
  ],
  [
    'reads the answered forms',
    (client) => client.get(`/api/v1/episodes/${episodeId}/questionnaire-responses`),
    [200, 200, 200, STRANGER],
  ],
  ['reads the measuring plan', (client) => client.get(planPath()), [200, 200, 200, STRANGER]],
  [
    'sets the measuring plan',
    (client) =>
      client.post(planPath(), {
        plan: null,
        reason: 'Avtalt',
        basedOnVersion: 0,
        shown: { withoutReplay: 'En prøve' },
      }),
    NOBODY,
  ],
  [
    'puts another protocol version in force',
    (client) =>
      toEpisode(client, 'protocol', {
        protocol: { id: 'test-copd', version: 2 },
        reason: 'Varsler tidligere',
        basedOn: 0,
        limitsVersion: 0,
        giveUp: [],
        shown: { withoutReplay: 'En prøve' },
      }),
    NOBODY,
  ],
  [
    'reads which versions there are',
    (client) => client.get(`/api/v1/episodes/${episodeId}/protocols`),
    [200, 200, 200, STRANGER],
  ],
  [
    'reads what the version in force says',
    (client) => client.get(`/api/v1/episodes/${episodeId}/protocol/verdicts`),
    [200, 200, 200, STRANGER],
  ],
  [
    'adds a task',
    (client) => toEpisode(client, 'tasks', { kind: 'call-back', text: 'Ring henne', dueAt: later(HOUR) }),
    NOBODY,
  ],
  ['claims a task of the accountable team', (client) => toTask(client, world.homeTeam, 'claim'), NOBODY],
  [
    'claims a task of the supporting team',
    (client) => toTask(client, world.lungTeam, 'claim'),
    [200, 403, 403, STRANGER],
  ],
  [
    'finishes a task of the supporting team',
    (client) => toTask(client, world.lungTeam, 'done'),
    [200, 403, 403, STRANGER],
  ],
];

describe('a team that is not accountable', () => {
  const cases = ACTS.flatMap(([name, act, answers]) =>
    ROLES.map((role, column) => ({ name, role, act, status: answers[column] })),
  );
  test.each(cases)('$role: $name: $status', async ({ act, role, status }) => {
    const answer = await act(clients[role]);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (answer.status === 404) expect(answer.body).not.toHaveProperty('detail');
    if ([403, 409].includes(answer.status)) {
      expect(answer.body.detail).toMatch(/\w{3,}.*\.$/);
      expect(answer.body.reason).toMatch(/^[a-z-]+$/);
    }
    const { rows } = await db.pool.query(
      'select team_id from responsibility where episode_id = $1 and period @> $2::timestamptz',
      [episodeId, new Date(clock.now())],
    );
    expect(rows, 'responsibility has not moved').toEqual([{ team_id: world.homeTeam }]);
  });
});

test('a team that there is none of is not asked to take part', async () => {
  const unknown = { teamId: randomUUID(), kind: 'informed', reason: 'Finnes ikke' };
  expect((await toEpisode(kari, 'relations', unknown)).body).toMatchObject({ status: 422, reason: 'no-such-team' });
});
