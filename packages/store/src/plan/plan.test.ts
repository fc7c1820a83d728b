import { randomUUID } from 'node:crypto';
import { type MeasuringPlan, PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START, untilWaiting } from '../../test/scene.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import type { PatientReading } from '../intake/received.ts';
import { readMeasuringPlan } from '../reading/plan.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { answerWhatIf } from '../whatIf/answer.ts';
import { type NewMeasuringPlan, setMeasuringPlan } from './act.ts';
import { readTriagePlans } from './judgedBy.ts';

const DAY = 24 * HOUR;
/** The scene begins on a Monday at nine in the morning in Norway; its protocol comes without a plan. */
const NOW = START + HOUR;
const OSLO = -HOUR;
const MIDNIGHT = START - 8 * HOUR + OSLO;

const on = oneEpisodeEach(16);
/** As a service has it that judges for a long time: what it keeps must not hide a plan from it. */
const memory = createTriageMemory();

/** Every day by 14:00 in Norway, with two hours of grace. */
const entry = {
  metric: 'body-temperature',
  days: PLAN_DAYS,
  from: '06:00',
  by: '14:00',
  graceMinutes: 120,
  onHolidays: 'asked',
} as const;
const plan: MeasuringPlan = { timeZone: 'Europe/Oslo', entries: [entry], holidays: [] };
const evening: MeasuringPlan = { ...plan, entries: [{ ...entry, from: '17:00', by: '20:00' }] };
/** When the first is missed. */
const MISSED = MIDNIGHT + 16 * HOUR;

const wanted = (change: Partial<NewMeasuringPlan> = {}): NewMeasuringPlan => ({
  episodeId: on.episodeId,
  plan,
  reason: 'Agreed on the telephone',
  basedOnVersion: 0,
  shown: { withoutReplay: 'A test' },
  practitionerId: on.scene.municipality.nurse,
  now: NOW,
  ...change,
});
const set = (change: Partial<NewMeasuringPlan> = {}) =>
  on.database.transaction((client) => setMeasuringPlan(client, wanted(change)));
const tick = (now: number) =>
  on.database.transaction((client) => applyTick(client, { episodeId: on.episodeId, now, memory }));
const reading = (at: number): PatientReading => ({
  patientId: on.patientId,
  deviceId: 'none',
  metric: 'body-temperature',
  effectiveAt: at,
  value: 37,
  receivedAt: at,
  message: 0,
});
const measure = (at: number) =>
  on.database.transaction((client) => applyReadings(client, [reading(at)], { now: at, memory }));
async function missed() {
  const { rows } = await on.db.pool.query<{ id: string; openedAt: Date; status: string }>(
    `select id, opened_at as "openedAt", status from alert
     where episode_id = $1 and rule_id = 'temperature-overdue' order by opened_at`,
    [on.episodeId],
  );
  return rows.map(({ openedAt, ...row }) => ({ ...row, openedAt: openedAt.getTime() }));
}
async function nextTick() {
  const { rows } = await on.db.pool.query('select run_at as "runAt" from graphile_worker.jobs where key = $1', [
    `triage-tick:${on.episodeId}`,
  ]);
  return rows[0]?.runAt?.getTime() ?? null;
}

