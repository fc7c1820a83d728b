import type { Expression, Leaf } from './expression.ts';
import type { Protocol } from './schema.ts';

/** Every leaf of an expression, left to right. */
export function* leavesOf(expression: Expression): Generator<Leaf> {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least':
      for (const part of expression.of) yield* leavesOf(part);
      return;
    case 'not':
      yield* leavesOf(expression.of);
      return;
    default:
      yield expression;
  }
}

/** The leaves of all levels of a rule. */
export function* leavesOfRule(rule: Protocol['rules'][number]): Generator<Leaf> {
  if (rule.levels.red) yield* leavesOf(rule.levels.red.when);
  if (rule.levels.yellow) yield* leavesOf(rule.levels.yellow.when);
}

interface Fault {
  path: (string | number)[];
  message: string;
}

/** What the shape alone cannot say: rule ids are unique, and every number that a rule names is there. */
export function protocolFaults(protocol: Protocol): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, rule] of protocol.rules.entries()) {
    if (seen.has(rule.id)) faults.push({ path: ['rules', index, 'id'], message: `Rule ${rule.id} is declared twice` });
    seen.add(rule.id);
    for (const name of namesUsedBy(rule)) {
      if (!Object.hasOwn(protocol.numbers, name)) {
        faults.push({
          path: ['rules', index],
          message: `Rule ${rule.id} names the number ${name}, which the protocol does not declare`,
        });
      }
    }
  }
  return faults;
}

function* namesUsedBy(rule: Protocol['rules'][number]): Generator<string> {
  for (const leaf of leavesOfRule(rule)) {
    if (leaf.type === 'missing') continue;
    if (typeof leaf.set === 'object') yield leaf.set.number;
    if (typeof leaf.clear === 'object' && 'number' in leaf.clear) yield leaf.clear.number;
  }
}
