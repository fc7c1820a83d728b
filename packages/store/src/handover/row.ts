import type { HandoverRecord } from '@samvakt/care';
import type { Queryable } from '../database.ts';

type Row = Omit<HandoverRecord, 'deadlineAt' | 'effectiveAt' | 'returnAt' | 'decided' | 'calledOff'> & {
  deadlineAt: Date;
  effectiveAt: Date | null;
  returnAt: Date | null;
  calledOffBy: string | null;
  calledOffAt: Date | null;
  decidedBy: string | null;
  decidedAt: Date | null;
};

const ROW = `
  select handover.id, kind, from_team_id as "fromTeamId", to_team_id as "toTeamId", status, version,
    isbar ->> 'illnessSeverity' as "illnessSeverity", deadline_at as "deadlineAt",
    effective_at as "effectiveAt", return_at as "returnAt",
    (select name from practitioner where id = called_off_by) as "calledOffBy", called_off_at as "calledOffAt",
    (select name from practitioner where id = decided_by) as "decidedBy", decided_at as "decidedAt"
  from handover
`;

/** The handover that is open for an episode (offered, or accepted for a later time), under lock. */
export async function lockOpenHandover(client: Queryable, episodeId: string): Promise<HandoverRecord | null> {
  const { rows } = await client.query<Row>(
    `${ROW} where episode_id = $1 and status in ('offered', 'scheduled') for update of handover`,
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
  const { deadlineAt, effectiveAt, returnAt, decidedBy, decidedAt, calledOffBy, calledOffAt, ...rest } = row;
  return {
    ...rest,
    deadlineAt: deadlineAt.getTime(),
    effectiveAt: effectiveAt?.getTime() ?? null,
    returnAt: returnAt?.getTime() ?? null,
    decided: decidedAt === null ? null : { by: decidedBy, at: decidedAt.getTime() },
    calledOff: calledOffAt === null ? null : { by: calledOffBy, at: calledOffAt.getTime() },
  };
}