describe('a measuring plan', () => {
  it('judges from the instant at which it is set, and has its timer', async () => {
    await measure(NOW - 30 * 60_000);
    await tick(NOW - 60_000);
    expect(await set({ now: MIDNIGHT + 12 * HOUR })).toBe(1);
    // What was measured at half past nine answers it: the next is tomorrow's, and before it the saturation of the scene falls due.
    await tick(MISSED + HOUR);
    expect(await missed()).toEqual([]);
    await tick(MISSED + DAY + 3 * HOUR);
    expect(await missed()).toMatchObject([{ openedAt: MISSED + DAY, status: 'open' }]);
  });

  it('sets the timer of its first deadline', async () => {
    await set();
    expect(await nextTick()).toBe(MISSED);
  });

  it('is told of, with who, why and which version', async () => {
    await set();
    const { rows } = await on.db.pool.query(
      `select practitioner_id as "practitionerId", team_id as "teamId", data from change where episode_id = $1 and kind = 'measuring-plan-set'`,
      [on.episodeId],
    );
    expect(rows).toEqual([
      {
        practitionerId: on.scene.municipality.nurse,
        teamId: on.scene.municipality.teamId,
        data: { version: 1, origin: 'own', note: 'Agreed on the telephone', withoutReplay: 'A test' },
      },
    ]);
    expect(await readMeasuringPlan(on.db.pool, on.episodeId)).toMatchObject({
      version: 1,
      own: true,
      reason: 'Agreed on the telephone',
      setBy: { id: on.scene.municipality.nurse },
    });
  });

  it('changed in the middle: what was due stays due, what comes after follows the new one', async () => {
    await set();
    await set({ plan: evening, basedOnVersion: 1, now: MIDNIGHT + 15 * HOUR });
    await tick(MISSED + DAY);
    expect(await missed()).toMatchObject([{ openedAt: MISSED }]);
    await measure(MISSED + DAY + 4 * 60_000);
    await tick(MIDNIGHT + DAY + 23 * HOUR);
    expect(await missed()).toMatchObject([
      { openedAt: MISSED, status: 'resolved' },
      { openedAt: MIDNIGHT + DAY + 22 * HOUR, status: 'open' },
    ]);
  });

  it('is told to the patient’s home in words and as it is, and takes the place of one that the home has not shown', async () => {
    const told = async () => {
      const { rows } = await on.db.pool.query(
        `select text ->> 'nb' as text, plan, replaced_at is not null as replaced from patient_message
         where episode_id = $1 and kind = 'measuring-plan' order by created_at`,
        [on.episodeId],
      );
      return rows;
    };
    await set();
    expect(await told()).toEqual([
      {
        text: expect.stringContaining('Vi ber deg sende: temperatur hver dag mellom kl. 06:00 og 14:00.'),
        plan,
        replaced: false,
      },
    ]);
    await set({ plan: null, basedOnVersion: 1, now: NOW + HOUR });
    const [first, second] = await told();
    expect(first).toMatchObject({ replaced: true });
    expect(second).toMatchObject({
      text: expect.stringContaining('du trenger ikke måle noe fast nå'),
      plan: { entries: [] },
      replaced: false,
    });
  });

  it('given up asks for nothing more where the protocol has none', async () => {
    await set();
    await set({ plan: null, basedOnVersion: 1, now: NOW + HOUR });
    await tick(MISSED + 3 * DAY);
    expect(await missed()).toEqual([]);
  });

  it('is judged again from what is stored, also when it has been changed since', async () => {
    await set();
    await tick(MISSED + 60_000);
    const [alert] = await missed();
    await set({ plan: evening, basedOnVersion: 1, now: MISSED + HOUR });
    const explained = await explainAlert(on.db.pool, alert?.id ?? '');
    expect(explained?.evidence.items).toMatchObject([{ planned: { version: 1, by: MISSED - 2 * HOUR } }]);
    expect(explained?.rerun).toMatchObject({ identical: true, differences: [] });
  });

  it('is part of what a what-if replays', async () => {
    await set();
    const proposed = { type: 'values', values: { low: 88 } } as const;
    const answer = await answerWhatIf(on.db.pool, { episodeId: on.episodeId, days: 30, now: NOW + 3 * DAY, proposed });
    const alerts = answer.ok ? answer.whatIf.alerts.map(({ ruleId, openedAt }) => ({ ruleId, openedAt })) : [];
    expect(alerts).toContainEqual({ ruleId: 'temperature-overdue', openedAt: MISSED });
  });

  it('is not changed by a handover, and is then the new team’s to change', async () => {
    await set();
    const before = await readTriagePlans(on.db.pool, [on.episodeId]);
    const handoverId = randomUUID();
    await on.database.transaction((client) =>
      offerHandover(client, {
        handoverId,
        episodeId: on.episodeId,
        toTeamId: on.scene.lung.teamId,
        isbar,
        deadlineAt: NOW + 2 * HOUR,
        practitionerId: on.scene.municipality.nurse,
        now: NOW + 60_000,
      }),
    );
    await on.database.transaction((client) =>
      acceptHandover(client, {
        handoverId,
        version: 1,
        practitionerId: on.scene.lung.nurse,
        now: NOW + HOUR,
        readBack,
      }),
    );
    expect(await readTriagePlans(on.db.pool, [on.episodeId])).toEqual(before);
    await tick(MISSED);
    expect(await missed()).toMatchObject([{ openedAt: MISSED }]);
    const act = { plan: evening, basedOnVersion: 1, now: MISSED + HOUR };
    await expect(set(act)).rejects.toMatchObject({ refusal: 'not-the-accountable-team' });
    expect(await set({ ...act, practitionerId: on.scene.lung.nurse })).toBe(2);
  });

  it.each<[string, () => Partial<NewMeasuringPlan>, string]>([
    ['by another team', () => ({ practitionerId: on.scene.lung.nurse }), 'not-the-accountable-team'],
    ['over a version that was not read', () => ({ basedOnVersion: 1 }), 'version-moved-on'],
    [
      'of what no rule misses',
      () => ({ plan: { ...plan, entries: [{ ...entry, metric: 'steps' }] } }),
      'plan-subject-unknown',
    ],
    ['of no such follow-up', () => ({ episodeId: randomUUID() }), 'no-such-episode'],
  ])('is not set %s', async (_, change, refusal) => {
    await expect(set(change())).rejects.toMatchObject({ refusal });
    expect(await readMeasuringPlan(on.db.pool, on.episodeId)).toBeNull();
  });
});

describe('two at once', () => {
  it('set one plan; the other is told to read again', async () => {
    const both = await Promise.allSettled([set(), set({ plan: evening, now: NOW + 1 })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { refusal: 'version-moved-on' } });
    expect((await readTriagePlans(on.db.pool, [on.episodeId])).get(on.episodeId)).toHaveLength(1);
  });

  it('a tick that waits while a plan is set judges by it', async () => {
    await tick(NOW);
    let waited: Promise<void> = Promise.resolve();
    await on.database.transaction(async (client) => {
      await setMeasuringPlan(client, wanted({ now: NOW + 1 }));
      waited = tick(MISSED + 1);
      await untilWaiting(on.db.pool);
    });
    await waited;
    expect(await missed()).toMatchObject([{ openedAt: MISSED }]);
  });
});
