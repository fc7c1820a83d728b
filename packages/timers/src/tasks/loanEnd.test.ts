import { randomUUID } from 'node:crypto';
import { decode, encode, measurementsTopic } from '@samvakt/contract';
import { type FollowedPatient, openTestDatabase, registerPopulation, type TestDatabase } from '@samvakt/harness';
import {
  assignDevice,
  createTriageMemory,
  type Database,
  DEVICE_WORD_TASK,
  endAssignment,
  explainAlert,
  LOAN_END_TASK,
  storeBatch,
  TRIAGE_TICK_TASK,
} from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TaskContext } from './context.ts';
import { overdueSweep } from './sweep.ts';
import { triageTasks } from './triage.ts';

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
  ({ db, database } = await openTestDatabase());
  patients = (await registerPopulation(database, { patients: 9, startedAt })).patients;
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
});
afterAll(() => db.end());

const at = (now: number): TaskContext => ({ database, memory, now });
const run = (task: string, payload: unknown, now: number) => triageTasks[task]?.(payload, at(now));
const tick = (now: number) => run(TRIAGE_TICK_TASK, { episodeId: patient.episodeId }, now);

async function measure(effectiveAt: number): Promise<void> {
  const { deviceId } = patient;
  const readings = [{ metric: 'oxygen-saturation', value: 96, unit: '%', effectiveAt } as const];
  const payload = Buffer.from(encode({ queue: randomUUID(), number: 1, sentAt: effectiveAt, readings }));
  const decoded = decode({ format: 'json', payload, receivedAt: effectiveAt });
  const message = { topic: measurementsTopic(deviceId), deviceId, payload, receivedAt: effectiveAt, decoded };
  await database.transaction((client) => storeBatch(client, [message], { now: effectiveAt, memory }));
}

async function alerts(): Promise<{ rule_id: string; status: string; outcome: string | null }[]> {
  const { rows } = await db.pool.query(
    'select rule_id, status, outcome from alert where episode_id = $1 order by opened_at',
    [patient.episodeId],
  );
  return rows;
}

