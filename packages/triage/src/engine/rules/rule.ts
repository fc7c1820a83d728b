import type { Severity } from '../../protocol/schema.ts';
import { type Ending, type RuleAlert, worse } from '../alerts/alert.ts';
import type { Evidence, EvidenceItem } from '../alerts/finding.ts';
import type { LeafState } from '../leaves/leafState.ts';
import { isSame } from '../same.ts';
import type { CompiledLevel, CompiledProtocol, CompiledRule } from './compile.ts';

/** What the engine remembers of one rule besides its leaves. Plain JSON; replaced, never changed. */
export interface RuleState {
  /** The levels that hold: they were true once and have not been false since. */
  readonly holds: readonly Severity[];
  readonly alert?: RuleAlert;
  readonly ended?: Ending;
}

const NONE: readonly [] = [];
/** Nothing holds and nothing has ever been found. */
export const NORMAL: RuleState = { holds: NONE };

/** What a rule is judged by: the leaves of all rules, when each metric was last read, and whether what is judged now came late. */
interface Sight {
  readonly leaves: readonly LeafState[];
  readonly seen: readonly number[];
  readonly late: boolean;
}

/**
 * The rule after its leaves have changed at the instant `at`. A level that was true holds until it is false; not knowing changes nothing.
 * The alert opens with the first level that holds, rises by itself and never falls. When nothing holds any more it waits for a person,
 * or closes by itself where it is yellow and the rule says so. The same object when nothing of this has changed.
 */
export function judgeRule(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  state: RuleState,
  { leaves, seen, late }: Sight,
  at: number,
): RuleState {
  const { alert, holds: held } = state;
  let top: CompiledLevel | null = null;
  let holding = 0;
  /** Every level that holds would be false if its recovering leaves were. */
  let recovering = alert !== undefined;
  for (const level of rule.levels) {
    const truth = level.judge(leaves, seen, at, false);
    if (truth !== 1 && (truth === 0 || !held.includes(level.severity))) continue;
    top ??= level;
    holding += 1;
    recovering &&= level.judge(leaves, seen, at, true) === 0;
  }
  if (!top) return nothingHolds(rule, state, at);
  const holds = held.length === holding && held[0] === top.severity ? held : holdsOf(rule, top, holding);
  if (!alert) return { ...state, holds, alert: openedAlert(protocol, rule, top, leaves, at, late) };
  const goesOn = heldAlert(protocol, rule, alert, top, recovering ? 'recovering' : 'open', leaves, at);
  return goesOn === alert && holds === held ? state : { ...state, holds, alert: goesOn };
}

function nothingHolds(rule: CompiledRule, state: RuleState, at: number): RuleState {
  const { alert } = state;
  if (!alert || alert.phase === 'cleared') return state;
  // Nobody can have seen what is found late while it was so: it waits for a person, whatever its rule says.
  const closes = alert.severity === 'yellow' && rule.declared.autoClose && !alert.late;
  if (closes) return { holds: NONE, ended: { at, by: 'rule' } };
  return { ...state, holds: NONE, alert: clearedAlert(alert, at) };
}

function holdsOf(rule: CompiledRule, top: CompiledLevel, holding: number): readonly Severity[] {
  return holding === 2 ? rule.levels.map((level) => level.severity) : [top.severity];
}

function openedAlert(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  level: CompiledLevel,
  leaves: readonly LeafState[],
  at: number,
  late: boolean,
): RuleAlert {
  const { severity } = level;
  const evidence = evidenceOf(protocol, rule, level, leaves, at);
  const { kind } = rule.declared;
  return { kind, severity, present: severity, phase: 'open', openedAt: at, changedAt: at, late, evidence };
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
  const severity = worse(alert.severity, level.severity);
  const joined = level.severity === severity && isMoreMissing(alert, level, leaves);
  if (!joined && alert.phase === phase && alert.present === level.severity) return alert;
  const rises = severity !== alert.severity;
  const again = alert.phase === 'cleared' && level.severity === severity;
  const evidence = rises || again || joined ? evidenceOf(protocol, rule, level, leaves, at) : alert.evidence;
  return { ...alert, severity, present: level.severity, phase, changedAt: at, evidence };
}

/**
 * Something is missing that the alert about missing data does not name: it would be called about what is no more missing, or be hidden behind a device that never brought
 * the rest.
 */
function isMoreMissing({ kind, evidence }: RuleAlert, level: CompiledLevel, leaves: readonly LeafState[]): boolean {
  if (kind !== 'missing') return false;
  for (let place = level.from; place < level.until; place += 1) {
    const item = leaves[place]?.item;
    if (item?.type !== 'missing' && item?.type !== 'unanswered') continue;
    if (!evidence.items.some((known) => isSame(known, item))) return true;
  }
  return false;
}

function evidenceOf(
  protocol: CompiledProtocol,
  rule: CompiledRule,
  level: CompiledLevel,
  leaves: readonly LeafState[],
  at: number,
): Evidence {
  const items: EvidenceItem[] = [];
  for (let place = level.from; place < level.until; place += 1) {
    const item = leaves[place]?.item;
    if (item) items.push(item);
  }
  const { id, kind } = rule.declared;
  return { ...protocol.stamp, ruleId: id, severity: level.severity, kind, at, items, review: null };
}

/** After a person's close: normal, and only what comes afterwards can open it again. */
export function closedRule(at: number): RuleState {
  return { holds: NONE, ended: { at, by: 'person' } };
}
