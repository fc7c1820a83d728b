import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiConfigurationSchema, type RunningApi, startApi } from '@samvakt/api';
import { createIngestService, type IngestService } from '@samvakt/ingest';
import { matchesDeviceSecret } from '@samvakt/samvakt/device-secret';
import { startEmbeddedBroker } from '@samvakt/samvakt/embedded/broker';
import { INGEST_USERNAME } from '@samvakt/samvakt/embedded/ingest-account';
import { buildWeb, isWebStale } from '@samvakt/samvakt/web-build';
import { type Database, openDatabase, readDeviceSecretHash } from '@samvakt/store';
import { createTimersService } from '@samvakt/timers';
import { pino } from 'pino';
import { type Clinic, type ClinicPatient, type ClinicPerson, registerClinic } from './clinic.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type Home, openHome } from './home.ts';
import { startTestIssuer } from './issuer.ts';
import { type SignedIn, signInTo } from './signedIn.ts';

export interface PlatformOptions {
  /** Epoch milliseconds; every service and every home goes by it. */
  readonly clock: () => number;
  /** When the clinic was registered: not later than the first follow-up. */
  readonly since: number;
  /** Serves the built web application too; builds it when it is older than its sources. */
  readonly screens?: boolean;
  /** Whether the timers service runs: what must hold without it is told without it. */
  readonly timers?: boolean;
}

export interface Platform {
  /** What a browser calls it. */
  readonly url: string;
  readonly brokerUrl: string;
  readonly db: TestDatabase;
  /** For what no screen does yet, by the store's own functions. */
  readonly database: Database;
  readonly clinic: Clinic;
  /** What services warned of or failed at, as lines of JSON. */
  readonly logged: readonly string[];
  /** The gateway of a patient, started. It is stopped with the platform. */
  readonly home: (patient: ClinicPatient) => Promise<Home>;
  /** A person in a browser of their own, through the whole sign-in. */
  readonly signIn: (person: ClinicPerson) => Promise<SignedIn>;
  readonly ingest: { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };
  /** Stops and starts again on the same port, with the sessions that stand in the database. */
  readonly api: { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };
  readonly stop: () => Promise<void>;
}

const PACKAGES = fileURLToPath(new URL('../../packages', import.meta.url));
const DAY = 86_400_000;

/** A whole platform in the test's process, on random ports, on a database of its own: what stands between a device and a nurse is all real. */
export async function startPlatform({
  clock,
  since,
  screens = false,
  timers = false,
}: PlatformOptions): Promise<Platform> {
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  /** How to stop each part that has been started, in the order of starting. */
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of started.splice(0).reverse()) await stopOne();
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Platform> {
    const db = await createTestDatabase();
    started.push(db.end);
    const open = (service: string): Database => {
      const { connectionString } = db;
      const database = openDatabase({
        connectionString,
        applicationName: service,
        onError: (err) => log.error({ err }),
      });
      started.push(database.stop);
      return database;
    };
    const database = open('clinic');
    const clinic = await registerClinic(database, { since });

    const brokerPool = open('broker').pool;
    const ingestSecret = 'the secret of the ingest service under test';
    const broker = await startEmbeddedBroker({
      port: 0,
      ingestSecret,
      verifyDevice: async (deviceId, secret) => {
        const hash = await readDeviceSecretHash(brokerPool, deviceId);
        return hash !== null && matchesDeviceSecret(secret, hash);
      },
      log,
    });
    started.push(broker.stop);

    const ingestDatabase = open('ingest');
    let ingest: IngestService | undefined;
    const ingestSwitch = {
      start: async () => {
        const account = { url: broker.url, username: INGEST_USERNAME, password: ingestSecret };
        ingest = createIngestService({ database: ingestDatabase, broker: account, log, now: clock });
        await ingest.start();
      },
      stop: async () => {
        await ingest?.stop();
        ingest = undefined;
      },
    };
    started.push(ingestSwitch.stop);
    await ingestSwitch.start();

    if (timers) {
      const service = createTimersService({ database: open('timers'), log, now: clock });
      started.push(service.stop);
      await service.start();
    }

    if (screens && (await isWebStale(PACKAGES))) await buildWeb(PACKAGES);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const issuer = await startTestIssuer({ publicUrl: url, people: Object.values(clinic.people) });
    started.push(issuer.stop);
    const configuration = ApiConfigurationSchema.parse({
      publicUrl: url,
      port,
      issuerUrl: issuer.url,
      clientId: issuer.clientId,
      clientSecret: issuer.clientSecret,
      sessionSecret: 'the session secret of the platform under test',
      allowInsecureIssuer: true,
      // A story goes on for days by its own clock, and its people stay signed in.
      sessionIdleMs: 365 * DAY,
      sessionAbsoluteMs: 365 * DAY,
    });
    const staticRoot = screens ? path.join(PACKAGES, 'web/dist') : undefined;
    const apiDatabase = open('api');
    let api: RunningApi | undefined;
    const apiSwitch = {
      start: async () => {
        api = await startApi({ database: apiDatabase, configuration, clock, logger: log, staticRoot });
      },
      stop: async () => {
        await api?.stop();
        api = undefined;
      },
    };
    started.push(apiSwitch.stop);
    await apiSwitch.start();

    return {
      url,
      brokerUrl: broker.url,
      db,
      database,
      clinic,
      logged,
      home: async (patient) => {
        const home = await openHome({ patient, url: broker.url, clock, log });
        started.push(home.gateway.stop.bind(home.gateway));
        return home;
      },
      signIn: (person) => signInTo({ url, issuer, person }),
      ingest: ingestSwitch,
      api: apiSwitch,
      stop,
    };
  }
}

/** The API's own address is part of the sign-in, so the port must be known before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
