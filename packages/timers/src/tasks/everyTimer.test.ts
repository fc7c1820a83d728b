import { randomUUID } from 'node:crypto';
import {
  createTestDatabase,
  type FollowedPatient,
  registerPopulation,
  TEST_PROTOCOL,
  type TestDatabase,
} from '@samvakt/harness';
import {
  acceptHandover,
  addRelation,
  addTask,
  CLAIM_END_TASK,
  CLAIM_REMINDER_TASK,
  claimAlert,
  createTriageMemory,
  type Database,
  ESCALATION_TASK,
  HANDOVER_EFFECT_TASK,
  HANDOVER_EXPIRY_TASK,
  HANDOVER_REMINDER_TASK,
  HANDOVER_REQUEST_LAPSE_TASK,
  HANDOVER_RETURN_TASK,
  HOURS_TURN_TASK,
  LIMITS_END_TASK,
  offerHandover,
  openDatabase,
  PAUSE_TURN_TASK,
  type Queryable,
  registerPractitioner,
  registerTeam,
  requestHandover,
  setHours,
  setLimits,
  setPause,
  TASK_DUE_TASK,
  TASK_SIGHT_TASK,
} from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alertTasks } from './alert.ts';
import type { TaskContext } from './context.ts';
import { declarationTasks } from './declaration.ts';
import { escalationTasks } from './escalation.ts';
import { handoverTasks } from './handover.ts';
import { limitsTasks } from './limits.ts';
import { pauseTasks } from './pause.ts';
import { overdueSweep } from './sweep.ts';
import { dueTasks } from './task.ts';

/*
 * Every kind of timer: what it does shows as one line in the feed. A timer that is run twice does it once; one that is early does nothing; one that
 * the queue has lost is found by the sweep, and then the timer that turns up after all does nothing.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T08:00:00Z');
const NOW = START + HOUR;
const TASKS = {
  ...handoverTasks,
  ...alertTasks,
  ...dueTasks,
  ...pauseTasks,
  ...limitsTasks,
  ...escalationTasks,
  ...declarationTasks,
};

let db: TestDatabase;
let database: Database;
let patients: readonly FollowedPatient[];
let used = 0;
let episodeId: string;
const memory = createTriageMemory();
const home = { teamId: '', nurse: '' };
const ward = { teamId: randomUUID(), nurse: randomUUID() };
const at = (now: number): TaskContext => ({ database, memory, now });

const text = { nb: 'tekst', en: 'text' };
/** A rule that no clock touches, and a number that a patient's limits may move. */
const protocol = {
  ...TEST_PROTOCOL,
  id: 'every-timer',
  numbers: { low: { value: 85, min: 80, max: 90, unit: '%', text, source: 'assumption' } },
  rules: TEST_PROTOCOL.rules.filter(({ id }) => id === 'crisis-pressure'),
};

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'every timer', onError: () => {} });
  const population = await registerPopulation(database, { patients: 40, startedAt: START, protocol });
  patients = population.patients;
  home.teamId = population.teamId;
  home.nurse = population.practitionerId;
  await database.transaction(async (client) => {
    const of = { organizationId: population.organizationId, phone: '+4700000000' };
    await registerTeam(client, { id: ward.teamId, name: 'Lungesengepost', openingHours: { kind: 'always' }, ...of });
    await registerPractitioner(client, {
      id: ward.nurse,
      subject: 'lise',
      name: 'Lise Testvik',
      role: 'nurse',
      teamIds: [ward.teamId],
    });
  });
});
afterAll(async () => {
  await database.stop();
  await db.end();
});
beforeEach(async () => {
  // What earlier cases have left is not this one's.
  await db.pool.query('delete from graphile_worker._private_jobs');
  episodeId = patients[used++]?.episodeId ?? '';
});

