import { createClock, type TestDatabase } from '@samvakt/harness';
import { readProtocols, registerProtocol } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client, TestApi } from '../testing/api.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, HOUR, ISBAR, type World } from '../testing/world.ts';

/*
 * Every act of putting a protocol version in force, by everybody, in every state of what is in force, of the patient's own numbers and of the responsibility: what is
 * answered. Written out from the rules in docs/triage.md. A refusal leaves the version as it was; an act is one line in the feed.
 */

/* Version 1: red below 85, allowed between 75 and 95. Version 2: red below 80, 70 to 82: a patient's own 84 would not hold, 81 would. */
const clock = createClock(BEGINNING + 60 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

const ROLES = ['accountable', 'colleague', 'supporting', 'receiver', 'former', 'stranger'] as const;
type Role = (typeof ROLES)[number];

const STATES = [
  'as it began',
  'put in force already',
  'with own numbers that hold',
  'with own numbers that would not hold',
  'with own numbers that wait for a second person',
  'while a handover is open',
  'after it was handed over',
  'after it has ended',
] as const;
type State = (typeof STATES)[number];

/** Where the patient is, as the person has read it. */
type Scene = { episodeId: string; basedOn: number; limitsVersion: number };

const put = (client: Client, { episodeId, basedOn, limitsVersion }: Scene, change: object = {}) =>
  client.post(`/api/v1/episodes/${episodeId}/protocol`, {
    protocol: { id: 'test-copd', version: 2 },
    reason: 'Ligger lavt til vanlig',
    basedOn,
    limitsVersion,
    giveUp: [],
    shown: { withoutReplay: 'Prøve' },
    ...change,
  });
const ACTS = {
  read: (client: Client, { episodeId }: Scene) => client.get(`/api/v1/episodes/${episodeId}/protocols`),
  'put it in force': (client: Client, scene: Scene) => put(client, scene),
  'put it in force and give up the red limit': (client: Client, scene: Scene) =>
    put(client, scene, { giveUp: ['saturation-red'] }),
  'press on an old picture': (client: Client, scene: Scene) => put(client, scene, { basedOn: scene.basedOn + 1 }),
  'press on old limits': (client: Client, scene: Scene) =>
    put(client, scene, { limitsVersion: scene.limitsVersion + 1 }),
  'put one in force that is not registered': (client: Client, scene: Scene) =>
    put(client, scene, { protocol: { id: 'test-copd', version: 99 } }),
  'put one of another condition in force': (client: Client, scene: Scene) =>
    put(client, scene, { protocol: { id: 'test-other', version: 1 } }),
  'put it in force unseen': (client: Client, scene: Scene) =>
    put(client, scene, { shown: { replayId: '0a6d1b5e-7a4b-4c52-9d0c-2f8e6a3b1c4d' } }),
  'give no reason': (client: Client, scene: Scene) => put(client, scene, { reason: ' ' }),
  'name no version': (client: Client, scene: Scene) => put(client, scene, { protocol: { id: 'test-copd' } }),
} as const;
type Act = keyof typeof ACTS;

type Expected = readonly [status: number, reason?: string];

/** Who sees the patient at all, and who is accountable. */
function standing(role: Role, state: State): 'acts' | 'sees' | 'nothing' {
  if (role === 'stranger') return 'nothing';
  if (role === 'former') return 'sees';
  // What takes part ends with the follow-up.
  if (role === 'supporting') return state === 'after it has ended' ? 'nothing' : 'sees';
  const moved = state === 'after it was handed over';
  if (role === 'receiver') return moved ? 'acts' : state === 'while a handover is open' ? 'sees' : 'nothing';
  return moved ? 'sees' : 'acts';
}

function expected(act: Act, role: Role, state: State): Expected {
  // What is not as the contract says is told before anything is looked up: it says nothing about the patient.
  if (act === 'give no reason' || act === 'name no version') return [422];
  const stands = standing(role, state);
  if (stands === 'nothing') return [404];
  if (act === 'read') return [200];
  if (state === 'after it has ended') return [409, 'episode-ended'];
  if (stands === 'sees') return [403, 'not-the-accountable-team'];
  if (act === 'put one in force that is not registered') return [422, 'protocol-not-registered'];
  if (act === 'put one of another condition in force') return [422, 'other-condition'];
  if (act === 'press on an old picture') return [409, 'version-moved-on'];
  if (state === 'put in force already') return [409, 'already-in-force'];
  if (act === 'press on old limits') return [409, 'version-moved-on'];
  if (state === 'with own numbers that wait for a second person') return [409, 'proposal-pending'];
  const fails = state === 'with own numbers that would not hold';
  if (act === 'put it in force and give up the red limit') return fails ? [200] : [422, 'limits-hold'];
  if (fails) return [422, 'limits-would-not-hold'];
  if (act === 'put it in force unseen') return [422, 'replay-not-shown'];
  return [200];
}

beforeAll(async () => {
  ({ db, api, world, clients } = await openRoles(clock.now, async (world) => {
    const paul = await world.person('Paul Test', 'nurse', [world.responseTeam]);
    const outside = await world.person('Odd Test', 'nurse', []);
    // The former team had it before; the response centre supports; the receiver is the lung clinic.
    return {
      accountable: world.kari,
      colleague: world.knut,
      supporting: paul,
      receiver: world.lise,
      former: world.hans,
      stranger: outside,
    };
  }));
  const [one] = await readProtocols(db.pool, [{ id: 'test-copd', version: 1 }]);
  const red = one?.numbers['saturation-red'];
  if (!one || !red) throw new Error('the world has another protocol');
  const numbers = { ...one.numbers, 'saturation-red': { ...red, value: 80, min: 70, max: 82 } };
  await registerProtocol(db.pool, { protocol: { ...one, version: 2, numbers }, registeredAt: BEGINNING });
  const other = { ...one, id: 'test-other', condition: 'heart-failure' as const };
  await registerProtocol(db.pool, { protocol: other, registeredAt: BEGINNING });
});
afterAll(() => api.stop());

async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
}

