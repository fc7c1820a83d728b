import { randomUUID } from 'node:crypto';
import { createTestDatabase, registerPopulation, TEST_PROTOCOL, type TestDatabase } from '@samvakt/harness';
import {
  acceptHandover,
  claimAlert,
  createTriageMemory,
  type Database,
  offerHandover,
  openDatabase,
  type Queryable,
  registerPractitioner,
  registerTeam,
} from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { alertTasks } from '../src/tasks/alert.ts';
import type { TaskContext } from '../src/tasks/context.ts';
import { declarationTasks } from '../src/tasks/declaration.ts';
import { escalationTasks } from '../src/tasks/escalation.ts';
import { handoverTasks } from '../src/tasks/handover.ts';
import { limitsTasks } from '../src/tasks/limits.ts';
import { pauseTasks } from '../src/tasks/pause.ts';
import { dueTasks } from '../src/tasks/task.ts';

/*
 * For tests of what timers do: an episode that the home team follows since `START`, and a ward that it may be handed over to. No rule of its protocol is touched by a
 * clock, and it has a number that the patient's limits may move.
 */

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T08:00:00Z');
/** When acts are done, where a test says nothing else. Epoch milliseconds. */
export const NOW = START + HOUR;

const TASKS = {
  ...handoverTasks,
  ...alertTasks,
  ...dueTasks,
  ...pauseTasks,
  ...limitsTasks,
  ...escalationTasks,
  ...declarationTasks,
};

const text = { nb: 'tekst', en: 'text' };
const protocol = {
  ...TEST_PROTOCOL,
  id: 'every-timer',
  numbers: { low: { value: 85, min: 80, max: 90, unit: '%', text, source: 'assumption' } },
  rules: TEST_PROTOCOL.rules.filter(({ id }) => id === 'crisis-pressure'),
};

export const isbar = {
  illnessSeverity: 'watcher',
  situation: 'x',
  background: 'x',
  assessment: 'x',
  recommendation: 'x',
  contingency: '',
} as const;

type Member = { readonly teamId: string; readonly nurse: string };

export interface OneFollowUp {
  readonly db: TestDatabase;
  readonly database: Database;
  readonly home: Member;
  readonly ward: Member;
  readonly episodeId: string;
  /** Takes one more episode, which is the running test's from now on. */
  readonly another: () => void;
  /** What a task of the timers is given at an instant. */
  readonly at: (now: number) => TaskContext;
  /** Does a task as its timer would. */
  readonly run: (task: string, payload: unknown, now: number) => unknown;
  /** The home team offers the episode to the ward. */
  readonly offered: (client: Queryable, more?: object) => Promise<string>;
  /** The same, which the ward accepts an hour later. */
  readonly accepted: (client: Queryable, more?: object) => Promise<void>;
  /** A red alert opens. */
  readonly opened: (client: Queryable) => Promise<string>;
  /** The same, which the home team's nurse claims. */
  readonly claimed: (client: Queryable) => Promise<unknown>;
  /** What the queue holds for a task, as the timers room would be given it: one timer, and when it is due. */
  readonly queued: (task: string) => Promise<{ payload: unknown; at: number }>;
  /** The queue loses all its timers. */
  readonly loseTimers: () => Promise<unknown>;
  /** How often the feed tells something of the episode, or of another. */
  readonly timesTold: (kind: string, of?: string) => Promise<number>;
}

/** Gives each test of the file an episode of its own, so many in all, and a queue without timers. What it holds may be read once the first test has begun. */
export function oneFollowUpEach(episodes: number): OneFollowUp {
  const memory = createTriageMemory();
  const ward: Member = { teamId: randomUUID(), nurse: randomUUID() };
  let shared: { db: TestDatabase; database: Database; home: Member; episodeIds: string[] } | undefined;
  let used = 0;
  let episodeId = '';
  const begun = () => {
    if (shared === undefined) throw new Error('no test has begun');
    return shared;
  };
  const another = () => {
    const next = begun().episodeIds[used++];
    if (next === undefined) throw new Error(`the file needs more than the ${episodes} episodes it asked for`);
    episodeId = next;
  };
  const loseTimers = () => begun().db.pool.query('delete from graphile_worker._private_jobs');

  beforeAll(async () => {
    const db = await createTestDatabase();
    const database = openDatabase({
      connectionString: db.connectionString,
      applicationName: 'timers',
      onError: () => {},
    });
    const population = await registerPopulation(database, { patients: episodes, startedAt: START, protocol });
    const home = { teamId: population.teamId, nurse: population.practitionerId };
    shared = { db, database, home, episodeIds: population.patients.map((patient) => patient.episodeId) };
    await database.transaction(async (client) => {
      const of = { organizationId: population.organizationId, phone: '+4700000000' };
      await registerTeam(client, { id: ward.teamId, name: 'Lungesengepost', openingHours: { kind: 'always' }, ...of });
      await registerPractitioner(client, {
        id: ward.nurse,
        subject: 'lise',
        name: 'Lise Testvik',
        role: 'nurse',
        teamIds: [ward.teamId],
      });
    });
  });
  beforeEach(async () => {
    // What earlier cases have left is not this one's.
    await loseTimers();
    another();
  });
  afterAll(async () => {
    await shared?.database.stop();
    await shared?.db.end();
  });

  const at = (now: number): TaskContext => ({ database: begun().database, memory, now, log: { error: () => {} } });
  const on: OneFollowUp = {
    get db() {
      return begun().db;
    },
    get database() {
      return begun().database;
    },
    get home() {
      return begun().home;
    },
    get episodeId() {
      return episodeId;
    },
    ward,
    another,
    at,
    run: (task, payload, now) => TASKS[task]?.(payload, at(now)),
    offered: async (client, more = {}) => {
      const handoverId = randomUUID();
      const letter = { handoverId, episodeId, toTeamId: ward.teamId, isbar, deadlineAt: NOW + 4 * HOUR };
      await offerHandover(client, { ...letter, practitionerId: on.home.nurse, now: NOW, ...more });
      return handoverId;
    },
    accepted: async (client, more = {}) => {
      const handoverId = await on.offered(client, more);
      const readBack = { illnessSeverity: 'watcher' as const, firstAction: 'Call', redAlertIds: [] };
      await acceptHandover(client, { handoverId, version: 1, readBack, practitionerId: ward.nurse, now: NOW + HOUR });
    },
    opened: async (client) => {
      const alertId = randomUUID();
      await client.query(
        `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version)
         values ($1, $2, 'crisis-pressure', 'clinical', 'red', 'open', $3, $3, '{}', $4, 1)`,
        [alertId, episodeId, new Date(NOW), protocol.id],
      );
      return alertId;
    },
    claimed: async (client) =>
      claimAlert(client, { alertId: await on.opened(client), version: 1, practitionerId: on.home.nurse, now: NOW }),
    queued: async (task) => {
      const { rows } = await begun().db.pool.query<{ payload: unknown; at: Date }>(
        `select payload, run_at as at from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id where identifier = $1`,
        [task],
      );
      expect(rows).toHaveLength(1);
      return { payload: rows[0]?.payload, at: rows[0]?.at.getTime() ?? 0 };
    },
    loseTimers,
    timesTold: async (kind, of = episodeId) => {
      const { rows } = await begun().db.pool.query<{ count: number }>(
        'select count(*)::int as count from change where episode_id = $1 and kind = $2',
        [of, kind],
      );
      return rows[0]?.count ?? 0;
    },
  };
  return on;
}