const isbar = {
  illnessSeverity: 'watcher',
  situation: 'x',
  background: 'x',
  assessment: 'x',
  recommendation: 'x',
  contingency: '',
} as const;
async function offered(client: Queryable, more: object = {}): Promise<string> {
  const handoverId = randomUUID();
  const letter = { handoverId, episodeId, toTeamId: ward.teamId, isbar, deadlineAt: NOW + 4 * HOUR };
  await offerHandover(client, { ...letter, practitionerId: home.nurse, now: NOW, ...more });
  return handoverId;
}
async function accepted(client: Queryable, more: object = {}): Promise<void> {
  const handoverId = await offered(client, more);
  const readBack = { illnessSeverity: 'watcher' as const, firstAction: 'Call', redAlertIds: [] };
  await acceptHandover(client, { handoverId, version: 1, readBack, practitionerId: ward.nurse, now: NOW + HOUR });
}
async function opened(client: Queryable): Promise<string> {
  const alertId = randomUUID();
  await client.query(
    `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version)
     values ($1, $2, 'crisis-pressure', 'clinical', 'red', 'open', $3, $3, '{}', $4, 1)`,
    [alertId, episodeId, new Date(NOW), protocol.id],
  );
  return alertId;
}
const claimed = async (client: Queryable) =>
  claimAlert(client, { alertId: await opened(client), version: 1, practitionerId: home.nurse, now: NOW });

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
      const part = { relationId: randomUUID(), episodeId, teamId: ward.teamId, kind: 'informed', reason: 'x' } as const;
      await addRelation(client, { ...part, practitionerId: home.nurse, now: NOW });
      const asked = { requestId: randomUUID(), episodeId, teamId: ward.teamId, reason: 'x', wantedAt: null };
      await requestHandover(client, { ...asked, practitionerId: ward.nurse, now: NOW });
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
        episodeId,
        values: { low: 83 },
        reason: 'x',
        since: NOW,
        until: NOW + DAY,
        confirmedBy: null,
        practitionerId: home.nurse,
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
    episodeId,
    ...about,
    ...span,
    practitionerId: home.nurse,
    now: NOW,
  });
}
function task(client: Queryable, dueAt: number): Promise<unknown> {
  const about = { taskId: randomUUID(), episodeId, kind: 'other', text: 'x', dueAt } as const;
  return addTask(client, { ...about, practitionerId: home.nurse, now: NOW });
}
async function timesTold(kind: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    'select count(*)::int as count from change where episode_id = $1 and kind = $2',
    [episodeId, kind],
  );
  return rows[0]?.count ?? 0;
}
/** What the queue holds for a task, as the timers room would be given it. */
async function queued(name: string): Promise<{ payload: unknown; at: number }> {
  const { rows } = await db.pool.query<{ payload: unknown; at: Date }>(
    `select payload, run_at as at from graphile_worker._private_jobs as job
     join graphile_worker._private_tasks as task on task.id = job.task_id where identifier = $1`,
    [name],
  );
  expect(rows).toHaveLength(1);
  return { payload: rows[0]?.payload, at: rows[0]?.at.getTime() ?? 0 };
}

describe.each(Object.entries(CASES))('%s', (_, { task: name, set, due, told }) => {
  const run = (payload: unknown, now: number) => TASKS[name]?.(payload, at(now));

  test('is told by its timer, once, and not before its time', async () => {
    await database.transaction(set);
    const timer = await queued(name);
    expect(timer.at).toBe(due);
    const before = await timesTold(told);
    if (name !== HANDOVER_REMINDER_TASK) {
      await run(timer.payload, due - 1);
      expect(await timesTold(told)).toBe(before);
    }
    await run(timer.payload, due);
    expect(await timesTold(told)).toBe(before + 1);
    await run(timer.payload, due + 1);
    expect(await timesTold(told)).toBe(before + 1);
  });

  test('that the queue has lost is found by the sweep, and the timer that turns up after all does nothing', async () => {
    await database.transaction(set);
    const timer = await queued(name);
    await db.pool.query('delete from graphile_worker._private_jobs');
    const before = await timesTold(told);
    await overdueSweep(at(due));
    expect(await timesTold(told), 'the queue is given five minutes').toBe(before);
    await overdueSweep(at(due + 6 * 60_000));
    expect(await timesTold(told)).toBe(before + 1);
    await overdueSweep(at(due + 7 * 60_000));
    await run(timer.payload, due + 8 * 60_000);
    expect(await timesTold(told)).toBe(before + 1);
  });
});

test('an escalation that the queue has lost goes on by the sweep', async () => {
  const alertId = await database.transaction(opened);
  await overdueSweep(at(NOW + 6 * 60_000));
  const { payload } = await queued(ESCALATION_TASK);
  expect(payload).toEqual({ alertId });
  const rows = async () =>
    (await db.pool.query('select round, step, due_at from escalation where alert_id = $1', [alertId])).rows;
  await db.pool.query('delete from graphile_worker._private_jobs');
  const [stood] = await rows();
  await overdueSweep(at(stood.due_at.getTime() + 6 * 60_000));
  const [stands] = await rows();
  expect(stands).not.toEqual(stood);
  await TASKS[ESCALATION_TASK]?.({ alertId }, at(stood.due_at.getTime() + 7 * 60_000));
  expect((await rows())[0]).toEqual(stands);
});

