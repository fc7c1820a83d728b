import { randomUUID } from 'node:crypto';
import type { Isbar } from '@samvakt/contract';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAlert, HOUR, isbar, readBack, type Scene, START, setScene } from '../../test/scene.ts';
import { claimAlert } from '../alert/act.ts';
import { type Database, openDatabase, type Queryable } from '../database.ts';
import { addTask, claimTask } from '../task/act.ts';
import { verifyResponsibility } from '../verify/verify.ts';
import { acceptHandover } from './act.ts';
import { offerHandover } from './offer.ts';
import { takeEffect } from './takeEffect.ts';

/*
 * The connection is killed before each statement of the acceptance in turn, and once while the commit is under way. Whatever the instant:
 * everything has happened or nothing has.
 */

let db: TestDatabase;
let database: Database;
let scene: Scene;
const NOW = START + 4 * HOUR;
const dueAt = new Date(NOW + 24 * HOUR).toISOString();
/** A letter with something to be done on either side. */
const letter: Isbar = {
  ...isbar,
  actions: [
    { kind: 'call-back', text: 'Call her tomorrow', owner: 'receiver', dueAt },
    { kind: 'check-device', text: 'Fetch the old oximeter', owner: 'sender', dueAt },
  ],
};

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({
    connectionString: db.connectionString,
    applicationName: 'acceptance test',
    onError: (error) => {
      throw error;
    },
  });
  scene = await database.transaction((client) => setScene(client, { episodes: EPISODES }));
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

type Offered = { episodeId: string; handoverId: string; redAlertId: string };

/** Each case has an episode of its own: how many there are follows from how many statements an acceptance has. */
const EPISODES = 160;
let used = 0;

async function offered(effectiveAt: number | null = null): Promise<Offered> {
  const episodeId = scene.episodeIds[used];
  if (episodeId === undefined) throw new Error('more episodes are needed');
  used += 1;
  const handoverId = randomUUID();
  const redAlertId = await addAlert(db.pool, { episodeId, severity: 'red', at: NOW });
  await database.transaction(async (client) => {
    const practitionerId = scene.municipality.nurse;
    await claimAlert(client, { alertId: redAlertId, version: 1, practitionerId, now: NOW });
    const taskId = randomUUID();
    await addTask(client, {
      taskId,
      episodeId,
      kind: 'review',
      text: 'See the week',
      dueAt: NOW + HOUR,
      practitionerId,
      now: NOW,
    });
    await claimTask(client, { taskId, version: 1, practitionerId, now: NOW });
    const toTeamId = scene.lung.teamId;
    await offerHandover(client, {
      handoverId,
      episodeId,
      toTeamId,
      isbar: letter,
      deadlineAt: NOW + HOUR,
      effectiveAt,
      practitionerId,
      now: NOW,
    });
  });
  return { episodeId, handoverId, redAlertId };
}

const accept = (client: Queryable, { handoverId, redAlertId }: Offered) =>
  acceptHandover(client, {
    handoverId,
    version: 1,
    practitionerId: scene.lung.nurse,
    now: NOW + 1000,
    readBack: { ...readBack, redAlertIds: [redAlertId] },
  });

/** The transaction statement by statement; `before` is called with the number of the statement that is about to run, the commit included. */
async function run(
  case_: Offered,
  before: (statement: number, pid: number) => Promise<void>,
  act: (client: Queryable, case_: Offered) => Promise<unknown> = accept,
): Promise<number> {
  const client = new pg.Client({ connectionString: db.connectionString });
  client.on('error', () => {}); // the killing is told to the query that is under way, and here
  await client.connect();
  let statement = 0;
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    // One after another, also those that are sent together: a killing comes before one statement and after all those before it.
    let turn: Promise<unknown> = Promise.resolve();
    const next = async (given: unknown[]) => {
      await before(statement, pid);
      statement += 1;
      return Reflect.apply(client.query, client, given);
    };
    const query = (...given: unknown[]) => {
      turn = turn.catch(() => {}).then(() => next(given));
      return turn;
    };
    await query('begin');
    await act({ query } as Queryable, case_);
    await query('commit');
    return statement;
  } finally {
    await client.end().catch(() => {});
  }
}

async function kill(pid: number): Promise<void> {
  await db.pool.query('select pg_terminate_backend($1, 10000)', [pid]);
}

/** Everything that an acceptance changes, as one word. */
async function outcome({ episodeId, handoverId, redAlertId }: Offered): Promise<string> {
  const { rows } = await db.pool.query(
    `
      select handover.status, alert.status as alert,
        (select array_agg(team.name order by lower(period)) from responsibility join team on team.id = team_id where episode_id = $1) as teams,
        (select count(*)::int from change where episode_id = $1 and occurred_at > $4) as changes,
        (select count(*)::int from graphile_worker.jobs where key = 'handover-expiry:' || $2) as timers,
        (select string_agg(task.kind || ' of ' || team.name || case when person_id is null then '' else ', claimed' end, '; ' order by task.kind)
         from task join team on team.id = owner_team_id where episode_id = $1) as tasks,
        (select count(*)::int from graphile_worker.jobs join task on jobs.key = 'task-due:' || task.id where episode_id = $1) as "taskTimers",
        (select count(*)::int from patient_message where handover_id = $2::uuid and next_attempt_at is not null) as messages
      from handover, alert where handover.id = $2::uuid and alert.id = $3
    `,
    [episodeId, handoverId, redAlertId, new Date(NOW)],
  );
  const { status, alert, teams, changes, timers, tasks, taskTimers, messages } = rows[0];
  const moved = `${status}, alert ${alert}, ${teams.join(' then ')}, ${changes} changes, ${timers} timers`;
  return `${moved}; ${tasks}; ${taskTimers} task timers, ${messages} messages`;
}

