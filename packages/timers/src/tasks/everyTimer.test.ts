import { randomUUID } from 'node:crypto';
import {
  addRelation,
  addTask,
  CLAIM_END_TASK,
  CLAIM_REMINDER_TASK,
  type Database,
  ESCALATION_TASK,
  HANDOVER_EFFECT_TASK,
  HANDOVER_EXPIRY_TASK,
  HANDOVER_REMINDER_TASK,
  HANDOVER_REQUEST_LAPSE_TASK,
  HANDOVER_RETURN_TASK,
  LIMITS_END_TASK,
  PAUSE_TURN_TASK,
  type Queryable,
  requestHandover,
  setLimits,
  setPause,
  TASK_DUE_TASK,
  TASK_SIGHT_TASK,
} from '@samvakt/store';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, isbar, NOW, oneFollowUpEach } from '../../test/oneFollowUpEach.ts';
import { overdueSweep } from './sweep.ts';

/*
 * Every kind of timer: what it does shows as one line in the feed. A timer that is run twice does it once; one that is early does nothing; one that
 * the queue has lost is found by the sweep, and then the timer that turns up after all does nothing.
 */

const on = oneFollowUpEach(27);
const { at, run, offered, accepted, opened, claimed, queued, loseTimers, timesTold } = on;

type Case = { task: string; set: (client: Queryable) => Promise<unknown>; due: number; told: string };
const CASES: Record<string, Case> = {
  'the expiry of an offer': {
    task: HANDOVER_EXPIRY_TASK,
    set: (client) => offered(client),
    due: NOW + 4 * HOUR,
    told: 'handover-expired',
  },
  'the reminder before it': {
    task: HANDOVER_REMINDER_TASK,
    set: (client) => offered(client),
    due: NOW + 3 * HOUR,
    told: 'handover-reminder',
  },
  'the effect of a handover': {
    task: HANDOVER_EFFECT_TASK,
    set: (client) => accepted(client, { effectiveAt: NOW + DAY }),
    due: NOW + DAY,
    told: 'handover-took-effect',
  },
  'the return of a handover for a time': {
    task: HANDOVER_RETURN_TASK,
    set: async (client) => {
      await accepted(client, { returnAt: NOW + DAY });
      // The first offer has been told; what is counted below is the return's.
    },
    due: NOW + DAY,
    told: 'handover-offered',
  },
  'the lapse of a request': {
    task: HANDOVER_REQUEST_LAPSE_TASK,
    set: async (client) => {
      const part = {
        relationId: randomUUID(),
        episodeId: on.episodeId,
        teamId: on.ward.teamId,
        kind: 'informed',
        reason: 'x',
      } as const;
      await addRelation(client, { ...part, practitionerId: on.home.nurse, now: NOW });
      const asked = {
        requestId: randomUUID(),
        episodeId: on.episodeId,
        teamId: on.ward.teamId,
        reason: 'x',
        wantedAt: null,
      };
      await requestHandover(client, { ...asked, practitionerId: on.ward.nurse, now: NOW });
    },
    due: NOW + 14 * DAY,
    told: 'handover-request-lapsed',
  },
  'the end of a claim': { task: CLAIM_END_TASK, set: claimed, due: NOW + 2 * HOUR, told: 'alert-released' },
  'the reminder of a claim': {
    task: CLAIM_REMINDER_TASK,
    set: claimed,
    due: NOW + 2 * HOUR - HOUR / 4,
    told: 'claim-reminder',
  },
  'the beginning of a pause': {
    task: PAUSE_TURN_TASK,
    set: (client) => pause(client, { startsAt: NOW + HOUR, endsAt: NOW + DAY }),
    due: NOW + HOUR,
    told: 'pause-began',
  },
  'the end of a pause': {
    task: PAUSE_TURN_TASK,
    set: (client) => pause(client, { startsAt: null, endsAt: NOW + DAY }),
    due: NOW + DAY,
    told: 'pause-ended',
  },
  'the end of limits': {
    task: LIMITS_END_TASK,
    set: (client) =>
      setLimits(client, {
        episodeId: on.episodeId,
        values: { low: 83 },
        reason: 'x',
        since: NOW,
        until: NOW + DAY,
        confirmedBy: null,
        practitionerId: on.home.nurse,
        now: NOW,
      }),
    due: NOW + DAY,
    told: 'limits-ended',
  },
  'the due time of a task': {
    task: TASK_DUE_TASK,
    set: (client) => task(client, NOW + DAY),
    due: NOW + DAY,
    told: 'task-overdue',
  },
  'the loss of sight of who has a task': {
    task: TASK_SIGHT_TASK,
    set: (client) => {
      const dueAt = new Date(NOW + 60 * DAY).toISOString();
      const actions = [{ kind: 'other', text: 'x', owner: 'sender', dueAt } as const];
      return accepted(client, { isbar: { ...isbar, actions } });
    },
    due: NOW + HOUR + 30 * DAY,
    told: 'task-moved',
  },
};

