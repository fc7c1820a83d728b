import { randomBytes } from 'node:crypto';
import type { EmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import { ensurePartitions, migrate, openDatabase } from '@samvakt/store';
import { findProtocol } from '@samvakt/triage';
import pg from 'pg';
import { registerPopulation } from '../harness/population.ts';
import { startProcess } from './children.ts';
import { MEASUREMENTS_PER, makeMessages, type Sitting } from './messages.ts';

export interface Run {
  readonly messagesPerSecond: number;
  readonly measurementsPerSecond: number;
  /** Processor time of the consuming process per message, in microseconds. */
  readonly cpuPerMessage: number;
  readonly meanBatch: number;
  readonly alerts: number;
}

const DAY = 86_400_000;

/**
 * One run from an empty database: all messages are published as fast as the broker takes them; the clock runs from the first publish until
 * the last message is committed and acknowledged.
 */
export async function runThroughput(
  server: EmbeddedPostgres,
  given: { consumer: 'floor' | 'ingest'; sitting: Sitting; patients: number; perDevice: number },
): Promise<Run> {
  const { consumer, sitting, patients, perDevice } = given;
  const world = await prepareDatabase(server, patients);
  const deviceIds = world.patients.map((patient) => patient.deviceId);
  const messages = makeMessages({ deviceIds, perDevice, sitting, until: Date.now() });
  const broker = startProcess('broker');
  const reader = startProcess(consumer);
  const publisher = startProcess('publisher');
  try {
    const { url } = await broker.hear('listening');
    const patientOf = Object.fromEntries(world.patients.map((patient) => [patient.deviceId, patient.patientId]));
    const reading = reader.hear('reading');
    reader.order({
      type: 'consume',
      connectionString: world.connectionString,
      brokerUrl: url,
      messages: messages.length,
      patientOf,
    });
    await reading;
    const prepared = publisher.hear('prepared');
    publisher.order({ type: 'prepare', brokerUrl: url, messages, perSecond: null });
    await prepared;
    const done = reader.hear('done');
    const startedAt = Date.now();
    publisher.order({ type: 'publish' });
    const { at, cpuMs, batches } = await done;
    const seconds = (at - startedAt) / 1000;
    const { stored, alerts } = await world.count();
    const expected = messages.length * MEASUREMENTS_PER[sitting];
    if (stored !== expected) throw new Error(`${consumer} stored ${stored} of ${expected} measurements`);
    return {
      messagesPerSecond: messages.length / seconds,
      measurementsPerSecond: expected / seconds,
      cpuPerMessage: (cpuMs * 1000) / messages.length,
      meanBatch: messages.length / batches,
      alerts,
    };
  } finally {
    await Promise.all([publisher.end(), reader.end(), broker.end()]);
    await world.drop();
  }
}

export async function prepareDatabase(server: EmbeddedPostgres, patients: number) {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: server.databaseUrl('postgres') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const connectionString = server.databaseUrl(name);
  await migrate({ connectionString });
  const database = openDatabase({ connectionString, applicationName: 'bench', onError: () => undefined });
  const startedAt = Date.now() - 390 * DAY;
  await ensurePartitions(database.pool, { from: startedAt, until: Date.now() + 31 * DAY });
  // The longest of the shipped protocols; of what is sent it judges all but the diastolic pressure.
  const protocol = findProtocol('heart-failure');
  if (!protocol) throw new Error('the protocol heart-failure is not shipped');
  const population = await registerPopulation(database, { patients, startedAt, protocol });
  await database.pool.query('analyze');
  // Making and dropping databases leaves work for a checkpoint, which would fall into one run or the other.
  await database.pool.query('checkpoint');
  return {
    connectionString,
    patients: population.patients,
    practitionerId: population.practitionerId,
    async count(): Promise<{ stored: number; alerts: number }> {
      const { rows } = await database.pool.query(
        'select (select count(*)::int from measurement) as stored, (select count(*)::int from alert) as alerts',
      );
      return rows[0];
    },
    async drop(): Promise<void> {
      await database.stop();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
