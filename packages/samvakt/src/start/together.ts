import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiConfigurationSchema, startApi } from '@samvakt/api';
import { createIngestService } from '@samvakt/ingest';
import { migrate } from '@samvakt/store';
import { createTimersService } from '@samvakt/timers';
import type { Logger } from 'pino';
import { type DeclinePace, demoCast, startHomes } from '../demo/homes.ts';
import { offerWaiting, pauseSome } from '../demo/past.ts';
import { PRACTITIONERS } from '../demo/practitioners.ts';
import { demoSecrets, readOrMakeSecret } from '../demo/secrets.ts';
import { seedDemo } from '../demo/seed.ts';
import { deviceVerifier } from '../deviceVerifier.ts';
import { startEmbeddedBroker } from '../embedded/broker.ts';
import { INGEST_USERNAME } from '../embedded/ingestAccount.ts';
import { type IssuerKeys, readOrMakeKeys } from '../embedded/issuer/keys.ts';
import { loadIssuer } from '../embedded/loadIssuer.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';
import type { Stack } from '../instance/stack.ts';
import { PACKAGES, WEB_DIST } from '../places.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Steps } from '../terminal/steps.ts';
import { buildWeb, isWebStale } from '../webBuild.ts';

export interface TogetherOptions {
  readonly stack: Stack;
  readonly stopping: AbortSignal;
  readonly steps: Steps;
  readonly log: Logger;
  readonly logFile: string | undefined;
  /** Folder for data and keys. */
  readonly data: string;
  readonly ports: { readonly web: number; readonly issuer: number; readonly broker: number };
  /** A database of one's own in place of the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly databasePort: number | undefined;
  readonly ingestSecret: string;
  /** What the simulated homes live through; absent when there are none. */
  readonly homes: HomesPlan | undefined;
  /** False: the API alone, with no screens to build. */
  readonly screens: boolean;
  readonly clock: () => number;
}

interface HomesPlan {
  /** How far back the history reaches that a home sends at its very first start, in milliseconds. */
  readonly historyMs: number;
  /** How fast the two that go downhill do so; as the population itself has it when absent. */
  readonly pace?: DeclinePace;
}

const CLIENT_ID = 'samvakt';
/** The timers wait for the homes' past, for what has not been sent yet is not missing; but not for ever. */
const PAST_AT_MOST_MS = 5 * 60_000;

