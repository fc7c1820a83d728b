import type { Practitioner, Team } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { teamBy } from './fragment.ts';

/** A person who may sign in, with the teams that say what the person may see. */
export type Member = Practitioner & { teams: Team[] };

const MEMBER = `
  select practitioner.id, practitioner.name, practitioner.role,
    coalesce(
      (select jsonb_agg(${teamBy('team_membership.team_id')} order by team_membership.team_id)
       from team_membership where practitioner_id = practitioner.id), '[]') as teams
  from practitioner
`;

/** The person behind the `sub` claim of the issuer, or null when nobody here is known by it. */
export async function findMemberBySubject(client: Queryable, subject: string): Promise<Member | null> {
  const { rows } = await client.query<Member>(`${MEMBER} where practitioner.subject = $1`, [subject]);
  return rows[0] ?? null;
}

/** Null when the person has been removed. Read it anew for every request: a membership that ended must end access at once. */
export async function readMember(client: Queryable, practitionerId: string): Promise<Member | null> {
  const { rows } = await client.query<Member>(`${MEMBER} where practitioner.id = $1`, [practitionerId]);
  return rows[0] ?? null;
}

/** Every team, by organization and name. */
export async function readTeams(client: Queryable): Promise<Team[]> {
  const { rows } = await client.query<{ team: Team }>(`
    select ${teamBy('listed.id')} as team
    from team as listed join organization as employer on employer.id = listed.organization_id
    order by employer.name, listed.name, listed.id
  `);
  return rows.map((row) => row.team);
}

/** The teams and organizations of several people at once; a person who is gone or in no team has no row. */
export async function readMemberships(
  client: Queryable,
  practitionerIds: readonly string[],
): Promise<{ practitionerId: string; teamIds: string[]; organizationIds: string[] }[]> {
  const { rows } = await client.query<{ practitionerId: string; teamIds: string[]; organizationIds: string[] }>(
    `
      select practitioner_id as "practitionerId", array_agg(team_id::text) as "teamIds",
        array_agg(distinct organization_id::text) as "organizationIds"
      from team_membership join team on team.id = team_membership.team_id
      where practitioner_id = any ($1::uuid[])
      group by practitioner_id
    `,
    [practitionerIds],
  );
  return rows;
}
