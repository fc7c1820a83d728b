import { createClock, type TestDatabase } from '@samvakt/harness';
import { expireHandover, takeEffect } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Client, TestApi } from '../testing/api.ts';
import { openRoles } from '../testing/roles.ts';
import { BEGINNING, DAY, HOUR, ISBAR, MINUTE, type World } from '../testing/world.ts';

/*
 * Every act, by every role, in every state: what is answered. The tables below say what must come; they are written out from the rules in
 * docs/responsibility.md, not computed by the code that is tested.
 */

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let clients: Record<Role, Client>;

beforeAll(async () => {
  ({ db, api, world, clients } = await openRoles(clock.now, (world) => ({
    sender: world.kari,
    colleague: world.knut,
    receiver: world.lise,
    former: world.hans,
    stranger: world.rita,
  })));
});
afterAll(async () => {
  await api.stop();
  await db.end();
});

/** The sender's team is accountable and offers to the receiver's; the former team had it last week; the stranger's never had. */
const ROLES = ['sender', 'colleague', 'receiver', 'former', 'stranger'] as const;
type Role = (typeof ROLES)[number];

const STATES = [
  'offered',
  'overdue',
  'accepted',
  'declined',
  'withdrawn',
  'expired',
  'scheduled',
  'passed',
  'in effect',
  'called off',
  'superseded',
  'taken over',
] as const;
type State = (typeof STATES)[number];

const HANDOVER_ACTS = ['accept', 'decline', 'withdraw', 'offer', 'call-off', 'take-over', 'review'] as const;
type HandoverAct = (typeof HANDOVER_ACTS)[number];

/**
 * Columns, in the order of `STATES`: offered, overdue, accepted, declined, withdrawn, expired; then, accepted for a later time: scheduled,
 * passed (its time has come, its timer has not), in effect, called off, superseded; and taken over by the former team in an emergency.
 */
