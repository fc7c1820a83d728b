import type { EpisodeStatus, LocalizedText } from '@samvakt/contract';
import {
  applyLimits,
  describeStatus,
  type EffectiveProtocol,
  episodeStatus,
  LimitsSchema,
  type Pause,
  type PlanVersion,
  type Protocol,
} from '@samvakt/triage';
import { inBoth } from './wording.ts';

type LastSeen = Record<string, { at: number; value: number }>;

/** A protocol with the patient's own numbers, pauses and measuring plans as they hold at `now`. `limits` is the stored body, null where there are none. */
export const effectiveProtocol = (
  protocol: Protocol,
  {
    limits,
    pauses,
    plans,
    now,
  }: { limits: unknown; pauses: readonly Pause[]; plans: readonly PlanVersion[]; now: number },
): EffectiveProtocol => applyLimits(protocol, limits === null ? null : LimitsSchema.parse(limits), now, pauses, plans);

/** What the status is made of. `summary` says what an alert found. */
type StatusAlert = {
  ruleId: string;
  severity: 'red' | 'yellow';
  kind: 'clinical' | 'missing' | 'review';
  summary: LocalizedText;
  /** ISO; null where no pause holds it back. */
  pausedUntil: string | null;
};

/**
 * The status at the reader's instant, never one that was stored: a service that has stopped cannot leave a green behind. Where an alert
 * makes it, the reason is what that alert found.
 */
export function statusOf(episode: {
  alerts: readonly StatusAlert[];
  lastSeen: LastSeen;
  /** By URL, epoch milliseconds. */
  lastAnswered: Readonly<Record<string, number>>;
  /** Epoch milliseconds; null where all that came has been judged. */
  unjudgedSince: number | null;
  effective: EffectiveProtocol;
  /** ISO. */
  startedAt: string;
  now: number;
}): { status: EpisodeStatus; reason: LocalizedText } {
  const { alerts, effective, unjudgedSince, now } = episode;
  const lastSeen = { ...instantsOf(episode.lastSeen), ...episode.lastAnswered };
  const since = Date.parse(episode.startedAt);
  const openAlerts = alerts.map(({ ruleId, severity, kind, pausedUntil }) => ({
    ruleId,
    severity,
    kind,
    pausedUntil: pausedUntil === null ? null : Date.parse(pausedUntil),
  }));
  const { status, reason } = episodeStatus({ openAlerts, lastSeen, unjudgedSince, protocol: effective, since, now });
  const made =
    reason.code === 'alert'
      ? alerts.find((alert) => alert.ruleId === reason.ruleId && alert.pausedUntil === null)
      : undefined;
  return {
    status,
    reason: made?.summary ?? inBoth((language) => describeStatus(effective.protocol, reason, language)),
  };
}

/** Of the newest of each metric, when it was measured. */
export const instantsOf = (lastSeen: LastSeen): Record<string, number> =>
  Object.fromEntries(Object.entries(lastSeen).map(([metric, { at }]) => [metric, at]));

export const newestAt = (lastSeen: LastSeen): number | null =>
  Object.values(lastSeen).reduce<number | null>((newest, { at }) => Math.max(newest ?? at, at), null);

export const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
