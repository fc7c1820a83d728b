import { randomUUID } from 'node:crypto';
import { decode, encode, measurementsTopic } from '@samvakt/contract';
import { createTestDatabase, type FollowedPatient, registerPopulation, type TestDatabase } from '@samvakt/harness';
import {
  createTriageMemory,
  type Database,
  DEVICE_WORD_TASK,
  explainAlert,
  openDatabase,
  type ReceivedMessage,
  storeBatch,
  storeStatuses,
} from '@samvakt/store';
import { Logger, runOnce } from 'graphile-worker';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTimersService } from '../service.ts';
import type { TaskContext } from './context.ts';
import { handoverExpiry } from './handover.ts';
import { measurementPartitions } from './partitions.ts';
import { overdueSweep } from './sweep.ts';
import { taskDue } from './task.ts';
import { triageTasks, triageTick } from './triage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** TEST_PROTOCOL: a saturation every day, with an hour of grace. */
const DEADLINE = 25 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');

let db: TestDatabase;
let database: Database;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let used = 0;
const memory = createTriageMemory();

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({
    connectionString: db.connectionString,
    applicationName: 'timers under test',
    onError: () => {},
  });
  patients = (await registerPopulation(database, { patients: 21, startedAt })).patients;
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const at = (now: number): TaskContext => ({ database, memory, now });
const tick = (now: number) => triageTick({ episodeId: patient.episodeId }, at(now));

async function measure(effectiveAt: number, receivedAt = effectiveAt) {
  const context = { now: receivedAt, memory };
  await database.transaction((client) => storeBatch(client, [message(effectiveAt, receivedAt)], context));
}

const SATURATION = { metric: 'oxygen-saturation', value: 96, unit: '%' } as const;
const PULSE = { metric: 'heart-rate', value: 70, unit: '/min' } as const;

function message(
  effectiveAt: number,
  receivedAt = effectiveAt,
  measured: typeof SATURATION | typeof PULSE = SATURATION,
): ReceivedMessage {
  const { deviceId } = patient;
  const readings = [{ ...measured, effectiveAt }];
  const payload = Buffer.from(encode({ queue: randomUUID(), number: 1, sentAt: receivedAt, readings }));
  const decoded = decode({ format: 'json', payload, receivedAt });
  return { topic: measurementsTopic(deviceId), deviceId, payload, receivedAt, decoded };
}

/** Returns when some connection of this database waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rowCount } = await db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount !== 0) return;
  }
}

async function alerts() {
  const { rows } = await db.pool.query(
    'select rule_id, status, outcome from alert where episode_id = $1 order by opened_at',
    [patient.episodeId],
  );
  return rows;
}

/** The job in the queue and the instant in our own table must agree. */
async function timer(): Promise<number | null> {
  const { rows } = await db.pool.query<{ run_at: Date; next_tick_at: Date | null }>(
    `select jobs.run_at, next_tick_at from triage_state
     left join graphile_worker.jobs on jobs.key = 'triage-tick:' || episode_id where episode_id = $1`,
    [patient.episodeId],
  );
  expect(rows[0]?.run_at).toEqual(rows[0]?.next_tick_at);
  return rows[0]?.next_tick_at?.getTime() ?? null;
}

