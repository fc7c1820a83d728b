import type { Practitioner, Team, WorklistItem } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { epochMs, iso, lastAnsweredIn, practitionerBy, teamBy } from './fragment.ts';

/** An open alert as far as a worklist line needs it. */
export type WorklistAlert = {
  id: string;
  ruleId: string;
  kind: 'clinical' | 'missing' | 'review';
  severity: 'red' | 'yellow';
  openedAt: string;
  evidence: unknown;
  protocolId: string;
  protocolVersion: number;
  claimedBy: Practitioner | null;
  /** Its escalation has been gone through to its end, and it is still open. */
  unanswered: boolean;
};

/** What an episode's status and line are made of; the status itself is computed by @samvakt/triage at the reader's instant. */
export type WorklistRow = Pick<
  WorklistItem,
  'episodeId' | 'patient' | 'condition' | 'team' | 'accountableSince' | 'openHandover'
> & {
  team: Team;
  protocolId: string;
  protocolVersion: number;
  /** The newest limits' body, or null where the protocol's own numbers hold. */
  limits: unknown;
  /** Until when a proposal of limits waits for a second person; null where none does. */
  limitsProposedUntil: string | null;
  /** When the follow-up began, ISO. */
  startedAt: string;
  /** Per metric code the newest measurement, `at` in epoch milliseconds. */
  lastSeen: Record<string, { at: number; value: number }>;
  /** Since when something that came could not be judged (epoch milliseconds); null where nothing is so. */
  unjudgedSince: number | null;
  /** Per questionnaire (its URL) when it was last answered, epoch milliseconds. */
  lastAnswered: Record<string, number>;
  /** Red before yellow, then oldest first. */
  alerts: WorklistAlert[];
};

/** The active episodes for which one of the teams is accountable at `now`, in no particular order. */
export async function readWorklist(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<WorklistRow[]> {
  const { rows } = await client.query<WorklistRow>(
    `
      select episode.id as "episodeId", episode.condition,
        jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
          'birthDate', patient.birth_date::text, 'gender', patient.gender) as patient,
        ${teamBy('responsibility.team_id')} as team, ${iso('lower(responsibility.period)')} as "accountableSince",
        episode.protocol_id as "protocolId", episode.protocol_version as "protocolVersion",
        (select body from limits where episode_id = episode.id order by version desc limit 1) as limits,
        (select ${iso('deadline_at')} from limits_proposal
         where episode_id = episode.id and status = 'pending' and deadline_at > $2::timestamptz) as "limitsProposedUntil",
        ${iso('lower(episode.period)')} as "startedAt", coalesce(triage_state.last_seen, '{}') as "lastSeen",
        ${epochMs('triage_state.unjudged_since')}::double precision as "unjudgedSince",
        ${lastAnsweredIn('episode.id')} as "lastAnswered",
        coalesce(
          (select jsonb_agg(jsonb_build_object('id', alert.id, 'ruleId', alert.rule_id, 'kind', alert.kind, 'severity', alert.severity,
             'openedAt', ${iso('alert.opened_at')}, 'evidence', alert.evidence,
             'protocolId', alert.protocol_id, 'protocolVersion', alert.protocol_version,
             'claimedBy', case when alert.status = 'claimed' then ${practitionerBy('alert.claimed_by')} end,
             'unanswered', alert.status = 'open' and coalesce(escalation.status = 'exhausted', false))
             order by alert.severity = 'red' desc, alert.opened_at, alert.id)
           from alert left join escalation on escalation.alert_id = alert.id
           where alert.episode_id = episode.id and alert.status <> 'resolved'), '[]') as alerts,
        (select jsonb_build_object('id', handover.id, 'status', handover.status, 'toTeam', ${teamBy('handover.to_team_id')},
           'deadlineAt', ${iso('handover.deadline_at')}, 'effectiveAt', ${iso('handover.effective_at')})
         from handover
         where handover.episode_id = episode.id
           and (handover.status = 'offered' or (handover.status = 'scheduled' and handover.effective_at > $2::timestamptz))) as "openHandover"
      from responsibility
      join episode on episode.id = responsibility.episode_id and episode.period @> $2::timestamptz
      join patient on patient.id = episode.patient_id
      left join triage_state on triage_state.episode_id = episode.id
      where responsibility.team_id = any ($1::uuid[]) and responsibility.period @> $2::timestamptz
    `,
    [teamIds, new Date(now)],
  );
  return rows;
}
