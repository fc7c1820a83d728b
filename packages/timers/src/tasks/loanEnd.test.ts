import { randomUUID } from 'node:crypto';
import { assignDevice, DEVICE_WORD_TASK, endAssignment, explainAlert, LOAN_END_TASK } from '@samvakt/store';
import { describe, expect, test } from 'vitest';
import { DAY, DEADLINE, HOUR, MINUTE, oneHomeEach, STARTED_AT } from '../../test/oneHomeEach.ts';
import { overdueSweep } from './sweep.ts';

const on = oneHomeEach(8);
const { alerts, at, measure, tick } = on;

describe('a loan that ends while the device has no connection', () => {
  const gone = async () => {
    await measure(STARTED_AT);
    await on.run(
      DEVICE_WORD_TASK,
      { deviceId: on.patient.deviceId, online: false, at: STARTED_AT + 2 * HOUR },
      STARTED_AT + 3 * HOUR,
    );
  };
  const loan = async () => {
    const { rows } = await on.db.pool.query<{ id: string }>(
      'select id from device_assignment where patient_id = $1 order by lower(period) desc limit 1',
      [on.patient.patientId],
    );
    return rows[0]?.id ?? '';
  };
  const giveBack = async (now: number) => {
    const id = await loan();
    expect(await on.database.transaction((client) => endAssignment(client, { id, at: now }))).toBe(true);
  };
  const lend = (deviceId: string, patientId: string, now: number, until: number | null = null) =>
    on.database.transaction((client) =>
      assignDevice(client, { id: randomUUID(), deviceId, patientId, from: now, until, now }),
    );
  const queued = async () => {
    const { rows } = await on.db.pool.query<{ payload: unknown; run_at: Date }>(
      'select payload, run_at from graphile_worker._private_jobs where starts_with(key, $1) order by run_at',
      [`${LOAN_END_TASK}:${on.patient.deviceId}:${on.patient.patientId}:`],
    );
    return rows;
  };
  /** As the queue would: what it holds, when it is due. */
  const timerRuns = async (now: number) => {
    for (const { payload } of await queued()) await on.run(LOAN_END_TASK, payload, now);
  };
  const open = async () => (await alerts()).filter(({ status }) => status === 'open').map(({ rule_id }) => rule_id);
  const ends = async () =>
    (
      await on.db.pool.query(
        `select data ->> 'ruleId' as rule, data ->> 'reason' as reason from change
         where episode_id = $1 and kind = 'alert-resolved' order by seq`,
        [on.patient.episodeId],
      )
    ).rows;

  test('shows what was hidden, and the alert about the device ends and says why; both are judged again to the same', async () => {
    await gone();
    await tick(STARTED_AT + DEADLINE);
    expect(await open()).toEqual([`device:${on.patient.deviceId}`]);
    const back = STARTED_AT + DEADLINE + HOUR;
    await giveBack(back);
    expect(await queued()).toMatchObject([{ run_at: new Date(back) }]);
    await timerRuns(back);
    expect(await open()).toEqual(['no-saturation']);
    expect(await ends()).toEqual([{ rule: `device:${on.patient.deviceId}`, reason: 'device-returned' }]);
    // It goes to somebody else, and is heard there: that is no news of this patient.
    await lend(on.patient.deviceId, on.somebodyElse.patientId, back + HOUR);
    await on.run(
      DEVICE_WORD_TASK,
      { deviceId: on.patient.deviceId, online: true, at: back + 2 * HOUR },
      back + 2 * HOUR,
    );
    await timerRuns(back + 3 * HOUR);
    await tick(back + 2 * DAY);
    expect(await open()).toEqual(['no-saturation']);
    const { rows } = await on.db.pool.query<{ id: string }>('select id from alert where episode_id = $1', [
      on.patient.episodeId,
    ]);
    expect(rows).toHaveLength(2);
    for (const { id } of rows) expect((await explainAlert(on.db.pool, id))?.rerun).toMatchObject({ identical: true });
  });

  test('hides nothing that is missing afterwards, nor when it had hidden nothing yet', async () => {
    await gone();
    await giveBack(STARTED_AT + 4 * HOUR);
    await timerRuns(STARTED_AT + 4 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
  });

  test('at a time that was agreed beforehand, ends by its timer and not before', async () => {
    await gone();
    await giveBack(STARTED_AT + 4 * HOUR);
    const until = STARTED_AT + DEADLINE + HOUR;
    await lend(on.patient.deviceId, on.patient.patientId, STARTED_AT + 4 * HOUR, until);
    expect((await queued()).at(-1)).toMatchObject({ run_at: new Date(until) });
    await tick(STARTED_AT + DEADLINE);
    expect(await open()).toEqual([`device:${on.patient.deviceId}`]);
    await timerRuns(until - 1);
    expect((await queued()).at(-1)).toMatchObject({ run_at: new Date(until) });
    expect(await open()).toEqual([`device:${on.patient.deviceId}`]);
    await timerRuns(until);
    expect(await open()).toEqual(['no-saturation']);
  });

  test('is told in the feed once it is over, once for each loan: given back, at an agreed end, ahead of time or not', async () => {
    const returned = async () =>
      (
        await on.db.pool.query<{ at: Date }>(
          `select occurred_at as at from change where kind = 'device-returned' and patient_id = $1 order by seq`,
          [on.patient.patientId],
        )
      ).rows.map(({ at: time }) => time.getTime());
    // Given back, but ahead: nothing has come back yet.
    const first = STARTED_AT + 4 * HOUR;
    await giveBack(first);
    expect(await returned()).toEqual([]);
    await timerRuns(first - 1);
    expect(await returned()).toEqual([]);
    await timerRuns(first);
    expect(await returned()).toEqual([first]);
    // At an agreed end, of a device of which triage never heard anything; and nobody but the sweep was there to see it.
    const second = STARTED_AT + 8 * HOUR;
    await lend(on.patient.deviceId, on.patient.patientId, STARTED_AT + 5 * HOUR, second);
    await on.db.pool.query('delete from graphile_worker._private_jobs');
    await overdueSweep(at(second + 6 * MINUTE));
    expect(await returned()).toEqual([first, second]);
    expect(await overdueSweep(at(second + 12 * MINUTE))).toBe(0);
    // Also where the same patient has it again in the very instant.
    const third = STARTED_AT + 12 * HOUR;
    await lend(on.patient.deviceId, on.patient.patientId, STARTED_AT + 9 * HOUR, third);
    await lend(on.patient.deviceId, on.patient.patientId, third);
    await timerRuns(third + MINUTE);
    await timerRuns(third + 2 * MINUTE);
    await overdueSweep(at(third + HOUR));
    expect(await returned()).toEqual([first, second, third]);
  });

  test('keeps its timer when the next loan of the same device to the same patient is agreed on before it has ended', async () => {
    await gone();
    await giveBack(STARTED_AT + 4 * HOUR);
    const friday = STARTED_AT + DEADLINE + HOUR;
    await lend(on.patient.deviceId, on.patient.patientId, STARTED_AT + 4 * HOUR, friday);
    await tick(STARTED_AT + DEADLINE);
    const [monday, month] = [friday + 3 * DAY, friday + 30 * DAY];
    await on.database.transaction((client) =>
      assignDevice(client, {
        id: randomUUID(),
        deviceId: on.patient.deviceId,
        patientId: on.patient.patientId,
        from: monday,
        until: month,
        now: STARTED_AT + DEADLINE,
      }),
    );
    const due = (await queued()).map(({ run_at }) => run_at.getTime());
    expect(due).toEqual([STARTED_AT + 4 * HOUR, friday, month]);
    await timerRuns(friday);
    expect(await open()).toEqual(['no-saturation']);
  });

  test('is made good by the sweep where a word of its connection came after it, by a clock that is behind', async () => {
    await measure(STARTED_AT);
    const back = STARTED_AT + 4 * HOUR;
    await giveBack(back);
    await timerRuns(back);
    const word = { deviceId: on.patient.deviceId, online: false, at: STARTED_AT + 2 * HOUR };
    await on.run(DEVICE_WORD_TASK, word, back - MINUTE);
    await overdueSweep(at(back + 6 * MINUTE));
    expect(await overdueSweep(at(back + 7 * MINUTE))).toBe(0);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
  });

  test('changes nothing where the same patient has it again', async () => {
    await gone();
    await tick(STARTED_AT + DEADLINE);
    await giveBack(STARTED_AT + DEADLINE + HOUR);
    await lend(on.patient.deviceId, on.patient.patientId, STARTED_AT + DEADLINE + HOUR);
    await timerRuns(STARTED_AT + DEADLINE + HOUR);
    expect(await open()).toEqual([`device:${on.patient.deviceId}`]);
  });

  test('whose timer the queue has lost is found by the sweep, once', async () => {
    await gone();
    await tick(STARTED_AT + DEADLINE);
    const back = STARTED_AT + DEADLINE + HOUR;
    await giveBack(back);
    await on.db.pool.query('delete from graphile_worker._private_jobs');
    await overdueSweep(at(back));
    expect(await open()).toEqual([`device:${on.patient.deviceId}`]);
    expect(await overdueSweep(at(back + 6 * MINUTE))).toBeGreaterThan(0);
    expect(await open()).toEqual(['no-saturation']);
    expect(await overdueSweep(at(back + 7 * MINUTE))).toBe(0);
    await on.run(LOAN_END_TASK, { deviceId: on.patient.deviceId, patientId: on.patient.patientId }, back + 8 * MINUTE);
    expect(await open()).toEqual(['no-saturation']);
  });
});
