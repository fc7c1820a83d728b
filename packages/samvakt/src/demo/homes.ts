import {
  type DemoHome,
  type DemoOptions,
  demoPopulation,
  Population,
  type RunOptions,
  runPopulation,
  sendOnce,
} from '@samvakt/simulator';
import { type Database, readNewestEffectiveAt } from '@samvakt/store';
import type { Logger } from 'pino';
import { type DemoPatient, demoPatients } from './patients.ts';
import type { DemoSecrets } from './secrets.ts';
import { type Beginning, beganAt, ODDITIES } from './story.ts';

const SEED = 2026;
const DAY = 86_400_000;
/** How far back the history reaches that the homes send at their very first start. */
export const HISTORY_MS = 365 * DAY;

export type DeclinePace = Pick<DemoOptions, 'declineMs' | 'watchEveryMs'>;

/** Who lives in the demo, and what happens to them from this start on: two go downhill, one has been silent for days. */
export function demoCast(
  startedAt: number,
  pace: DeclinePace = {},
): { homes: readonly DemoHome[]; patients: readonly DemoPatient[] } {
  const homes = demoPopulation({ seed: SEED, startedAt, ...pace });
  return { homes, patients: demoPatients(SEED, homes) };
}

export interface HomesOptions extends Beginning {
  readonly homes: readonly DemoHome[];
  readonly secrets: DemoSecrets;
  readonly database: Database;
  readonly brokerUrl: string;
  readonly clock: () => number;
  readonly log: Logger;
}

export interface RunningHomes {
  /** Fulfilled when every home has sent its past and lives in the present. */
  readonly caughtUp: Promise<void>;
  /** Fulfilled when all have stopped; rejected when one fails. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Lets the homes measure and publish, each from where the platform last heard of it. */
export async function startHomes(options: HomesOptions): Promise<RunningHomes> {
  const { homes, secrets, database, brokerUrl, clock, log } = options;
  const newest = await readNewestEffectiveAt(database.pool);
  const stopping = new AbortController();
  const { promise: caughtUp, resolve: allCaughtUp } = Promise.withResolvers<void>();
  let behind = homes.length;
  const population = new Population(homes.map((home) => ({ ...home, secret: secrets.secretOf(home.deviceId) })));
  const signal = stopping.signal;
  const toSend = ODDITIES.filter(({ deviceId }) => !newest.has(deviceId));
  // Before the home itself, for a device has one connection at a time.
  const oddities = Promise.all(
    toSend.map(({ deviceId, readingAt }) => {
      const secret = secrets.secretOf(deviceId);
      const readings = [readingAt(options.startedAt)];
      return sendOnce({ url: brokerUrl, deviceId, secret, readings, log, signal, clock });
    }),
  );
  const live: RunOptions = {
    url: brokerUrl,
    // The instant itself once more: its readings may have been split between two messages, and what is there is recognised.
    since: ({ deviceId }) => newest.get(deviceId) ?? beganAt(deviceId, options),
    log,
    signal,
    clock,
    onCaughtUp: () => {
      behind -= 1;
      if (behind === 0) allCaughtUp();
    },
  };
  const ended = oddities.then(() => runPopulation(population, live));
  return {
    caughtUp,
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
