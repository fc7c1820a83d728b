import type { EpisodeStatus, WorklistItem } from '@samvakt/contract';
import type { PauseRow, WorklistAlert, WorklistRow } from '@samvakt/store';
import {
  compareStatus,
  type EffectiveProtocol,
  nextDue,
  type Pause,
  type PlanVersion,
  pausedUntil,
} from '@samvakt/triage';
import { pausable } from '../alert/show.ts';
import { limitsBrief } from '../limits/show.ts';
import { namedSubject } from '../measuringPlan/subject.ts';
import { runningPauses } from '../pause/show.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { effectiveProtocol, instantsOf, isoOrNull, newestAt, statusOf } from '../protocol/status.ts';
import { findingWords } from '../protocol/wording.ts';

/** One line of the worklist as it is at `now`. `own`: the patient's pauses as they are shown and as triage judges by them, and measuring plans. */
export function itemOf(
  row: WorklistRow,
  own: { standing: readonly PauseRow[]; judged: readonly Pause[]; plans: readonly PlanVersion[] },
  { shelf, now }: { shelf: ProtocolShelf; now: number },
): WorklistItem {
  const protocol = shelf.take({ id: row.protocolId, version: row.protocolVersion });
  const effective = effectiveProtocol(protocol, { limits: row.limits, pauses: own.judged, plans: own.plans, now });
  const alerts = row.alerts.map((alert) => {
    const raisedBy = shelf.take({ id: alert.protocolId, version: alert.protocolVersion });
    const until = pausedUntil(protocol, own.judged, pausable(alert), now);
    return { ...alert, summary: findingWords(raisedBy, alert).summary, pausedUntil: isoOrNull(until) };
  });
  const asking = alerts.filter((alert) => alert.pausedUntil === null);
  const { status, reason } = statusOf({ ...row, alerts, effective, now });
  const { episodeId, patient, condition, team, accountableSince, openHandover } = row;
  return {
    episodeId,
    patient,
    condition,
    team,
    accountableSince,
    status,
    reason,
    since: sinceOf(status, asking),
    newestMeasurementAt: isoOrNull(newestAt(row.lastSeen)),
    openAlerts: {
      red: countOf(asking, 'red'),
      yellow: countOf(asking, 'yellow'),
      paused: alerts.length - asking.length,
    },
    redAlerts: asking.filter(({ severity }) => severity === 'red').map(({ id, summary }) => ({ id, summary })),
    pauses: runningPauses(protocol, own.standing, now),
    nextDue: nextDueOf(row, effective, now),
    limits: limitsBrief(row, now),
    claimedBy: row.alerts.find((alert) => alert.claimedBy !== null)?.claimedBy ?? null,
    unanswered: asking.filter((alert) => alert.unanswered).length,
    openHandover,
  };
}

function nextDueOf(row: WorklistRow, effective: EffectiveProtocol, now: number): WorklistItem['nextDue'] {
  const next = nextDue(effective, { lastSeen: { ...instantsOf(row.lastSeen), ...row.lastAnswered }, now });
  return next && { ...namedSubject(effective.protocol, next), by: new Date(next.by).toISOString() };
}

/** Worst first; equals by how long it has been so, longest first; then by name, so that the order never jumps. */
export function compareItems(one: WorklistItem, other: WorklistItem): number {
  return (
    compareStatus(one.status, other.status) ||
    (one.since ?? '9').localeCompare(other.since ?? '9') ||
    one.patient.name.localeCompare(other.patient.name, 'nb') ||
    one.episodeId.localeCompare(other.episodeId)
  );
}

/** When the oldest of the alerts that make the status what it is was opened; null for a silence that no alert tells of yet, and for green. */
function sinceOf(status: EpisodeStatus, alerts: readonly WorklistAlert[]): string | null {
  const makes: Record<EpisodeStatus, (alert: WorklistAlert) => boolean> = {
    red: ({ severity }) => severity === 'red',
    yellow: ({ severity, kind }) => severity === 'yellow' && kind === 'clinical',
    unknown: ({ kind }) => kind !== 'clinical',
    green: () => false,
  };
  return alerts
    .filter(makes[status])
    .map((alert) => alert.openedAt)
    .reduce<string | null>((oldest, at) => (oldest === null || at < oldest ? at : oldest), null);
}

const countOf = (alerts: readonly WorklistAlert[], severity: 'red' | 'yellow'): number =>
  alerts.filter((alert) => alert.severity === severity).length;
