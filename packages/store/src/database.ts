import pg from 'pg';

/** A connection inside a transaction, or a pool: whatever can run one statement. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export type Database = {
  pool: pg.Pool;
  /**
   * Runs `work` in one transaction. A serialization failure or a deadlock rolls back and runs `work` again, so `work` must not have
   * effects outside the database. Every other error rolls back and is thrown as it is.
   */
  transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
};

/** PostgreSQL's codes for "nothing is wrong with the statement, run it again". */
const RETRIED_SQLSTATES = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/**
 * Opens a pool. Connections are made when first needed.
 * `onError` hears of connections that die while idle; without a listener such an error would end the process.
 */
export function openDatabase(options: {
  connectionString: string;
  applicationName: string;
  maxConnections?: number;
  onError: (error: Error) => void;
}): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    // Statements that are sent together are on their way together, instead of each when the one before has been answered.
    pipeline: true,
  });
  pool.on('error', options.onError);
  // A connection in use that dies tells the query it is running, and its own listeners besides.
  pool.on('connect', (client) => client.on('error', options.onError));
  return {
    pool,
    transaction: (work) => runInTransaction(pool, work),
    stop: () => pool.end(),
  };
}

async function runInTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      // A rollback that fails means that the connection is gone: the server has rolled back, and the pool must not reuse the connection.
      await client.query('rollback').catch((cause: Error) => {
        broken = cause;
      });
      if (attempt < ATTEMPTS && RETRIED_SQLSTATES.has(sqlState(error) ?? '')) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** The five-character SQLSTATE of a database error, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The name of the constraint that a statement broke, or undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined;
}
