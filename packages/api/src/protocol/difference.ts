import type { ProtocolDifferenceShown } from '@samvakt/contract';
import { describeRule, type EffectiveProtocol, protocolDifference, type Rule } from '@samvakt/triage';
import { inBoth } from './wording.ts';

/** What one version has that another has not, in words: each rule with the numbers of its own version, and the patient's own where they hold. */
export function differenceShown(before: EffectiveProtocol, after: EffectiveProtocol): ProtocolDifferenceShown {
  const { rules, numbers, observes } = protocolDifference(before.protocol, after.protocol);
  const conditionOf = (effective: EffectiveProtocol, rule: Rule) =>
    inBoth((language) => describeRule(effective, rule, language));
  const worded = (effective: EffectiveProtocol) => (rule: Rule) => ({
    id: rule.id,
    meaning: rule.text,
    condition: conditionOf(effective, rule),
  });
  return {
    added: rules.added.map(worded(after)),
    removed: rules.removed.map(worded(before)),
    changed: rules.changed.map((pair) => ({
      id: pair.after.id,
      meaning: pair.after.text,
      before: conditionOf(before, pair.before),
      after: conditionOf(after, pair.after),
    })),
    numbers: numbers.flatMap(({ name, before: old, after: now }) => {
      const named = now ?? old;
      return named === null
        ? []
        : [{ name, text: named.text, unit: named.unit, before: rangeOf(old), after: rangeOf(now) }];
    }),
    observes: { added: [...observes.added], removed: [...observes.removed] },
  };
}

const rangeOf = (number: { value: number; min: number; max: number } | null) =>
  number && { value: number.value, min: number.min, max: number.max };
