import { subjectsOfLeaf } from '../protocol/check.ts';
import { isAbsence } from '../protocol/expression.ts';
import type { RuleAlert } from './alerts/alert.ts';
import type { Fold } from './fold.ts';
import { draftOf, type LeafState } from './leaves/leafState.ts';
import { NO_MEMORY } from './memory.ts';
import { type CompiledProtocol, withoutTimes } from './rules/compile.ts';
import { NORMAL } from './rules/rule.ts';
import type { TriageState } from './state.ts';
import { newestAt } from './tail/tail.ts';

/**
 * State made under another protocol version or other limits, made readable for this one. Every open alert survives. What has been
 * judged stays judged: the events so far become the base, and one that still arrives among them is judged on its own.
 */
export function carryOver(protocol: CompiledProtocol, state: TriageState): TriageState {
  const { current } = state;
  // Pauses and plans move what has not fallen due and change nothing else, so the state keeps all its events.
  if (withoutTimes(state.key) === withoutTimes(protocol.key)) {
    return { ...state, key: protocol.key, current: { ...current, memory: NO_MEMORY } };
  }
  const known = knownRules(state);
  const leaves: LeafState[] = [];
  const asked: number[] = [];
  const rules = protocol.rules.map((rule, index) => {
    const before = known.get(rule.declared.id);
    const readable = before?.shape === protocol.shapes[index]?.[1];
    for (const [place, leaf] of rule.leaves.entries()) {
      const own = readable ? before?.leaves[place] : undefined;
      // A rule that is new to this patient counts its deadlines from the latest reading.
      leaves.push(own ? draftOf(leaf.carryOver(own, state.format)) : leaf.initial());
      if (!own && 'questionnaire' in leaf.declared && isAbsence(leaf.declared)) asked.push(leaves.length - 1);
    }
    const held = before?.rule;
    if (!held) return NORMAL;
    const levels = rule.levels.map((level) => level.severity);
    return { ...held, holds: held.holds.filter((severity) => levels.includes(severity)) };
  });
  for (const place of asked) leaves[place] = newlyAsked(protocol, leaves, place, state.watermark);
  const standalone: Record<string, RuleAlert> = { ...state.standalone };
  for (const [id, { rule }] of known) if (rule.alert && !protocol.places.has(id)) standalone[id] ??= rule.alert;
  const fold: Fold = { leaves, rules, seen: current.seen, reviews: current.reviews, memory: NO_MEMORY };
  const baseUntil = Math.max(state.baseUntil, newestAt(state.tail) + 1);
  return {
    ...state,
    format: 3,
    key: protocol.key,
    rules: protocol.shapes,
    baseUntil,
    base: fold,
    current: fold,
    standalone,
  };
}

interface Known {
  readonly shape: string;
  readonly rule: Fold['rules'][number];
  readonly leaves: readonly LeafState[];
}

function knownRules({ rules, current }: TriageState): Map<string, Known> {
  const known = new Map<string, Known>();
  let firstLeaf = 0;
  for (const [index, [id, shape, count]] of rules.entries()) {
    const leaves = current.leaves.slice(firstLeaf, firstLeaf + count);
    known.set(id, { shape, rule: current.rules[index] ?? NORMAL, leaves });
    firstLeaf += count;
  }
  return known;
}

/**
 * A questionnaire that this rule did not wait for before: when it was last answered is known where another rule has judged its answers, and what that does not answer of the
 * plan is due. Otherwise it is waited for from when it is put in force.
 */
function newlyAsked(
  { leaves: compiled }: CompiledProtocol,
  leaves: readonly LeafState[],
  place: number,
  now: number,
): LeafState {
  const leaf = compiled[place];
  if (!leaf) throw new Error(`the protocol has no leaf ${place}`);
  const [url] = subjectsOfLeaf(leaf.declared);
  const answered = leaves.flatMap(({ lastAt }, other) =>
    lastAt !== undefined && subjectsOfLeaf(compiled[other]?.declared ?? leaf.declared)[0] === url ? lastAt : [],
  );
  if (answered.length === 0 || leaf.declared.type === 'unanswered') return draftOf({ ...leaf.initial(), from: now });
  return draftOf({ ...leaf.initial(), lastAt: Math.max(...answered) });
}
