import type { WatchedTeam } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { readCoveredTeamsAt, type WhichTeams } from './row.ts';

/** Episodes that are a team's at `$2` or will be by what is agreed already, under a protocol that can raise red. */
const PATIENTS = `(
  select count(distinct episode.patient_id)::int
  from responsibility as held join episode on episode.id = held.episode_id
  join protocol on protocol.id = episode.protocol_id and protocol.version = episode.protocol_version
  where held.team_id = team.id and not isempty(held.period) and (upper_inf(held.period) or upper(held.period) > $2::timestamptz)
    and (upper_inf(episode.period) or upper(episode.period) > $2::timestamptz)
    and exists (select from jsonb_array_elements(protocol.body -> 'rules') as rule where rule -> 'levels' ? 'red')
)`;

/** Teams as their hours are judged at `now`: what stands and what is planned, their names, and for how many patients red could land. */
export async function readWatchedTeams(
  client: Queryable,
  { of, now }: { of: NonNullable<WhichTeams>; now: number },
): Promise<WatchedTeam[]> {
  const covered = await readCoveredTeamsAt(client, { of, at: now });
  const { rows } = await client.query<{ teamId: string; name: string; patients: number }>(
    `select id as "teamId", name, ${PATIENTS} as patients from team where id = any ($1::uuid[]) order by id`,
    [[...covered.keys()], new Date(now)],
  );
  return rows.flatMap((row) => {
    const declared = covered.get(row.teamId);
    return declared === undefined ? [] : [{ ...row, ...declared }];
  });
}

/** Who leads a team, of its own people; null where nobody does. */
export async function readLead(client: Queryable, teamId: string): Promise<{ id: string; name: string } | null> {
  const { rows } = await client.query<{ id: string; name: string }>(
    `
      select practitioner.id, practitioner.name from team
      join practitioner on practitioner.id = team.lead_id
      join team_membership on team_membership.practitioner_id = practitioner.id and team_membership.team_id = team.id
      where team.id = $1
    `,
    [teamId],
  );
  return rows[0] ?? null;
}
