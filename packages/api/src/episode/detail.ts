import { type Alert, type EpisodeDetail, EpisodeDetailSchema, type Handover, type OwnSetting } from '@samvakt/contract';
import { type EpisodeRow, isScopeReadable, type LimitsProposalRow, type PauseRow } from '@samvakt/store';
import { describeRule, type EffectiveProtocol, thresholdBands } from '@samvakt/triage';
import { z } from 'zod';
import type { Granted } from '../access/access.ts';
import { limitsShown, numbersShown, proposalShown } from '../limits/show.ts';
import { showPause } from '../pause/show.ts';
import { metricsOf } from '../protocol/metrics.ts';
import { statusOf } from '../protocol/status.ts';
import { inBoth } from '../protocol/wording.ts';
import { PATIENT_UNREADABLE } from '../unreadable/shown.ts';
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
  /** Which of the patient's own settings cannot be read; `effective` is then without them. */
  unreadable: readonly OwnSetting[];
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
  const { row, granted, effective, proposal, unreadable, openAlerts, recentAlerts } = parts;
  // The protocol's own numbers are not this patient's: none is drawn or reckoned by where it is not known which hold.
  const numbersKnown = !unreadable.includes('limits');
  const { pauses, openHandover, watch, cursor, now } = parts;
  const { id, patient, condition, startedAt, endedAt, relations, responsibility, devices } = row;
  return {
    id,
    access: granted.basis,
    patient,
    condition,
    startedAt,
    endedAt,
    ...(unreadable.length > 0 ? unknownStatus(openAlerts) : statusOf({ ...row, alerts: openAlerts, effective, now })),
    ...(unreadable.length > 0 && { unreadable: [...unreadable] }),
    accountable: accountableOf(row, now),
    ...watch,
    relations,
    responsibility,
    openHandover,
    openAlerts,
    recentAlerts,
    pauses: pauses.filter(isScopeReadable).map((pause) => showPause(effective.protocol, pause)),
    metrics: metricsShown(row, effective, { judgedElsewhere: parts.judgedElsewhere, numbersKnown, now }),
    scores: numbersKnown ? scoresShown(row, effective, now) : [],
    setting: parts.setting,
    protocol: { ...rulesShown(effective), numbers: numbersShown(effective), inForce: parts.inForce },
    limits: limitsShown(numbersKnown ? row.limits : null, { effective, now, confirmedBy: parts.confirmedBy }),
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

/** Where something of the patient's own cannot be read nothing is judged, and nobody knows more than the alerts that stand open. */
function unknownStatus(openAlerts: readonly Alert[]): Pick<EpisodeDetail, 'status' | 'reason'> {
  const red = openAlerts.find(({ severity, pausedUntil }) => severity === 'red' && pausedUntil === null);
  return red === undefined ? { status: 'unknown', reason: PATIENT_UNREADABLE } : { status: 'red', reason: red.summary };
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
  {
    judgedElsewhere,
    numbersKnown,
    now,
  }: { judgedElsewhere: ReadonlyMap<string, EpisodeDetail['otherEpisodes']>; numbersKnown: boolean; now: number },
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
      bands: numbersKnown ? thresholdBands(effective, metric).map((band) => ({ ...band })) : [],
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
