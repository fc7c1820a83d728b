import type { HandoverRecord } from '@samvakt/care';
import type { Queryable } from '../database.ts';

type Row = Omit<HandoverRecord, 'deadlineAt' | 'returnAt' | 'decided'> & {
  deadlineAt: Date;
  returnAt: Date | null;
  decidedBy: string | null;
  decidedAt: Date | null;
};

const ROW = `
  select handover.id, from_team_id as "fromTeamId", to_team_id as "toTeamId", status, version,
    isbar ->> 'illnessSeverity' as "illnessSeverity", deadline_at as "deadlineAt", return_at as "returnAt",
    (select name from practitioner where id = decided_by) as "decidedBy", decided_at as "decidedAt"
  from handover
`;

/** The handover that is open for an episode, under lock. */
export async function lockOpenHandover(client: Queryable, episodeId: string): Promise<HandoverRecord | null> {
  const { rows } = await client.query<Row>(
    `${ROW} where episode_id = $1 and status = 'offered' for update of handover`,
    [episodeId],
  );
  return recordOf(rows[0]);
}

/** One handover, whatever its status, under lock. */
export async function lockHandover(client: Queryable, handoverId: string): Promise<HandoverRecord | null> {
  const { rows } = await client.query<Row>(`${ROW} where id = $1 for update of handover`, [handoverId]);
  return recordOf(rows[0]);
}

function recordOf(row: Row | undefined): HandoverRecord | null {
  if (row === undefined) return null;
  const { deadlineAt, returnAt, decidedBy, decidedAt, ...rest } = row;
  return {
    ...rest,
    deadlineAt: deadlineAt.getTime(),
    returnAt: returnAt?.getTime() ?? null,
    decided: decidedAt === null ? null : { by: decidedBy, at: decidedAt.getTime() },
  };
}
