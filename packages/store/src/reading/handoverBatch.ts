import type { HandoverBatch } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';
import { readHandoversOfBatch } from './handover.ts';

/** A batch with its handovers as they stand: those that wait for an answer first, then by name. Null: no such batch. */
export async function readHandoverBatch(client: Queryable, batchId: string): Promise<HandoverBatch | null> {
  const { rows } = await client.query<Omit<HandoverBatch, 'handovers'>>(
    `
      select id, ${teamBy('from_team_id')} as "fromTeam", ${teamBy('to_team_id')} as "toTeam", reason,
        ${practitionerBy('offered_by')} as "offeredBy", ${iso('offered_at')} as "offeredAt", ${iso('deadline_at')} as "deadlineAt"
      from handover_batch where id = $1
    `,
    [batchId],
  );
  const [batch] = rows;
  return batch === undefined ? null : { ...batch, handovers: await readHandoversOfBatch(client, batchId) };
}
