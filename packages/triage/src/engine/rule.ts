import { type Ending, type RuleAlert, worse } from './alert.ts';
import type { CompiledLevel, CompiledProtocol, CompiledRule } from './compile.ts';
import type { Evidence, EvidenceItem } from './finding.ts';
import type { LeafState } from './leafState.ts';
import type { Sight } from './truth.ts';

/** What the engine remembers of one rule. Plain JSON; replaced, never changed. */
export interface RuleState {
  readonly leaves: readonly LeafState[];
  /** The levels that hold: they were true once and have not been false since. */
  readonly holds: readonly ('red' | 'yellow')[];
  readonly alert?: RuleAlert;
  readonly ended?: Ending;
}

const NONE: readonly [] = [];

export function initialRule(rule: CompiledRule, since: number): RuleState {
  return { leaves: rule.leaves.map((leaf) => leaf.initial(since)), holds: NONE };
}

/**
 * The rule after its leaves have changed at the instant `at`. A level that was true holds until it is false; not knowing changes nothing.
 * The alert opens with the first level that holds, rises by itself and never falls. When nothing holds any more it waits for a person,
 * or closes by itself where it is yellow and the rule says so.
 */
export function judgeRule(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  state: RuleState,
  leaves: readonly LeafState[],
  seen: Readonly<Record<string, number>>,
  at: number,
): RuleState {
  const sight: Sight = { leaves, seen, at, asIfRecovered: false };
  const holding: CompiledLevel[] = [];
  for (const level of rule.levels) {
    const truth = level.judge(sight);
    if (truth === 1 || (truth === -1 && state.holds.includes(level.severity))) holding.push(level);
  }
  const top = holding[0];
  const { alert } = state;
  const next = { leaves, holds: top ? holding.map((level) => level.severity) : NONE };
  const ended = state.ended && { ended: state.ended };
  if (!top) {
    if (!alert) return { ...next, ...ended };
    if (alert.severity === 'yellow' && rule.declared.autoClose) return { ...next, ended: { at, by: 'rule' } };
    return { ...next, ...ended, alert: alert.phase === 'cleared' ? alert : clearedAlert(alert, at) };
  }
  if (!alert) return { ...next, ...ended, alert: openedAlert(protocol, rule, top, leaves, at) };
  const recovers = { ...sight, asIfRecovered: true };
  const phase = holding.every((level) => level.judge(recovers) === 0) ? 'recovering' : 'open';
  return { ...next, ...ended, alert: heldAlert(protocol, rule, alert, top, phase, leaves, at) };
}

function openedAlert(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  level: CompiledLevel,
  leaves: readonly LeafState[],
  at: number,
): RuleAlert {
  const { severity } = level;
  const evidence = evidenceOf(protocol, rule, level, leaves, at);
  const { kind } = rule.declared;
  return { kind, severity, present: severity, phase: 'open', openedAt: at, changedAt: at, late: false, evidence };
}

function clearedAlert(alert: RuleAlert, at: number): RuleAlert {
  return { ...alert, present: null, phase: 'cleared', changedAt: at };
}

function heldAlert(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  alert: RuleAlert,
  level: CompiledLevel,
  phase: 'open' | 'recovering',
  leaves: readonly LeafState[],
  at: number,
): RuleAlert {
  if (alert.phase === phase && alert.present === level.severity) return alert;
  const severity = worse(alert.severity, level.severity) ?? level.severity;
  const rises = severity !== alert.severity;
  const again = alert.phase === 'cleared' && level.severity === severity;
  const evidence = rises || again ? evidenceOf(protocol, rule, level, leaves, at) : alert.evidence;
  return { ...alert, severity, present: level.severity, phase, changedAt: at, evidence };
}

function evidenceOf(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  level: CompiledLevel,
  leaves: readonly LeafState[],
  at: number,
): Evidence {
  const items: EvidenceItem[] = [];
  for (const { item } of leaves.slice(level.from, level.until)) if (item) items.push(item);
  const { id, kind } = rule.declared;
  return { ...protocol.stamp, ruleId: id, severity: level.severity, kind, at, items, review: null };
}

/** After a person's close: normal, and only what comes afterwards can open it again. */
export function closeRule(rule: CompiledRule, state: RuleState, at: number): RuleState {
  const leaves = rule.leaves.map((leaf, index) => leaf.close(state.leaves[index] ?? { mode: 'unknown' }, at));
  return { leaves, holds: NONE, ended: { at, by: 'person' } };
}
