import { coverAt, DEFAULT_ESCALATION_POLICY, type EscalatingTeam } from '@samvakt/care';
import { CoverSchema, EscalationPolicySchema, OpeningHoursSchema } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

type Row = {
  hours: unknown;
  cover: unknown;
  coveringHours: unknown;
  lead: string | null;
  onDuty: string | null;
  policyVersion: number;
  policy: unknown;
};

/**
 * A team as an escalation finds it at `now`: who has the duty, who leads it, who covers, and the policy of version `policyVersion`, or (null) the one
 * that is in force. Only members count: the duty of somebody who has left the team is nobody's.
 */
export async function readEscalatingTeam(
  client: Queryable,
  { teamId, policyVersion, now }: { teamId: string; policyVersion: number | null; now: number },
): Promise<EscalatingTeam> {
  const { rows } = await client.query<Row>(
    `
      select own.opening_hours as hours, own.cover, covering.opening_hours as "coveringHours",
        (select practitioner_id from team_membership where team_id = team.id and practitioner_id = team.lead_id) as lead,
        (select duty.practitioner_id from duty
         join team_membership on team_membership.team_id = duty.team_id and team_membership.practitioner_id = duty.practitioner_id
         where duty.team_id = team.id and duty.period @> $2::timestamptz) as "onDuty",
        coalesce(policy.version, 0) as "policyVersion", policy.body as policy
      from team
      join declaration as own on own.team_id = team.id and own.period @> $2::timestamptz
      left join declaration as covering on covering.team_id::text = own.cover ->> 'teamId' and covering.period @> $2::timestamptz
      left join lateral (
        select version, body from escalation_policy
        where team_id = team.id and ($3::integer is null or version = $3) order by version desc limit 1
      ) as policy on true
      where team.id = $1
    `,
    [teamId, new Date(now), policyVersion],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no team ${teamId}`);
  const hours = OpeningHoursSchema.parse(row.hours);
  const cover = {
    hours,
    cover: row.cover === null ? null : CoverSchema.parse(row.cover),
    coveringHours: row.coveringHours === null ? null : OpeningHoursSchema.parse(row.coveringHours),
  };
  return {
    teamId,
    policy: row.policy === null ? DEFAULT_ESCALATION_POLICY : EscalationPolicySchema.parse(row.policy),
    policyVersion: row.policyVersion,
    onDuty: row.onDuty,
    lead: row.lead,
    hours,
    cover: coverAt(cover, now),
  };
}
