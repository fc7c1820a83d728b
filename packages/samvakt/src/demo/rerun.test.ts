import { answersTopic, decodeAnswers, encodeResponse } from '@samvakt/contract';
import { openTestDatabase, receivedFrom, type TestDatabase } from '@samvakt/harness';
import { demoPopulation, occasionsOf } from '@samvakt/simulator';
import {
  adoptProtocol,
  applyTick,
  claimAlert,
  createTriageMemory,
  type Database,
  explainAlert,
  type ReceivedMessage,
  readOverdueTicks,
  resolveAlert,
  setLimits,
  storeBatch,
  tryRebuild,
} from '@samvakt/store';
import { findProtocol } from '@samvakt/triage';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainAlone } from '../commands/explain.ts';
import { createStack } from '../instance/stack.ts';
import { CANDIDATE } from './candidate.ts';
import { demoCast } from './homes.ts';
import { demoSecrets } from './secrets.ts';
import { seedDemo } from './seed.ts';

/*
 * The demo's people live 21 days in virtual time: they measure, a gateway is cut off and delivers late, two go downhill, timers fire, persons
 * close alerts, and limits and protocol versions change on the way. Then every alert is judged again.
 */

const DAY = 86_400_000;
const HOUR = 3_600_000;
const BEGAN = Date.parse('2026-03-01T06:00:00Z');
const DAYS = 21;
const WATCHED_AT = BEGAN + 18 * DAY;
const END = BEGAN + DAYS * DAY;

let db: TestDatabase;
let database: Database;
/** Open red alerts of each patient before and after another version was put in force. */
const carried: { before: number; after: number }[] = [];
const shippedVersion = findProtocol(CANDIDATE.id)?.version ?? Number.NaN;
const memory = createTriageMemory();
const { patients } = demoCast(WATCHED_AT);
const homes = demoPopulation({ seed: 2026, startedAt: WATCHED_AT, declineMs: 2 * DAY, watchEveryMs: 6 * HOUR });

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  const secrets = { ...demoSecrets('00'.repeat(32)), hashOf: async () => 'none' };
  await seedDemo(database, {
    patients,
    secrets,
    startedAt: BEGAN,
    followedSince: BEGAN,
    log: pino({ level: 'silent' }),
  });
  await live();
}, 300_000);
afterAll(() => db.end());

/** One message per occasion, received a minute later; what `home-05` and `home-16` measure in the second week comes when they are connected again. */
function messages(): { receivedAt: number; message: ReceivedMessage }[] {
  const sent: { receivedAt: number; message: ReceivedMessage }[] = [];
  for (const home of homes) {
    let number = 0;
    for (const { at, readings, responses } of occasionsOf(home, BEGAN + HOUR)) {
      if (at >= END) break;
      const isCutOff = ['home-05', 'home-16'].includes(home.deviceId) && at > BEGAN + 8 * DAY && at < BEGAN + 11 * DAY;
      // The sensor's five minutes for three weeks would tell nothing more.
      if (home.condition === 'diabetes' && readings.length === 1 && at % HOUR > 5 * 60_000) continue;
      const receivedAt = isCutOff ? BEGAN + 11 * DAY + (number % 3) * HOUR : at + 60_000;
      const { deviceId } = home;
      const queue = '0b6f4a1e-6a0e-4b58-9a43-2f7d4a1f0c01';
      for (const response of responses) {
        number += 1;
        const answers = Buffer.from(encodeResponse({ queue, number }, response));
        const message = { topic: answersTopic(deviceId), deviceId, payload: answers, receivedAt };
        sent.push({
          receivedAt,
          message: { ...message, decoded: decodeAnswers({ payload: answers, receivedAt }) },
        });
      }
      if (readings.length === 0) continue;
      number += 1;
      sent.push({ receivedAt, message: receivedFrom({ deviceId, readings, at: receivedAt, queue, number }) });
    }
  }
  return sent.sort((a, b) => a.receivedAt - b.receivedAt);
}

async function live(): Promise<void> {
  const sent = messages();
  let next = 0;
  let hours = 0;
  for (let now = BEGAN + HOUR; now <= END; now += HOUR) {
    const batch: ReceivedMessage[] = [];
    for (; (sent[next]?.receivedAt ?? Number.POSITIVE_INFINITY) <= now; next += 1) {
      const one = sent[next];
      if (one) batch.push(one.message);
    }
    if (batch.length > 0) await database.transaction((client) => storeBatch(client, batch, { now, memory }));
    for (const episodeId of await readOverdueTicks(database.pool, now)) {
      await database.transaction((client) => applyTick(client, { episodeId, now: now + 1, memory }));
    }
    hours += 1;
    if (hours % 36 === 0) await closeOldest(now + 2);
    if (now === BEGAN + 10 * DAY) await tighten(now + 3);
    if (now === BEGAN + 12 * DAY) await adoptCandidate(now + 4);
    if (now === BEGAN + 15 * DAY) await adoptCandidate(now + 4, { backFor: ['home-04', 'home-05'] });
  }
}

