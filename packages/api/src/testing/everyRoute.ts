import { createClock } from '@samvakt/harness';
import { registerProtocol } from '@samvakt/store';
import { ProtocolSchema } from '@samvakt/triage';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { answerForm } from './answeredForm.ts';
import { type Answer, type Client, openTestApi, type TestApi } from './api.ts';
import { isbar, iso, NOW, QUERY, type Route, routesOf, WORDS } from './routes.ts';
import { BEGINNING, DAY, HOUR } from './world.ts';

/* A world in which there is something of everything that a route of the API can name, and the routes asked in it. */

const clock = createClock(NOW);
let there: EveryRoute | undefined;
let ids: Record<string, string> = {};
const begun = () => {
  if (there === undefined) throw new Error('no test has begun');
  return there;
};

const ROUTES = routesOf({
  get world() {
    return begun().api.world;
  },
  get ids() {
    return ids;
  },
});

export const OF_API = '/api/v1';
export const names = Object.keys(ROUTES);
export const changes = names.filter((name) => name.startsWith('POST'));
export const withIds = names.filter((name) => name.includes('{'));
export const withBody = changes.filter((name) => ROUTES[name]?.body !== undefined);

/** What is answered to a route, and the content that holds. */
export const routeOf = (name: string): Route => {
  const route = ROUTES[name];
  if (route === undefined) throw new Error(`no route is ${name}`);
  return route;
};

/** The address of a route with the ids of what there is, or with others. */
export function urlOf(name: string, idOf: (param: string) => string = (param) => ids[param] ?? `no ${param}`): string {
  const path = name.split(' ')[1] ?? '';
  return `${OF_API}${path.replace(/\{(\w+)\}/g, (_, param: string) => idOf(param))}${QUERY[name] ?? ''}`;
}

/** Asks with the content that holds and the ids of what there is, but for what is given. */
export function ask(client: Client, name: string, given: { body?: unknown; idOf?: (param: string) => string } = {}) {
  const url = urlOf(name, given.idOf);
  if (name.startsWith('GET')) return client.get(url);
  return client.post(url, 'body' in given ? given.body : routeOf(name).body?.());
}

interface EveryRoute {
  readonly api: TestApi;
  readonly stranger: Client;
  readonly informed: Client;
}

/** Opens the API for the tests of the file, none of which may fail on its side. What it holds may be read once the first test has begun. */
export function everyRoute(): EveryRoute {
  beforeAll(async () => {
    const { db, api, world } = await openTestApi({ clock: clock.now });
    const informed = await api.signedIn(world.lise);
    there = { api, informed, stranger: await api.signedIn(world.rita) };
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
  afterAll(() => there?.api.stop());
  afterEach(() => {
    expect(there?.api.logged, 'nothing failed on our side').toEqual([]);
  });
  return {
    get api() {
      return begun().api;
    },
    get stranger() {
      return begun().stranger;
    },
    get informed() {
      return begun().informed;
    },
  };
}