function pause(client: Queryable, span: { startsAt: number | null; endsAt: number }): Promise<unknown> {
  const about = { scope: { type: 'episode' }, includesRed: false, reason: 'holiday', note: '' } as const;
  return setPause(client, {
    pauseId: randomUUID(),
    episodeId: on.episodeId,
    ...about,
    ...span,
    practitionerId: on.home.nurse,
    now: NOW,
  });
}
function task(client: Queryable, dueAt: number): Promise<unknown> {
  const about = { taskId: randomUUID(), episodeId: on.episodeId, kind: 'other', text: 'x', dueAt } as const;
  return addTask(client, { ...about, practitionerId: on.home.nurse, now: NOW });
}
describe.each(Object.entries(CASES))('%s', (_, { task: name, set, due, told }) => {
  test('is told by its timer, once, and not before its time', async () => {
    await on.database.transaction(set);
    const timer = await queued(name);
    expect(timer.at).toBe(due);
    const before = await timesTold(told);
    if (name !== HANDOVER_REMINDER_TASK) {
      await run(name, timer.payload, due - 1);
      expect(await timesTold(told)).toBe(before);
    }
    await run(name, timer.payload, due);
    expect(await timesTold(told)).toBe(before + 1);
    await run(name, timer.payload, due + 1);
    expect(await timesTold(told)).toBe(before + 1);
  });

  test('that the queue has lost is found by the sweep, and the timer that turns up after all does nothing', async () => {
    await on.database.transaction(set);
    const timer = await queued(name);
    await loseTimers();
    const before = await timesTold(told);
    await overdueSweep(at(due));
    expect(await timesTold(told), 'the queue is given five minutes').toBe(before);
    await overdueSweep(at(due + 6 * 60_000));
    expect(await timesTold(told)).toBe(before + 1);
    await overdueSweep(at(due + 7 * 60_000));
    await run(name, timer.payload, due + 8 * 60_000);
    expect(await timesTold(told)).toBe(before + 1);
  });
});

test('an escalation that the queue has lost goes on by the sweep', async () => {
  const alertId = await on.database.transaction(opened);
  await overdueSweep(at(NOW + 6 * 60_000));
  const { payload } = await queued(ESCALATION_TASK);
  expect(payload).toEqual({ alertId });
  const rows = async () =>
    (await on.db.pool.query('select round, step, due_at from escalation where alert_id = $1', [alertId])).rows;
  await loseTimers();
  const [stood] = await rows();
  await overdueSweep(at(stood.due_at.getTime() + 6 * 60_000));
  const [stands] = await rows();
  expect(stands).not.toEqual(stood);
  await run(ESCALATION_TASK, { alertId }, stood.due_at.getTime() + 7 * 60_000);
  expect((await rows())[0]).toEqual(stands);
});

test('a timer that fails holds up no other, and is told of', async () => {
  await on.database.transaction((client) => task(client, NOW + HOUR));
  const mended = on.episodeId;
  // The offer of another follow-up is looked at first, and cannot be dealt with.
  on.another();
  await on.database.transaction((client) => offered(client));
  let failed = 0;
  const failing: Database = {
    ...on.database,
    transaction: (work) => (failed++ === 0 ? Promise.reject(new Error('of the test')) : on.database.transaction(work)),
  };
  await expect(overdueSweep({ ...at(NOW + 5 * HOUR), database: failing })).rejects.toThrow(
    /1 of \d+ overdue timers failed/,
  );
  expect(await timesTold('task-overdue', mended)).toBe(1);
});
