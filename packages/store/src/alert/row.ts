import { type AlertState, CLAIM_MS } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';

export type LockedAlert = { ruleId: string; severity: 'red' | 'yellow'; state: AlertState };

type Row = {
  ruleId: string;
  severity: 'red' | 'yellow';
  status: AlertState['status'];
  version: number;
  claimedBy: string | null;
  claimedName: string | null;
  claimedAt: Date | null;
  claimedUntil: Date | null;
  resolvedName: string | null;
  resolvedAt: Date | null;
  outcome: string | null;
};

/** One alert under lock, with the names of those who have it or closed it. The caller holds the lock of its episode. */
export async function lockAlert(
  client: Queryable,
  alertId: string,
  accountableTeamId: string | null,
): Promise<LockedAlert> {
  const { rows } = await client.query<Row>(
    `
      select rule_id as "ruleId", severity, status, version, claimed_by as "claimedBy", claimed_at as "claimedAt",
        claimed_until as "claimedUntil",
        (select name from practitioner where id = claimed_by) as "claimedName",
        (select name from practitioner where id = resolved_by) as "resolvedName",
        resolved_at as "resolvedAt", outcome
      from alert where id = $1 for update of alert
    `,
    [alertId],
  );
  const [row] = rows;
  if (row === undefined) throw refused('no-such-alert', 'There is no such alert.');
  const { ruleId, severity, status, version, claimedBy, claimedAt, claimedUntil, resolvedAt, outcome } = row;
  return {
    ruleId,
    severity,
    state: {
      status,
      version,
      accountableTeamId,
      claim:
        claimedBy === null || claimedAt === null
          ? null
          : {
              practitionerId: claimedBy,
              name: row.claimedName ?? claimedBy,
              at: claimedAt.getTime(),
              until: claimedUntil?.getTime() ?? claimedAt.getTime() + CLAIM_MS,
            },
      resolution:
        resolvedAt === null || outcome === null ? null : { by: row.resolvedName, at: resolvedAt.getTime(), outcome },
    },
  };
}
