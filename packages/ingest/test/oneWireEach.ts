import {
  createTestDatabase,
  type FollowedPatient,
  type Population,
  registerPopulation,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createIngestService, type IngestOptions, type IngestService } from '../src/service.ts';

/* For tests of what ingest makes of that which comes by wire: the database is the file's own, and the broker and the patient the running test's. */

export const HOUR = 3_600_000;
/** When the patients began to be followed, and two days later. Epoch milliseconds. */
export const STARTED_AT = Date.parse('2026-03-01T08:00:00Z');
export const NOW = STARTED_AT + 48 * HOUR;

export interface OneWire {
  readonly db: TestDatabase;
  readonly database: Database;
  /** A nurse of the team that follows the patients. */
  readonly practitionerId: string;
  readonly patient: FollowedPatient;
  /** One more that no other test touches. */
  readonly another: () => FollowedPatient;
  /** Those that are stopped after the test. */
  readonly services: Set<IngestService>;
  /** Starts ingest at `NOW`, where the options say nothing else, and stops it after the test. */
  readonly startIngest: (options?: Partial<IngestOptions>) => Promise<IngestService>;
  /** The connection of the patient's device, made where there is none yet, and ended after the test. */
  readonly gatewayOf: (patient: FollowedPatient) => Promise<MqttClient>;
  /** Cuts every connection that ingest has to the database. */
  readonly cutDatabase: () => Promise<unknown>;
}

/** Gives each test of the file a broker and a patient of its own; `patients` are so many in all. What it holds may be read once the first test has begun. */
export function oneWireEach(patients: number): OneWire {
  const log = pino({ level: 'silent' });
  const applicationName = 'ingest under test';
  const services = new Set<IngestService>();
  const gateways = new Map<string, Promise<MqttClient>>();
  let shared: { db: TestDatabase; database: Database; population: Population } | undefined;
  let own: { broker: TestBroker; patient: FollowedPatient } | undefined;
  let used = 0;
  const begun = <Begun>(what: Begun | undefined): Begun => {
    if (what === undefined) throw new Error('no test has begun');
    return what;
  };
  const another = (): FollowedPatient => {
    const next = begun(shared).population.patients[used++];
    if (!next) throw new Error(`the file uses more patients than the ${patients} it asked for`);
    return next;
  };

  beforeAll(async () => {
    const db = await createTestDatabase();
    const database = openDatabase({ connectionString: db.connectionString, applicationName, onError: () => {} });
    shared = { db, database, population: await registerPopulation(database, { patients, startedAt: STARTED_AT }) };
  });
  beforeEach(async () => {
    const devices = begun(shared).population.patients.map(({ deviceId }) => [deviceId, 'secret']);
    own = { broker: await startTestBroker({ devices: Object.fromEntries(devices) }), patient: another() };
  });
  afterEach(async () => {
    for (const service of services) await service.stop();
    services.clear();
    for (const gateway of gateways.values()) await (await gateway).endAsync(true);
    gateways.clear();
    await own?.broker.stop();
  });
  afterAll(async () => {
    await shared?.database.stop();
    await shared?.db.end();
  });

  return {
    get db() {
      return begun(shared).db;
    },
    get database() {
      return begun(shared).database;
    },
    get practitionerId() {
      return begun(shared).population.practitionerId;
    },
    get patient() {
      return begun(own).patient;
    },
    another,
    services,
    startIngest: async (options = {}) => {
      const { database } = begun(shared);
      const { url, ingest } = begun(own).broker;
      const service = createIngestService({
        database,
        broker: { url, ...ingest },
        log,
        now: () => NOW,
        maxWaitMs: 1,
        ...options,
      });
      services.add(service);
      await service.start();
      return service;
    },
    gatewayOf: ({ deviceId }) => {
      const { url } = begun(own).broker;
      const connected =
        gateways.get(deviceId) ??
        mqtt.connectAsync(url, { clientId: deviceId, username: deviceId, password: 'secret' });
      gateways.set(deviceId, connected);
      return connected;
    },
    cutDatabase: () =>
      begun(shared).db.pool.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
        [applicationName],
      ),
  };
}