const NOTHING =
  'offered, alert claimed, Hjemmeoppfølging, 0 changes, 1 timers; review of Hjemmeoppfølging, claimed; 1 task timers, 0 messages';
const ALL =
  'accepted, alert open, Hjemmeoppfølging then Lungepoliklinikken, 7 changes, 0 timers; ' +
  'call-back of Lungepoliklinikken; check-device of Hjemmeoppfølging; review of Lungepoliklinikken; 3 task timers, 1 messages';

describe('an acceptance whose connection is killed', () => {
  it('has happened wholly or not at all, at whichever statement', async () => {
    const whole = await offered();
    const statements = await run(whole, async () => {});
    expect(await outcome(whole)).toBe(ALL);
    expect(statements).toBeGreaterThan(10);

    for (let killedAt = 0; killedAt < statements; killedAt += 1) {
      const case_ = await offered();
      const killed = run(case_, (statement, pid) => (statement === killedAt ? kill(pid) : Promise.resolve()));
      await expect(killed, `before statement ${killedAt}`).rejects.toThrow(/terminat|connection|closed|ended/i);
      expect(await outcome(case_), `before statement ${killedAt}`).toBe(NOTHING);
    }
    expect(await verifyResponsibility(database, { now: NOW + HOUR })).toMatchObject({
      verified: true,
      episodes: EPISODES,
    });
  });

  it('has happened wholly or not at all when the commit itself is hit', async () => {
    for (let later = 0; later < 8; later += 1) {
      const case_ = await offered();
      let killing: Promise<void> = Promise.resolve();
      const statements: number[] = [];
      const done = run(case_, async (statement, pid) => {
        statements.push(statement);
        // The tenth statement is far inside: from there the kill is on its way, and meets the transaction somewhere towards its commit.
        if (statement === 10 + later) killing = kill(pid);
      });
      const [result] = await Promise.allSettled([done]);
      await killing;
      const found = await outcome(case_);
      expect([ALL, NOTHING]).toContain(found);
      if (result.status === 'fulfilled') expect(found).toBe(ALL);
    }
    expect(await verifyResponsibility(database, { now: NOW + HOUR })).toMatchObject({ verified: true });
  });

  it('for a later time has happened wholly or not at all, and so has what comes at that time', async () => {
    const effectiveAt = NOW + 2 * HOUR;
    const AGREED =
      'scheduled, alert claimed, Hjemmeoppfølging then Lungepoliklinikken, 1 changes, 0 timers; review of Hjemmeoppfølging, claimed; 1 task timers, 0 messages';
    const PASSED =
      'accepted, alert open, Hjemmeoppfølging then Lungepoliklinikken, 8 changes, 0 timers; call-back of Lungepoliklinikken; check-device of Hjemmeoppfølging; review of Lungepoliklinikken; 3 task timers, 1 messages';
    const later = (client: Queryable, { handoverId }: Offered) => takeEffect(client, { handoverId, now: effectiveAt });
    const whole = await offered(effectiveAt);
    const [agreeing, passing] = [await run(whole, async () => {}), await run(whole, async () => {}, later)];
    expect(await outcome(whole)).toBe(PASSED);
    for (let killedAt = 0; killedAt < Math.max(agreeing, passing); killedAt += 1) {
      const case_ = await offered(effectiveAt);
      const killing = (statement: number, pid: number) => (statement === killedAt ? kill(pid) : Promise.resolve());
      if (killedAt < agreeing) {
        await expect(run(case_, killing)).rejects.toThrow(/terminat|connection|closed|ended/i);
        expect(await outcome(case_), `before statement ${killedAt}`).toBe(NOTHING);
      }
      await database.transaction((client) => accept(client, case_));
      expect(await outcome(case_)).toBe(AGREED);
      if (killedAt >= passing) continue;
      await expect(run(case_, killing, later)).rejects.toThrow(/terminat|connection|closed|ended/i);
      expect(await outcome(case_), `before statement ${killedAt} of the effect`).toBe(AGREED);
    }
    // After the boundary the proof holds, though no timer has done its part of any of them.
    expect(await verifyResponsibility(database, { now: effectiveAt + 1 })).toMatchObject({ verified: true });
  });

  it('can be tried again by the person, and then happens', async () => {
    const case_ = await offered();
    await expect(run(case_, (statement, pid) => (statement === 12 ? kill(pid) : Promise.resolve()))).rejects.toThrow();
    await database.transaction((client) => accept(client, case_));
    expect(await outcome(case_)).toBe(ALL);
  });
});
