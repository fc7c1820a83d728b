import { type CoveredTeam, coverAt, DEFAULT_ESCALATION_POLICY, type EscalatingTeam } from '@samvakt/care';
import { EscalationPolicySchema } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { readCoveredTeamsAt } from '../declaration/row.ts';
import { HoursUnreadable } from '../declaration/unreadable.ts';
import { inForceAt } from './inForce.ts';

type Row = {
  lead: string | null;
  onDuty: string | null;
  policyVersion: number;
  policy: unknown;
};

/** Hears of what cannot be read and is done without. */
export type OnFault = (fault: Error) => void;

/** Where nobody knows when a team is closed, nor who covers then, the team itself is told at every hour: red must reach somebody. */
const UNKNOWN_HOURS: CoveredTeam = { hours: { kind: 'always' }, cover: null, coveringHours: null };

/** What holds for a team that has set no policy, and for one of which it cannot be read. */
const THE_PLATFORMS = { policy: DEFAULT_ESCALATION_POLICY, policyVersion: 0 } as const;

/**
 * A team as an escalation finds it at `now`: who has the duty, who leads it, who covers, and the policy of version `policyVersion`, or (null) the one
 * that is in force. Only members count: the duty of somebody who has left the team is nobody's. Of a policy that cannot be read the platform's own stands in, and is named as
 * that (version 0): red must reach somebody. `onFault` hears of each thing that cannot be read.
 */
export async function readEscalatingTeam(
  client: Queryable,
  {
    teamId,
    policyVersion,
    now,
    onFault = () => {},
  }: { teamId: string; policyVersion: number | null; now: number; onFault?: OnFault },
): Promise<EscalatingTeam> {
  const { rows } = await client.query<Row>(
    `
      select
        (select practitioner_id from team_membership where team_id = team.id and practitioner_id = team.lead_id) as lead,
        (select duty.practitioner_id from duty
         join team_membership on team_membership.team_id = duty.team_id and team_membership.practitioner_id = duty.practitioner_id
         where duty.team_id = team.id and duty.period @> $2::timestamptz) as "onDuty",
        coalesce(policy.version, 0) as "policyVersion", policy.body as policy
      from team
      left join lateral (
        select version, body from escalation_policy
        where team_id = team.id and case when $3::integer is null then ${inForceAt('$2')} else version = $3 end
        order by holds_from desc, version desc limit 1
      ) as policy on true
      where team.id = $1
    `,
    [teamId, new Date(now), policyVersion],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no team ${teamId}`);
  const declared = await readDeclaredAt(client, { teamId, at: now, onFault });
  return {
    teamId,
    ...policyOf(row, { teamId, onFault }),
    onDuty: row.onDuty,
    lead: row.lead,
    hours: declared.hours,
    cover: coverAt(declared, now),
  };
}

async function readDeclaredAt(
  client: Queryable,
  { teamId, at, onFault }: { teamId: string; at: number; onFault: OnFault },
): Promise<CoveredTeam> {
  try {
    return (await readCoveredTeamsAt(client, { of: { teamIds: [teamId] }, at })).get(teamId) ?? UNKNOWN_HOURS;
  } catch (error) {
    if (!(error instanceof HoursUnreadable)) throw error;
    onFault(error);
    return UNKNOWN_HOURS;
  }
}

function policyOf(
  { policy, policyVersion }: Row,
  { teamId, onFault }: { teamId: string; onFault: OnFault },
): Pick<EscalatingTeam, 'policy' | 'policyVersion'> {
  if (policy === null) return THE_PLATFORMS;
  const read = EscalationPolicySchema.safeParse(policy);
  if (read.success) return { policy: read.data, policyVersion };
  onFault(
    new Error(`version ${policyVersion} of the escalation policy of team ${teamId} cannot be read`, {
      cause: read.error,
    }),
  );
  return THE_PLATFORMS;
}
