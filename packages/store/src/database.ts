import pg from 'pg';

/** A connection inside a transaction, or a pool: whatever can run one statement. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** A pool of connections to one PostgreSQL, and the one way to run a transaction on it. */
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
 * A service that stands still in the middle of a transaction (frozen, or its machine cut off) would hold its locks, and hold up everybody's change
 * feed, for ever. The server ends it. Between two statements our own code computes for less than a second.
 */
const IDLE_IN_TRANSACTION_AT_MOST_MS = 60_000;
/** Waiting for a connection, of the pool or of a server that does not answer. */
const CONNECT_WITHIN_MS = 30_000;
/** A dead route is found out while a query waits for its answer. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * Opens a pool. Connections are made when first needed.
 * `onError` hears of connections that die while idle; without a listener such an error would end the process.
 */
export function openDatabase(options: {
  connectionString: string;
  applicationName: string;
  maxConnections?: number;
  /** After so many milliseconds a statement that has not been answered is given up, with its connection. Without: waits as long as it takes. */
  answerWithinMs?: number;
  onError: (error: Error) => void;
}): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: Math.min(CONNECT_WITHIN_MS, options.answerWithinMs ?? CONNECT_WITHIN_MS),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_AT_MOST_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ...(options.answerWithinMs !== undefined && { query_timeout: options.answerWithinMs }),
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

/**
 * SQLSTATEs, or classes of them, by which the server says that it cannot serve now: connection exceptions, resources used up (disk, connections), shutdown and
 * start, input and output errors; a database that takes no connections; a standby that is not the primary (any more); a transaction that was ended for standing still;
 * and the races that were run again as often as is allowed.
 */
const UNAVAILABLE_SQLSTATES = [
  '08',
  '53',
  '57',
  '58',
  '55000',
  '55P03',
  '25006',
  '25P03',
  '25P04',
  ...RETRIED_SQLSTATES,
];
const LOST_CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** `pg` and its pool give these no code. */
const LOST_CONNECTION_MESSAGES = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]);

/** Whether an error says that the database could not be reached or could not serve, and nothing about what was asked of it. Nothing was committed, or it is not known. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return UNAVAILABLE_SQLSTATES.some((known) => state.startsWith(known));
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return LOST_CONNECTION_CODES.has(error.code);
  return LOST_CONNECTION_MESSAGES.has(error.message);
}
