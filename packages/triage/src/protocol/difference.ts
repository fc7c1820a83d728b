import type { LocalizedText, MeasuringPlan } from '@samvakt/contract';
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
  readonly title: { readonly before: LocalizedText; readonly after: LocalizedText } | null;
  /** The plan of who has none of their own, where it differs. */
  readonly plan: {
    readonly before: MeasuringPlan | null;
    readonly after: MeasuringPlan | null;
    /** What the forms of both are called, by URL. */
    readonly titles: Readonly<Record<string, LocalizedText>>;
  } | null;
  /** Forms that the patient is asked to answer, by URL: what a version calls it, null where it does not ask for it. */
  readonly questionnaires: readonly {
    readonly url: string;
    readonly before: LocalizedText | null;
    readonly after: LocalizedText | null;
  }[];
}

/** What differs between two versions, in the order of the protocols' own rules. Sources are not told: no clinician's page shows them. */
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
    title: isSame(before.title, after.title) ? null : { before: before.title, after: after.title },
    plan: isSame(before.plan, after.plan)
      ? null
      : { before: before.plan ?? null, after: after.plan ?? null, titles: formTitles(before, after) },
    questionnaires: questionnairesOf(before, after),
  };
}

function formTitles(...protocols: readonly Protocol[]): Record<string, LocalizedText> {
  const asked = protocols.flatMap(({ questionnaires = [] }) => questionnaires);
  return Object.fromEntries(asked.map(({ url, title }) => [url, title]));
}

const told = ({ source: _, ...rule }: Rule) => rule;

/** All but where it comes from. */
const toldNumber = ({ source: _, ...number }: NamedNumber) => number;

function numbersOf(before: Protocol, after: Protocol): ProtocolDifference['numbers'] {
  const names = [...new Set([...Object.keys(before.numbers), ...Object.keys(after.numbers)])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.numbers[name] ?? null, after.numbers[name] ?? null];
    const isEqual = old !== null && now !== null && isSame(toldNumber(old), toldNumber(now));
    return isEqual ? [] : [{ name, before: old, after: now }];
  });
}

function questionnairesOf(before: Protocol, after: Protocol): ProtocolDifference['questionnaires'] {
  const [old, now] = [titlesOf(before), titlesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((url) => {
    const [was, is] = [old.get(url) ?? null, now.get(url) ?? null];
    return isSame(was, is) ? [] : [{ url, before: was, after: is }];
  });
}

const titlesOf = ({ questionnaires = [] }: Protocol) => new Map(questionnaires.map(({ url, title }) => [url, title]));
