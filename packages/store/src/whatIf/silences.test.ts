import type { MetricCode } from '@samvakt/contract';
import type { TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { PLAN } from '../../test/oneAdoptionEach.ts';
import { HOUR, openScene, type Scene, START } from '../../test/scene.ts';
import type { Database } from '../database.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import { setMeasuringPlan } from '../plan/act.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { answerWhatIf } from './answer.ts';
import type { Proposed } from './shown.ts';

/*
 * Two weeks as they were lived, with a timer whenever the platform had asked for one; and what a what-if tells of them. Saturation is missing after thirty hours;
 * temperature is planned every day by two o'clock in Norway, and missed two hours later.
 */

const DAY = 24 * HOUR;
const NOW = START + 15 * DAY;
const memory = createTriageMemory();

let db: TestDatabase;
let database: Database;
let scene: Scene;
let episodeId: string;
let patientId: string;

beforeAll(async () => {
  ({ db, database, scene } = await openScene({ episodes: 1 }));
  episodeId = scene.episodeIds[0] ?? '';
  const { rows } = await db.pool.query('select patient_id as id from episode where id = $1', [episodeId]);
  patientId = rows[0].id;
  await live();
});
afterAll(() => db.end());

async function nextTick(): Promise<number | null> {
  const { rows } = await db.pool.query('select run_at as "runAt" from graphile_worker.jobs where key = $1', [
    `triage-tick:${episodeId}`,
  ]);
  return rows[0]?.runAt?.getTime() ?? null;
}

/** What the timers room does until then, when nothing keeps it from it. */
async function runTimers(until: number): Promise<void> {
  for (let at = await nextTick(); at !== null && at < until; at = await nextTick()) {
    const now = at;
    await db.pool.query('select graphile_worker.remove_job($1)', [`triage-tick:${episodeId}`]);
    await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
  }
}

async function live(): Promise<void> {
  const shown = { withoutReplay: 'A test' };
  const nurse = { practitionerId: scene.municipality.nurse, now: START + HOUR };
  await database.transaction((client) =>
    setMeasuringPlan(client, { episodeId, plan: PLAN, reason: 'Agreed', basedOnVersion: 0, shown, ...nurse }),
  );
  // Saturation misses two whole days and then three; temperature comes late on some days, and on some not at all.
  const given: [MetricCode, number][] = [
    ...[0.2, 1.2, 2.2, 5, 6, 7, 11, 12, 13].map((day): [MetricCode, number] => ['oxygen-saturation', day]),
    ...[0.1, 1.3, 2.1, 3.45, 6.1, 7.1, 8.4, 10.1, 13.05].map((day): [MetricCode, number] => ['body-temperature', day]),
  ];
  for (const [metric, day] of given.toSorted(([, a], [, b]) => a - b)) {
    const at = START + Math.round(day * DAY);
    await runTimers(at);
    const reading = { patientId, deviceId: 'hub', metric, effectiveAt: at, receivedAt: at, value: 95, message: 0 };
    await database.transaction(async (client) => {
      await applyReadings(client, [reading], { now: at, memory });
      await insertAllMeasurements(client, [reading]);
    });
  }
  await runTimers(NOW);
}

async function raised() {
  const { rows } = await db.pool.query<{ id: string; ruleId: string; openedAt: Date; status: string }>(
    `select id, rule_id as "ruleId", opened_at as "openedAt", status from alert
     where episode_id = $1 and kind = 'missing' order by opened_at, rule_id`,
    [episodeId],
  );
  return rows;
}
const ask = async (proposed: Proposed) => {
  const answer = await answerWhatIf(db.pool, { episodeId, days: 30, now: NOW, proposed });
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
};

describe('a what-if of two weeks with silences in them', () => {
  it('tells precisely what the timers told, with those that a reading ended', async () => {
    const lived = (await raised()).map(({ ruleId, openedAt, status }) => ({
      ruleId,
      openedAt: openedAt.getTime(),
      ended: status === 'resolved',
    }));
    expect(lived.length).toBeGreaterThan(6);
    expect(lived.filter(({ ended }) => ended).length).toBeGreaterThan(4);
    const { whatIf } = await ask({ type: 'values', values: {} });
    const missing = whatIf.alerts.filter(({ kind }) => kind === 'missing');
    expect(missing.map(({ ruleId, openedAt, closedAt }) => ({ ruleId, openedAt, ended: closedAt !== null }))).toEqual(
      lived,
    );
    expect(whatIf).toMatchObject({ gained: [], lost: [], changed: [] });
  });

  it('agrees with each of these alerts judged again', async () => {
    for (const { id } of await raised()) {
      expect((await explainAlert(db.pool, id))?.rerun).toMatchObject({ identical: true, differences: [] });
    }
  });

  it('tells a silence that began before the time that is asked about and lasts, and misses of a plan from its first day', async () => {
    const now = START + 60 * DAY;
    const from = START + 30 * DAY;
    const answer = await answerWhatIf(db.pool, { episodeId, days: 30, now, proposed: { type: 'values', values: {} } });
    const alerts = answer.ok ? answer.whatIf.alerts : [];
    expect(alerts.map(({ ruleId, closedAt }) => [ruleId, closedAt]).sort()).toEqual([
      ['saturation-missing', null],
      ['temperature-overdue', null],
    ]);
    // Each as it was found then, though its last reading is of a month before the time that is asked about.
    const standing = (await raised()).filter(({ status }) => status !== 'resolved');
    const last = START + 13 * DAY;
    expect(alerts.find(({ ruleId }) => ruleId === 'saturation-missing')).toMatchObject({
      openedAt: last + 30 * HOUR,
      evidence: { items: [{ type: 'missing', lastAt: last }] },
    });
    for (const { ruleId, openedAt } of standing) {
      expect(alerts.find((alert) => alert.ruleId === ruleId)?.openedAt).toBe(openedAt.getTime());
    }
    expect(alerts.every(({ openedAt }) => openedAt < from)).toBe(true);
    const none = await answerWhatIf(db.pool, { episodeId, days: 30, now, proposed: { type: 'plan', plan: null } });
    // The scene began at nine in the morning in Norway, where summer time has come since.
    expect(none.ok && none.whatIf.lost).toMatchObject([
      { ruleId: 'temperature-overdue', openedAt: from + 6 * HOUR, closedAt: null },
    ]);
  });

  it('asked of the plan that holds, changes nothing; of none, loses what was planned; of a stricter one, gains', async () => {
    const planned = (await raised()).filter(({ ruleId }) => ruleId === 'temperature-overdue').length;
    const same = await ask({ type: 'plan', plan: PLAN });
    expect(same.whatIf).toMatchObject({ gained: [], lost: [], changed: [] });
    expect(same.present).toMatchObject({ planVersion: 1, limitsVersion: 0 });
    // The scene's protocol has no plan of its own.
    const none = await ask({ type: 'plan', plan: null });
    expect(none.whatIf.lost.map(({ ruleId }) => ruleId)).toEqual(Array(planned).fill('temperature-overdue'));
    expect(none.whatIf.gained).toEqual([]);
    const [entry] = PLAN.entries;
    if (!entry) throw new Error('the plan is empty');
    const early = { ...PLAN, entries: [{ ...entry, by: '10:00', graceMinutes: 0 }] };
    const stricter = await ask({ type: 'plan', plan: early });
    expect(stricter.whatIf.gained.length + stricter.whatIf.changed.length).toBeGreaterThan(0);
    expect(stricter.whatIf.lost).toEqual([]);
    expect(stricter.whatIf.proposed.alerts).toBeGreaterThan(same.whatIf.proposed.alerts);
  });
});
