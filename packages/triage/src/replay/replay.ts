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
  /** Somebody closed it though it held on: what comes of the same rule soon after is the same trouble. */
  readonly heldOn?: true;
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
        ? { ...known, closedAt: at, ...(type === 'updated' && { heldOn: true }) }
        : { ...known, severity, redAt: known.redAt ?? (severity === 'red' ? at : null), evidence };
    }
  }
  return alerts;
}

/** What two settings make of the same history, alert by alert. */
export interface ReplayDifference {
  /** Only the second setting raises them. */
  readonly gained: readonly ReplayedAlert[];
  /** Only the first setting raised them. */
  readonly lost: readonly ReplayedAlert[];
  /** Both do, at different times or of different severity. */
  readonly changed: readonly { readonly before: ReplayedAlert; readonly after: ReplayedAlert }[];
}

/**
 * What another setting changes in the same history: alerts of one rule that stand at the same time are the same alert. Both oldest first, as they are
 * replayed, so that a year with tens of thousands of alerts costs one walk through each.
 */
export function compareReplays(before: readonly ReplayedAlert[], after: readonly ReplayedAlert[]): ReplayDifference {
  const gained: ReplayedAlert[] = [];
  const changed: { before: ReplayedAlert; after: ReplayedAlert }[] = [];
  const { partners, lost } = partnersOf(before, after);
  for (const alert of after) {
    const same = partners.get(alert);
    if (!same) gained.push(alert);
    else if (same.openedAt !== alert.openedAt || same.severity !== alert.severity || same.redAt !== alert.redAt) {
      changed.push({ before: same, after: alert });
    }
  }
  return { gained, lost, changed };
}

/** Which alert of `before` each of `after` is, where it is one of them, and those that are none. */
export function partnersOf(
  before: readonly ReplayedAlert[],
  after: readonly ReplayedAlert[],
): { readonly partners: ReadonlyMap<ReplayedAlert, ReplayedAlert>; readonly lost: readonly ReplayedAlert[] } {
  const waiting = Map.groupBy(before, ({ ruleId }) => ruleId);
  const next = new Map<string, number>();
  const partners = new Map<ReplayedAlert, ReplayedAlert>();
  for (const alert of after) {
    const own = waiting.get(alert.ruleId) ?? [];
    let place = next.get(alert.ruleId) ?? 0;
    for (let one = own[place]; one && endOf(one) < alert.openedAt; one = own[place]) place += 1;
    const same = own[place];
    if (same && same.openedAt <= endOf(alert)) {
      partners.set(alert, same);
      place += 1;
    }
    next.set(alert.ruleId, place);
  }
  const matched = new Set(partners.values());
  return { partners, lost: before.filter((alert) => !matched.has(alert)) };
}

const endOf = ({ closedAt }: ReplayedAlert): number => closedAt ?? Number.POSITIVE_INFINITY;
