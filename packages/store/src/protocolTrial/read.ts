import type { PresentSetting, ProtocolTrial, ProtocolTrialResult } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from '../reading/fragment.ts';
import { type KeptSetting, settingAt } from '../whatIf/presentSetting.ts';

/** What a replay came to for one patient. */
export type TrialResult = ProtocolTrialResult;

/** A trial as it is stored; its title is the protocol's, and is added by whoever shows it. */
export type TrialRow = Omit<ProtocolTrial, 'title'>;
/** One patient of a trial. `result` and `failure` are both null until that patient has been replayed. */
export type TrialEpisodeRow = {
  episodeId: string;
  patientName: string;
  result: TrialResult | null;
  failure: string | null;
  /** What is in force now, beside what the trial compared with; `compared` null until it has been replayed. */
  now: PresentSetting;
  compared: KeptSetting | null;
  /** `Limits` of @samvakt/triage; null where the patient has none. */
  limits: unknown;
};

const TRIAL = `
  select trial.id, trial.team_id as "teamId", trial.protocol_id as "protocolId", trial.protocol_version as "protocolVersion",
    trial.days, trial.status, ${practitionerBy('trial.asked_by')} as "askedBy", ${iso('trial.asked_at')} as "askedAt",
    ${iso('trial.ended_at')} as "endedAt", trial.failure,
    (select count(*)::int from protocol_trial_episode where trial_id = trial.id) as total,
    (select count(*)::int from protocol_trial_episode
     where trial_id = trial.id and (result is not null or failure is not null)) as done
  from protocol_trial as trial
`;

/** The newest trials of these teams, newest first. */
export async function readProtocolTrials(
  client: Queryable,
  { teamIds, limit }: { teamIds: readonly string[]; limit: number },
): Promise<TrialRow[]> {
  const { rows } = await client.query<TrialRow>(
    `${TRIAL} where trial.team_id = any ($1::uuid[]) order by trial.asked_at desc, trial.id limit $2`,
    [teamIds, limit],
  );
  return rows;
}

/** One trial; null where there is none. */
export async function readProtocolTrial(client: Queryable, trialId: string): Promise<TrialRow | null> {
  const { rows } = await client.query<TrialRow>(`${TRIAL} where trial.id = $1`, [trialId]);
  return rows[0] ?? null;
}

/** The patients of a trial, by name. */
export async function readTrialEpisodes(
  client: Queryable,
  { trialId, now }: { trialId: string; now: number },
): Promise<TrialEpisodeRow[]> {
  const { rows } = await client.query<TrialEpisodeRow>(
    `
      select episode_id as "episodeId", patient.given_name || ' ' || patient.family_name as "patientName", result, failure,
        protocol_trial_episode.present as compared,
        ${settingAt('$2::timestamptz')} as now,
        (select body from limits where limits.episode_id = episode.id order by version desc limit 1) as limits
      from protocol_trial_episode join episode on episode.id = episode_id join patient on patient.id = episode.patient_id
      where trial_id = $1 order by 2, 1
    `,
    [trialId, new Date(now)],
  );
  return rows;
}

/** Registered versions that could be tried: of a protocol by another version of which the teams follow somebody now. */
export async function readTrialCandidates(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<{ teamId: string; id: string; version: number; title: { nb: string; en: string }; patients: number }[]> {
  const { rows } = await client.query<{
    teamId: string;
    id: string;
    version: number;
    title: { nb: string; en: string };
    patients: number;
  }>(
    `
      select responsibility.team_id as "teamId", protocol.id, protocol.version, protocol.body -> 'title' as title,
        count(*)::int as patients
      from responsibility
      join episode on episode.id = responsibility.episode_id and episode.period @> $2::timestamptz
      join protocol on protocol.id = episode.protocol_id and protocol.version <> episode.protocol_version
      where responsibility.team_id = any ($1::uuid[]) and responsibility.period @> $2::timestamptz
      group by 1, 2, 3, 4 order by protocol.id, protocol.version desc
    `,
    [teamIds, new Date(now)],
  );
  return rows;
}
