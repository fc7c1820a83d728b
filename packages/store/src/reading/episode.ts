import type { EpisodeDetail, Practitioner } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { epochMs, iso, lastAnsweredIn, practitionerBy, teamBy } from './fragment.ts';
import type { ProtocolKey } from './protocol.ts';

/** The patient page as far as the database knows it. Alerts and the open handover are read beside it. */
export type EpisodeRow = Pick<
  EpisodeDetail,
  'id' | 'patient' | 'condition' | 'startedAt' | 'endedAt' | 'relations' | 'responsibility' | 'devices'
> & {
  /** With the protocol that judges there. */
  otherEpisodes: (EpisodeDetail['otherEpisodes'][number] & { protocol: ProtocolKey })[];
  plannedUntil: string | null;
  plan: unknown;
  protocolId: string;
  protocolVersion: number;
  /** Newest first version of the patient's own limits; `body` is `Limits` of @samvakt/triage. */
  limits: {
    version: number;
    body: unknown;
    reason: string;
    setBy: Practitioner | null;
    setAt: string;
    /** The name of the second person; null where there was none. */
    confirmedBy: string | null;
    withoutReplay: string | null;
    /** The same of the second person. */
    confirmedWithoutReplay: string | null;
  } | null;
  lastSeen: Record<string, { at: number; value: number }>;
  /** Since when something that came could not be judged (epoch milliseconds); null where nothing is so. */
  unjudgedSince: number | null;
  /** Per questionnaire (its URL) when it was last answered, epoch milliseconds. */
  lastAnswered: Record<string, number>;
};

/** One episode as it stands at `now` (epoch milliseconds); null where there is none. Whether the reader may see it is the caller's to decide. */
export async function readEpisode(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<EpisodeRow | null> {
  const { rows } = await client.query<EpisodeRow>(
    `
      select episode.id, episode.condition, episode.plan,
        jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
          'birthDate', patient.birth_date::text, 'gender', patient.gender,
          'nationalIdentityNumber', patient.national_identity_number, 'phone', patient.phone) as patient,
        ${iso('lower(episode.period)')} as "startedAt", ${iso('upper(episode.period)')} as "endedAt",
        episode.protocol_id as "protocolId", episode.protocol_version as "protocolVersion",
        coalesce(
          (select jsonb_agg(jsonb_build_object('team', ${teamBy('held.team_id')}, 'from', ${iso('lower(held.period)')},
             'until', ${iso('upper(held.period)')}, 'handoverId', held.handover_id) order by lower(held.period))
           from responsibility as held where held.episode_id = episode.id), '[]') as responsibility,
        coalesce(
          (select jsonb_agg(jsonb_build_object('id', part.id, 'team', ${teamBy('part.team_id')}, 'kind', part.kind,
             'since', ${iso('lower(part.period)')}, 'addedBy', ${practitionerBy('part.added_by')}, 'reason', part.reason)
             order by lower(part.period), part.id)
           from relation as part
           where part.episode_id = episode.id and part.period @> $2::timestamptz and upper_inf(episode.period)), '[]') as relations,
        (select ${iso('planned_until')} from responsibility
         where episode_id = episode.id and period @> $2::timestamptz) as "plannedUntil",
        (select jsonb_build_object('version', chosen.version, 'body', chosen.body, 'reason', chosen.reason,
           'withoutReplay', chosen.without_replay, 'setBy', ${practitionerBy('chosen.set_by')}, 'setAt', ${iso('chosen.set_at')},
           'confirmedBy', (select name from practitioner where id::text = chosen.body ->> 'confirmedBy'),
           'confirmedWithoutReplay', (select confirmed_without_replay from limits_proposal
             where limits_proposal.episode_id = episode.id and limits_version = chosen.version))
         from limits as chosen where chosen.episode_id = episode.id order by chosen.version desc limit 1) as limits,
        coalesce((select last_seen from triage_state where episode_id = episode.id), '{}') as "lastSeen",
        (select ${epochMs('unjudged_since')} from triage_state where episode_id = episode.id)::double precision as "unjudgedSince",
        ${lastAnsweredIn('episode.id')} as "lastAnswered",
        coalesce(
          (select jsonb_agg(jsonb_build_object('id', device.id, 'kind', device.kind, 'model', device.model,
             'lastHeardAt', ${iso('device.last_heard_at')}, 'batteryPercent', device.battery_percent) order by device.kind, device.id)
           from device_assignment join device on device.id = device_assignment.device_id
           where device_assignment.patient_id = episode.patient_id and device_assignment.period @> $2::timestamptz), '[]') as devices,
        coalesce(
          (select jsonb_agg(jsonb_build_object('episodeId', other.id, 'condition', other.condition, 'team', ${teamBy('held.team_id')},
             'protocol', jsonb_build_object('id', other.protocol_id, 'version', other.protocol_version)) order by other.condition)
           from episode as other join responsibility as held on held.episode_id = other.id and held.period @> $2::timestamptz
           where other.patient_id = episode.patient_id and other.id <> episode.id
             and other.period @> $2::timestamptz), '[]') as "otherEpisodes"
      from episode join patient on patient.id = episode.patient_id
      where episode.id = $1
    `,
    [episodeId, new Date(now)],
  );
  return rows[0] ?? null;
}
