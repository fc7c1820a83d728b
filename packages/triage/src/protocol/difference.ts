import { isSame } from '../engine/same.ts';
import type { NamedNumber, Protocol, Rule } from './schema.ts';

/** What one protocol version has that another has not. */
export interface ProtocolDifference {
  readonly rules: {
    readonly added: readonly Rule[];
    readonly removed: readonly Rule[];
    /** The same id, and something of it differs: what it judges, its words, or what it asks for. */
    readonly changed: readonly { readonly before: Rule; readonly after: Rule }[];
  };
  /** Named numbers of which the value or the allowed range differs; null where a version has none of that name. By name. */
  readonly numbers: readonly {
    readonly name: string;
    readonly before: NamedNumber | null;
    readonly after: NamedNumber | null;
  }[];
  /** Metrics that are only watched, not judged. */
  readonly observes: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

/** What differs between two versions, in the order of the protocols' own rules. Titles and sources are not told. */
export function protocolDifference(before: Protocol, after: Protocol): ProtocolDifference {
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const kept = new Set(after.rules.map(({ id }) => id));
  const changed = after.rules.flatMap((rule) => {
    const old = known.get(rule.id);
    return old === undefined || isSame(told(old), told(rule)) ? [] : [{ before: old, after: rule }];
  });
  return {
    rules: {
      added: after.rules.filter(({ id }) => !known.has(id)),
      removed: before.rules.filter(({ id }) => !kept.has(id)),
      changed,
    },
    numbers: numbersOf(before, after),
    observes: {
      added: after.observes.filter((metric) => !before.observes.includes(metric)),
      removed: before.observes.filter((metric) => !after.observes.includes(metric)),
    },
  };
}

const told = ({ source: _, ...rule }: Rule) => rule;

function numbersOf(before: Protocol, after: Protocol): ProtocolDifference['numbers'] {
  const names = [...new Set([...Object.keys(before.numbers), ...Object.keys(after.numbers)])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.numbers[name] ?? null, after.numbers[name] ?? null];
    const isEqual =
      old !== null && now !== null && old.value === now.value && old.min === now.min && old.max === now.max;
    return isEqual ? [] : [{ name, before: old, after: now }];
  });
}
