import { existsSync, readFileSync } from 'node:fs';
import { Gateway, MemoryQueue } from '@samvakt/gateway';
import {
  createTestDatabase,
  registerPopulation,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { createIngestService, type IngestService } from '@samvakt/ingest';
import { endingAt, parseGlucoseRecording, type RecordedRow, replay } from '@samvakt/simulator';
import { applyTick, createTriageMemory, type Database, openDatabase } from '@samvakt/store';
import { findProtocol } from '@samvakt/triage';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedAlerts, type PlainAlert } from './plainDiabetes.ts';

/*
 * Five people's real continuous glucose readings, sent through MQTT as five homes would: the store must hold exactly those readings,
 * and the alerts must be those that a plain computation, which shares nothing with the engine, finds in the same readings.
 * The recording is not part of the project; it lies beside the clone where it is at hand.
 */
const recording = new URL('../../../shared/data/cgm-five-subjects.csv', import.meta.url);
const present = existsSync(recording);
if (!present) {
  process.stderr.write(
    `\n!!! SKIPPED: the glucose recording is not at ${recording.pathname}; its replay was not tested.\n\n`,
  );
}

const HOUR = 3_600_000;
/** As the conversion is defined: 1 mmol/L of glucose is 18.0156 mg/dL. */
const MG_DL_PER_MMOL_L = 18.0156;
const now = Date.now();

let db: TestDatabase;
let database: Database;
let broker: TestBroker;
let ingest: IngestService;
const gateways = new Map<string, Gateway>();

describe.skipIf(!present)('five people’s glucose recordings', () => {
  const rows = present ? endingAt(parseGlucoseRecording(readFileSync(recording, 'utf8')), now - 60_000) : [];
  const subjects = [...new Set(rows.map((row) => row.subject))];
  const startedAt = rows.reduce((first, row) => Math.min(first, row.at), now) - HOUR;
  const log = pino({ level: 'silent' });
  let people: Map<string, { patientId: string; episodeId: string; deviceId: string }>;

  beforeAll(async () => {
    const protocol = findProtocol('diabetes');
    if (!protocol) throw new Error('there is no diabetes protocol');
    db = await createTestDatabase();
    database = openDatabase({
      connectionString: db.connectionString,
      applicationName: 'replay',
      onError: (error) => log.error(error),
    });
    const { patients } = await registerPopulation(database, { patients: subjects.length, startedAt, protocol });
    people = new Map(patients.map((patient, index) => [subjects[index] ?? '', patient]));
    broker = await startTestBroker({
      devices: Object.fromEntries(patients.map(({ deviceId }) => [deviceId, `secret of ${deviceId}`])),
    });
    ingest = createIngestService({ database, broker: { url: broker.url, ...broker.ingest }, log, now: () => now });
    await ingest.start();
    for (const [subject, { deviceId }] of people) {
      const secret = `secret of ${deviceId}`;
      const gateway = new Gateway({ url: broker.url, deviceId, secret, queue: new MemoryQueue(), log });
      gateways.set(subject, gateway);
      await gateway.start();
    }
    await replay(rows, {
      metric: 'glucose',
      gatewayOf: (subject) => gateways.get(subject) ?? expect.unreachable(subject),
    });
    for (const { episodeId } of people.values()) {
      await database.transaction((client) => applyTick(client, { episodeId, now, memory: createTriageMemory() }));
    }
  });

  afterAll(async () => {
    for (const gateway of gateways.values()) await gateway.stop();
    await ingest?.stop();
    await broker?.stop();
    await database?.stop();
    await db?.end();
  });

  const own = (subject: string): RecordedRow[] => rows.filter((row) => row.subject === subject);

  it('are 13,866 readings', () => {
    expect(rows).toHaveLength(13_866);
    expect(subjects).toHaveLength(5);
  });

  it.each(subjects)(
    '%s: the store holds exactly these readings, converted, in their order, gaps kept',
    async (subject) => {
      const { rows: stored } = await db.pool.query<{ at: Date; value: number; device: string }>(
        `select effective_at as at, value, device_id as device from measurement
        where patient_id = $1 and metric = 'glucose' order by effective_at, value`,
        [people.get(subject)?.patientId],
      );
      const sent = own(subject).toSorted((a, b) => a.at - b.at || a.value - b.value);
      expect(stored.map(({ at }) => at.getTime())).toEqual(sent.map(({ at }) => at));
      for (const [index, { value, device }] of stored.entries()) {
        expect(value).toBeCloseTo((sent[index]?.value ?? Number.NaN) / MG_DL_PER_MMOL_L, 9);
        expect(device).toBe(people.get(subject)?.deviceId);
      }
    },
  );

  it.each(subjects)('%s: the alerts are those of a plain computation', async (subject) => {
    const { rows: alerts } = await db.pool.query<
      Omit<PlainAlert, 'openedAt' | 'clearedAt'> & { opened: Date; cleared: Date | null }
    >(
      `select rule_id as rule, severity, status <> 'resolved' as open, opened_at as opened, condition_cleared_at as cleared
        from alert where episode_id = $1`,
      [people.get(subject)?.episodeId],
    );
    const found = alerts.map(({ opened, cleared, ...alert }) => ({
      ...alert,
      openedAt: opened.getTime(),
      clearedAt: cleared?.getTime() ?? null,
    }));
    const readings = own(subject).map(({ at, value }) => ({ at, value: value / MG_DL_PER_MMOL_L }));
    expect(sorted(found)).toEqual(sorted(expectedAlerts(readings, { startedAt, now })));
  });

  it('hold highs, lows or silences enough to test something', async () => {
    const { rows: kinds } = await db.pool.query<{ rule: string; severity: string }>(
      'select distinct rule_id as rule, severity from alert',
    );
    expect(kinds).toContainEqual({ rule: 'glucose-high', severity: 'yellow' });
    expect(kinds).toContainEqual({ rule: 'glucose-missing', severity: 'yellow' });
  });

  it('are accounted for', async () => {
    const { rows: account } = await db.pool.query(
      `select sum(received)::int as received, sum(stored)::int as stored, sum(duplicates)::int as duplicates,
        sum(rejected)::int as rejected from message`,
    );
    expect(account[0].received).toBe(account[0].stored + account[0].duplicates + account[0].rejected);
    expect(account[0]).toMatchObject({ received: 13_866, stored: 13_866, duplicates: 0, rejected: 0 });
  });
});

function sorted(alerts: readonly PlainAlert[]): PlainAlert[] {
  return alerts.toSorted((a, b) => a.openedAt - b.openedAt || a.rule.localeCompare(b.rule));
}
