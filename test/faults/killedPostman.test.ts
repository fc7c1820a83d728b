import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HomeMessage } from '@samvakt/contract';
import { DiskShelf, Gateway, MemoryQueue } from '@samvakt/gateway';
import {
  createTestDatabase,
  type FollowedPatient,
  registerPopulation,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { killable } from './killable.ts';
import type { WorkerOrder } from './processes/ingest.ts';

/*
 * Messages to patients: at least once to the home, once to the patient. The service that sends them is killed (SIGKILL) between its sending and the
 * home's word that they were shown, and while it sends; the home's process is begun anew from its disk.
 */

const log = pino({ level: 'silent' });
const MINUTE = 60_000;

let db: TestDatabase;
let database: Database;
let broker: TestBroker;
let patients: readonly FollowedPatient[];
let folder: string;
const workers = killable<WorkerOrder>(new URL('processes/ingest.ts', import.meta.url));
const gateways: Gateway[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  patients = (await registerPopulation(database, { patients: 4, startedAt: Date.now() - 10 * MINUTE })).patients;
  broker = await startTestBroker({ devices: Object.fromEntries(patients.map(({ deviceId }) => [deviceId, 'secret'])) });
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-postman-'));
});
afterEach(async () => {
  await workers.killAll();
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
});
afterAll(async () => {
  await broker.stop();
  await database.stop();
  await db.end();
  await rm(folder, { recursive: true, force: true });
});

/** `aheadMs`: how far its clock is ahead, so that a pause between two attempts has passed. */
function startWorker(aheadMs: number): Promise<ChildProcess> {
  const account = { url: broker.url, ...broker.ingest };
  return workers.start({ connectionString: db.connectionString, broker: account, maxBatch: 10, aheadMs });
}

async function startGateway(
  { deviceId }: FollowedPatient,
  show: (message: HomeMessage) => Promise<void>,
): Promise<Gateway> {
  const messages = { shelf: new DiskShelf({ directory: path.join(folder, deviceId), log }), display: { show } };
  const queue = new MemoryQueue();
  const gateway = new Gateway({ url: broker.url, deviceId, secret: 'secret', queue, log, messages });
  gateways.push(gateway);
  const connected = once(gateway, 'connected');
  await gateway.start();
  await connected;
  return gateway;
}

/** One instant for all: of two about the same, the newer would take the older's place. */
const writtenAt = Date.now();

/** As an act would have left it in the outbox. */
async function writeMessage({ patientId, episodeId }: FollowedPatient, nb: string): Promise<string> {
  const id = randomUUID();
  await db.pool.query(
    `insert into patient_message (id, patient_id, episode_id, kind, text, review_act_id, created_at, expires_at, next_attempt_at)
     values ($1, $2, $3, 'all-well', $4, $5, $6, $7, $6)`,
    [
      id,
      patientId,
      episodeId,
      JSON.stringify({ nb, en: nb }),
      randomUUID(),
      new Date(writtenAt),
      new Date(writtenAt + 900 * MINUTE),
    ],
  );
  return id;
}

async function rowOf(id: string): Promise<{ attempts: number; shown: boolean; told: number }> {
  const { rows } = await db.pool.query(
    `select attempts, shown_at is not null as shown,
       (select count(*)::int from change where kind = 'message-shown' and data ->> 'messageId' = $1::text) as told
     from patient_message where id = $1::uuid`,
    [id],
  );
  return rows[0];
}

function first<One>(list: readonly One[], place = 0): One {
  const one = list[place];
  if (one === undefined) throw new Error('there are too few');
  return one;
}

test('killed between send and the word that it was shown: sent again, shown once', { timeout: 300_000 }, async () => {
  const patient = first(patients);
  const shown: string[] = [];
  const { promise: read, resolve: hasRead } = Promise.withResolvers<void>();
  const { promise: came, resolve: hasCome } = Promise.withResolvers<void>();
  await startGateway(patient, async ({ text }) => {
    hasCome();
    await read;
    shown.push(text.nb);
  });
  const id = await writeMessage(patient, 'All is well');
  const worker = await startWorker(0);
  await came;
  await workers.kill(worker);
  // The home's word goes to a broker at which nobody listens now.
  hasRead();
  await expect.poll(() => shown).toEqual(['All is well']);
  expect(await rowOf(id)).toEqual({ attempts: 1, shown: false, told: 0 });

  await startWorker(2 * MINUTE);
  await expect.poll(() => rowOf(id), { timeout: 60_000 }).toEqual({ attempts: 2, shown: true, told: 1 });
  expect(shown).toEqual(['All is well']);
});

test('killed again and again while it sends, and the home begun anew: each shown once', {
  timeout: 300_000,
}, async () => {
  const shown = new Map<string, number>();
  const show = async (message: HomeMessage) => void shown.set(message.id, (shown.get(message.id) ?? 0) + 1);
  const homes = patients.slice(1);
  const running = await Promise.all(homes.map((home) => startGateway(home, show)));
  const ids: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const home of homes) for (let n = 0; n < 5; n += 1) ids.push(await writeMessage(home, `${round}.${n}`));
    const before = shown.size;
    const worker = await startWorker(round * 2 * MINUTE);
    await expect.poll(() => shown.size, { timeout: 60_000, interval: 1 }).toBeGreaterThan(before);
    await workers.kill(worker);
    const home = first(homes, round % homes.length);
    await first(running, round % homes.length).stop();
    running[round % homes.length] = await startGateway(home, show);
  }
  await startWorker(600 * MINUTE);
  await expect
    .poll(async () => (await Promise.all(ids.map(rowOf))).filter((row) => row.shown && row.told === 1).length, {
      timeout: 60_000,
    })
    .toBe(ids.length);
  expect([...shown.values()].filter((times) => times !== 1)).toEqual([]);
  expect(new Set(shown.keys())).toEqual(new Set(ids));
});