/** A patient of its own for each case. */
async function given(state: State): Promise<Scene> {
  clock.advance(1_000);
  const held = [
    { teamId: world.heartTeam, from: BEGINNING },
    { teamId: world.homeTeam, from: clock.now() - 5 * DAY },
  ];
  const { episodeId } = await world.follow(held, state === 'after it has ended' ? clock.now() - 1_000 : null);
  const of = `/api/v1/episodes/${episodeId}`;
  const { accountable, receiver } = clients;
  const support = { teamId: world.responseTeam, kind: 'supporting', reason: 'Er med' };
  const scene: Scene = { episodeId, basedOn: 0, limitsVersion: 0 };
  if (state === 'after it has ended') return scene;
  await ok(accountable.post(`${of}/relations`, support));
  const limits = (red: number) =>
    ok(
      accountable.post(`${of}/limits`, {
        values: { 'saturation-red': red },
        reason: 'Egen normal',
        until: new Date(clock.now() + 30 * DAY).toISOString(),
        basedOnVersion: 0,
        shown: { withoutReplay: 'Prøve' },
      }),
    );
  const offer = async (): Promise<string> => {
    const deadlineAt = new Date(clock.now() + HOUR).toISOString();
    const letter = { toTeamId: world.lungTeam, isbar: ISBAR, deadlineAt };
    const { status, body } = await accountable.post(`${of}/handovers`, letter);
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id;
  };
  switch (state) {
    case 'as it began':
      break;
    case 'put in force already':
      await ok(put(accountable, scene));
      clock.advance(1_000);
      return { ...scene, basedOn: 1 };
    case 'with own numbers that hold':
      await limits(81);
      return { ...scene, limitsVersion: 1 };
    case 'with own numbers that would not hold':
      await limits(84);
      return { ...scene, limitsVersion: 1 };
    case 'with own numbers that wait for a second person':
      await limits(73);
      break;
    case 'while a handover is open':
      await offer();
      break;
    case 'after it was handed over': {
      const readBack = { illnessSeverity: ISBAR.illnessSeverity, firstAction: 'Ringe', redAlertIds: [] };
      await ok(receiver.post(`/api/v1/handovers/${await offer()}/accept`, { version: 1, readBack }));
      clock.advance(1_000);
      break;
    }
  }
  return scene;
}

/** Adoptions of an episode, and lines of its feed that tell of one: they go together. */
async function adoptions(episodeId: string): Promise<number> {
  const { rows } = await db.pool.query(
    `select (select count(*)::int from protocol_adoption where episode_id = $1) as adopted,
       (select count(*)::int from change where episode_id = $1 and kind = 'protocol-adopted') as told`,
    [episodeId],
  );
  expect(rows[0].told).toBe(rows[0].adopted);
  return rows[0].adopted;
}

describe.each(STATES)('a version, %s', (state) => {
  describe.each(Object.keys(ACTS) as Act[])('to %s', (act) => {
    test.each(ROLES)('as %s', async (role) => {
      const scene = await given(state);
      const [status, reason] = expected(act, role, state);
      const before = await adoptions(scene.episodeId);
      const answer = await ACTS[act](clients[role], scene);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      if (status !== 200) {
        expect(answer.body.reason).toBe(reason);
        if (reason !== undefined) expect(answer.body.detail.length).toBeGreaterThan(10);
      }
      const changed = status === 200 && act !== 'read' ? 1 : 0;
      expect((await adoptions(scene.episodeId)) - before).toBe(changed);
      const { rows } = await db.pool.query('select protocol_version as version from episode where id = $1', [
        scene.episodeId,
      ]);
      expect(rows[0].version).toBe(before + changed === 0 ? 1 : 2);
    });
  });
});
