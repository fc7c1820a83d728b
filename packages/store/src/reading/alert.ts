import type { Alert } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from './fragment.ts';

/** An alert as it is stored. Its words (`summary`, `meaning`, `action`) are made of the protocol, and whether it is paused is reckoned, by whoever shows it. */
export type AlertRow = Omit<Alert, 'summary' | 'meaning' | 'action' | 'pausedUntil'>;

const ALERT = `
  select alert.id, alert.episode_id as "episodeId", alert.rule_id as "ruleId", alert.kind, alert.severity, alert.status,
    ${iso('alert.opened_at')} as "openedAt", ${iso('alert.updated_at')} as "updatedAt",
    ${iso('alert.condition_cleared_at')} as "conditionClearedAt", alert.late, alert.evidence,
    jsonb_build_object('id', alert.protocol_id, 'version', alert.protocol_version) as protocol,
    alert.limits_version as "limitsVersion",
    ${practitionerBy('alert.claimed_by')} as "claimedBy", ${iso('alert.claimed_at')} as "claimedAt",
    case when alert.status = 'claimed' then ${iso('alert.claimed_until')} end as "claimedUntil",
    case when alert.status = 'open' then
      (select jsonb_build_object('status', escalation.status, 'nextAt',
        case when escalation.status <> 'exhausted' then ${iso('escalation.due_at')} end)
       from escalation where escalation.alert_id = alert.id) end as escalation,
    ${practitionerBy('alert.resolved_by')} as "resolvedBy", ${iso('alert.resolved_at')} as "resolvedAt",
    alert.outcome, alert.version,
    coalesce(
      (select jsonb_agg(jsonb_build_object('id', note.id, 'writtenBy', ${practitionerBy('note.written_by')},
         'writtenAt', ${iso('note.written_at')}, 'text', note.text) order by note.written_at, note.id)
       from alert_note as note where note.alert_id = alert.id), '[]') as notes
  from alert
`;

/** Red before yellow, then oldest first. */
export async function readOpenAlerts(
  client: Queryable,
  { episodeIds }: { episodeIds: readonly string[] },
): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    `
      ${ALERT}
      where alert.episode_id = any ($1::uuid[]) and alert.status <> 'resolved'
      order by alert.severity = 'red' desc, alert.opened_at, alert.id
    `,
    [episodeIds],
  );
  return rows;
}

/** Resolved at or after `since`, newest first. */
export async function readResolvedAlerts(
  client: Queryable,
  { episodeId, since }: { episodeId: string; since: number },
): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    `
      ${ALERT}
      where alert.episode_id = $1 and alert.status = 'resolved' and alert.resolved_at >= $2
      order by alert.resolved_at desc, alert.id
    `,
    [episodeId, new Date(since)],
  );
  return rows;
}

/** As much of an alert as says whether a pause would hold it back. */
export type AlertOfPeriod = Pick<AlertRow, 'ruleId' | 'severity' | 'kind' | 'status' | 'openedAt' | 'evidence'>;

/** The alerts of an episode that were opened at or after `since`, or are open, newest first. */
export async function readAlertsOfPeriod(
  client: Queryable,
  { episodeId, since, limit }: { episodeId: string; since: number; limit: number },
): Promise<AlertOfPeriod[]> {
  const { rows } = await client.query<AlertOfPeriod>(
    `
      select rule_id as "ruleId", severity, kind, status, ${iso('opened_at')} as "openedAt", evidence
      from alert where episode_id = $1 and (opened_at >= $2 or status <> 'resolved')
      order by opened_at desc, id limit $3
    `,
    [episodeId, new Date(since), limit],
  );
  return rows;
}

/** One alert; null where there is none. Whether the reader may see it is the caller's to decide. */
export async function readAlert(client: Queryable, alertId: string): Promise<AlertRow | null> {
  const { rows } = await client.query<AlertRow>(`${ALERT} where alert.id = $1`, [alertId]);
  return rows[0] ?? null;
}