describe('a loan that ends while the device has no connection', () => {
  const gone = async () => {
    await measure(startedAt);
    await run(
      DEVICE_WORD_TASK,
      { deviceId: patient.deviceId, online: false, at: startedAt + 2 * HOUR },
      startedAt + 3 * HOUR,
    );
  };
  const loan = async () => {
    const { rows } = await db.pool.query<{ id: string }>(
      'select id from device_assignment where patient_id = $1 order by lower(period) desc limit 1',
      [patient.patientId],
    );
    return rows[0]?.id ?? '';
  };
  const giveBack = async (now: number) => {
    const id = await loan();
    expect(await database.transaction((client) => endAssignment(client, { id, at: now }))).toBe(true);
  };
  const lend = (deviceId: string, patientId: string, now: number, until: number | null = null) =>
    database.transaction((client) =>
      assignDevice(client, { id: randomUUID(), deviceId, patientId, from: now, until, now }),
    );
  const queued = async () => {
    const { rows } = await db.pool.query<{ payload: unknown; run_at: Date }>(
      'select payload, run_at from graphile_worker._private_jobs where starts_with(key, $1) order by run_at',
      [`${LOAN_END_TASK}:${patient.deviceId}:${patient.patientId}:`],
    );
    return rows;
  };
  /** As the queue would: what it holds, when it is due. */
  const timerRuns = async (now: number) => {
    for (const { payload } of await queued()) await run(LOAN_END_TASK, payload, now);
  };
  const open = async () => (await alerts()).filter(({ status }) => status === 'open').map(({ rule_id }) => rule_id);
  const ends = async () =>
    (
      await db.pool.query(
        `select data ->> 'ruleId' as rule, data ->> 'reason' as reason from change
         where episode_id = $1 and kind = 'alert-resolved' order by seq`,
        [patient.episodeId],
      )
    ).rows;

  test('shows what was hidden, and the alert about the device ends and says why; both are judged again to the same', async () => {
    await gone();
    await tick(startedAt + DEADLINE);
    expect(await open()).toEqual([`device:${patient.deviceId}`]);
    const back = startedAt + DEADLINE + HOUR;
    await giveBack(back);
    expect(await queued()).toMatchObject([{ run_at: new Date(back) }]);
    await timerRuns(back);
    expect(await open()).toEqual(['no-saturation']);
    expect(await ends()).toEqual([{ rule: `device:${patient.deviceId}`, reason: 'device-returned' }]);
    // It goes to somebody else, and is heard there: that is no news of this patient.
    const [next] = patients.slice(-1);
    if (next === undefined) throw new Error('there is nobody else');
    await lend(patient.deviceId, next.patientId, back + HOUR);
    await run(DEVICE_WORD_TASK, { deviceId: patient.deviceId, online: true, at: back + 2 * HOUR }, back + 2 * HOUR);
    await timerRuns(back + 3 * HOUR);
    await tick(back + 2 * DAY);
    expect(await open()).toEqual(['no-saturation']);
    const { rows } = await db.pool.query<{ id: string }>('select id from alert where episode_id = $1', [
      patient.episodeId,
    ]);
    expect(rows).toHaveLength(2);
    for (const { id } of rows) expect((await explainAlert(db.pool, id))?.rerun).toMatchObject({ identical: true });
  });

  test('hides nothing that is missing afterwards, nor when it had hidden nothing yet', async () => {
    await gone();
    await giveBack(startedAt + 4 * HOUR);
    await timerRuns(startedAt + 4 * HOUR);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
  });

  test('at a time that was agreed beforehand, ends by its timer and not before', async () => {
    await gone();
    await giveBack(startedAt + 4 * HOUR);
    const until = startedAt + DEADLINE + HOUR;
    await lend(patient.deviceId, patient.patientId, startedAt + 4 * HOUR, until);
    expect((await queued()).at(-1)).toMatchObject({ run_at: new Date(until) });
    await tick(startedAt + DEADLINE);
    expect(await open()).toEqual([`device:${patient.deviceId}`]);
    await timerRuns(until - 1);
    expect((await queued()).at(-1)).toMatchObject({ run_at: new Date(until) });
    expect(await open()).toEqual([`device:${patient.deviceId}`]);
    await timerRuns(until);
    expect(await open()).toEqual(['no-saturation']);
  });

  test('is told in the feed once it is over, once for each loan: given back, at an agreed end, ahead of time or not', async () => {
    const returned = async () =>
      (
        await db.pool.query<{ at: Date }>(
          `select occurred_at as at from change where kind = 'device-returned' and patient_id = $1 order by seq`,
          [patient.patientId],
        )
      ).rows.map(({ at: time }) => time.getTime());
    // Given back, but ahead: nothing has come back yet.
    const first = startedAt + 4 * HOUR;
    await giveBack(first);
    expect(await returned()).toEqual([]);
    await timerRuns(first - 1);
    expect(await returned()).toEqual([]);
    await timerRuns(first);
    expect(await returned()).toEqual([first]);
    // At an agreed end, of a device of which triage never heard anything; and nobody but the sweep was there to see it.
    const second = startedAt + 8 * HOUR;
    await lend(patient.deviceId, patient.patientId, startedAt + 5 * HOUR, second);
    await db.pool.query('delete from graphile_worker._private_jobs');
    await overdueSweep(at(second + 6 * MINUTE));
    expect(await returned()).toEqual([first, second]);
    expect(await overdueSweep(at(second + 12 * MINUTE))).toBe(0);
    // Also where the same patient has it again in the very instant.
    const third = startedAt + 12 * HOUR;
    await lend(patient.deviceId, patient.patientId, startedAt + 9 * HOUR, third);
    await lend(patient.deviceId, patient.patientId, third);
    await timerRuns(third + MINUTE);
    await timerRuns(third + 2 * MINUTE);
    await overdueSweep(at(third + HOUR));
    expect(await returned()).toEqual([first, second, third]);
  });

  test('keeps its timer when the next loan of the same device to the same patient is agreed on before it has ended', async () => {
    await gone();
    await giveBack(startedAt + 4 * HOUR);
    const friday = startedAt + DEADLINE + HOUR;
    await lend(patient.deviceId, patient.patientId, startedAt + 4 * HOUR, friday);
    await tick(startedAt + DEADLINE);
    const [monday, month] = [friday + 3 * DAY, friday + 30 * DAY];
    await database.transaction((client) =>
      assignDevice(client, {
        id: randomUUID(),
        deviceId: patient.deviceId,
        patientId: patient.patientId,
        from: monday,
        until: month,
        now: startedAt + DEADLINE,
      }),
    );
    const due = (await queued()).map(({ run_at }) => run_at.getTime());
    expect(due).toEqual([startedAt + 4 * HOUR, friday, month]);
    await timerRuns(friday);
    expect(await open()).toEqual(['no-saturation']);
  });

  test('is made good by the sweep where a word of its connection came after it, by a clock that is behind', async () => {
    await measure(startedAt);
    const back = startedAt + 4 * HOUR;
    await giveBack(back);
    await timerRuns(back);
    const word = { deviceId: patient.deviceId, online: false, at: startedAt + 2 * HOUR };
    await run(DEVICE_WORD_TASK, word, back - MINUTE);
    await overdueSweep(at(back + 6 * MINUTE));
    expect(await overdueSweep(at(back + 7 * MINUTE))).toBe(0);
    await tick(startedAt + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
  });

  test('changes nothing where the same patient has it again', async () => {
    await gone();
    await tick(startedAt + DEADLINE);
    await giveBack(startedAt + DEADLINE + HOUR);
    await lend(patient.deviceId, patient.patientId, startedAt + DEADLINE + HOUR);
    await timerRuns(startedAt + DEADLINE + HOUR);
    expect(await open()).toEqual([`device:${patient.deviceId}`]);
  });

  test('whose timer the queue has lost is found by the sweep, once', async () => {
    await gone();
    await tick(startedAt + DEADLINE);
    const back = startedAt + DEADLINE + HOUR;
    await giveBack(back);
    await db.pool.query('delete from graphile_worker._private_jobs');
    await overdueSweep(at(back));
    expect(await open()).toEqual([`device:${patient.deviceId}`]);
    expect(await overdueSweep(at(back + 6 * MINUTE))).toBeGreaterThan(0);
    expect(await open()).toEqual(['no-saturation']);
    expect(await overdueSweep(at(back + 7 * MINUTE))).toBe(0);
    await run(LOAN_END_TASK, { deviceId: patient.deviceId, patientId: patient.patientId }, back + 8 * MINUTE);
    expect(await open()).toEqual(['no-saturation']);
  });
});
