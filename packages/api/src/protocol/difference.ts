import type { ProtocolDifferenceShown } from '@samvakt/contract';
import {
  describeRule,
  describeRuleChange,
  type EffectiveProtocol,
  type NamedNumber,
  protocolDifference,
  type Rule,
  toldOfProtocol,
  toldOfRule,
} from '@samvakt/triage';
import { inBoth } from './wording.ts';

/** What one version has that another has not, in words: each rule with the numbers of its own version, and the patient's own where they hold. */
export function differenceShown(before: EffectiveProtocol, after: EffectiveProtocol): ProtocolDifferenceShown {
  const difference = protocolDifference(before.protocol, after.protocol);
  const { rules, numbers, observes } = difference;
  const conditionOf = (effective: EffectiveProtocol, rule: Rule) =>
    inBoth((language) => describeRule(effective, rule, language));
  const conditionsOf = (pair: { before: Rule; after: Rule }) => {
    const lines = (language: 'nb' | 'en') =>
      describeRuleChange({ effective: before, rule: pair.before }, { effective: after, rule: pair.after }, language);
    return { before: inBoth((language) => lines(language).before), after: inBoth((language) => lines(language).after) };
  };
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
      ...conditionsOf(pair),
      also: toldOfRule(pair.before, pair.after),
    })),
    numbers: numbers.map((number) => ({
      name: number.name,
      before: numberShown(number.before),
      after: numberShown(number.after),
    })),
    observes: { added: [...observes.added], removed: [...observes.removed] },
    others: toldOfProtocol(difference),
  };
}

function numberShown(number: NamedNumber | null) {
  if (number === null) return null;
  const { value, min, max, unit, text, choices = null } = number;
  return { value, min, max, unit, text, choices };
}
