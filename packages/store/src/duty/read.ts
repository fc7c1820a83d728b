import type { DutyRecord } from '@samvakt/care';
import type { Duty, Practitioner, Team, TeamDuty } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from '../reading/fragment.ts';

const DUTY = `jsonb_build_object('id', duty.id, 'person', ${practitionerBy('duty.practitioner_id')},
  'from', ${iso('lower(duty.period)')}, 'until', ${iso('upper(duty.period)')})`;

/** A team's duty now and later, its lead and its people. Null: no such team. */
export async function readTeamDuty(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<TeamDuty | null> {
  const { rows } = await client.query<Omit<TeamDuty, 'computedAt'>>(
    `
      select ${teamBy('asked.id')} as team,
        (select ${DUTY} from duty where duty.team_id = asked.id and duty.period @> $2::timestamptz) as now,
        coalesce((select jsonb_agg(${DUTY} order by duty.period) from duty
          where duty.team_id = asked.id and lower(duty.period) > $2::timestamptz), '[]') as planned,
        ${practitionerBy('asked.lead_id')} as lead,
        coalesce((select jsonb_agg(${practitionerBy('membership.practitioner_id')} order by person.name, person.id)
          from team_membership as membership join practitioner as person on person.id = membership.practitioner_id
          where membership.team_id = asked.id), '[]') as members
      from team as asked where asked.id = $1
    `,
    [teamId, new Date(now)],
  );
  return rows[0] === undefined ? null : { ...rows[0], computedAt: new Date(now).toISOString() };
}

/** Who has the duty of each of these teams at `now`, by the team's name. */
export async function readOnDuty(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<{ team: Team; now: Duty | null; lead: Practitioner | null }[]> {
  const { rows } = await client.query<{ team: Team; now: Duty | null; lead: Practitioner | null }>(
    `
      select ${teamBy('asked.id')} as team, ${practitionerBy('asked.lead_id')} as lead,
        (select ${DUTY} from duty where duty.team_id = asked.id and duty.period @> $2::timestamptz) as now
      from team as asked where asked.id = any ($1::uuid[]) order by asked.name, asked.id
    `,
    [teamIds, new Date(now)],
  );
  return rows;
}

/** Whose duty it is; null for an unknown one. */
export async function findTeamOfDuty(client: Queryable, dutyId: string): Promise<string | null> {
  const { rows } = await client.query<{ teamId: string }>('select team_id as "teamId" from duty where id = $1', [
    dutyId,
  ]);
  return rows[0]?.teamId ?? null;
}

/** The duties of a team that are not over at `now`, as decisions need them. */
export async function readDutyRecords(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<DutyRecord[]> {
  const { rows } = await client.query<Omit<DutyRecord, 'from' | 'until'> & { from: Date; until: Date }>(
    `
      select duty.id, team_id as "teamId", practitioner_id as "practitionerId", practitioner.name,
        lower(period) as from, upper(period) as until
      from duty join practitioner on practitioner.id = practitioner_id
      where team_id = $1 and upper(period) > $2 order by period
    `,
    [teamId, new Date(now)],
  );
  return rows.map((row) => ({ ...row, from: row.from.getTime(), until: row.until.getTime() }));
}