const HANDOVER_ANSWERS: Record<HandoverAct, Record<Role, readonly number[]>> = {
  accept: {
    sender: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    colleague: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    receiver: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  decline: {
    sender: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    colleague: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    receiver: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  withdraw: {
    sender: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409],
    colleague: [200, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409, 409],
    receiver: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // A new one, to the heart clinic. Once it was accepted, or its time has come, the receiver is accountable; while it was not, the receiver sees
  // the episode only as long as the offer stands. After a take-over by the heart clinic that one may offer, though not to itself.
  offer: {
    sender: [409, 201, 403, 201, 201, 201, 409, 403, 403, 201, 403, 403],
    colleague: [409, 201, 403, 201, 201, 201, 409, 403, 403, 201, 403, 403],
    receiver: [403, 404, 201, 404, 404, 404, 403, 201, 201, 404, 404, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 422, 422],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  'call-off': {
    sender: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 409],
    colleague: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 409],
    receiver: [409, 409, 409, 409, 409, 409, 200, 409, 409, 409, 409, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 409],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // By whoever may see the patient and is not accountable; each for the own team.
  'take-over': {
    sender: [422, 422, 201, 422, 422, 422, 422, 201, 201, 422, 201, 201],
    colleague: [422, 422, 201, 422, 422, 422, 422, 201, 201, 422, 201, 201],
    receiver: [201, 404, 422, 404, 404, 404, 201, 422, 422, 404, 404, 404],
    former: [201, 201, 201, 201, 201, 201, 201, 201, 201, 201, 422, 422],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
  // Of a take-over only, by the team that had it.
  review: {
    sender: [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 200],
    colleague: [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 200],
    receiver: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 404],
    former: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
    stranger: [404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404],
  },
};

const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };

async function followed(): Promise<string> {
  const { episodeId } = await world.follow([
    { teamId: world.heartTeam, from: BEGINNING },
    { teamId: world.homeTeam, from: BEGINNING + 5 * DAY },
  ]);
  return episodeId;
}

async function offerBy(role: Role, episodeId: string, toTeamId: string, later?: number): Promise<Answer> {
  const deadlineAt = new Date(clock.now() + MINUTE).toISOString();
  const effectiveAt = later === undefined ? {} : { effectiveAt: new Date(clock.now() + later).toISOString() };
  const path = `/api/v1/episodes/${episodeId}/handovers`;
  return clients[role].post(path, { toTeamId, isbar: ISBAR, deadlineAt, ...effectiveAt });
}

/** States that begin with an acceptance for an hour later. */
const LATER: readonly State[] = ['scheduled', 'passed', 'in effect', 'called off'];

function takeOverBy(role: Role, episodeId: string): Promise<Answer> {
  const teamId = {
    sender: world.homeTeam,
    colleague: world.homeTeam,
    receiver: world.lungTeam,
    former: world.heartTeam,
    stranger: world.responseTeam,
  }[role];
  const content = { teamId, reason: 'Ambulance', illnessSeverity: 'unstable', firstAction: 'Admit' };
  return clients[role].post(`/api/v1/episodes/${episodeId}/take-over`, content);
}

async function handoverIn(state: State): Promise<{ episodeId: string; handoverId: string }> {
  const episodeId = await followed();
  if (state === 'taken over') {
    const taken = await takeOverBy('former', episodeId);
    expect(taken.status, JSON.stringify(taken.body)).toBe(201);
    clock.advance(1);
    return { episodeId, handoverId: taken.body.id };
  }
  const offered = await offerBy('sender', episodeId, world.lungTeam, LATER.includes(state) ? HOUR : undefined);
  expect(offered.status, JSON.stringify(offered.body)).toBe(201);
  const handoverId: string = offered.body.id;
  clock.advance(1);
  const act = (role: Role, what: string, body: object) =>
    clients[role].post(`/api/v1/handovers/${handoverId}/${what}`, { version: 1, ...body });
  if (LATER.includes(state)) expect((await act('receiver', 'accept', { readBack })).status).toBe(200);
  switch (state) {
    case 'offered':
    case 'scheduled':
      break;
    case 'passed':
      clock.advance(HOUR);
      break;
    case 'in effect':
      clock.advance(HOUR);
      await api.database.transaction((client) => takeEffect(client, { handoverId, now: clock.now() }));
      break;
    case 'called off':
      expect((await act('receiver', 'call-off', { version: 2, reason: 'No bed' })).status).toBe(200);
      break;
    case 'superseded':
      expect((await takeOverBy('former', episodeId)).status).toBe(201);
      break;
    case 'overdue':
      clock.advance(MINUTE);
      break;
    case 'accepted':
      expect((await act('receiver', 'accept', { readBack })).status).toBe(200);
      break;
    case 'declined':
      expect((await act('receiver', 'decline', { reason: 'Full' })).status).toBe(200);
      break;
    case 'withdrawn':
      expect((await act('sender', 'withdraw', {})).status).toBe(200);
      break;
    case 'expired':
      clock.advance(MINUTE);
      await api.database.transaction((client) => expireHandover(client, { handoverId, now: clock.now() }));
      break;
  }
  clock.advance(1);
  return { episodeId, handoverId };
}

async function doHandoverAct(act: HandoverAct, role: Role, at: { episodeId: string; handoverId: string }) {
  if (act === 'offer') return offerBy(role, at.episodeId, world.heartTeam);
  const { body } = await clients.sender.get(`/api/v1/handovers/${at.handoverId}`);
  if (act === 'take-over') return takeOverBy(role, at.episodeId);
  const content = {
    accept: { readBack },
    decline: { reason: 'Full' },
    withdraw: {},
    'call-off': { reason: 'Changed' },
    review: { verdict: 'agreed', text: 'Right' },
  }[act];
  const version = body.handover?.version ?? 1;
  return clients[role].post(`/api/v1/handovers/${at.handoverId}/${act}`, { version, ...content });
}

describe('an act on a handover', () => {
  const cases = HANDOVER_ACTS.flatMap((act) =>
    ROLES.flatMap((role) =>
      STATES.map((state, column) => ({ act, role, state, status: HANDOVER_ANSWERS[act][role][column] })),
    ),
  );
  test.each(cases)('$act by the $role when it is $state: $status', async ({ act, role, state, status }) => {
    const at = await handoverIn(state);
    const before = await accountable(at.episodeId);
    const answer = await doHandoverAct(act, role, at);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expectReasoned(answer);
    const moves = (act === 'accept' && status === 200) || (act === 'take-over' && status === 201);
    expect((await accountable(at.episodeId)) !== before, 'responsibility moves by acceptance or take-over only').toBe(
      moves,
    );
  });
});

const ALERT_STATES = ['open', 'own', 'claimed by a colleague', 'closed'] as const;
type AlertState = (typeof ALERT_STATES)[number];
const ALERT_ACTS = ['claim', 'release', 'notes', 'resolve'] as const;
type AlertAct = (typeof ALERT_ACTS)[number];

/** Columns: open, own, claimed by a colleague, closed. Of the accountable team only; an invited team reads. */
const ALERT_ANSWERS: Record<AlertAct, readonly number[]> = {
  claim: [200, 200, 409, 409],
  release: [409, 200, 200, 409],
  notes: [200, 200, 200, 200],
  resolve: [200, 200, 409, 409],
};
const OTHERS: Record<Exclude<Role, 'sender' | 'colleague'>, number> = { receiver: 403, former: 403, stranger: 404 };

describe('an act on an alert', () => {
  const own = ALERT_ACTS.flatMap((act) =>
    ALERT_STATES.map((state, column) => ({ act, role: 'sender' as Role, state, status: ALERT_ANSWERS[act][column] })),
  );
  const others = ALERT_ACTS.flatMap((act) =>
    Object.entries(OTHERS).flatMap(([role, status]) =>
      ALERT_STATES.map((state) => ({ act, role: role as Role, state, status })),
    ),
  );
  test.each([...own, ...others])(
    '$act by the $role when it is $state: $status',
    async ({ act, role, state, status }) => {
      const { episodeId, alertId, version } = await alertIn(state);
      // The receiver is invited, and that is not enough.
      await world.offer(episodeId, {
        fromTeam: world.homeTeam,
        toTeam: world.lungTeam,
        by: world.kari,
        at: clock.now(),
      });
      const content =
        act === 'notes'
          ? { text: 'Seen' }
          : { version, ...(act === 'resolve' ? { outcome: 'contacted-patient' } : {}) };
      const answer = await clients[role].post(`/api/v1/alerts/${alertId}/${act}`, content);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expectReasoned(answer);
    },
  );
});

async function alertIn(state: AlertState): Promise<{ episodeId: string; alertId: string; version: number }> {
  const episodeId = await followed();
  const alertId = await world.raise(episodeId, { at: clock.now() - HOUR });
  const act = (role: Role, what: string, body: object = {}) =>
    clients[role].post(`/api/v1/alerts/${alertId}/${what}`, { version: 1, ...body });
  const done = {
    open: null,
    own: () => act('sender', 'claim'),
    'claimed by a colleague': () => act('colleague', 'claim'),
    closed: () => act('colleague', 'resolve', { outcome: 'false-reading' }),
  }[state];
  if (done === null) return { episodeId, alertId, version: 1 };
  const answer = await done();
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { episodeId, alertId, version: answer.body.version };
}

const TASK_STATES = ['open', 'own', 'claimed by a colleague', 'done'] as const;
type TaskState = (typeof TASK_STATES)[number];
const TASK_ACTS = ['claim', 'release', 'done', 'cancel'] as const;
type TaskAct = (typeof TASK_ACTS)[number];

/** Columns: open, own, claimed by a colleague, done. Of the owner team; an invited team reads. */
const TASK_ANSWERS: Record<TaskAct, readonly number[]> = {
  claim: [200, 200, 409, 409],
  release: [409, 200, 200, 409],
  done: [200, 200, 409, 409],
  cancel: [200, 200, 409, 409],
};

describe('an act on a task', () => {
  const own = TASK_ACTS.flatMap((act) =>
    TASK_STATES.map((state, column) => ({ act, role: 'sender' as Role, state, status: TASK_ANSWERS[act][column] })),
  );
  const others = TASK_ACTS.flatMap((act) =>
    Object.entries(OTHERS).flatMap(([role, status]) =>
      TASK_STATES.map((state) => ({ act, role: role as Role, state, status })),
    ),
  );
  test.each([...own, ...others])(
    '$act by the $role when it is $state: $status',
    async ({ act, role, state, status }) => {
      const { episodeId, taskId, version } = await taskIn(state);
      // The receiver is invited, and that is not enough.
      await world.offer(episodeId, {
        fromTeam: world.homeTeam,
        toTeam: world.lungTeam,
        by: world.kari,
        at: clock.now(),
      });
      const answer = await clients[role].post(`/api/v1/tasks/${taskId}/${act}`, {
        version,
        ...(act === 'cancel' ? { note: 'Not needed' } : {}),
      });
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expectReasoned(answer);
    },
  );

  test.each(Object.entries({ sender: 201, colleague: 201, ...OTHERS }))(
    'adding one by the %s: %d',
    async (role, status) => {
      const episodeId = await followed();
      await world.offer(episodeId, {
        fromTeam: world.homeTeam,
        toTeam: world.lungTeam,
        by: world.kari,
        at: clock.now(),
      });
      const answer = await addedBy(role as Role, episodeId);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expectReasoned(answer);
    },
  );

  test.each([
    ['finish', 'done', {}],
    ['cancel', 'cancel', { note: 'Not needed' }],
  ])(
    'the accountable team may %s what a team that has let go left undone, but not claim it',
    async (_name, act, body) => {
      const episodeId = await followed();
      const dueAt = new Date(clock.now() + HOUR).toISOString();
      const actions = [{ kind: 'check-device', text: 'Fetch the oximeter', owner: 'sender', dueAt }];
      const offered = await clients.sender.post(`/api/v1/episodes/${episodeId}/handovers`, {
        toTeamId: world.lungTeam,
        isbar: { ...ISBAR, actions },
        deadlineAt: dueAt,
      });
      clock.advance(1);
      const accepted = await clients.receiver.post(`/api/v1/handovers/${offered.body.id}/accept`, {
        version: 1,
        readBack,
      });
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
      const { body: list } = await clients.receiver.get(`/api/v1/episodes/${episodeId}/tasks`);
      expect(list.tasks).toMatchObject([
        { ownerTeam: { name: 'Hjemmeoppfølging' }, origin: 'handover', may: { claim: false, close: true } },
      ]);
      const { id } = list.tasks[0];
      const claimed = await clients.receiver.post(`/api/v1/tasks/${id}/claim`, { version: 1 });
      expect(claimed).toMatchObject({ status: 403, body: { reason: 'not-the-owner-team' } });
      expect((await clients.receiver.post(`/api/v1/tasks/${id}/${act}`, { version: 1, ...body })).status).toBe(200);
    },
  );
});

async function addedBy(role: Role, episodeId: string): Promise<Answer> {
  const dueAt = new Date(clock.now() + HOUR).toISOString();
  return clients[role].post(`/api/v1/episodes/${episodeId}/tasks`, { kind: 'call-back', text: 'Call her', dueAt });
}

async function taskIn(state: TaskState): Promise<{ episodeId: string; taskId: string; version: number }> {
  const episodeId = await followed();
  const added = await addedBy('sender', episodeId);
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  const taskId: string = added.body.id;
  const act = (role: Role, what: string) => clients[role].post(`/api/v1/tasks/${taskId}/${what}`, { version: 1 });
  const done = {
    open: null,
    own: () => act('sender', 'claim'),
    'claimed by a colleague': () => act('colleague', 'claim'),
    done: () => act('colleague', 'done'),
  }[state];
  if (done === null) return { episodeId, taskId, version: 1 };
  const answer = await done();
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { episodeId, taskId, version: answer.body.version };
}

/** A no says which rule and why; what one may not see is told nothing about. */
function expectReasoned({ status, body }: Answer): void {
  if (status < 400) return;
  expect(body).toMatchObject({
    status,
    code: { 403: 'forbidden', 404: 'not-found', 409: 'conflict', 422: 'unprocessable' }[status],
  });
  if (status === 404) {
    expect(body).not.toHaveProperty('detail');
    return;
  }
  expect(body.detail).toMatch(/\w{3,}.*\.$/);
  expect(body.reason).toMatch(/^[a-z-]+$/);
}

async function accountable(episodeId: string): Promise<string> {
  const { rows } = await db.pool.query(
    'select team_id from responsibility where episode_id = $1 and period @> $2::timestamptz',
    [episodeId, new Date(clock.now())],
  );
  return rows[0].team_id;
}