describe('the word that a device has no connection', () => {
  const deviceWord = (online: boolean, now: number) => {
    const task = triageTasks[DEVICE_WORD_TASK];
    if (!task) throw new Error('there is no such task');
    return task({ deviceId: patient.deviceId, online, at: now }, at(now));
  };
  const say = (online: boolean, now: number) =>
    database.transaction((client) =>
      storeStatuses(client, [{ deviceId: patient.deviceId, status: { at: new Date(now).toISOString(), online } }], now),
    );
  const queued = async () => {
    const { rows } = await db.pool.query<{ run_at: Date; payload: object }>(
      `select run_at, payload from graphile_worker._private_jobs where key = 'device-word:' || $1`,
      [patient.deviceId],
    );
    return rows;
  };

  test('puts one alert about the device in the place of what is missing, until it is heard again', async () => {
    await measure(startedAt);
    await deviceWord(false, startedAt + 2 * HOUR);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: `device:${patient.deviceId}`, status: 'open', outcome: null }]);
    await measure(startedAt + DEADLINE + HOUR);
    expect(await alerts()).toMatchObject([{ status: 'resolved', outcome: 'cleared-by-rule' }]);
    await tick(startedAt + 2 * DEADLINE + HOUR);
    expect((await alerts()).filter(({ status }) => status === 'open')).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('shows what is missing when the device is back and the patient has not measured', async () => {
    await measure(startedAt);
    await deviceWord(false, startedAt + 2 * HOUR);
    await tick(startedAt + DEADLINE);
    await deviceWord(true, startedAt + DEADLINE + HOUR);
    expect((await alerts()).filter(({ status }) => status === 'open')).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('is dropped when the device is heard while it waits for the lock', async () => {
    await measure(startedAt);
    const heardAt = startedAt + 2 * HOUR + 5 * MINUTE;
    const ingest = await db.pool.connect();
    await ingest.query('begin');
    await storeBatch(ingest, [message(heardAt, heardAt, PULSE)], { now: heardAt, memory: createTriageMemory() });
    const waiting = deviceWord(false, startedAt + 2 * HOUR);
    await untilWaiting();
    await ingest.query('commit');
    ingest.release();
    await waiting;
    await tick(heardAt + DEADLINE);
    const told = (await alerts()).map(({ rule_id }) => rule_id);
    expect(told).toContain('no-saturation');
    expect(told).not.toContain(`device:${patient.deviceId}`);
  });

  test('is kept, so that the alert about the device is judged again by it, and not by what the alert says itself', async () => {
    await measure(startedAt);
    await deviceWord(false, startedAt + 2 * HOUR);
    await tick(startedAt + DEADLINE);
    const { rows } = await db.pool.query<{ id: string; evidence: { device?: { id: string; since: number } } }>(
      'select id, evidence from alert where episode_id = $1',
      [patient.episodeId],
    );
    const [alert] = rows;
    if (alert?.evidence.device === undefined) throw new Error('there is no alert about the device');
    const { id, evidence } = alert;
    const judged = async (stored: unknown) => {
      await db.pool.query('update alert set evidence = $2 where id = $1', [id, JSON.stringify(stored)]);
      return (await explainAlert(db.pool, id))?.rerun;
    };
    expect(await judged(evidence)).toMatchObject({ identical: true });
    const { device } = alert.evidence;
    expect(await judged({ ...evidence, device: { ...device, since: device.since + 1 } })).toMatchObject({
      identical: false,
      differences: ['device'],
    });
    expect(await judged({ ...evidence, device: { ...device, id: 'another' } })).toMatchObject({ identical: false });
    expect(await judged({ ...evidence, device: undefined })).toMatchObject({ identical: false });
    expect(await judged({ ...evidence, items: [] })).toMatchObject({ identical: false, differences: ['items'] });
    // And after it has been heard again, and gone again.
    await judged(evidence);
    await measure(startedAt + DEADLINE + HOUR);
    await deviceWord(false, startedAt + DEADLINE + 2 * HOUR);
    await tick(startedAt + 2 * DEADLINE + HOUR);
    const { rows: all } = await db.pool.query<{ id: string; ruleId: string }>(
      'select id, rule_id as "ruleId" from alert where episode_id = $1 order by opened_at',
      [patient.episodeId],
    );
    expect(all.map(({ ruleId }) => ruleId)).toEqual([`device:${patient.deviceId}`, `device:${patient.deviceId}`]);
    for (const one of all) expect((await explainAlert(db.pool, one.id))?.rerun.identical).toBe(true);
  });

  test('is out of date when the device has been heard since', async () => {
    await measure(startedAt);
    const said = startedAt + HOUR;
    await measure(startedAt + 2 * HOUR);
    const task = triageTasks[DEVICE_WORD_TASK];
    await task?.({ deviceId: patient.deviceId, online: false, at: said }, at(startedAt + 3 * HOUR));
    await tick(startedAt + 2 * HOUR + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('hides nothing of a device that has brought nothing', async () => {
    await deviceWord(false, startedAt + 2 * HOUR);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('hides nothing that another device brings too', async () => {
    await measure(startedAt);
    await db.pool.query(
      `insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
       values ($1, 'oxygen-saturation', $2, 'another', 95, $2)`,
      [patient.patientId, new Date(startedAt - HOUR)],
    );
    await deviceWord(false, startedAt + 2 * HOUR);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('is waited with for ten minutes, and taken back by a connection in the meantime', async () => {
    await say(false, startedAt);
    expect(await queued()).toMatchObject([{ run_at: new Date(startedAt + 10 * 60_000), payload: { online: false } }]);
    const { rows } = await db.pool.query('select last_heard_at from device where id = $1', [patient.deviceId]);
    expect(rows).toEqual([{ last_heard_at: null }]);
    await say(true, startedAt + 60_000);
    expect(await queued()).toMatchObject([{ run_at: new Date(startedAt + 60_000), payload: { online: true } }]);
  });
});

describe('the triage tick', () => {
  test('of a new follow-up is set for the first deadline, and silence then becomes an alert', async () => {
    expect(await timer()).toBe(startedAt + DEADLINE);
    await tick(startedAt + DEADLINE - 1);
    expect(await alerts()).toEqual([]);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
    await tick(startedAt + DEADLINE + DAY);
    expect(await alerts()).toHaveLength(1);
  });

  test('that has become stale does nothing but set itself anew', async () => {
    await measure(startedAt + 20 * HOUR);
    // The reading moved the deadline away; that costs no work in the queue until the timer fires.
    expect(await timer()).toBe(startedAt + DEADLINE);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([]);
    expect(await timer()).toBe(startedAt + 20 * HOUR + DEADLINE);
  });

  test('is followed by a reading that closes the alert by its rule, and the timer is set again', async () => {
    await tick(startedAt + DEADLINE);
    await measure(startedAt + DEADLINE + HOUR);
    expect(await alerts()).toMatchObject([{ status: 'resolved', outcome: 'cleared-by-rule' }]);
    expect(await timer()).toBe(startedAt + DEADLINE + HOUR + DEADLINE);
  });

  test('of an episode that has ended does nothing', async () => {
    await database.transaction(async (client) => {
      await client.query('update responsibility set period = tstzrange(lower(period), $2) where episode_id = $1', [
        patient.episodeId,
        new Date(startedAt + HOUR),
      ]);
      await client.query('update episode set period = tstzrange(lower(period), $2) where id = $1', [
        patient.episodeId,
        new Date(startedAt + HOUR),
      ]);
    });
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([]);
  });

  test('that the queue has lost is found by the sweep', async () => {
    await db.pool.query('select graphile_worker.remove_job($1)', [`triage-tick:${patient.episodeId}`]);
    expect(await overdueSweep(at(startedAt + DEADLINE))).toBe(0);
    expect(await overdueSweep(at(startedAt + DEADLINE + HOUR))).toBeGreaterThan(0);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    expect(await overdueSweep(at(startedAt + DEADLINE + HOUR))).toBe(0);
  });
});

describe('the due time of a task', () => {
  const due = startedAt + 5 * HOUR;
  const told = async () => {
    const { rows } = await db.pool.query(
      `select occurred_at, data ->> 'taskId' as "taskId" from change where kind = 'task-overdue' and episode_id = $1`,
      [patient.episodeId],
    );
    return rows;
  };
  async function added(): Promise<string> {
    const id = randomUUID();
    await db.pool.query(
      `insert into task (id, episode_id, kind, text, owner_team_id, due_at, origin, created_at)
       select $1, $2, 'review', '{"nb":"Se","en":"See"}', team_id, $3, 'person', $4 from responsibility where episode_id = $2`,
      [id, patient.episodeId, new Date(due), new Date(startedAt)],
    );
    return id;
  }

  test('is told once, by the timer or by the sweep', async () => {
    const taskId = await added();
    await taskDue({ taskId }, at(due - 1));
    expect(await told()).toEqual([]);
    await taskDue({ taskId }, at(due));
    await taskDue({ taskId }, at(due + 1));
    expect(await told()).toEqual([{ occurred_at: new Date(due), taskId }]);
    const lost = await added();
    await overdueSweep(at(due + HOUR));
    expect((await told()).map((row) => row.taskId)).toEqual([taskId, lost]);
  });

  test('of a task that is gone does nothing', async () => {
    await taskDue({ taskId: randomUUID() }, at(due));
    expect(await told()).toEqual([]);
  });
});

test('the deadline of a handover that is gone does nothing', async () => {
  await handoverExpiry({ handoverId: randomUUID() }, at(startedAt));
  const { rows } = await db.pool.query(`select count(*)::int as count from change where kind = 'handover-expired'`);
  expect(rows).toEqual([{ count: 0 }]);
});

test('a payload that is none of ours fails aloud', async () => {
  await expect(triageTick({ episode: 1 }, at(startedAt))).rejects.toThrow();
  await expect(handoverExpiry(null, at(startedAt))).rejects.toThrow();
});

test('partitions are there for this month and the next two, with what came before them', async () => {
  const now = Date.parse('2031-12-31T23:59:59Z');
  await measure(now);
  expect(await tableOf(now)).toBe('measurement_other');
  await measurementPartitions(at(now));
  await measurementPartitions(at(now));
  const { rows } = await db.pool.query(
    `select relname from pg_class where relname like 'measurement\\_203%' and relkind = 'r' order by relname`,
  );
  expect(rows.map((row) => row.relname)).toEqual(['measurement_2031_12', 'measurement_2032_01', 'measurement_2032_02']);
  expect(await tableOf(now)).toBe('measurement_2031_12');
  await measure(now + 1);
  expect(await tableOf(now + 1)).toBe('measurement_2031_12');
});

async function tableOf(effectiveAt: number): Promise<string> {
  const { rows } = await db.pool.query(
    'select tableoid::regclass::text as name from measurement where effective_at = $1',
    [new Date(effectiveAt)],
  );
  return rows[0].name;
}

/** By the clock of the queue: with another, what is due by the one and not by the other would be put back and taken again without end. */
describe('the service', () => {
  test('runs what is due by its own clock, and leaves when asked', async () => {
    const timers = createTimersService({ database, log: pino({ level: 'silent' }), now: Date.now });
    await db.pool.query(`select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text))`, [
      patient.episodeId,
    ]);
    await timers.start();
    await expect.poll(alerts).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    await timers.stop();
    const { rows } = await db.pool.query(
      `select count(*)::int as count from graphile_worker.jobs where locked_at is not null`,
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  test('goes on when the database has cut its connections', async () => {
    const timers = createTimersService({ database, log: pino({ level: 'silent' }), now: Date.now });
    await timers.start();
    await db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'timers under test' and datname = current_database()`,
    );
    await db.pool.query(`select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text))`, [
      patient.episodeId,
    ]);
    await expect.poll(alerts).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    await timers.stop();
  });
});

test('a job in the queue reaches its task with the payload that was enqueued', async () => {
  const seen: unknown[] = [];
  await db.pool.query(
    `select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text), run_at => $2, job_key => $3)`,
    [patient.episodeId, new Date(0), `triage-tick:${patient.episodeId}`],
  );
  const taskList = { 'triage-tick': (payload: unknown) => void seen.push(payload) };
  // Not the service's own connections: another test has cut them.
  await runOnce({ pgPool: db.pool, taskList, logger: new Logger(() => () => {}) });
  expect(seen).toContainEqual({ episodeId: patient.episodeId });
});
