import type { ChangeKind } from '@samvakt/contract';
import type { Queryable } from './database.ts';

/** What is written to the change feed, always in the transaction that makes the change. */
export type NewChange = {
  kind: ChangeKind;
  occurredAt: number;
  patientId?: string | undefined;
  episodeId?: string | undefined;
  alertId?: string | undefined;
  handoverId?: string | undefined;
  deviceId?: string | undefined;
  practitionerId?: string | undefined;
  teamId?: string | undefined;
  data?: Record<string, unknown> | undefined;
};

/** A line of the feed as it is read. `cursor`: `transaction.sequence`, to resume after it. */
export type Change = {
  cursor: string;
  kind: ChangeKind;
  occurredAt: Date;
  patientId: string | null;
  episodeId: string | null;
  alertId: string | null;
  handoverId: string | null;
  deviceId: string | null;
  practitionerId: string | null;
  teamId: string | null;
  data: Record<string, unknown>;
};

/** Writes lines to the change feed, in the order given. Must run in the transaction that makes the change. No lines: no statement. */
export async function appendChanges(client: Queryable, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `
      insert into change (occurred_at, kind, patient_id, episode_id, alert_id, handover_id, device_id, practitioner_id, team_id, data)
      select to_timestamp(occurred_ms / 1000.0), kind, patient_id, episode_id, alert_id, handover_id, device_id, practitioner_id, team_id, data
      from unnest($1::double precision[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::uuid[], $10::jsonb[])
        with ordinality
        as given (occurred_ms, kind, patient_id, episode_id, alert_id, handover_id, device_id, practitioner_id, team_id, data, place)
      order by place
    `,
    [
      changes.map((change) => change.occurredAt),
      changes.map((change) => change.kind),
      changes.map((change) => change.patientId ?? null),
      changes.map((change) => change.episodeId ?? null),
      changes.map((change) => change.alertId ?? null),
      changes.map((change) => change.handoverId ?? null),
      changes.map((change) => change.deviceId ?? null),
      changes.map((change) => change.practitionerId ?? null),
      changes.map((change) => change.teamId ?? null),
      changes.map((change) => JSON.stringify(change.data ?? {})),
    ],
  );
}

/**
 * The changes after `after` that are safe to pass over for good: those of transactions older than every transaction still running.
 * Ordered by (transaction, sequence), so a transaction that began early and commits late is never behind the cursor.
 */
export async function readChangesAfter(
  client: Queryable,
  options: { after: string; limit: number },
): Promise<Change[]> {
  const { txid, seq } = parseCursor(options.after);
  const { rows } = await client.query<Change>(
    `
      select txid || '.' || seq as cursor, kind, occurred_at as "occurredAt", patient_id as "patientId", episode_id as "episodeId",
        alert_id as "alertId", handover_id as "handoverId", device_id as "deviceId", practitioner_id as "practitionerId",
        team_id as "teamId", data
      from change
      where (txid, seq) > ($1::text::xid8, $2::bigint)
        and txid < pg_snapshot_xmin(pg_current_snapshot())
      order by txid, seq
      limit $3
    `,
    [txid, seq, options.limit],
  );
  return rows;
}

/**
 * Whether something that has been committed after `after` waits to be read, because a transaction that began before it has not ended: in this database or
 * in another of the same server. For an instant that is so all the time; for long it means that nobody is told of anything.
 */
export async function areChangesHeldUp(client: Queryable, after: string): Promise<boolean> {
  const { txid, seq } = parseCursor(after);
  const { rows } = await client.query<{ heldUp: boolean }>(
    `
      select exists (
        select from change where (txid, seq) > ($1::text::xid8, $2::bigint) and txid >= pg_snapshot_xmin(pg_current_snapshot())
      ) as "heldUp"
    `,
    [txid, seq],
  );
  return rows[0]?.heldUp === true;
}

/**
 * A cursor before which everything is visible in the snapshot of `client` now. Read it before (or in the same snapshot as) a picture of the
 * state: following the feed from it then misses nothing, and may repeat a little.
 */
export async function currentCursor(client: Queryable): Promise<string> {
  const { rows } = await client.query<{ cursor: string }>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text || '.0' as cursor`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no snapshot');
  return row.cursor;
}

/** Thrown for a cursor that is not `transaction.sequence` in digits. */
export class CursorError extends Error {}

function parseCursor(cursor: string): { txid: string; seq: string } {
  // As many digits as always fit in xid8 and bigint: more would fail in the database instead of being told apart here.
  const found = /^(\d{1,19})\.(\d{1,18})$/.exec(cursor);
  if (found?.[1] === undefined || found[2] === undefined) {
    throw new CursorError(`not a cursor of the change feed: ${JSON.stringify(cursor.slice(0, 60))}`);
  }
  return { txid: found[1], seq: found[2] };
}