/** Starts everything in order, each part after what it needs, and puts each on the stack. */
export async function startTogether(options: TogetherOptions): Promise<void> {
  const { stack, stopping, steps, log, ports, clock } = options;
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    stopping.throwIfAborted();
    return steps.run(name, work);
  };
  const keys = await readKeys(options.data);
  const secrets = demoSecrets(keys.demo);
  const publicUrl = `http://localhost:${ports.web}`;
  const issuerUrl = `http://localhost:${ports.issuer}`;

  const connectionString = await step('PostgreSQL', () => provideDatabase(options));
  await step('database schema', () => migrate({ connectionString }));
  const open = (service: string) => openServiceDatabase({ connectionString, service, log, stack });

  const startedAt = clock();
  const followedSince = startedAt - (options.homes?.historyMs ?? 0);
  const { homes, patients } = demoCast(startedAt, options.homes?.pace);
  const demoDatabase = open('demo');
  await step('teams, people and patients (all invented)', () =>
    seedDemo(demoDatabase, { patients, secrets, startedAt, followedSince, log }),
  );
  if (options.screens && (await isWebStale(PACKAGES))) await step('building the screens', () => buildWeb(PACKAGES));

  const brokerDatabase = open('broker');
  const broker = await step('MQTT broker', () =>
    startEmbeddedBroker({
      port: ports.broker,
      verifyDevice: deviceVerifier(brokerDatabase.pool),
      ingestSecret: options.ingestSecret,
      log: log.child({ service: 'broker' }),
    }),
  );
  stack.add('broker', broker.stop);

  const issuer = await step('development issuer', async () => {
    const { startEmbeddedIssuer } = await loadIssuer(log);
    return startEmbeddedIssuer({
      port: ports.issuer,
      url: issuerUrl,
      client: { id: CLIENT_ID, redirectUri: `${publicUrl}/auth/callback`, afterSignOutUri: `${publicUrl}/` },
      keys: keys.issuer,
      people: PRACTITIONERS,
      log: log.child({ service: 'issuer' }),
    });
  });
  stack.add('issuer', issuer.stop);

  const ingest = createIngestService({
    database: open('ingest'),
    broker: { url: broker.url, username: INGEST_USERNAME, password: options.ingestSecret },
    log: log.child({ service: 'ingest' }),
    now: clock,
  });
  stack.add('ingest', ingest.stop);
  await step('ingest', ingest.start);

  const configuration = ApiConfigurationSchema.parse({
    publicUrl,
    port: ports.web,
    issuerUrl,
    clientId: CLIENT_ID,
    clientSecret: keys.issuer.clientSecret,
    sessionSecret: keys.session,
    allowInsecureIssuer: true,
  });
  const api = await step('API and screens', () =>
    startApi({
      database: open('api'),
      configuration,
      clock,
      logger: log.child({ service: 'api' }),
      staticRoot: options.screens ? WEB_DIST : undefined,
    }),
  );
  stack.add('api', api.stop);

  if (options.homes) {
    const running = await step(`${homes.length} simulated homes`, () =>
      startHomes({
        homes,
        secrets,
        database: demoDatabase,
        brokerUrl: broker.url,
        startedAt,
        followedSince,
        clock,
        log: log.child({ service: 'homes' }, { level: 'warn' }),
      }),
    );
    stack.add('homes', running.stop);
    // One home that fails must not pass for a patient who is silent.
    running.ended.catch((err: unknown) => process.emit('uncaughtException', err as Error));
    tellAddress(options, publicUrl);
    const sentSince = clock();
    await Promise.race([running.caughtUp, sleepAtMost(PAST_AT_MOST_MS, stopping)]);
    stopping.throwIfAborted();
    log.info({ seconds: (clock() - sentSince) / 1000 }, 'the homes’ history is in');
    await offerWaiting(demoDatabase, { patients, now: clock(), log });
    await pauseSome(demoDatabase, { patients, now: clock(), log });
  } else {
    tellAddress(options, publicUrl);
  }
  const timers = createTimersService({ database: open('timers'), log: log.child({ service: 'timers' }), now: clock });
  await step(options.homes ? 'the homes’ history is in; timers' : 'timers', timers.start);
  stack.add('timers', timers.stop);
}

interface Keys {
  readonly issuer: IssuerKeys;
  readonly session: string;
  readonly demo: string;
}

async function readKeys(data: string): Promise<Keys> {
  const folder = path.join(data, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    issuer: await readOrMakeKeys(path.join(folder, 'issuer.json')),
    session: await readOrMakeSecret(path.join(folder, 'session')),
    demo: await readOrMakeSecret(path.join(folder, 'demo')),
  };
}

/** The address of the database: one's own, or the embedded one, which is then started. */
async function provideDatabase(options: TogetherOptions): Promise<string> {
  if (options.databaseUrl !== undefined) return options.databaseUrl;
  const postgres = await startEmbeddedPostgres({
    samvaktFolder: options.data,
    ...(options.databasePort === undefined ? {} : { port: options.databasePort }),
    log: options.steps.note,
  });
  options.stack.add('PostgreSQL', postgres.stop);
  return postgres.connectionString;
}

function tellAddress({ steps, homes, logFile }: TogetherOptions, url: string): void {
  steps.frame([
    `Samvakt is ready:  ${url}`,
    '',
    'Sign in as anybody on the page that opens; all people are invented.',
    ...(homes ? ['Two patients go downhill: a yellow and then a red alert within two minutes.'] : []),
    'Ctrl-C stops everything; the next start goes on from here.',
    ...(logFile === undefined ? [] : [`Log: ${logFile}`]),
  ]);
}

/** Ends early when a stop is wished for. */
function sleepAtMost(ms: number, signal: AbortSignal): Promise<void> {
  return wait(ms, undefined, { signal, ref: false }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}
