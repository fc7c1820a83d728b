import { createTriageMemory, DEVICE_WORD_TASK, explainAlert, storeBatch, storeStatuses } from '@samvakt/store';
import { describe, expect, test } from 'vitest';
import { DEADLINE, HOUR, MINUTE, oneHomeEach, STARTED_AT } from '../../test/oneHomeEach.ts';

const on = oneHomeEach(8);
const { alerts, measure, message, tick } = on;
const PULSE = { metric: 'heart-rate', value: 70, unit: '/min' } as const;

/** Returns when some connection of this database waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rowCount } = await on.db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount !== 0) return;
  }
}

describe('the word that a device has no connection', () => {
  const deviceWord = (online: boolean, now: number) =>
    on.run(DEVICE_WORD_TASK, { deviceId: on.patient.deviceId, online, at: now }, now);
  const say = (online: boolean, now: number) =>
    on.database.transaction((client) =>
      storeStatuses(
        client,
        [{ deviceId: on.patient.deviceId, status: { at: new Date(now).toISOString(), online } }],
        now,
      ),
    );
  const queued = async () => {
    const { rows } = await on.db.pool.query<{ run_at: Date; payload: object }>(
      `select run_at, payload from graphile_worker._private_jobs where key = 'device-word:' || $1`,
      [on.patient.deviceId],
    );
    return rows;
  };

  test('puts one alert about the device in the place of what is missing, until it is heard again', async () => {
    await measure(STARTED_AT);
    await deviceWord(false, STARTED_AT + 2 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: `device:${on.patient.deviceId}`, status: 'open', outcome: null }]);
    await measure(STARTED_AT + DEADLINE + HOUR);
    expect(await alerts()).toMatchObject([{ status: 'resolved', outcome: 'cleared-by-rule' }]);
    await tick(STARTED_AT + 2 * DEADLINE + HOUR);
    expect((await alerts()).filter(({ status }) => status === 'open')).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('shows what is missing when the device is back and the patient has not measured', async () => {
    await measure(STARTED_AT);
    await deviceWord(false, STARTED_AT + 2 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    await deviceWord(true, STARTED_AT + DEADLINE + HOUR);
    expect((await alerts()).filter(({ status }) => status === 'open')).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('is dropped when the device is heard while it waits for the lock', async () => {
    await measure(STARTED_AT);
    const heardAt = STARTED_AT + 2 * HOUR + 5 * MINUTE;
    const ingest = await on.db.pool.connect();
    await ingest.query('begin');
    await storeBatch(ingest, [message(heardAt, PULSE)], { now: heardAt, memory: createTriageMemory() });
    const waiting = deviceWord(false, STARTED_AT + 2 * HOUR);
    await untilWaiting();
    await ingest.query('commit');
    ingest.release();
    await waiting;
    await tick(heardAt + DEADLINE);
    const told = (await alerts()).map(({ rule_id }) => rule_id);
    expect(told).toContain('no-saturation');
    expect(told).not.toContain(`device:${on.patient.deviceId}`);
  });

  test('is kept, so that the alert about the device is judged again by it, and not by what the alert says itself', async () => {
    await measure(STARTED_AT);
    await deviceWord(false, STARTED_AT + 2 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    const { rows } = await on.db.pool.query<{ id: string; evidence: { device?: { id: string; since: number } } }>(
      'select id, evidence from alert where episode_id = $1',
      [on.patient.episodeId],
    );
    const [alert] = rows;
    if (alert?.evidence.device === undefined) throw new Error('there is no alert about the device');
    const { id, evidence } = alert;
    const judged = async (stored: unknown) => {
      await on.db.pool.query('update alert set evidence = $2 where id = $1', [id, JSON.stringify(stored)]);
      return (await explainAlert(on.db.pool, id))?.rerun;
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
    await measure(STARTED_AT + DEADLINE + HOUR);
    await deviceWord(false, STARTED_AT + DEADLINE + 2 * HOUR);
    await tick(STARTED_AT + 2 * DEADLINE + HOUR);
    const { rows: all } = await on.db.pool.query<{ id: string; ruleId: string }>(
      'select id, rule_id as "ruleId" from alert where episode_id = $1 order by opened_at',
      [on.patient.episodeId],
    );
    expect(all.map(({ ruleId }) => ruleId)).toEqual([`device:${on.patient.deviceId}`, `device:${on.patient.deviceId}`]);
    for (const one of all) expect((await explainAlert(on.db.pool, one.id))?.rerun.identical).toBe(true);
  });

  test('is out of date when the device has been heard since', async () => {
    await measure(STARTED_AT);
    const said = STARTED_AT + HOUR;
    await measure(STARTED_AT + 2 * HOUR);
    await on.run(DEVICE_WORD_TASK, { deviceId: on.patient.deviceId, online: false, at: said }, STARTED_AT + 3 * HOUR);
    await tick(STARTED_AT + 2 * HOUR + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('hides nothing of a device that has brought nothing', async () => {
    await deviceWord(false, STARTED_AT + 2 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('hides nothing that another device brings too', async () => {
    await measure(STARTED_AT);
    await on.db.pool.query(
      `insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
       values ($1, 'oxygen-saturation', $2, 'another', 95, $2)`,
      [on.patient.patientId, new Date(STARTED_AT - HOUR)],
    );
    await deviceWord(false, STARTED_AT + 2 * HOUR);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation' }]);
  });

  test('is waited with for ten minutes, and taken back by a connection in the meantime', async () => {
    await say(false, STARTED_AT);
    expect(await queued()).toMatchObject([{ run_at: new Date(STARTED_AT + 10 * 60_000), payload: { online: false } }]);
    const { rows } = await on.db.pool.query('select last_heard_at from device where id = $1', [on.patient.deviceId]);
    expect(rows).toEqual([{ last_heard_at: null }]);
    await say(true, STARTED_AT + 60_000);
    expect(await queued()).toMatchObject([{ run_at: new Date(STARTED_AT + 60_000), payload: { online: true } }]);
  });
});
