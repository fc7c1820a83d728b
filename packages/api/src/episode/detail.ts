import { type Alert, type EpisodeDetail, EpisodeDetailSchema, type Handover } from '@samvakt/contract';
import type { EpisodeRow, LimitsProposalRow, PauseRow } from '@samvakt/store';
import { describeRule, type EffectiveProtocol, thresholdBands } from '@samvakt/triage';
import { z } from 'zod';
import type { Granted } from '../access/access.ts';
import { limitsShown, numbersShown, proposalShown } from '../limits/show.ts';
import { showPause } from '../pause/show.ts';
import { metricsOf } from '../protocol/metrics.ts';
import { statusOf } from '../protocol/status.ts';
import { inBoth } from '../protocol/wording.ts';
import { scoresShown } from './scores.ts';

/** A plan that nobody has written yet is an empty one. */
const StoredPlanSchema = z.object({
  goal: EpisodeDetailSchema.shape.plan.shape.goal.default(''),
  selfManagement: EpisodeDetailSchema.shape.plan.shape.selfManagement.default([]),
});

/** The patient page, put together from what was read of one episode at one instant. */
export function detailOf(parts: {
  row: EpisodeRow;
  granted: Granted;
  effective: EffectiveProtocol;
  /** By metric: which other follow-ups of the patient judge it. */
  judgedElsewhere: ReadonlyMap<string, EpisodeDetail['otherEpisodes']>;
  inForce: EpisodeDetail['protocol']['inForce'];
  setting: EpisodeDetail['setting'];
  proposal: LimitsProposalRow | null;
  /** The name of the second person of the limits in force. */
  confirmedBy: string | null;
  openAlerts: Alert[];
  recentAlerts: Alert[];
  pauses: readonly PauseRow[];
  openHandover: Handover | null;
  watch: Pick<EpisodeDetail, 'cover' | 'uncovered' | 'watchUnreadable'>;
  cursor: string;
  now: number;
}): EpisodeDetail {
  const { row, granted, effective, proposal, openAlerts, recentAlerts } = parts;
  const { pauses, openHandover, watch, cursor, now } = parts;
  const { id, patient, condition, startedAt, endedAt, relations, responsibility, devices } = row;
  return {
    id,
    access: granted.basis,
    patient,
    condition,
    startedAt,
    endedAt,
    ...statusOf({ ...row, alerts: openAlerts, effective, now }),
    accountable: accountableOf(row, now),
    ...watch,
    relations,
    responsibility,
    openHandover,
    openAlerts,
    recentAlerts,
    pauses: pauses.map((pause) => showPause(effective.protocol, pause)),
    metrics: metricsShown(row, effective, { judgedElsewhere: parts.judgedElsewhere, now }),
    scores: scoresShown(row, effective, now),
    setting: parts.setting,
    protocol: { ...rulesShown(effective), numbers: numbersShown(effective), inForce: parts.inForce },
    limits: limitsShown(row.limits, { effective, now, confirmedBy: parts.confirmedBy }),
    limitsProposal: proposal && proposalShown(proposal, effective),
    plan: StoredPlanSchema.parse(row.plan),
    devices,
    otherEpisodes: row.otherEpisodes.map(({ episodeId, condition: other, team }) => ({
      episodeId,
      condition: other,
      team,
    })),
    cursor,
  };
}

/** The period that holds now; of an episode that has ended, its last. */
function accountableOf(row: EpisodeRow, now: number): EpisodeDetail['accountable'] {
  const period =
    row.responsibility.findLast(
      ({ from, until }) => Date.parse(from) <= now && (until === null || now < Date.parse(until)),
    ) ?? row.responsibility.at(-1);
  if (period === undefined) throw new Error(`nobody was ever accountable for episode ${row.id}`);
  return { team: period.team, since: period.from, plannedUntil: row.plannedUntil };
}

/** What the protocol judges, and of what it only shows what has been sent; then whatever else the patient's devices have sent. */
function metricsShown(
  row: EpisodeRow,
  effective: EffectiveProtocol,
  { judgedElsewhere, now }: { judgedElsewhere: ReadonlyMap<string, EpisodeDetail['otherEpisodes']>; now: number },
): EpisodeDetail['metrics'] {
  const known = metricsOf(effective, now).filter(
    ({ metric, judged, required }) => judged || required || row.lastSeen[metric] !== undefined,
  );
  const others = Object.keys(row.lastSeen).filter((code) => !known.some(({ metric }) => metric === code));
  return [
    ...known.map(({ metric, required, judged }) => ({
      metric: metric as string,
      required,
      judged,
      bands: thresholdBands(effective, metric).map((band) => ({ ...band })),
    })),
    ...others.toSorted().map((metric) => ({ metric, required: false, judged: false, bands: [] })),
  ].map((shown) => {
    const newest = row.lastSeen[shown.metric];
    return {
      ...shown,
      judgedIn: judgedElsewhere.get(shown.metric) ?? [],
      newest: newest === undefined ? null : { value: newest.value, at: new Date(newest.at).toISOString() },
    };
  });
}

function rulesShown(effective: EffectiveProtocol): Omit<EpisodeDetail['protocol'], 'numbers' | 'inForce'> {
  const { id, version, title, rules } = effective.protocol;
  return {
    id,
    version,
    title,
    rules: rules.map((rule) => ({
      id: rule.id,
      severity: rule.levels.red === undefined ? 'yellow' : 'red',
      kind: rule.kind,
      meaning: rule.text,
      action: rule.action,
      condition: inBoth((language) => describeRule(effective, rule, language)),
    })),
  };
}
