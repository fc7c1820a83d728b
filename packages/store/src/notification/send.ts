import { randomUUID } from 'node:crypto';
import type { Recipient } from '@samvakt/care';
import type { EscalationTarget } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';

export type NewNotification = {
  kind: 'escalation' | 'claim-reminder' | 'claim-ended';
  alertId: string;
  accountableTeamId: string;
  severity: 'red' | 'yellow';
  to: Recipient;
  /** Null for what is no step of a policy. */
  step: { run: number; round: number; step: number; target: EscalationTarget } | null;
  /** Of a claim: its end, epoch milliseconds. */
  claimUntil: number | null;
};

/**
 * Tells people and teams, once each. The line in the feed is the recipient's and names no patient: who may be told that an alert waits need not be one
 * who may see whose it is. Gives how many were new.
 */
export async function sendNotifications(
  client: Queryable,
  notifications: readonly NewNotification[],
  now: number,
): Promise<number> {
  let sent = 0;
  for (const one of notifications) {
    const id = randomUUID();
    const { rowCount } = await client.query(
      `
        insert into notification (id, kind, alert_id, practitioner_id, team_id, accountable_team_id, severity, at, run, round, step,
          target, claim_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict do nothing
      `,
      [
        id,
        one.kind,
        one.alertId,
        one.to.type === 'person' ? one.to.practitionerId : null,
        one.to.type === 'team' ? one.to.teamId : null,
        one.accountableTeamId,
        one.severity,
        new Date(now),
        one.step?.run ?? null,
        one.step?.round ?? null,
        one.step?.step ?? null,
        one.step?.target ?? null,
        one.claimUntil === null ? null : new Date(one.claimUntil),
      ],
    );
    if (rowCount !== 1) continue;
    sent += 1;
    await appendChanges(client, [
      {
        kind: 'notification-sent',
        occurredAt: now,
        data: { notificationId: id, notification: one.kind, severity: one.severity, to: one.to },
      },
    ]);
  }
  return sent;
}
