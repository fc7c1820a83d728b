import { isSame } from '../same.ts';
import type { Ending, RuleAlert } from './alert.ts';
import type { Finding, FindingType } from './finding.ts';

/** What one step has done to a rule's visible alert. Nothing when a person's close is all that happened: the caller knows of it. */
export function difference(
  ruleId: string,
  before: RuleAlert | undefined,
  after: RuleAlert | undefined,
  ended: Ending | undefined,
): Finding[] {
  if (before === after) return [];
  if (!before) return after ? opening(ruleId, after) : [];
  const over = ended !== undefined && ended.at >= before.openedAt;
  if (!after) {
    if (!over) return [finding('withdrawn', ruleId, before, before.changedAt, true)];
    return ended.by === 'rule' ? [finding('cleared', ruleId, before, ended.at, true)] : [];
  }
  if (over && after.openedAt >= ended.at) {
    const end = ended.by === 'rule' ? [finding('cleared', ruleId, before, ended.at, true)] : [];
    return [...end, ...opening(ruleId, after)];
  }
  const type = changeType(before, after);
  if (type === null) return [];
  const changed = finding(type, ruleId, after, after.changedAt, false);
  // Late data may show at once that it was worse and that it no longer holds.
  const isOver = type === 'raised' && after.phase === 'cleared';
  return isOver ? [changed, finding('cleared', ruleId, after, after.changedAt, false)] : [changed];
}

function opening(ruleId: string, alert: RuleAlert): Finding[] {
  const opened = finding('opened', ruleId, alert, alert.openedAt, false);
  return alert.phase === 'cleared' ? [opened, finding('cleared', ruleId, alert, alert.changedAt, false)] : [opened];
}

function changeType(before: RuleAlert, after: RuleAlert): FindingType | null {
  if (after.severity === 'red' && before.severity === 'yellow') return 'raised';
  if (before.phase !== after.phase) {
    if (after.phase === 'open') return 'reopened';
    return after.phase;
  }
  return isSame(before, after) ? null : 'updated';
}

function finding(type: FindingType, ruleId: string, alert: RuleAlert, at: number, closed: boolean): Finding {
  const { severity, kind, openedAt, late, evidence } = alert;
  return { type, ruleId, severity, kind, at, openedAt, closed, late, evidence };
}
