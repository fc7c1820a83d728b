import type { DeviceReading } from '@samvakt/contract';
import { type FollowedPatient, type OwnDatabase, oneEach, receivedFrom, registerPopulation } from '@samvakt/harness';
import {
  createTriageMemory,
  type ReceivedMessage,
  storeBatch,
  TRIAGE_TICK_TASK,
  type TriageMemory,
} from '@samvakt/store';
import type { TaskContext } from '../src/tasks/context.ts';
import { triageTasks } from '../src/tasks/triage.ts';

/* For tests of what timers make of a home that measures, and of one that is silent: each has a patient with a device that no other test touches. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** TEST_PROTOCOL: a saturation every day, with an hour of grace. */
export const DEADLINE = 25 * HOUR;
/** When the patients began to be followed. Epoch milliseconds. */
export const STARTED_AT = Date.parse('2026-03-01T08:00:00Z');

const SATURATION = { metric: 'oxygen-saturation', value: 96, unit: '%' } as const;

export interface OneHome extends OwnDatabase {
  readonly patient: FollowedPatient;
  /** Somebody else, of whom no test knows more. */
  readonly somebodyElse: FollowedPatient;
  readonly memory: TriageMemory;
  /** What a task of the timers is given at an instant. */
  readonly at: (now: number) => TaskContext;
  /** Does a task of triage as its timer would. */
  readonly run: (task: string, payload: unknown, now: number) => unknown;
  readonly tick: (now: number) => unknown;
  /** Measured and sent in one instant by the patient's device: a saturation, where nothing else is said. */
  readonly message: (
    at: number,
    measured?: Omit<Extract<DeviceReading, { value: number }>, 'effectiveAt'>,
  ) => ReceivedMessage;
  readonly measure: (effectiveAt: number) => Promise<void>;
  /** All of the patient's, oldest first. */
  readonly alerts: () => Promise<{ rule_id: string; status: string; outcome: string | null }[]>;
}

/** Gives each test of the file a patient of its own, so many in all. What it holds may be read once the first test has begun. */
export function oneHomeEach(patients: number): OneHome {
  const memory = createTriageMemory();
  let somebodyElse: FollowedPatient | undefined;
  const on = oneEach(async (database) => {
    const all = (await registerPopulation(database, { patients: patients + 1, startedAt: STARTED_AT })).patients;
    somebodyElse = all.at(-1);
    return all.slice(0, -1);
  });
  const home: OneHome = {
    get db() {
      return on.db;
    },
    get database() {
      return on.database;
    },
    get patient() {
      return on.own;
    },
    get somebodyElse() {
      if (somebodyElse === undefined) throw new Error('no test has begun');
      return somebodyElse;
    },
    memory,
    at: (now) => ({ database: on.database, memory, now, log: { error: () => {} } }),
    run: (task, payload, now) => {
      const does = triageTasks[task];
      if (does === undefined) throw new Error(`there is no task ${task}`);
      return does(payload, home.at(now));
    },
    tick: (now) => home.run(TRIAGE_TICK_TASK, { episodeId: on.own.episodeId }, now),
    message: (at, measured = SATURATION) =>
      receivedFrom({ deviceId: on.own.deviceId, readings: [{ ...measured, effectiveAt: at }], at }),
    measure: async (effectiveAt) => {
      await on.database.transaction((client) =>
        storeBatch(client, [home.message(effectiveAt)], { now: effectiveAt, memory }),
      );
    },
    alerts: async () => {
      const { rows } = await on.db.pool.query(
        'select rule_id, status, outcome from alert where episode_id = $1 order by opened_at',
        [on.own.episodeId],
      );
      return rows;
    },
  };
  return home;
}