/** Somebody of the accountable team claims and closes the alert that has waited longest. */
async function closeOldest(now: number): Promise<void> {
  const { rows } = await db.pool.query<{ id: string; version: number; teamId: string }>(
    `select alert.id, alert.version, responsibility.team_id as "teamId" from alert
     join responsibility on responsibility.episode_id = alert.episode_id and upper_inf(responsibility.period)
     where alert.status = 'open' order by alert.opened_at, alert.id limit 1`,
  );
  const [alert] = rows;
  const { rows: members } = await db.pool.query<{ id: string }>(
    'select practitioner_id as id from team_membership where team_id = $1 order by 1 limit 1',
    [alert?.teamId],
  );
  const practitionerId = members[0]?.id;
  if (!alert || !practitionerId) return;
  const act = { alertId: alert.id, practitionerId, now };
  await database.transaction((client) => claimAlert(client, { ...act, version: alert.version }));
  await database.transaction((client) =>
    resolveAlert(client, { ...act, version: alert.version + 1, outcome: 'contacted-patient' }),
  );
}

/** Limits that make more of the same patients' readings alerts, and end after a week. */
async function tighten(now: number): Promise<void> {
  for (const deviceId of ['home-04', 'home-05', 'home-06', 'home-07']) {
    const patient = patients.find((one) => one.deviceId === deviceId);
    await database.transaction((client) =>
      setLimits(client, {
        episodeId: patient?.episodeId ?? '',
        values: { 'saturation-yellow': 94, 'saturation-red': 92 },
        reason: 'For a test',
        since: now,
        until: now + 7 * DAY,
        confirmedBy: null,
        practitionerId: null,
        now,
      }),
    );
  }
}

/** The candidate version for the first dozen of its patients, also those with limits of their own; some go back to the first version later. */
async function adoptCandidate(now: number, { backFor }: { backFor?: string[] } = {}): Promise<void> {
  const chosen = patients.filter(({ condition }) => condition === 'copd').slice(0, 12);
  for (const { episodeId, deviceId } of chosen) {
    if (backFor !== undefined && !backFor.includes(deviceId)) continue;
    const { rows } = await db.pool.query<{ limits: number; reds: number }>(
      `select coalesce((select max(version) from limits where episode_id = $1), 0) as limits,
         (select count(*)::int from alert where episode_id = $1 and status <> 'resolved' and severity = 'red') as reds`,
      [episodeId],
    );
    await database.transaction((client) =>
      adoptProtocol(client, {
        episodeId,
        protocol: { id: CANDIDATE.id, version: backFor === undefined ? CANDIDATE.version : shippedVersion },
        reason: 'For a test',
        basedOn: backFor === undefined ? 0 : 1,
        limitsVersion: rows[0]?.limits ?? 0,
        giveUp: [],
        shown: null,
        practitionerId: null,
        now,
      }),
    );
    const { rows: after } = await db.pool.query<{ reds: number }>(
      `select count(*)::int as reds from alert where episode_id = $1 and status <> 'resolved' and severity = 'red'`,
      [episodeId],
    );
    carried.push({ before: rows[0]?.reds ?? 0, after: after[0]?.reds ?? 0 });
  }
}

/** A JSON value with one of its parts changed or left out, for each part. */
function alterations(value: unknown, where = ''): { where: string; other: unknown }[] {
  if (typeof value === 'number') return [{ where, other: value + 1 }];
  if (typeof value === 'string') return [{ where, other: `${value}x` }];
  if (typeof value === 'boolean') return [{ where, other: !value }];
  if (value === null || typeof value !== 'object') return [{ where, other: 7 }];
  if (Array.isArray(value)) {
    return value.flatMap((part, place) => [
      { where: `${where}[${place}] gone`, other: value.toSpliced(place, 1) },
      ...alterations(part, `${where}[${place}]`).map((one) => ({ ...one, other: value.with(place, one.other) })),
    ]);
  }
  return Object.entries(value).flatMap(([key, part]) => [
    { where: `${where}.${key} gone`, other: Object.fromEntries(Object.entries(value).filter(([one]) => one !== key)) },
    ...alterations(part, `${where}.${key}`).map((one) => ({ ...one, other: { ...value, [key]: one.other } })),
  ]);
}

