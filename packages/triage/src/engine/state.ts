import type { AlertKind, Severity } from '../protocol/schema.ts';
import { type RuleAlert, worse } from './alerts/alert.ts';
import type { Evidence } from './alerts/finding.ts';
import { alertOfDevice, deviceAlert, hiddenBy, type OfflineDevices } from './alerts/offline.ts';
import type { Fold } from './fold.ts';
import { NO_MEMORY } from './memory.ts';
import { NOTHING_SEEN } from './metricPlace.ts';
import type { CompiledProtocol, RuleShape } from './rules/compile.ts';
import { NORMAL } from './rules/rule.ts';
import { firstCutoff } from './tail/reach.ts';
import { NO_TAIL, type Tail } from './tail/tail.ts';
import type { Earlier } from './working.ts';

/**
 * All that triage remembers of one episode; plain JSON, never changed in place. `base` is the fold of everything before `baseUntil`,
 * `tail` the events since, `current` the fold of both. What arrives among the tail's events is put in its place and the tail is folded
 * again, so that the state is the same in whatever order the events came.
 */
export interface TriageState {
  /** 1: as an earlier version stored it; it is carried over before it is used. */
  readonly format: 1 | 3;
  /** Of the compiled protocol that made it. */
  readonly key: string;
  /** The rules that `base` and `current` are about. */
  readonly rules: readonly RuleShape[];
  readonly since: number;
  /** The newest instant heard of. */
  readonly watermark: number;
  readonly baseUntil: number;
  readonly base: Fold;
  readonly tail: Tail;
  readonly current: Fold;
  /** Alerts beside the fold, until a person closes them: from data older than `baseUntil`, or of rules that the protocol no longer has. */
  readonly standalone: Readonly<Record<string, RuleAlert>>;
  /** The devices that are known to be offline. */
  readonly offline: OfflineDevices;
}

/** Before the first event. `since`: when the follow-up began; deadlines count from there. */
export function initialState(protocol: CompiledProtocol, since: number): TriageState {
  const fold: Fold = {
    leaves: protocol.leaves.map((leaf) => leaf.initial()),
    rules: protocol.rules.map(() => NORMAL),
    seen: NOTHING_SEEN,
    reviews: {},
    memory: NO_MEMORY,
  };
  return {
    format: 3,
    key: protocol.key,
    rules: protocol.shapes,
    since,
    watermark: since,
    baseUntil: firstCutoff(since),
    base: fold,
    tail: NO_TAIL,
    current: fold,
    standalone: {},
    offline: {},
  };
}

/** An alert that stands open: what the caller's stored open alerts are to agree with. */
export interface OpenAlert {
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** The level that holds now; null when none does and the alert waits for a person. */
  readonly present: Severity | null;
  readonly phase: 'open' | 'recovering' | 'cleared';
  readonly openedAt: number;
  readonly late: boolean;
  readonly evidence: Evidence;
}

/** At most one for each rule, sorted by rule id. */
export function openAlerts(protocol: CompiledProtocol, state: TriageState): OpenAlert[] {
  const visible = visibleAlerts(protocol, state.current, state);
  const ids = [...visible.keys()].sort();
  return ids.flatMap((ruleId) => {
    const alert = visible.get(ruleId);
    if (!alert) return [];
    const { changedAt: _, ...shown } = alert;
    return [{ ruleId, ...shown }];
  });
}

/**
 * The alerts that a person is to see: those of the fold and those beside it, and one for each device that is offline in the place of those that are
 * hidden behind it. `changed`: alerts of the fold as they were at an earlier moment.
 */
export function visibleAlerts(
  protocol: CompiledProtocol,
  { rules, reviews }: Pick<Fold, 'rules' | 'reviews'>,
  { standalone, offline }: Pick<TriageState, 'standalone' | 'offline'>,
  changed: readonly Earlier[] = [],
): Map<string, RuleAlert> {
  const visible = new Map<string, RuleAlert>(Object.entries(standalone));
  const before = new Map(changed.map(({ id, alert }) => [id, alert]));
  const show = (id: string, alert: RuleAlert | undefined) => {
    const merged = mergeAlerts(before.has(id) ? before.get(id) : alert, standalone[id]);
    if (merged) visible.set(id, merged);
  };
  for (const [index, rule] of protocol.rules.entries()) show(rule.declared.id, rules[index]?.alert);
  for (const [id, review] of Object.entries(reviews)) show(id, review.alert);
  for (const [id, alert] of before) if (!protocol.places.has(id)) show(id, alert);
  hideBehindDevices(protocol, visible, { standalone, offline });
  return visible;
}

function hideBehindDevices(
  protocol: CompiledProtocol,
  visible: Map<string, RuleAlert>,
  { standalone, offline }: Pick<TriageState, 'standalone' | 'offline'>,
): void {
  for (const [deviceId, ruleIds] of hiddenBy(offline, rulesWith(protocol, standalone), (id) => visible.get(id))) {
    const device = offline[deviceId];
    const hidden = ruleIds.flatMap((id) => visible.get(id) ?? []);
    const alert = device && deviceAlert(protocol, deviceId, device, hidden);
    if (!alert) continue;
    for (const id of ruleIds) visible.delete(id);
    visible.set(alertOfDevice(deviceId), alert);
  }
}

/** The rules of the protocol, and then those that are gone and have left an alert. */
export function rulesWith({ places }: CompiledProtocol, standalone: TriageState['standalone']): string[] {
  return [...places.keys(), ...Object.keys(standalone).filter((id) => !places.has(id))];
}

/**
 * One alert for a rule: the worse of what the fold says and what stands beside it. Where that has cleared and the other has not, the alert is open again: what came too late to be put
 * among the others must not lie unseen behind what somebody is only to tick off.
 */
export function mergeAlerts(folded: RuleAlert, beside: RuleAlert): RuleAlert;
export function mergeAlerts(folded: RuleAlert | undefined, beside: RuleAlert | undefined): RuleAlert | undefined;
export function mergeAlerts(folded: RuleAlert | undefined, beside: RuleAlert | undefined): RuleAlert | undefined {
  if (!folded || !beside) return folded ?? beside;
  const isFolded = worse(folded.severity, beside.severity) === folded.severity;
  const [worst, other] = isFolded ? [folded, beside] : [beside, folded];
  if (worst.phase !== 'cleared' || other.phase === 'cleared') return worst;
  if (other.severity === worst.severity) return other;
  const { present, phase, changedAt } = other;
  return { ...worst, present, phase, changedAt, late: worst.late || other.late };
}
