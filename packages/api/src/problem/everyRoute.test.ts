import { randomUUID } from 'node:crypto';
import { DEFAULT_ESCALATION_POLICY } from '@samvakt/care';
import { createClock, createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { registerProtocol } from '@samvakt/store';
import { ProtocolSchema } from '@samvakt/triage';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { answerForm } from '../testing/answeredForm.ts';
import { type Answer, type Client, startTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, type World } from '../testing/world.ts';

/*
 * Every route of the API, by the API's own description: what is answered to who is not signed in, to another site, to a stranger, to a team that is
 * only informed, to ids that there are none of, and to content that does not hold. A route that is added without a line here fails the first test.
 * What each act answers in each state is told in everyHandoverAct.test.ts and its like, and in everyBasis.test.ts.
 */

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let stranger: Client;
let informed: Client;
let ids: Record<string, string>;

const iso = (ahead: number): string => new Date(NOW + ahead).toISOString();
/** What a person must write stands as this in the bodies below. */
const WORDS = 'Ord som sier noe';
const isbar = { ...ISBAR, situation: WORDS, background: WORDS, assessment: WORDS, recommendation: WORDS };

/** `body`: a content that holds. `stranger`, `informed`: what is answered to them, with the ids of a patient whom the home team follows. */
type Route = { body?: () => object; stranger: number; informed: number };
const read = (informedMay = true): Route => ({ stranger: 404, informed: informedMay ? 200 : 404 });
const act = (body?: () => object): Route => ({ ...(body === undefined ? {} : { body }), stranger: 404, informed: 403 });
/** About the own teams: nobody else's is shown. */
const own: Route = { stranger: 200, informed: 200 };
/** What a team keeps for itself: of another team it is said that one is not in it, as of a team that there is none of. */
const ofTeam = (body?: () => object): Route => ({
  ...(body === undefined ? {} : { body }),
  stranger: 404,
  informed: 404,
});

const versioned =
  (more: object = {}) =>
  () => ({ version: 1, ...more });

const ROUTES: Record<string, Route> = {
  'POST /alerts/{alertId}/claim': act(versioned()),
  'GET /alerts/{alertId}/explanation': read(),
  'POST /alerts/{alertId}/notes': act(() => ({ text: WORDS })),
  'POST /alerts/{alertId}/release': act(versioned()),
  'POST /alerts/{alertId}/resolve': act(versioned({ outcome: 'no-action-needed', note: WORDS })),
  'GET /cover': own,
  'GET /devices': own,
  'POST /duties/{dutyId}/end': ofTeam(),
  'GET /duty': own,
  'GET /episodes/{episodeId}': read(),
  'GET /episodes/{episodeId}/handover-digest': read(),
  'POST /episodes/{episodeId}/handover-requests': {
    // In the own team's name, which an informed team may; it has asked already.
    body: () => ({ teamId: world.lungTeam, reason: WORDS }),
    stranger: 404,
    informed: 409,
  },
  'POST /episodes/{episodeId}/handovers': act(() => ({ toTeamId: world.heartTeam, isbar, deadlineAt: iso(HOUR) })),
  'POST /episodes/{episodeId}/limits': act(() => ({
    values: { 'saturation-red': 80 },
    reason: WORDS,
    until: iso(DAY),
    basedOnVersion: 0,
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/measuring-plan': read(),
  'POST /episodes/{episodeId}/measuring-plan': act(() => ({
    plan: null,
    reason: WORDS,
    basedOnVersion: 0,
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/messages': read(),
  'POST /episodes/{episodeId}/pauses': act(() => ({
    scope: { type: 'episode' },
    reason: 'other',
    note: WORDS,
    endsAt: iso(DAY),
  })),
  'GET /episodes/{episodeId}/pauses/preview': read(),
  'GET /episodes/{episodeId}/protocols': read(),
  'POST /episodes/{episodeId}/protocol': act(() => ({
    protocol: { id: 'test-copd', version: 2 },
    reason: WORDS,
    basedOn: 0,
    limitsVersion: 0,
    giveUp: [],
    shown: { withoutReplay: WORDS },
  })),
  'GET /episodes/{episodeId}/protocol/verdicts': read(),
  'POST /episodes/{episodeId}/relations': act(() => ({ teamId: world.heartTeam, kind: 'informed', reason: WORDS })),
  'POST /episodes/{episodeId}/take-over': {
    // Not in another team's name.
    body: () => ({ teamId: world.heartTeam, reason: WORDS, illnessSeverity: 'unstable', firstAction: WORDS }),
    stranger: 404,
    informed: 403,
  },
  'GET /episodes/{episodeId}/questionnaire-responses': read(),
  'GET /episodes/{episodeId}/questionnaire-responses/{responseId}': read(),
  'GET /episodes/{episodeId}/tasks': read(),
  'POST /episodes/{episodeId}/tasks': act(() => ({ kind: 'other', text: WORDS, dueAt: iso(HOUR) })),
  'GET /episodes/{episodeId}/timeline': read(),
  'GET /episodes/{episodeId}/trends': read(),
  // A question about what might have been changes nothing.
  'POST /episodes/{episodeId}/what-if': { body: () => ({ days: 30, values: {} }), stranger: 404, informed: 200 },
  'POST /handover-batches': act(() => ({
    toTeamId: world.heartTeam,
    isbar: { ...isbar, illnessSeverity: undefined },
    items: [{ episodeId: ids.episodeId, illnessSeverity: 'stable' }],
    deadlineAt: iso(HOUR),
  })),
  'GET /handover-batches/{batchId}': read(false),
  // The informed team is the one that has asked.
  'POST /handover-requests/{requestId}/refuse': act(versioned({ reason: WORDS })),
  'POST /handover-requests/{requestId}/withdraw': { body: versioned(), stranger: 404, informed: 200 },
  'GET /handovers': own,
  'GET /handovers/{handoverId}': read(),
  'POST /handovers/{handoverId}/accept': act(
    versioned({ readBack: { illnessSeverity: 'watcher', firstAction: WORDS, redAlertIds: [] } }),
  ),
  'POST /handovers/{handoverId}/call-off': act(versioned({ reason: WORDS })),
  'POST /handovers/{handoverId}/decline': act(versioned({ reason: WORDS })),
  'POST /handovers/{handoverId}/review': act(versioned({ verdict: 'agreed', text: WORDS })),
  'POST /handovers/{handoverId}/withdraw': act(versioned({ reason: WORDS })),
  'POST /limits-proposals/{proposalId}/confirm': act(() => ({ shown: { withoutReplay: WORDS } })),
  'POST /limits-proposals/{proposalId}/decline': act(() => ({ reason: WORDS })),
  'POST /limits-proposals/{proposalId}/withdraw': act(),
  'GET /notifications': own,
  'POST /notifications/seen': { body: () => ({ notificationIds: [randomUUID()] }), stranger: 404, informed: 404 },
  'POST /pauses/{pauseId}/change-end': act(versioned({ endsAt: iso(DAY) })),
  'POST /pauses/{pauseId}/end': act(versioned()),
  'GET /protocol-trials': own,
  // Teams are known to everybody; that one is not in it is no secret.
  'POST /protocol-trials': {
    stranger: 403,
    informed: 403,
    body: () => ({
      teamId: world.homeTeam,
      protocolId: 'test-copd',
      protocolVersion: 2,
      days: 30,
    }),
  },
  'GET /protocol-trials/{trialId}': read(false),
  'POST /protocol-trials/{trialId}/adoptions': {
    body: () => ({ reason: WORDS, patients: [{ episodeId: ids.episodeId, giveUp: [] }] }),
    stranger: 404,
    informed: 404,
  },
  'POST /protocol-trials/{trialId}/cancel': { stranger: 404, informed: 404 },
  'GET /quarantine': own,
  // It leaves by itself; that it is the informed team's own part is the next table's matter.
  'POST /relations/{relationId}/end': act(),
  'POST /reviews': {
    body: () => ({
      actId: randomUUID(),
      seenAt: iso(0),
      episodes: [{ episodeId: ids.episodeId, newestMeasurementAt: null }],
    }),
    stranger: 200,
    informed: 200,
  },
  'GET /session': own,
  'GET /tasks': own,
  'POST /tasks/{taskId}/cancel': act(versioned({ note: WORDS })),
  'POST /tasks/{taskId}/claim': act(versioned()),
  'POST /tasks/{taskId}/done': act(versioned({ note: WORDS })),
  'POST /tasks/{taskId}/release': act(versioned()),
  'GET /teams': own,
  'POST /teams/{teamId}/cover': ofTeam(() => ({
    version: 1,
    cover: { kind: 'team', teamId: world.responseTeam },
    reason: WORDS,
  })),
  'POST /teams/{teamId}/cover/withdraw': ofTeam(versioned({ reason: WORDS })),
  'GET /teams/{teamId}/duty': ofTeam(),
  'POST /teams/{teamId}/duty': ofTeam(() => ({ practitionerId: world.knut.id, until: iso(HOUR) })),
  'GET /teams/{teamId}/escalation-policy': ofTeam(),
  'POST /teams/{teamId}/escalation-policy': ofTeam(versioned({ policy: DEFAULT_ESCALATION_POLICY, reason: WORDS })),
  'POST /teams/{teamId}/escalation-policy/planned/{planned}/withdraw': ofTeam(versioned({ reason: WORDS })),
  'GET /teams/{teamId}/hours': ofTeam(),
  'POST /teams/{teamId}/hours': ofTeam(versioned({ openingHours: { kind: 'always' }, cover: null, reason: WORDS })),
  'GET /teams/{teamId}/hours/history': ofTeam(),
  'POST /teams/{teamId}/hours/planned/{planned}/withdraw': ofTeam(versioned({ reason: WORDS })),
  'POST /teams/{teamId}/lead': ofTeam(() => ({ practitionerId: world.knut.id })),
  'GET /teams/{teamId}/watch': ofTeam(),
  'GET /worklist': own,
};
const QUERY: Record<string, string> = {
  'GET /episodes/{episodeId}/pauses/preview': '?scope=episode',
  'GET /episodes/{episodeId}/trends': `?metric=heart-rate&from=${iso(-DAY)}&until=${iso(0)}`,
};

const OF_API = '/api/v1';
const names = Object.keys(ROUTES);
const changes = names.filter((name) => name.startsWith('POST'));
const withIds = names.filter((name) => name.includes('{'));
const withBody = changes.filter((name) => ROUTES[name]?.body !== undefined);

function urlOf(name: string, idOf: (param: string) => string): string {
  const path = name.split(' ')[1] ?? '';
  return `${OF_API}${path.replace(/\{(\w+)\}/g, (_, param: string) => idOf(param))}${QUERY[name] ?? ''}`;
}
/** A version is a number. */
const unknownId = (param: string): string => (param === 'planned' ? '1' : randomUUID());
function ask(client: Client, name: string, given: { body?: unknown; idOf?: (param: string) => string } = {}) {
  const url = urlOf(name, given.idOf ?? ((param) => ids[param] ?? `no ${param}`));
  if (name.startsWith('GET')) return client.get(url);
  return client.post(url, 'body' in given ? given.body : ROUTES[name]?.body?.());
}

beforeAll(async () => {
  db = await createTestDatabase();
  api = await startTestApi({ connectionString: db.connectionString, clock: clock.now });
  world = api.world;
  stranger = await api.signedIn(world.rita);
  informed = await api.signedIn(world.lise);
  const kari = await api.signedIn(world.kari);
  const { patientId, episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
  await world.lend('forms', world.municipality, { patientId, from: BEGINNING, until: null });
  const second = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
  const of = `${OF_API}/episodes/${episodeId}`;
  const id = async (answered: Promise<Answer>, key = 'id'): Promise<string> => {
    const { status, body } = await answered;
    expect([200, 201], JSON.stringify(body)).toContain(status);
    return body[key];
  };
  const part = await kari.post(`${of}/relations`, { teamId: world.heartTeam, kind: 'informed', reason: WORDS });
  await kari.post(`${of}/relations`, { teamId: world.lungTeam, kind: 'informed', reason: WORDS });
  const { rows } = await db.pool.query<{ body: object }>(`select body from protocol where id = 'test-copd'`);
  const protocol = ProtocolSchema.parse({ ...rows[0]?.body, version: 2 });
  await registerProtocol(db.pool, { protocol, registeredAt: BEGINNING });
  const limits = {
    values: { 'saturation-red': 70 },
    reason: WORDS,
    until: iso(DAY),
    basedOnVersion: 0,
    shown: { withoutReplay: WORDS },
  };
  const batch = {
    toTeamId: world.heartTeam,
    isbar: { ...isbar, illnessSeverity: undefined },
    items: [{ episodeId: second.episodeId, illnessSeverity: 'stable' }],
    deadlineAt: iso(HOUR),
  };
  const duty = { practitionerId: world.knut.id, until: iso(HOUR) };
  await kari.post(`${OF_API}/teams/${world.homeTeam}/duty`, duty);
  ids = {
    episodeId,
    teamId: world.homeTeam,
    planned: '1',
    alertId: await world.raise(episodeId, { severity: 'yellow' }),
    relationId: part.body.relations[0].id,
    taskId: await id(kari.post(`${of}/tasks`, { kind: 'other', text: WORDS, dueAt: iso(HOUR) })),
    pauseId: await id(kari.post(`${of}/pauses`, { scope: { type: 'episode' }, reason: 'holiday', endsAt: iso(DAY) })),
    proposalId: await id(kari.post(`${of}/limits`, limits), 'proposalId'),
    handoverId: await id(kari.post(`${of}/handovers`, { toTeamId: world.heartTeam, isbar, deadlineAt: iso(HOUR) })),
    requestId: await id(informed.post(`${of}/handover-requests`, { teamId: world.lungTeam, reason: WORDS })),
    batchId: await id(kari.post(`${OF_API}/handover-batches`, batch)),
    trialId: await id(
      kari.post(`${OF_API}/protocol-trials`, {
        teamId: world.homeTeam,
        protocolId: 'test-copd',
        protocolVersion: 2,
        days: 30,
      }),
    ),
    responseId: await answerForm(api.database, { deviceId: 'forms', at: NOW }),
    dutyId: (await db.pool.query<{ id: string }>('select id from duty')).rows[0]?.id ?? '',
  };
});
afterAll(async () => {
  await api.stop();
  await db.end();
});
afterEach(() => {
  expect(api.logged, 'nothing failed on our side').toEqual([]);
});

const NOTHING = [
  'You are not in that team.',
  'You are not in a team that covers for that team.',
  'There is no such notification.',
];

/** A no says which rule and why; what one may not see is told nothing about. */
function expectProblem({ status, body, headers }: Answer): void {
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({ status, title: expect.stringMatching(/\w{3}/) });
  // The same sentence as of what there is none of; the test of unknown ids holds that.
  if (status === 404) expect([undefined, ...NOTHING]).toContain(body.detail);
  else expect(body.detail, JSON.stringify(body)).toMatch(/\w{3,}.*\.$/);
  if (status === 409) expect(body.reason).toMatch(/^[a-z-]+$/);
}

describe('every route', () => {
  test('of the description has a line here', async () => {
    const { paths } = (await api.app.inject('/api/docs/json')).json();
    const described = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(OF_API.length)}`),
    );
    expect(described.toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('%s: who is not signed in is told so, and no more', async (name) => {
    const url = urlOf(name, (param) => ids[param] ?? '');
    const method = name.startsWith('GET') ? 'GET' : 'POST';
    const answer = await api.app.inject({ method, url, ...(method === 'POST' ? { payload: {} } : {}) });
    expect(answer.json()).toEqual({ status: 401, code: 'not-signed-in', title: 'Not signed in' });
  });

  test.each(names)('%s: a stranger', async (name) => {
    const answer = await ask(stranger, name);
    expect(answer.status, JSON.stringify(answer.body)).toBe(ROUTES[name]?.stranger);
    if (answer.status >= 400) expectProblem(answer);
    // Of the patient nothing at all is in the answer, whatever the status.
    expect(JSON.stringify(answer.body)).not.toContain('Testmann');
  });

  test.each(names)('%s: a team that is only informed', async (name) => {
    const answer = await ask(informed, name);
    expect(answer.status, JSON.stringify(answer.body)).toBe(ROUTES[name]?.informed);
    if (answer.status >= 400) expectProblem(answer);
    if (answer.status === 403) expect(answer.body.reason).toMatch(/^[a-z-]+$/);
  });

  test.each(withIds)('%s: ids that there are none of, and ids that cannot be', async (name) => {
    for (const idOf of [
      () => randomUUID(),
      () => 'x',
      () => '0',
      () => `${randomUUID()}%00`,
      () => '..%2f..%2fsession',
    ]) {
      const answer = await ask(informed, name, { idOf });
      expect(answer.status).toBe(404);
      expectProblem(answer);
    }
    // Another's and none are not to be told apart.
    if (ROUTES[name]?.stranger === 404) {
      const [anothers, none] = [await ask(stranger, name), await ask(stranger, name, { idOf: unknownId })];
      expect(anothers.body).toEqual(none.body);
    }
  });
});

describe('every change', () => {
  test.each(changes)('%s: not at the wish of another site', async (name) => {
    const url = urlOf(name, (param) => ids[param] ?? '');
    const wishes: Record<string, string>[] = [
      { 'x-csrf-token': '' },
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of wishes) {
      const answer = await informed.post(url, ROUTES[name]?.body?.() ?? {}, headers);
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });

  test.each(withBody)('%s: content of another shape is refused, with the places named', async (name) => {
    const empty = await ask(informed, name, { body: {} });
    expect(empty).toMatchObject({ status: 422, body: { code: 'unprocessable', detail: expect.any(String) } });
    expect(empty.body.errors.length).toBeGreaterThan(0);
    for (const body of [[], [{}], { ...ROUTES[name]?.body?.(), [firstKey(name)]: { $ne: null } }]) {
      expect((await ask(informed, name, { body })).status).toBe(422);
    }
  });

  test.each(changes)(
    '%s: content that would reach into what all objects share, or that is too large, is not read',
    async (name) => {
      const url = urlOf(name, (param) => ids[param] ?? '');
      const send = (payload: string) =>
        api.app.inject({
          method: 'POST',
          url,
          headers: { ...informed.headers, 'content-type': 'application/json' },
          payload,
        });
      for (const evil of ['"__proto__":{"polluted":true}', '"constructor":{"prototype":{"polluted":true}}']) {
        const answer = await send(`{${evil},${JSON.stringify(ROUTES[name]?.body?.() ?? { x: 1 }).slice(1)}`);
        expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-request']);
      }
      expect('polluted' in {}).toBe(false);
      const large = await send(JSON.stringify({ ...ROUTES[name]?.body?.(), more: 'x'.repeat(2_000_000) }));
      expect(large.json()).toMatchObject({ code: 'bad-request', title: expect.any(String) });
      expect([400, 413]).toContain(large.statusCode);
    },
  );

  test.each(withBody)('%s: words that show nothing are no words', async (name) => {
    for (const [path, body] of withoutWords(ROUTES[name]?.body?.())) {
      const answer = await ask(informed, name, { body });
      const optional = answer.status !== 422;
      // A note that may be left out may also say nothing; then the answer is what it would have been without.
      if (optional) expect(OPTIONAL).toContain(`${name} ${path}`);
      else expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
  });
});

/** Words that may be left out: in a withdrawal, and when a task is done. */
const OPTIONAL = [
  'POST /handovers/{handoverId}/withdraw reason',
  'POST /tasks/{taskId}/done note',
  'POST /episodes/{episodeId}/pauses note',
];

const firstKey = (name: string): string => Object.keys(ROUTES[name]?.body?.() ?? {})[0] ?? '';

/** The content with one of its words after the other made invisible, each with the path to it. */
function withoutWords(content: unknown): [path: string, content: unknown][] {
  if (content === WORDS) return [['', '\u200b \u2060']];
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    withoutWords(value).map(([path, changed]): [string, unknown] => [
      path === '' ? key : `${key}.${path}`,
      { ...content, [key]: changed },
    ]),
  );
}
