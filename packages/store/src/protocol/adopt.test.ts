import { randomUUID } from 'node:crypto';
import { type MeasuringPlan, PLAN_DAYS } from '@samvakt/contract';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { HOUR, isbar, protocol, type Scene, START, setScene, untilWaiting } from '../../test/scene.ts';
import { type Database, openDatabase } from '../database.ts';
import { setLimits } from '../episode.ts';
import { offerHandover } from '../handover/offer.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import type { PatientReading } from '../intake/received.ts';
import { wantLimits } from '../limits/want.ts';
import { setMeasuringPlan } from '../plan/act.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { readPresentSetting } from '../whatIf/presentSetting.ts';
import { forgetReplaysShown, keepReplayShown } from '../whatIf/shown.ts';
import { adoptProtocol, type NewAdoption } from './adopt.ts';
import { judgeByVersionInForce } from './verdicts.ts';

/*
 * Version 1 of the scene: red below 90, allowed between 85 and 93; missing after 30 hours. Version 2: red below 85, allowed between 80 and 88, and a yellow pulse.
 * Version 3 has no number and no red; version 4 is version 1 again, for somebody who is not covered; version 5 is it with a plan: a temperature every day by two
 * o'clock in Norway, missed two hours later.
 */

const NOW = START + 10 * HOUR;
const NOTHING = { readings: 0 };
let db: TestDatabase;
let database: Database;
let scene: Scene;
let episodeId: string;
let patientId: string;
let used = 0;
/** Another process, which has judged before and judges again. */
const memory = createTriageMemory();

