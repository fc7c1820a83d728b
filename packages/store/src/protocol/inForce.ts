import type { Practitioner, ProtocolInForce } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from '../reading/fragment.ts';
import type { ProtocolKey } from '../reading/protocol.ts';

/** The protocol versions of an episode and from when each judges, oldest first. The first began with the episode: negative infinity. */
export type ProtocolsInTime = readonly { from: number; protocol: ProtocolKey }[];

type Adopted = { at: Date; fromId: string; fromVersion: number; toId: string; toVersion: number };

/** Of each of these episodes: which version judged from when. `present`: the version in the episode's own row. */
export async function readProtocolsInTime(
  client: Queryable,
  { episodeId, present }: { episodeId: string; present: ProtocolKey },
): Promise<ProtocolsInTime> {
  const { rows } = await client.query<Adopted>(
    `
      select adopted_at as at, from_id as "fromId", from_version as "fromVersion", to_id as "toId", to_version as "toVersion"
      from protocol_adoption where episode_id = $1 order by number
    `,
    [episodeId],
  );
  const [first] = rows;
  const began = first === undefined ? present : { id: first.fromId, version: first.fromVersion };
  return [
    { from: Number.NEGATIVE_INFINITY, protocol: began },
    ...rows.map(({ at, toId, toVersion }) => ({
      from: at.getTime(),
      protocol: { id: toId, version: toVersion },
    })),
  ];
}

/** One version that was put in force after the one that the episode began with, as it is shown. */
export type AdoptionRow = {
  number: number;
  from: ProtocolKey;
  to: ProtocolKey;
  at: string;
  reason: string;
  by: Practitioner | null;
  givenUp: Record<string, number>;
  /** Why it was put in force without its replay having been shown. */
  withoutReplay: string | null;
};

/** What was put in force for an episode, newest first. */
export async function readAdoptions(client: Queryable, episodeId: string): Promise<AdoptionRow[]> {
  const { rows } = await client.query<AdoptionRow>(
    `
      select number, jsonb_build_object('id', from_id, 'version', from_version) as from,
        jsonb_build_object('id', to_id, 'version', to_version) as to, ${iso('adopted_at')} as at, reason,
        ${practitionerBy('adopted_by')} as by, given_up as "givenUp", without_replay as "withoutReplay"
      from protocol_adoption where episode_id = $1 order by number desc
    `,
    [episodeId],
  );
  return rows;
}

/** What is said of the version in force on the patient page. */
export async function readProtocolInForce(client: Queryable, episodeId: string): Promise<ProtocolInForce> {
  const { rows } = await client.query<ProtocolInForce>(
    `
      select coalesce(newest.number, 0) as number, ${iso('coalesce(newest.adopted_at, lower(episode.period))')} as since,
        newest.reason, newest.without_replay as "withoutReplay",
        case when newest.number is null then ${practitionerBy('started.practitioner_id')} else ${practitionerBy('newest.adopted_by')} end as by,
        (select max(version) from protocol where id = episode.protocol_id and version > episode.protocol_version) as newer
      from episode
      left join lateral (
        select * from protocol_adoption where episode_id = episode.id order by number desc limit 1
      ) as newest on true
      left join lateral (
        select practitioner_id from change where episode_id = episode.id and kind = 'episode-started' limit 1
      ) as started on true
      where episode.id = $1
    `,
    [episodeId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no episode ${episodeId}`);
  return row;
}
