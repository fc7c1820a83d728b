import type { ChangeKind } from '@samvakt/contract';
import type { Evidence, Finding } from '@samvakt/triage';

/** An alert as it is stored, as far as triage may change it. Instants are epoch milliseconds. */
export type StoredAlert = {
  id: string;
  ruleId: string;
  kind: Finding['kind'];
  severity: Finding['severity'];
  status: 'open' | 'claimed' | 'resolved';
  conditionClearedAt: number | null;
  late: boolean;
  openedAt: number;
  evidence: Evidence;
  resolvedAt: number | null;
  outcome: 'cleared-by-rule' | null;
  version: number;
};

type AlertChange = {
  kind: Extract<ChangeKind, `alert-${string}`>;
  alertId: string;
  data: { ruleId: string; severity: Finding['severity'] } & Record<string, unknown>;
};

export type AlertDecision = {
  /** Alerts that were not stored before, each once, as it is after all findings. */
  opened: StoredAlert[];
  /** Stored alerts that have changed, as they are now. */
  changed: StoredAlert[];
  /** In the order of the findings. */
  changes: AlertChange[];
};

/**
 * Turns what the engine found in one episode into what happens to its stored open alerts. Pure.
 *
 * A rule has one open alert at most. An alert that opens anew while a person still has the old one before them goes on as that one. A claim
 * stays through everything. What the rule itself may close (a yellow alert) is resolved; anything else that no longer holds is marked and waits
 * for a person. That includes a red alert, or a claimed one, which late data shows should not have been opened.
 */
export function decideAlerts(
  open: readonly StoredAlert[],
  findings: readonly Finding[],
  { now, newId }: { now: number; newId: () => string },
): AlertDecision {
  const standing = new Map(open.map((alert) => [alert.ruleId, alert]));
  const known = new Set(open.map((alert) => alert.id));
  const touched = new Map<string, StoredAlert>();
  const changes: AlertChange[] = [];
  for (const finding of findings) {
    const before = standing.get(finding.ruleId);
    const result = before ? continueAlert(before, finding, now) : openAlert(finding, newId(), now);
    if (!result) continue;
    const { alert, kind, data } = result;
    changes.push({ kind, alertId: alert.id, data: { ruleId: alert.ruleId, severity: alert.severity, ...data } });
    touched.set(alert.id, alert);
    if (alert.status === 'resolved') standing.delete(alert.ruleId);
    else standing.set(alert.ruleId, alert);
  }
  const after = [...touched.values()];
  return {
    opened: after.filter((alert) => !known.has(alert.id)),
    changed: after.filter((alert) => known.has(alert.id)),
    changes,
  };
}

type Result = { alert: StoredAlert; kind: AlertChange['kind']; data?: Record<string, unknown> };

/*
 * A change that says that something was found bears the evidence of that moment: the alert's own goes on with what is found later.
 */

/** Nothing stands open for the rule: whatever says that something holds opens an alert, whatever says that it ended has nothing to end. */
function openAlert(finding: Finding, id: string, now: number): Result | null {
  if (finding.type === 'cleared' || finding.type === 'withdrawn' || finding.type === 'recovering') return null;
  const { ruleId, kind, severity, openedAt, late, evidence } = finding;
  const alert: StoredAlert = {
    id,
    ruleId,
    kind,
    severity,
    status: 'open',
    conditionClearedAt: null,
    late,
    openedAt: Math.min(openedAt, now),
    evidence,
    resolvedAt: null,
    outcome: null,
    version: 1,
  };
  return { alert, kind: 'alert-opened', data: { kind, late, evidence } };
}

function continueAlert(before: StoredAlert, finding: Finding, now: number): Result | null {
  const { evidence, at } = finding;
  const rises = finding.severity === 'red' && before.severity === 'yellow';
  const moved = { ...before, version: before.version + 1 };
  const holds: StoredAlert = {
    ...moved,
    severity: rises ? 'red' : before.severity,
    conditionClearedAt: null,
    late: before.late || finding.late,
    evidence,
  };
  switch (finding.type) {
    case 'opened':
    case 'raised':
    case 'reopened':
      return { alert: holds, kind: rises ? 'alert-raised' : 'alert-reopened', data: { evidence } };
    case 'updated':
      return { alert: { ...holds, conditionClearedAt: before.conditionClearedAt }, kind: 'alert-updated' };
    case 'recovering':
      return { alert: { ...before, conditionClearedAt: null }, kind: 'alert-updated', data: { phase: 'recovering' } };
    case 'cleared':
      return finding.closed ? closedByRule(moved, at, now) : cleared(before, at, {});
    case 'withdrawn':
      return before.severity === 'yellow' && before.status === 'open'
        ? closedByRule(moved, at, now, { withdrawn: true })
        : cleared(before, at, { withdrawn: true });
  }
}

/** The version stays: it must not stand in the way of the person who is just closing the alert. */
function cleared(alert: StoredAlert, at: number, data: Record<string, unknown>): Result {
  return { alert: { ...alert, conditionClearedAt: at }, kind: 'alert-condition-cleared', data };
}

function closedByRule(alert: StoredAlert, at: number, now: number, data: Record<string, unknown> = {}): Result {
  const outcome = 'cleared-by-rule';
  return {
    alert: { ...alert, status: 'resolved', conditionClearedAt: at, resolvedAt: now, outcome },
    kind: 'alert-resolved',
    data: { outcome, ...data },
  };
}
