import { DEFAULT_ESCALATION_POLICY, refuseDeclarer } from '@samvakt/care';
import { type EscalationPolicy, EscalationPolicySchema, type TeamEscalationPolicy } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { readLead } from '../declaration/watched.ts';
import { iso, practitionerBy } from '../reading/fragment.ts';
import { ActRefused, refused } from '../refused.ts';

/** The policy in force. Version 0 is what holds while a team has set none. */
export async function readEscalationPolicy(client: Queryable, teamId: string): Promise<TeamEscalationPolicy> {
  const { rows } = await client.query<TeamEscalationPolicy>(
    `
      select version, body as policy, ${practitionerBy('set_by')} as "setBy", ${iso('set_at')} as "setAt"
      from escalation_policy where team_id = $1 order by version desc limit 1
    `,
    [teamId],
  );
  const [row] = rows;
  if (row === undefined) return { version: 0, policy: DEFAULT_ESCALATION_POLICY, setBy: null, setAt: null };
  return { ...row, policy: EscalationPolicySchema.parse(row.policy) };
}

/**
 * Sets a team's next policy, for the runs that begin from now on. `practitionerId` null: the installation itself. One transaction's worth.
 * Throws `ActRefused`: not the team's lead, or the version that was read has moved on.
 */
export async function setEscalationPolicy(
  client: Queryable,
  act: {
    teamId: string;
    version: number;
    policy: EscalationPolicy;
    reason: string;
    practitionerId: string | null;
    now: number;
  },
): Promise<void> {
  const { teamId, version, policy, reason, practitionerId, now } = act;
  await client.query('select from team where id = $1 for no key update', [teamId]);
  if (practitionerId !== null) {
    const { actor } = await readActing(client, practitionerId);
    const refusal = refuseDeclarer(teamId, { actor, lead: await readLead(client, teamId) });
    if (refusal !== null) throw new ActRefused(refusal);
  }
  const { version: standing } = await readEscalationPolicy(client, teamId);
  if (standing !== version)
    throw refused(
      'version-moved-on',
      `The policy has changed since it was read: version ${standing} now, ${version} then.`,
    );
  await client.query(
    'insert into escalation_policy (team_id, version, body, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6)',
    [teamId, version + 1, JSON.stringify(policy), reason, practitionerId, new Date(now)],
  );
  await appendChanges(client, [
    {
      kind: 'escalation-policy-set',
      occurredAt: now,
      teamId,
      practitionerId: practitionerId ?? undefined,
      data: { version: version + 1, reason },
    },
  ]);
}
