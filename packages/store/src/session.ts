import type { Queryable } from './database.ts';

/*
 * Sessions of signed-in people. `id` is the SHA-256 of the id in the cookie, so that the table alone lets nobody in.
 * A session that has expired by the caller's clock is not there.
 */

/** `data` is the API's own: who is signed in, and its token. */
export type SessionRow = { data: Record<string, unknown>; expiresAt: Date };

/** A session that has not expired at `now` (epoch milliseconds), or null. */
export async function readSession(
  client: Queryable,
  { id, now }: { id: string; now: number },
): Promise<SessionRow | null> {
  const { rows } = await client.query<SessionRow>(
    'select data, expires_at as "expiresAt" from session where id = $1 and expires_at > $2',
    [id, new Date(now)],
  );
  return rows[0] ?? null;
}

/** Begins a session, or brings it up to date. `expiresAt` in epoch milliseconds. */
export async function writeSession(
  client: Queryable,
  session: { id: string; data: object; expiresAt: number },
): Promise<void> {
  await client.query(
    `
      insert into session (id, data, expires_at) values ($1, $2, $3)
      on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at
    `,
    [session.id, JSON.stringify(session.data), new Date(session.expiresAt)],
  );
}

/** Moves the expiry of a session that is still there; one that was ended meanwhile stays ended. */
export async function extendSession(
  client: Queryable,
  { id, expiresAt, now }: { id: string; expiresAt: number; now: number },
): Promise<void> {
  await client.query('update session set expires_at = $2 where id = $1 and expires_at > $3', [
    id,
    new Date(expiresAt),
    new Date(now),
  ]);
}

/** Ends a session at once; one that is not there is no fault. */
export async function endSession(client: Queryable, id: string): Promise<void> {
  await client.query('delete from session where id = $1', [id]);
}

/** Which of these sessions are there: not ended, not expired. */
export async function readStanding(
  client: Queryable,
  { ids, now }: { ids: readonly string[]; now: number },
): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    'select id from session where id = any ($1::text[]) and expires_at > $2',
    [ids, new Date(now)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Removes what has expired. Returns how many. */
export async function endExpiredSessions(client: Queryable, now: number): Promise<number> {
  const { rowCount } = await client.query('delete from session where expires_at <= $1', [new Date(now)]);
  return rowCount ?? 0;
}
