import type { HandoverRecord } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';

/** The person who took over in an emergency has thereby ended what was open; the record says so, and by whom. */
export async function writeSuperseded(
  client: Queryable,
  { id, version, status, decided, calledOff }: HandoverRecord,
  { practitionerId }: { practitionerId: string | null },
): Promise<void> {
  const { rowCount } =
    calledOff === null
      ? await client.query(
          `
            update handover set status = $3, version = $4, decided_by = $5, decided_at = $6
            where id = $1 and version = $2
          `,
          [id, version - 1, status, version, practitionerId, decided === null ? null : new Date(decided.at)],
        )
      : await client.query(
          `
            update handover set status = $3, version = $4, called_off_by = $5, called_off_at = $6, called_off_reason = $7
            where id = $1 and version = $2
          `,
          [id, version - 1, status, version, practitionerId, new Date(calledOff.at), 'Overtatt i en nødsituasjon'],
        );
  if (rowCount !== 1) throw refused('version-moved-on', 'The handover has changed since it was read. Read it again.');
}
