import { describe, expect, test } from 'vitest';
import type { Answer } from '../testing/api.ts';
import { expectReasoned } from '../testing/reasoned.ts';
import { allSides, OTHERS, type Side } from '../testing/sides.ts';
import { HOUR, ISBAR } from '../testing/world.ts';

/*
 * Every act on a task, by every role, in every state: what is answered. The tables below say what must come; they are written out from the rules in
 * docs/responsibility.md, not computed by the code that is tested.
 */

const on = allSides();
const { clock, followed, invite } = on;

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
    TASK_STATES.map((state, column) => ({ act, role: 'sender' as Side, state, status: TASK_ANSWERS[act][column] })),
  );
  const others = TASK_ACTS.flatMap((act) =>
    Object.entries(OTHERS).flatMap(([role, status]) =>
      TASK_STATES.map((state) => ({ act, role: role as Side, state, status })),
    ),
  );
  test.each([...own, ...others])(
    '$act by the $role when it is $state: $status',
    async ({ act, role, state, status }) => {
      const { episodeId, taskId, version } = await taskIn(state);
      // The receiver is invited, and that is not enough.
      await invite(episodeId);
      const answer = await on.clients[role].post(`/api/v1/tasks/${taskId}/${act}`, {
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
      await invite(episodeId);
      const answer = await addedBy(role as Side, episodeId);
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
      const offered = await on.clients.sender.post(`/api/v1/episodes/${episodeId}/handovers`, {
        toTeamId: on.world.lungTeam,
        isbar: { ...ISBAR, actions },
        deadlineAt: dueAt,
      });
      clock.advance(1);
      const accepted = await on.clients.receiver.post(`/api/v1/handovers/${offered.body.id}/accept`, {
        version: 1,
        readBack: { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] },
      });
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
      const { body: list } = await on.clients.receiver.get(`/api/v1/episodes/${episodeId}/tasks`);
      expect(list.tasks).toMatchObject([
        { ownerTeam: { name: 'Hjemmeoppfølging' }, origin: 'handover', may: { claim: false, close: true } },
      ]);
      const { id } = list.tasks[0];
      const claimed = await on.clients.receiver.post(`/api/v1/tasks/${id}/claim`, { version: 1 });
      expect(claimed).toMatchObject({ status: 403, body: { reason: 'not-the-owner-team' } });
      expect((await on.clients.receiver.post(`/api/v1/tasks/${id}/${act}`, { version: 1, ...body })).status).toBe(200);
    },
  );
});

async function addedBy(role: Side, episodeId: string): Promise<Answer> {
  const dueAt = new Date(clock.now() + HOUR).toISOString();
  return on.clients[role].post(`/api/v1/episodes/${episodeId}/tasks`, { kind: 'call-back', text: 'Call her', dueAt });
}

async function taskIn(state: TaskState): Promise<{ episodeId: string; taskId: string; version: number }> {
  const episodeId = await followed();
  const added = await addedBy('sender', episodeId);
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  const taskId: string = added.body.id;
  const act = (role: Side, what: string) => on.clients[role].post(`/api/v1/tasks/${taskId}/${what}`, { version: 1 });
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