const MINUTE = 60_000;
const office = {
  kind: 'weekly' as const,
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday' as const], from: '08:00', until: '09:00' }],
  holidays: 'closed' as const,
  exceptions: [],
};
async function declared(now: number, change: object): Promise<void> {
  const { rows } = await db.pool.query('select max(version) as version from declaration where team_id = $1', [
    home.teamId,
  ]);
  const act = {
    teamId: home.teamId,
    version: rows[0].version,
    openingHours: office,
    reason: 'x',
    practitionerId: null,
  };
  const cover = { kind: 'team' as const, teamId: ward.teamId };
  await database.transaction((client) => setHours(client, { ...act, cover, now, ...change }));
}
const teamTold = async () =>
  (await db.pool.query(`select count(*)::int as count from change where kind = 'hours-took-effect'`)).rows[0].count;
const claimOf = async (alertId: string) =>
  (await db.pool.query('select status, claimed_until as until from alert where id = $1', [alertId])).rows[0];

describe('hours that were planned', () => {
  const [first, second] = [NOW + DAY, NOW + 2 * DAY];

  test('are told by their timer, once, and not before their time', async () => {
    await declared(NOW, { openingHours: { kind: 'always' }, from: first });
    const timer = await queued(HOURS_TURN_TASK);
    expect(timer.at).toBe(first);
    const before = await teamTold();
    for (const [now, told] of [
      [first - 1, 0],
      [first, 1],
      [first + 1, 1],
    ] as const) {
      await TASKS[HOURS_TURN_TASK]?.(timer.payload, at(now));
      expect(await teamTold()).toBe(before + told);
    }
  });

  test('whose timer the queue has lost are told by the sweep, and the timer that turns up after all does nothing', async () => {
    await declared(first, { openingHours: { kind: 'always' }, from: second });
    const timer = await queued(HOURS_TURN_TASK);
    await db.pool.query('delete from graphile_worker._private_jobs');
    const before = await teamTold();
    await overdueSweep(at(second));
    expect(await teamTold(), 'the queue is given five minutes').toBe(before);
    await overdueSweep(at(second + 6 * MINUTE));
    expect(await teamTold()).toBe(before + 1);
    await TASKS[HOURS_TURN_TASK]?.(timer.payload, at(second + 7 * MINUTE));
    expect(await teamTold()).toBe(before + 1);
  });
});

describe('a claim of the covering team whose cover has ended, and whose timer the queue has lost', () => {
  const evening = NOW + 3 * DAY;

  test('is found within minutes by the sweep, not at the end of the claim', async () => {
    await declared(evening - HOUR, {});
    const alertId = await database.transaction(opened);
    const claim = { alertId, version: 1, practitionerId: ward.nurse, now: evening };
    await database.transaction((client) => claimAlert(client, claim));
    expect((await claimOf(alertId)).until.getTime()).toBe(evening + 2 * HOUR);
    const changed = evening + 10 * MINUTE;
    await declared(changed, { openingHours: { kind: 'always' }, cover: null });
    await db.pool.query('delete from graphile_worker._private_jobs');
    await overdueSweep(at(changed));
    expect(await claimOf(alertId), 'the queue is given five minutes').toMatchObject({ status: 'claimed' });
    await overdueSweep(at(changed + 6 * MINUTE));
    expect(await claimOf(alertId)).toMatchObject({ status: 'open', until: null });
    expect(await timesTold('alert-released')).toBe(1);
    await TASKS[CLAIM_END_TASK]?.({ alertId }, at(changed + 7 * MINUTE));
    expect(await timesTold('alert-released')).toBe(1);
  });

  test('is left alone while its cover holds', async () => {
    const later = evening + DAY;
    await declared(later - HOUR, {});
    const alertId = await database.transaction(opened);
    await database.transaction((client) =>
      claimAlert(client, { alertId, version: 1, practitionerId: ward.nurse, now: later }),
    );
    await overdueSweep(at(later + HOUR));
    expect(await claimOf(alertId)).toMatchObject({ status: 'claimed' });
  });
});

test('a timer that fails holds up no other, and is told of', async () => {
  await database.transaction((client) => task(client, NOW + HOUR));
  // The offer of another follow-up is looked at first, and cannot be dealt with.
  const mended = episodeId;
  episodeId = patients[used++]?.episodeId ?? '';
  await database.transaction((client) => offered(client));
  let failed = 0;
  const failing: Database = {
    ...database,
    transaction: (work) => (failed++ === 0 ? Promise.reject(new Error('of the test')) : database.transaction(work)),
  };
  await expect(overdueSweep({ ...at(NOW + 5 * HOUR), database: failing })).rejects.toThrow(
    /1 of \d+ overdue timers failed/,
  );
  episodeId = mended;
  expect(await timesTold('task-overdue')).toBe(1);
});