const [low, missing] = protocol.rules;
const LOW = protocol.numbers.low;
if (!low || !missing || !LOW) throw new Error('the scene has another protocol');
const pulse = {
  ...low,
  id: 'pulse-high',
  levels: { yellow: { when: { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } } },
};
const calm = {
  ...low,
  levels: { yellow: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } } },
};
const plan: MeasuringPlan = {
  timeZone: 'Europe/Oslo',
  entries: [
    {
      metric: 'body-temperature',
      days: PLAN_DAYS,
      from: '06:00',
      by: '14:00',
      graceMinutes: 120,
      onHolidays: 'asked',
    },
  ],
  holidays: [],
};
const versions: Protocol[] = [
  { ...protocol, version: 2, numbers: { low: { ...LOW, value: 85, min: 80, max: 88 } }, rules: [low, missing, pulse] },
  { ...protocol, version: 3, numbers: {}, rules: [calm, missing] },
  { ...protocol, version: 4 },
  { ...protocol, version: 5, plan },
  { ...protocol, id: 'heart-test', version: 1, condition: 'heart-failure' },
].map((one) => ProtocolSchema.parse(one));

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  scene = await database.transaction((client) => setScene(client, { episodes: 29 }));
  for (const one of versions) await registerProtocol(db.pool, { protocol: one, registeredAt: START });
});
beforeEach(async () => {
  const next = scene.episodeIds[used++];
  if (next === undefined) throw new Error('more episodes are needed');
  episodeId = next;
  const { rows } = await db.pool.query<{ id: string }>('select patient_id as id from episode where id = $1', [next]);
  patientId = rows[0]?.id ?? '';
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const saturation = (value: number, at: number, receivedAt = at): PatientReading => ({
  patientId,
  deviceId: 'hub',
  metric: 'oxygen-saturation',
  effectiveAt: at,
  value,
  receivedAt,
  message: 0,
});

const receive = (reading: PatientReading, now = reading.receivedAt) =>
  database.transaction(async (client) => {
    await applyReadings(client, [reading], { now, memory });
    await insertAllMeasurements(client, [reading]);
  });

async function adopt(change: Partial<NewAdoption> & { version?: number } = {}): Promise<number> {
  const { version = 2, ...given } = change;
  return database.transaction((client) =>
    adoptProtocol(client, {
      episodeId,
      protocol: { id: protocol.id, version },
      reason: 'Her own normal is low',
      basedOn: 0,
      limitsVersion: 0,
      giveUp: [],
      shown: { withoutReplay: 'A test' },
      practitionerId: scene.municipality.nurse,
      now: NOW,
      ...given,
    }),
  );
}

async function alerts() {
  const { rows } = await db.pool.query<{
    id: string;
    ruleId: string;
    severity: string;
    version: number;
    judged: number;
  }>(
    `select id, rule_id as "ruleId", severity, status, version, protocol_version as judged, condition_cleared_at is not null as cleared
     from alert where episode_id = $1 order by opened_at, id`,
    [episodeId],
  );
  return rows;
}

async function expectAllExplained(atLeast: number): Promise<void> {
  const all = await alerts();
  expect(all.length).toBeGreaterThanOrEqual(atLeast);
  for (const { id } of all) expect((await explainAlert(db.pool, id))?.rerun).toMatchObject({ identical: true });
}

describe('another protocol version put in force', () => {
  test('leaves an open red open, judges what comes next, and both are the same when judged again', async () => {
    await receive(saturation(84, START + HOUR));
    expect(await alerts()).toMatchObject([{ severity: 'red', judged: 1, status: 'open' }]);
    expect(await adopt()).toBe(1);
    expect(await alerts()).toMatchObject([{ severity: 'red', judged: 1, status: 'open', cleared: false }]);
    await expectAllExplained(1);
    await receive({ ...saturation(120, NOW + HOUR), metric: 'heart-rate' });
    await receive(saturation(87, NOW + 2 * HOUR));
    expect(await alerts()).toMatchObject([
      { ruleId: 'saturation-low', severity: 'red', status: 'open', cleared: true },
      { ruleId: 'pulse-high', severity: 'yellow', judged: 2 },
    ]);
    await expectAllExplained(2);
    const { rows } = await db.pool.query(
      `select kind, data from change where episode_id = $1 and kind = 'protocol-adopted'`,
      [episodeId],
    );
    expect(rows).toMatchObject([{ data: { number: 1, from: { version: 1 }, to: { version: 2 } } }]);
  });

  test('can be taken back, and each version judges its own time', async () => {
    await receive(saturation(88, START + HOUR));
    await adopt();
    await receive(saturation(84, NOW + HOUR));
    expect(await adopt({ version: 1, basedOn: 1, now: NOW + 2 * HOUR })).toBe(2);
    await receive(saturation(95, NOW + 3 * HOUR));
    await receive(saturation(86, NOW + 4 * HOUR));
    await expectAllExplained(1);
    expect(await verifyResponsibility(database, { now: NOW + 5 * HOUR })).toMatchObject({ verified: true });
  });

  test('has its own deadlines from then on, by the timer', async () => {
    await receive(saturation(95, START + HOUR));
    await adopt({ version: 3 });
    const { rows } = await db.pool.query('select next_tick_at as at from triage_state where episode_id = $1', [
      episodeId,
    ]);
    expect(rows[0].at.getTime()).toBe(START + 31 * HOUR);
    const now = START + 31 * HOUR;
    await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
    expect(await alerts()).toMatchObject([{ ruleId: 'saturation-missing', judged: 3 }]);
    await expectAllExplained(1);
  });

  test('keeps what a rule raised that the new version does not have, until a person closes it', async () => {
    await adopt();
    await receive({ ...saturation(120, NOW + HOUR), metric: 'heart-rate' });
    await adopt({ version: 1, basedOn: 1, now: NOW + 2 * HOUR });
    await receive(saturation(95, NOW + 3 * HOUR));
    expect(await alerts()).toMatchObject([{ ruleId: 'pulse-high', judged: 2, status: 'open' }]);
    await expectAllExplained(1);
  });
});

describe('a batch that is being judged while a version is put in force', () => {
  test('waits for the lock, judges by what has come into force, and is the same when judged again', async () => {
    await receive(saturation(95, START + HOUR));
    const adopting = await db.pool.connect();
    await adopting.query('begin');
    await adoptProtocol(adopting, {
      episodeId,
      protocol: { id: protocol.id, version: 2 },
      reason: 'Her own normal is low',
      basedOn: 0,
      limitsVersion: 0,
      giveUp: [],
      shown: { withoutReplay: 'A test' },
      practitionerId: scene.municipality.nurse,
      now: NOW,
    });
    // Received a second before, red by version 1 and nothing by version 2; and one that both find red.
    const waiting = Promise.all([
      receive(saturation(87, NOW - 2000, NOW - 1000), NOW - 500),
      receive(saturation(83, NOW - 1500, NOW - 900), NOW - 400),
    ]);
    await untilWaiting(db.pool);
    await adopting.query('commit');
    adopting.release();
    await waiting;
    expect(await alerts()).toMatchObject([{ severity: 'red', judged: 2 }]);
    await expectAllExplained(1);
  });

  test('judges by limits that came into force while it waited', async () => {
    await receive(saturation(95, START + HOUR));
    const setting = await db.pool.connect();
    await setting.query('begin');
    const limits = { values: { low: 86 }, reason: 'Own normal', since: NOW, until: null, confirmedBy: null };
    await setLimits(setting, { episodeId, ...limits, practitionerId: null, now: NOW });
    const waiting = receive(saturation(85, NOW - 2000, NOW - 1000), NOW - 500);
    await untilWaiting(db.pool);
    await setting.query('commit');
    setting.release();
    await waiting;
    const { rows } = await db.pool.query('select limits_version as limits from alert where episode_id = $1', [
      episodeId,
    ]);
    expect(rows).toEqual([{ limits: 1 }]);
    await expectAllExplained(1);
  });
});

describe('readings of the very instant in which a version is put in force', () => {
  test.each([
    ['judged before it', [88], [], { judged: 1, severity: 'red' }],
    ['judged after it', [95], [84], { judged: 2, severity: 'red' }],
    ['judged before it and after it', [88], [84], { judged: 1, severity: 'red' }],
  ])('are judged again by what judged them: %s', async (_, before, after, alert) => {
    for (const [place, value] of before.entries()) await receive(saturation(value, NOW - 5000 + place, NOW));
    await adopt();
    for (const [place, value] of after.entries()) await receive(saturation(value, NOW - 3000 + place, NOW));
    expect(await alerts()).toMatchObject([{ ...alert, cleared: false }]);
    await expectAllExplained(1);
  });
});

describe('an adoption is refused', () => {
  test('to the second of two people, who hears what the first did', async () => {
    const both = await Promise.allSettled([
      adopt({ practitionerId: scene.municipality.nurse }),
      adopt({ practitionerId: scene.municipality.colleague, version: 3 }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = both.find((one) => one.status === 'rejected');
    expect(late?.reason).toMatchObject({ refusal: 'version-moved-on' });
    expect(late?.reason.reason).toMatch(/^(Kari Berg|Per Lie) put lung-test version [23] in force at 2026-03-02T18:00/);
    expect(await alerts()).toEqual([]);
  });

  test.each([
    ['by another team', () => ({ practitionerId: scene.lung.nurse }), 'not-the-accountable-team'],
    ['of a version that is not registered', () => ({ version: 9 }), 'protocol-not-registered'],
    ['of another condition', () => ({ protocol: { id: 'heart-test', version: 1 } }), 'other-condition'],
    ['of the one in force', () => ({ version: 1 }), 'already-in-force'],
    ['without a reason', () => ({ reason: '  ' }), 'reason-missing'],
    ['without anything shown', () => ({ shown: null }), 'replay-not-shown'],
    ['with no word why nothing was shown', () => ({ shown: { withoutReplay: ' ' } }), 'reason-missing'],
  ])('%s', async (_name, change, refusal) => {
    await expect(adopt(change())).rejects.toMatchObject({ refusal });
    const { rows } = await db.pool.query('select protocol_version as version from episode where id = $1', [episodeId]);
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('where red could land in an hour that nobody covers, and names the hour; also for a team to which a handover is open', async () => {
    const hours = (teamId: string, openingHours: object) =>
      db.pool.query('update declaration set opening_hours = $2, cover = null where team_id = $1', [
        teamId,
        JSON.stringify(openingHours),
      ]);
    const office = {
      kind: 'weekly',
      timeZone: 'Europe/Oslo',
      week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
      holidays: 'closed',
      exceptions: [],
    };
    await adopt({ version: 3 });
    await hours(scene.municipality.teamId, office);
    const red = { version: 1, basedOn: 1, now: NOW + HOUR };
    await expect(adopt(red)).rejects.toMatchObject({
      refusal: 'hour-not-covered',
      reason: expect.stringContaining('from 2026-03-02 20:00 to 2026-03-03 08:00 (Europe/Oslo;'),
    });
    await hours(scene.municipality.teamId, { kind: 'always' });
    await database.transaction((client) =>
      offerHandover(client, {
        episodeId,
        toTeamId: scene.heart.teamId,
        practitionerId: scene.municipality.nurse,
        handoverId: randomUUID(),
        isbar,
        deadlineAt: NOW + 5 * HOUR,
        now: NOW,
      }),
    );
    await hours(scene.heart.teamId, office);
    await expect(adopt(red)).rejects.toMatchObject({ refusal: 'hour-not-covered' });
    await hours(scene.heart.teamId, { kind: 'always' });
    expect(await adopt(red)).toBe(2);
  });

  test('while own numbers would not hold, until they are given up by name; what is left goes on', async () => {
    const limits = {
      values: { low: 92 },
      reason: 'Own normal',
      since: START,
      until: START + 900 * HOUR,
      confirmedBy: null,
    };
    await database.transaction((client) =>
      setLimits(client, { episodeId, ...limits, practitionerId: scene.municipality.nurse, now: START + HOUR }),
    );
    await expect(adopt({ limitsVersion: 1 })).rejects.toMatchObject({
      refusal: 'limits-would-not-hold',
      reason: expect.stringContaining('low (beyond its range)'),
    });
    await expect(adopt({ version: 3, limitsVersion: 1 })).rejects.toMatchObject({
      reason: expect.stringContaining('low (it has no such number)'),
    });
    await expect(adopt({ version: 4, limitsVersion: 1, giveUp: ['low'] })).rejects.toMatchObject({
      refusal: 'limits-hold',
    });
    await expect(adopt({ limitsVersion: 0 })).rejects.toMatchObject({ refusal: 'version-moved-on' });
    await adopt({ limitsVersion: 1, giveUp: ['low'] });
    const { rows } = await db.pool.query(
      `select body, (select given_up from protocol_adoption where episode_id = $1) as "givenUp" from limits
       where episode_id = $1 order by version desc limit 1`,
      [episodeId],
    );
    expect(rows).toMatchObject([
      {
        body: { version: 2, values: {}, reason: 'Own normal', author: scene.municipality.nurse },
        givenUp: { low: 92 },
      },
    ]);
    await receive(saturation(86, NOW + HOUR));
    expect(await alerts()).toEqual([]);
  });

  test('while limits wait for a second person', async () => {
    await database.transaction((client) =>
      wantLimits(client, {
        episodeId,
        values: { low: 80 },
        reason: 'r',
        until: NOW + 100 * HOUR,
        basedOnVersion: 0,
        shown: { withoutReplay: 'A test' },
        practitionerId: scene.municipality.nurse,
        now: NOW - HOUR,
      }),
    );
    await expect(adopt()).rejects.toMatchObject({ refusal: 'proposal-pending' });
  });

  test('unless what was shown was to the same person, lately, of this version, against what is in force', async () => {
    const question = { type: 'protocol', id: protocol.id, version: 2 } as const;
    const present = await readPresentSetting(db.pool, { episodeId, now: NOW });
    const shown = async (change: object = {}) => ({
      replayId: await keepReplayShown(db.pool, {
        episodeId,
        practitionerId: scene.municipality.nurse,
        days: 30,
        question,
        present,
        found: NOTHING,
        now: NOW - HOUR / 2,
        ...change,
      }),
    });
    for (const other of [
      { practitionerId: scene.municipality.colleague },
      { now: NOW - 2 * HOUR },
      { question: { ...question, version: 3 } },
      { present: { ...present, limitsVersion: 1 } },
      { present: { ...present, limitsInForce: true } },
      { present: { ...present, adoption: 1 } },
      { present: { ...present, planVersion: 1 } },
      { present: { ...present, pausesVersion: 1 } },
      { episodeId: scene.episodeIds[0] },
    ]) {
      await expect(adopt({ shown: await shown(other) })).rejects.toMatchObject({ refusal: 'replay-not-shown' });
    }
    expect(await adopt({ shown: await shown() })).toBe(1);
    // What led to no change is forgotten after some days; what was shown before a change stays with it.
    expect(await forgetReplaysShown(db.pool, NOW + HOUR)).toBe(9);
    const { rows } = await db.pool.query('select count(*)::int as kept from replay_shown');
    expect(rows).toEqual([{ kept: 1 }]);
  });
});

test('nothing else changes the protocol of an episode', async () => {
  await expect(
    db.pool.query('update episode set protocol_version = 2 where id = $1', [episodeId]),
  ).rejects.toMatchObject({ constraint: 'protocol_is_adopted' });
  await expect(
    db.pool.query(
      `insert into protocol_adoption (episode_id, number, from_id, from_version, to_id, to_version, adopted_at, reason)
       values ($1, 1, $2, 1, $2, 2, $3, 'r')`,
      [episodeId, protocol.id, new Date(NOW)],
    ),
  ).rejects.toMatchObject({ constraint: 'protocol_is_adopted' });
  await adopt();
  await expect(db.pool.query('delete from protocol_adoption where episode_id = $1', [episodeId])).rejects.toThrow(
    'append-only',
  );
});

describe('a protocol version with a measuring plan', () => {
  const DAY = 24 * HOUR;
  /** The scene begins at nine in the morning in Norway. */
  const missedOn = (day: number) => START + day * DAY + 7 * HOUR;
  const tick = (now: number) => database.transaction((client) => applyTick(client, { episodeId, now, memory }));
  const planned = async () => {
    const { rows } = await db.pool.query<{ id: string; openedAt: Date }>(
      `select id, opened_at as "openedAt" from alert where episode_id = $1 and rule_id = 'temperature-overdue' order by opened_at`,
      [episodeId],
    );
    return rows.map(({ openedAt }) => openedAt.getTime());
  };

  test('asks from when it was put in force, in whichever process, and is explained so', async () => {
    // Judged before, and for days: what this process keeps must not hide that the plan is new.
    await tick(START + 3 * DAY);
    const now = START + 3 * DAY + 10 * HOUR;
    await adopt({ version: 5, now });
    await tick(missedOn(4) - 1);
    expect(await planned()).toEqual([]);
    await tick(missedOn(4) + HOUR);
    expect(await planned()).toEqual([missedOn(4)]);
    await expectAllExplained(1);
  });

  test('is told to the home where it asks for something else than before, and the patient has no own plan', async () => {
    const told = async () => {
      const { rows } = await db.pool.query<{ entries: number }>(
        `select jsonb_array_length(plan -> 'entries') as entries from patient_message where episode_id = $1 order by created_at`,
        [episodeId],
      );
      return rows.map(({ entries }) => entries);
    };
    await adopt({ version: 4 });
    expect(await told()).toEqual([]);
    await adopt({ version: 5, basedOn: 1, now: NOW + HOUR });
    expect(await told()).toEqual([1]);
    await adopt({ version: 4, basedOn: 2, now: NOW + 2 * HOUR });
    expect(await told()).toEqual([1, 0]);
  });

  test('asks on the same day for what is not due yet', async () => {
    await adopt({ version: 5, now: START + 3 * DAY + HOUR });
    await tick(missedOn(3) + HOUR);
    expect(await planned()).toEqual([missedOn(3)]);
  });

  test('given up leaves what was due by then due, with its grace', async () => {
    await adopt({ version: 5, now: START + HOUR });
    await receive({ ...saturation(37, START + 2 * HOUR), metric: 'body-temperature' });
    await tick(missedOn(0) + HOUR);
    // Due at two, missed at four; the version that asked for it is gone at three.
    await adopt({ version: 4, basedOn: 1, now: missedOn(1) - HOUR });
    await tick(missedOn(4));
    expect(await planned()).toEqual([missedOn(1)]);
    await expectAllExplained(1);
  });

  test('is put in force beside a plan of the patient’s own, which holds, and which the verdicts know', async () => {
    const own = { ...plan, entries: plan.entries.map((entry) => ({ ...entry, by: '20:00' })) };
    await database.transaction((client) =>
      setMeasuringPlan(client, {
        episodeId,
        plan: own,
        reason: 'Works shifts',
        basedOnVersion: 0,
        shown: { withoutReplay: 'A test' },
        practitionerId: scene.municipality.nurse,
        now: START + HOUR,
      }),
    );
    const opened = missedOn(0) + 6 * HOUR;
    await tick(opened);
    expect(await planned()).toEqual([opened]);
    const now = START + DAY;
    await adopt({ version: 5, now });
    const { rows } = await db.pool.query('select 1 from patient_message where episode_id = $1', [episodeId]);
    expect(rows).toHaveLength(1);
    await tick(missedOn(1) + HOUR);
    expect(await planned()).toEqual([opened]);
    const told = await judgeByVersionInForce(db.pool, { episodeId, now: now + HOUR });
    expect(told?.verdicts).toMatchObject([{ verdict: 'yellow', holdsNow: true }]);
    await expectAllExplained(1);
  });
});
