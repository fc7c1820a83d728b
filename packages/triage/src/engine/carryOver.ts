import type { RuleAlert } from './alert.ts';
import { type CompiledProtocol, type CompiledRule, type RuleShape, withoutPauses } from './compile.ts';
import type { Fold } from './fold.ts';
import type { LeafState } from './leafState.ts';
import { initialRule, type RuleState } from './rule.ts';
import type { TriageState } from './state.ts';

/**
 * State made under another protocol version or other limits, made readable for this one. Every open alert survives. What has been
 * judged stays judged: the events so far become the base, and one that still arrives among them is judged on its own.
 */
export function carryOver(protocol: CompiledProtocol, state: TriageState): TriageState {
  if (withoutPauses(state.key) === withoutPauses(protocol.key)) return withOtherPauses(protocol, state);
  const { current, since } = state;
  const places = new Map(state.rules.map(([id], index) => [id, index]));
  const rules = protocol.rules.map((rule, index) => {
    const place = places.get(rule.declared.id);
    const before = place === undefined ? undefined : current.rules[place];
    if (place === undefined || !before) return startLate(rule, initialRule(rule, since), current.seen);
    return carryRule(rule, before, sameShape(state.rules[place], protocol.shapes[index]), since, current.seen);
  });
  const kept = new Set(protocol.rules.map((rule) => rule.declared.id));
  const standalone: Record<string, RuleAlert> = { ...state.standalone };
  for (const [index, [id]] of state.rules.entries()) {
    const alert = current.rules[index]?.alert;
    if (alert && !kept.has(id)) standalone[id] ??= alert;
  }
  const fold: Fold = { rules, seen: current.seen, reviews: current.reviews };
  const baseUntil = Math.max(state.baseUntil, (state.last?.[0] ?? Number.NEGATIVE_INFINITY) + 1);
  return { ...state, key: protocol.key, rules: protocol.shapes, baseUntil, base: fold, current: fold, standalone };
}

/** Only pauses have changed. They put off what has not fallen due and change nothing else, so the state keeps all its events. */
function withOtherPauses(protocol: CompiledProtocol, state: TriageState): TriageState {
  const putOff = (fold: Fold): Fold => {
    const rules = fold.rules.slice();
    for (const { rule, leaf: place } of protocol.deadlines) {
      const leaf = protocol.rules[rule]?.leaves[place];
      const before = rules[rule];
      const waiting = before?.leaves[place];
      if (leaf && before && waiting) {
        rules[rule] = { ...before, leaves: before.leaves.with(place, leaf.carryOver(waiting)) };
      }
    }
    return { ...fold, rules };
  };
  return { ...state, key: protocol.key, base: putOff(state.base), current: putOff(state.current) };
}

function sameShape(a: RuleShape | undefined, b: RuleShape | undefined): boolean {
  return a?.[1] === b?.[1];
}

function carryRule(
  rule: CompiledRule,
  before: RuleState,
  readable: boolean,
  since: number,
  seen: Fold['seen'],
): RuleState {
  const fresh = startLate(rule, initialRule(rule, since), seen);
  const leaves = readable
    ? rule.leaves.map((leaf, index) => leaf.carryOver(before.leaves[index] ?? leaf.initial(since)))
    : fresh.leaves;
  const levels = rule.levels.map((level) => level.severity);
  return { ...before, leaves, holds: before.holds.filter((severity) => levels.includes(severity)) };
}

/** A rule that is new to this patient counts its deadlines from the latest reading, not from the start of the follow-up. */
function startLate(rule: CompiledRule, state: RuleState, seen: Fold['seen']): RuleState {
  const instants = { previousAt: Number.NEGATIVE_INFINITY, since: 0 };
  const leaves = state.leaves.map((leafState, index): LeafState => {
    const leaf = rule.leaves[index];
    const lastAt = leaf && seen[leaf.metric];
    if (leaf?.declared.type !== 'missing' || lastAt === undefined) return leafState;
    return leaf.read(leafState, lastAt, 0, instants);
  });
  return { ...state, leaves };
}
