import type { Evidence, Finding } from '../engine/alerts/finding.ts';
import type { TriageEvent } from '../engine/event.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { foldTimed } from '../engine/step.ts';
import type { AlertKind, Severity } from '../protocol/schema.ts';

/** One alert of a replayed history, from its opening until it closed by itself; null: it still stood, or waited for a person, at the end. */
export interface ReplayedAlert {
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly openedAt: number;
  /** When it first was red; null when it never was. */
  readonly redAt: number | null;
  readonly closedAt: number | null;
  readonly evidence: Evidence;
}

/**
 * The alerts that a history would have raised under this protocol and these limits, by the very engine that judges live data, oldest
 * first. Time passes as it does live: what is missing between two events is found though the second one ends it, and what is missing at `until` too.
 * Closes by persons belong to what really happened: leave them out when another setting is asked for.
 */
export function replayHistory(
  protocol: CompiledProtocol,
  since: number,
  events: readonly TriageEvent[],
  until: number,
): ReplayedAlert[] {
  return alertsOf(
    foldTimed(protocol, initialState(protocol, since), [...events, { type: 'tick', at: until }]).findings,
  );
}

/** Findings, in order, as the alerts that they tell of. */
export function alertsOf(findings: readonly Finding[]): ReplayedAlert[] {
  const alerts: ReplayedAlert[] = [];
  const open = new Map<string, number>();
  for (const { type, ruleId, kind, severity, openedAt, at, closed, evidence } of findings) {
    const index = open.get(ruleId);
    const known = index === undefined ? undefined : alerts[index];
    if (type === 'opened') {
      open.set(ruleId, alerts.length);
      alerts.push({
        ruleId,
        kind,
        severity,
        openedAt,
        redAt: severity === 'red' ? at : null,
        closedAt: null,
        evidence,
      });
    } else if (index !== undefined && known) {
      if (closed) open.delete(ruleId);
      alerts[index] = closed
        ? { ...known, closedAt: at }
        : { ...known, severity, redAt: known.redAt ?? (severity === 'red' ? at : null), evidence };
    }
  }
  return alerts;
}

export interface ReplayDifference {
  /** Only the second setting raises them. */
  readonly gained: readonly ReplayedAlert[];
  /** Only the first setting raised them. */
  readonly lost: readonly ReplayedAlert[];
  /** Both do, at different times or of different severity. */
  readonly changed: readonly { readonly before: ReplayedAlert; readonly after: ReplayedAlert }[];
}

/** What another setting changes in the same history: alerts of one rule that stand at the same time are the same alert. */
export function compareReplays(before: readonly ReplayedAlert[], after: readonly ReplayedAlert[]): ReplayDifference {
  const gained: ReplayedAlert[] = [];
  const changed: { before: ReplayedAlert; after: ReplayedAlert }[] = [];
  const matched = new Set<ReplayedAlert>();
  for (const alert of after) {
    const same = before.find((one) => !matched.has(one) && one.ruleId === alert.ruleId && overlaps(one, alert));
    if (!same) {
      gained.push(alert);
      continue;
    }
    matched.add(same);
    if (same.openedAt !== alert.openedAt || same.severity !== alert.severity || same.redAt !== alert.redAt) {
      changed.push({ before: same, after: alert });
    }
  }
  return { gained, lost: before.filter((alert) => !matched.has(alert)), changed };
}

function overlaps(a: ReplayedAlert, b: ReplayedAlert): boolean {
  const endOf = ({ closedAt }: ReplayedAlert) => closedAt ?? Number.POSITIVE_INFINITY;
  return a.openedAt <= endOf(b) && b.openedAt <= endOf(a);
}
