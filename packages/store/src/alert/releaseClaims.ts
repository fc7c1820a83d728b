import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';

/** Puts every claimed alert of an episode back to open, each with its line in the feed that says why. */
export async function releaseClaims(
  client: Queryable,
  release: {
    episodeId: string;
    patientId: string;
    occurredAt: number;
    practitionerId: string | undefined;
    reason: string;
  },
): Promise<void> {
  const { episodeId, patientId, occurredAt, practitionerId, reason } = release;
  const { rows } = await client.query<{ alertId: string; ruleId: string; severity: string; claimedBy: string }>(
    `
      with held as (select id, claimed_by from alert where episode_id = $1 and status = 'claimed' order by id for update)
      update alert set status = 'open', claimed_by = null, claimed_at = null, claimed_until = null, version = version + 1, updated_at = $2
      from held where held.id = alert.id
      returning alert.id as "alertId", rule_id as "ruleId", severity, held.claimed_by as "claimedBy"
    `,
    [episodeId, new Date(occurredAt)],
  );
  await appendChanges(
    client,
    rows.map(({ alertId, ruleId, severity, claimedBy }) => ({
      kind: 'alert-released',
      occurredAt,
      patientId,
      episodeId,
      alertId,
      practitionerId,
      data: { ruleId, severity, reason, claimedBy },
    })),
  );
}
