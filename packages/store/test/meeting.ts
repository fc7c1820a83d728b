import type pg from 'pg';
import { type Database, type Queryable, sqlState } from '../src/database.ts';
import { ActRefused } from '../src/refused.ts';

/** One transaction's worth of an act, as its route or its timer runs it. */
export type Act = (client: Queryable) => Promise<unknown>;

/** `done`, or why the rules refused it, or (a fault) what was thrown. */
export type Outcome = { readonly done: boolean; readonly refusal: string | null; readonly fault: unknown };

/**
 * Two acts meet: the first is held before one of its statements while the second runs until it is done or waits for a lock; then the first goes on.
 * Nothing is run again here, so two that wait for each other come out as the database's own error.
 */
export async function meet(
  database: Database,
  { first, second, heldBefore }: { first: Act; second: Act; heldBefore: number },
): Promise<{ first: Outcome; second: Outcome; statements: number }> {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let statements = 0;
  const ofFirst = run(database, async (client) => {
    const result = await first(
      counting(client, async () => {
        statements += 1;
        if (statements !== heldBefore) return;
        reached.resolve();
        await goOn.promise;
      }),
    );
    // Fewer statements than that: it is held before its commit.
    if (statements < heldBefore) {
      reached.resolve();
      await goOn.promise;
    }
    return result;
  }).finally(reached.resolve);
  await reached.promise;
  let pid: number | undefined;
  const ofSecond = run(database, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    pid = rows[0]?.pid;
    return second(client);
  });
  let over = false;
  const ended = ofSecond.finally(() => {
    over = true;
  });
  while (!over && !(await waitsForLock(database, pid))) await Promise.race([ended, pause()]);
  goOn.resolve();
  return { first: await ofFirst, second: await ofSecond, statements };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

/** As `Database.transaction` does, what cannot be carried out in this order is run again; but not what waits in a circle. */
async function run(database: Database, work: (client: pg.PoolClient) => Promise<unknown>): Promise<Outcome> {
  const outcome = await once(database, work);
  return String(outcome.fault).startsWith('40001') ? once(database, work) : outcome;
}

async function once(database: Database, work: (client: pg.PoolClient) => Promise<unknown>): Promise<Outcome> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
    return { done: true, refusal: null, fault: null };
  } catch (error) {
    await client.query('rollback');
    if (error instanceof ActRefused) return { done: false, refusal: error.refusal, fault: null };
    return { done: false, refusal: null, fault: `${sqlState(error) ?? ''} ${String(error)}` };
  } finally {
    client.release();
  }
}

function counting(client: pg.PoolClient, before: () => Promise<void>): Queryable {
  // Statements that are sent together leave in their order, also while one is held.
  let turn: Promise<void> = Promise.resolve();
  const query = async (...args: Parameters<pg.PoolClient['query']>) => {
    turn = turn.then(before);
    await turn;
    return client.query(...args);
  };
  return { query } as unknown as Queryable;
}

async function waitsForLock(database: Database, pid: number | undefined): Promise<boolean> {
  if (pid === undefined) return false;
  const { rows } = await database.pool.query<{ waits: boolean }>(
    `select wait_event_type = 'Lock' as waits from pg_stat_activity where pid = $1`,
    [pid],
  );
  return rows[0]?.waits === true;
}
