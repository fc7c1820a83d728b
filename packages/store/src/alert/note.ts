import { randomUUID } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { refusingBroken } from '../refused.ts';

/** `id` undefined: one is made. `practitionerId` null: the clock. */
export async function insertNote(
  client: Queryable,
  note: { id: string | undefined; alertId: string; practitionerId: string | null; now: number; text: string },
): Promise<void> {
  const { id = randomUUID(), alertId, practitionerId, now, text } = note;
  await refusingBroken(() =>
    client.query('insert into alert_note (id, alert_id, written_by, written_at, text) values ($1, $2, $3, $4, $5)', [
      id,
      alertId,
      practitionerId,
      new Date(now),
      text,
    ]),
  );
}

/**
 * Whether this very note stands already: its writer had no answer and has sent it again. Never says that another stands under its id: it is asked before it is
 * judged who may write, and that there is such a note is told to nobody else. The note's own key refuses it, when it is written.
 */
export async function isNoted(
  client: Queryable,
  {
    noteId,
    alertId,
    practitionerId,
    text,
  }: { noteId?: string | undefined; alertId: string; practitionerId: string; text: string },
): Promise<boolean> {
  if (noteId === undefined) return false;
  const { rows } = await client.query<{ same: boolean }>(
    'select alert_id = $2 and written_by = $3 and text = $4 as same from alert_note where id = $1',
    [noteId, alertId, practitionerId, text],
  );
  return rows[0]?.same === true;
}
