import type pg from 'pg';
import type { Database } from './database.ts';

/**
 * Calls `onWake` whenever a transaction that wrote to the change feed commits, and once after every (re)connection, since what was said
 * while nobody listened is lost. `onSessionEnded` hears the id of each session that is ended, wherever that was done; what is said while nobody
 * listens is lost there too, so whoever tells a session anything asks first. Holds one connection of the pool. A lost connection is told to `onError` and made again after `retryMs`.
 */
export function listenForChanges(
  database: Database,
  {
    onWake,
    onSessionEnded,
    onError,
    retryMs,
  }: {
    onWake: () => void;
    onSessionEnded?: (sessionId: string) => void;
    onError: (error: Error) => void;
    retryMs: number;
  },
): { stop: () => Promise<void> } {
  let stopped = false;
  let held: pg.PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  let connecting = connect();

  async function connect(): Promise<void> {
    try {
      const client = await database.pool.connect();
      held = client;
      client.on('notification', onNotification);
      client.on('error', (error) => lose(error, client));
      client.on('end', () => lose(new Error('the connection that listens for changes has ended'), client));
      await client.query('listen samvakt_change; listen samvakt_session_ended');
      onWake();
    } catch (cause) {
      lose(new Error('could not listen for changes', { cause }));
    }
  }

  function onNotification({ channel, payload }: pg.Notification): void {
    if (channel === 'samvakt_session_ended') onSessionEnded?.(payload ?? '');
    else onWake();
  }

  function lose(error: Error, client = held): void {
    // A connection that was given up already has nothing more to say.
    if (client !== held) return;
    held = undefined;
    if (client !== undefined) {
      client.removeListener('notification', onNotification);
      client.release(error);
    }
    if (stopped || timer !== undefined) return;
    onError(error);
    timer = setTimeout(() => {
      timer = undefined;
      connecting = connect();
    }, retryMs);
  }

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await connecting;
      const client = held;
      held = undefined;
      // Not returned to the pool: a connection that listens would go on doing so for whoever gets it next.
      client?.release(true);
    },
  };
}
