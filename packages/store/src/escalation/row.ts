import type { EscalationRun } from '@samvakt/care';
import type { Queryable } from '../database.ts';

type Row = Omit<EscalationRun, 'startedAt' | 'dueAt' | 'wantedAt'> & {
  startedAt: Date;
  dueAt: Date | null;
  wantedAt: Date | null;
};

/** Where an alert's escalation stands, under lock; null where none was ever begun. The caller holds the locks of the episode and the alert. */
export async function lockRun(client: Queryable, alertId: string): Promise<EscalationRun | null> {
  const { rows } = await client.query<Row>(
    `
      select run, reason, started_at as "startedAt", status, team_id as "teamId", policy_version as "policyVersion", severity,
        round, step, due_at as "dueAt", wanted_at as "wantedAt", told_cover as "toldCover"
      from escalation where alert_id = $1 for update
    `,
    [alertId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    ...row,
    startedAt: row.startedAt.getTime(),
    dueAt: row.dueAt?.getTime() ?? null,
    wantedAt: row.wantedAt?.getTime() ?? null,
  };
}

export async function writeRun(client: Queryable, alertId: string, run: EscalationRun): Promise<void> {
  await client.query(
    `
      insert into escalation (alert_id, run, reason, started_at, status, team_id, policy_version, severity, round, step, due_at,
        wanted_at, told_cover)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict (alert_id) do update set run = excluded.run, reason = excluded.reason, started_at = excluded.started_at,
        status = excluded.status, team_id = excluded.team_id, policy_version = excluded.policy_version, severity = excluded.severity,
        round = excluded.round, step = excluded.step, due_at = excluded.due_at,
        wanted_at = excluded.wanted_at, told_cover = excluded.told_cover
    `,
    [
      alertId,
      run.run,
      run.reason,
      new Date(run.startedAt),
      run.status,
      run.teamId,
      run.policyVersion,
      run.severity,
      run.round,
      run.step,
      run.dueAt === null ? null : new Date(run.dueAt),
      run.wantedAt === null ? null : new Date(run.wantedAt),
      run.toldCover,
    ],
  );
}