describe('every alert that the demo has come to', () => {
  it('is judged again from all that the engine was given, and is identical', async () => {
    const { rows } = await db.pool.query<{
      id: string;
      ruleId: string;
      kind: string;
      limits: number | null;
      late: boolean;
      judgedBy: number;
      protocolId: string;
    }>(
      `select id, rule_id as "ruleId", kind, limits_version as limits, late, protocol_id as "protocolId", protocol_version as "judgedBy"
       from alert order by opened_at, id`,
    );
    const different: unknown[] = [];
    for (const { id, ...about } of rows) {
      const explanation = await explainAlert(database.pool, id);
      if (!explanation?.rerun.identical) different.push({ about, explanation });
    }
    expect(different.map((one) => JSON.stringify(one, null, 1).slice(0, 3000))).toEqual([]);
    // It is no proof if nothing happened.
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows.map((row) => row.kind)).size).toBeGreaterThan(1);
    expect(rows.some((row) => row.limits !== null)).toBe(true);
    const byCandidate = rows.filter(({ protocolId }) => protocolId === CANDIDATE.id);
    expect(new Set(byCandidate.map((row) => row.judgedBy))).toEqual(new Set([shippedVersion, CANDIDATE.version]));
    expect(carried.length).toBeGreaterThan(8);
    expect(carried.every(({ before, after }) => after >= before)).toBe(true);
    expect(rows.map((row) => row.ruleId)).toEqual(expect.arrayContaining(['form-answers', 'form-contact']));
  }, 300_000);

  it('is not identical when any one part of what is stored of it is altered by hand', async () => {
    const { rows } = await db.pool.query<{ id: string; ruleId: string; evidence: unknown }>(
      `select distinct on (kind, evidence #>> '{items,0,type}', limits_version is null) id, rule_id as "ruleId", evidence from alert
       order by kind, evidence #>> '{items,0,type}', limits_version is null, opened_at, id`,
    );
    const store = (id: string, evidence: unknown) =>
      db.pool.query('update alert set evidence = $2 where id = $1', [id, JSON.stringify(evidence)]);
    const isIdentical = async (id: string) => (await explainAlert(database.pool, id))?.rerun.identical;
    const unnoticed: string[] = [];
    let altered = 0;
    for (const { id, ruleId, evidence } of rows) {
      for (const { where, other } of alterations(evidence)) {
        await store(id, other);
        altered += 1;
        // What is no evidence any more, for want of a protocol, cannot be explained at all.
        const identical = where.startsWith('.protocol') && where.endsWith('gone') ? false : await isIdentical(id);
        if (identical !== false) unnoticed.push(`${ruleId}: ${where}`);
      }
      await store(id, evidence);
      expect(await isIdentical(id)).toBe(true);
    }
    expect(unnoticed).toEqual([]);
    expect(altered).toBeGreaterThan(100);
  }, 600_000);

  it('gives, with all else that was lived, precisely what triage remembers, were that lost', async () => {
    const { rows } = await db.pool.query<{ id: string }>('select id from episode where upper_inf(period) order by id');
    const other: unknown[] = [];
    let alerts = 0;
    for (const { id } of rows) {
      const made = await database.transaction((client) => tryRebuild(client, { episodeId: id, now: END }));
      alerts += made.alerts.length;
      const asItWas = made.alerts.every(({ what }) => what === 'as-it-was');
      if (made.was !== 'readable' || made.differs !== false || !asItWas) other.push(made);
    }
    expect(other).toEqual([]);
    expect([rows.length, alerts]).toEqual([42, expect.any(Number)]);
    expect(alerts).toBeGreaterThan(10);
  }, 300_000);

  it('is explained at the command line in both languages, and a reading that is gone is noticed', async () => {
    const { rows } = await db.pool.query<{ id: string; patientId: string }>(
      `select alert.id, patient_id as "patientId" from alert join episode on episode.id = alert.episode_id
       where rule_id = 'saturation-low' and limits_version = 1 order by opened_at, alert.id limit 1`,
    );
    const [alert] = rows;
    if (!alert) throw new Error('nobody was judged by limits of their own');
    let written = '';
    const stack = createStack({ patienceMs: 20_000, onFault: (name, error) => expect.unreachable(`${name} ${error}`) });
    const alone = {
      settings: { SAMVAKT_DATABASE_URL: db.connectionString, SAMVAKT_LOG_LEVEL: undefined },
      log: pino({ level: 'silent' }),
      stack,
      stopping: new AbortController().signal,
      clock: () => END,
      end: async () => {},
    };
    const explain = () => explainAlone(alone, alert.id, (text) => (written += text));
    await explain();
    expect(written).toMatch(/nb {2}SpO₂ .* grense 9\d % satt av Samvakt 11\. mars 2026/);
    expect(written).toMatch(/en {2}SpO₂ .* limit 9\d % set by Samvakt on 11 March 2026/);
    expect(written).toContain('"identical": true');
    await db.pool.query(`delete from measurement where patient_id = $1 and metric = 'oxygen-saturation'`, [
      alert.patientId,
    ]);
    await expect(explain()).rejects.toThrow(/does not come to the same/);
    await expect(explainAlone(alone, '00000000-0000-4000-8000-000000000000')).rejects.toThrow('There is no alert');
    await stack.stop();
  });
});
