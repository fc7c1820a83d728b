import type { TaskState } from '@samvakt/care';
import type { LocalizedText, TaskKind } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';

export type LockedTask = { kind: TaskKind; text: LocalizedText; state: TaskState };

type Row = {
  kind: TaskKind;
  text: LocalizedText;
  status: TaskState['status'];
  version: number;
  ownerTeamId: string;
  personId: string | null;
  personName: string | null;
  closedName: string | null;
  closedAt: Date | null;
};

/** One task under lock, with the names of who has it or closed it. The caller holds the lock of its episode. */
export async function lockTask(
  client: Queryable,
  taskId: string,
  accountableTeamId: string | null,
): Promise<LockedTask> {
  const { rows } = await client.query<Row>(
    `
      select kind, text, status, version, owner_team_id as "ownerTeamId", person_id as "personId",
        (select name from practitioner where id = person_id) as "personName",
        (select name from practitioner where id = closed_by) as "closedName", closed_at as "closedAt"
      from task where id = $1 for update of task
    `,
    [taskId],
  );
  const [row] = rows;
  if (row === undefined) throw refused('no-such-task', 'There is no such task.');
  const { kind, text, status, version, ownerTeamId, personId, personName, closedName, closedAt } = row;
  return {
    kind,
    text,
    state: {
      status,
      version,
      ownerTeamId,
      accountableTeamId,
      claim: personId === null ? null : { practitionerId: personId, name: personName ?? personId },
      closed: closedAt === null ? null : { by: closedName, at: closedAt.getTime() },
    },
  };
}
