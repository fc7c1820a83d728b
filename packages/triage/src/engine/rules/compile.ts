import type { MetricCode } from '@samvakt/contract';
import type { EffectiveProtocol } from '../../limits/apply.ts';
import { pausesOfLeaf } from '../../pause/deadline.ts';
import { calendarOf } from '../../plan/calendar.ts';
import { leavesOfRule, silencesOf, subjectOfAbsence, subjectsOfLeaf } from '../../protocol/check.ts';
import { type Expression, isAbsence, type Leaf } from '../../protocol/expression.ts';
import { type Protocol, type Rule, type Severity, titleOf } from '../../protocol/schema.ts';
import type { Evidence } from '../alerts/finding.ts';
import { reviewOfRule } from '../alerts/review.ts';
import type { Deadline, DueByHour } from '../leaves/deadline.ts';
import { type CompiledLeaf, compileLeaf } from '../leaves/leaf.ts';
import type { SharedScores } from '../leaves/sharedScore.ts';
import { METRICS_IN_ORDER, placeOfMetric } from '../metricPlace.ts';
import { type Calm, calmOf } from './calm.ts';
import { compileExpression, type Judge } from './truth.ts';

export interface CompiledLevel {
  readonly severity: Severity;
  readonly judge: Judge;
  /** Where its leaves stand among those of the protocol. */
  readonly from: number;
  readonly until: number;
}

export interface CompiledRule {
  readonly declared: Rule;
  /** Where it stands among the protocol's rules, and its first leaf among the protocol's leaves. */
  readonly place: number;
  readonly firstLeaf: number;
  readonly leaves: readonly CompiledLeaf[];
  /** Red before yellow. */
  readonly levels: readonly CompiledLevel[];
  /** Its truth can change with the age of its evidence, or it denies that something is missing: so it is judged also where no leaf has changed. */
  readonly perishes: boolean;
  /** What becomes false can make it true. */
  readonly negates: boolean;
  readonly reviewId: string;
  /** Why it cannot judge at all; every reading that concerns it then asks for a review. */
  readonly broken: string | null;
}

/** A rule's leaves that a metric or a questionnaire concerns, and where they stand among those of the protocol. */
export interface Concern {
  readonly rule: CompiledRule;
  readonly leaves: readonly CompiledLeaf[];
  readonly places: readonly number[];
}

/**
 * A rule's id, a digest of what its state means, and how many leaves it has: the state of a rule with another shape cannot be read by this one.
 */
export type RuleShape = readonly [id: string, shape: string, leaves: number];

/** A leaf that becomes true by time alone, with its place among the leaves of the protocol. */
export interface CompiledDeadline extends Deadline {
  readonly rule: CompiledRule;
  readonly place: number;
  /** The place of its metric; -1 of a questionnaire, whose leaf remembers it. */
  readonly seenBy: number;
  /** Only a memory: see `soonestOf`. */
  readonly byHour: DueByHour;
}

/** A protocol with its numbers resolved and its expressions turned into functions. Never changes; keep it as long as its `key` holds. */
export interface CompiledProtocol {
  readonly effective: EffectiveProtocol;
  /** The same key: the same judgement. State made under another key is carried over first. */
  readonly key: string;
  readonly stamp: Pick<Evidence, 'protocol' | 'limitsVersion'>;
  readonly rules: readonly CompiledRule[];
  readonly shapes: readonly RuleShape[];
  /** Where each rule stands, by its id. */
  readonly places: ReadonlyMap<string, number>;
  /** By the place of the metric; undefined where no rule judges it. */
  readonly concerns: readonly (readonly Concern[] | undefined)[];
  /** By the place of the metric; null where no reading of it is an ordinary one. */
  readonly calm: readonly (Calm | null)[];
  /** The concerns by questionnaire (canonical URL). */
  readonly questionnaires: ReadonlyMap<string, readonly Concern[]>;
  readonly observes: ReadonlySet<string>;
  /** The leaves of all rules, in order. */
  readonly leaves: readonly CompiledLeaf[];
  /** The leaves about what does not come. */
  readonly deadlines: readonly CompiledDeadline[];
}

/**
 * Makes a protocol with one patient's numbers, pauses and plans ready to judge by. Pure. The same input gives the same `key`; a state made under another
 * key is carried over by `step`.
 */
export function compileProtocol(effective: EffectiveProtocol): CompiledProtocol {
  const { protocol, limits } = effective;
  const rules: CompiledRule[] = [];
  const leaves: CompiledLeaf[] = [];
  for (const declared of protocol.rules) {
    const rule = compileRule(declared, effective, rules.length, leaves.length);
    rules.push(rule);
    leaves.push(...rule.leaves);
  }
  const deadlines = rules.flatMap((rule) =>
    rule.leaves.flatMap((leaf, index): CompiledDeadline[] => {
      const { deadline } = leaf;
      return deadline
        ? [
            {
              ...deadline,
              rule,
              place: rule.firstLeaf + index,
              seenBy: deadline.metric ? placeOfMetric(deadline.metric) : -1,
              byHour: new Map(),
            },
          ]
        : [];
    }),
  );
  const concerns = METRICS_IN_ORDER.map((metric) => concernsOf(rules, metric));
  return {
    effective,
    key: keyOf(effective),
    stamp: { protocol: { id: protocol.id, version: protocol.version }, limitsVersion: limits?.version ?? null },
    rules,
    leaves,
    shapes: rules.map(shapeOf),
    places: new Map(protocol.rules.map((rule, index) => [rule.id, index])),
    concerns,
    calm: concerns.map((own) => (own ? calmOf(own) : null)),
    questionnaires: questionnairesOf(protocol, rules),
    observes: new Set(protocol.observes),
    deadlines,
  };
}

/** Whether the protocol has something to say of a metric: a rule that judges it, or the word that it is only observed. */
export function judges(protocol: CompiledProtocol, metric: MetricCode): boolean {
  return protocol.concerns[placeOfMetric(metric)] !== undefined || protocol.observes.has(metric);
}

/** Whether a rule of the protocol asks for this questionnaire. */
export function asksFor(protocol: CompiledProtocol, questionnaire: string): boolean {
  return protocol.questionnaires.has(questionnaire);
}

function keyOf(effective: EffectiveProtocol): string {
  const { protocol, numbers } = effective;
  const own = Object.entries(numbers).filter(([, number]) => number.origin === 'limits');
  const values = own.map(([name, number]) => `${name}=${number.value}`).sort();
  const judged = [`${protocol.id}@${protocol.version}`, ...values].join(' ');
  return [judged, ...pausesIn(effective), ...plansIn(effective)].join(TIMED);
}

/** Stands in a key before each pause and each plan. */
const TIMED = ' ~';

/** Short, since the key is kept with every state: a digest stands for what the plan says. */
function plansIn({ plans }: EffectiveProtocol): string[] {
  return plans.map(({ version, since, plan }) => `plan:${version}@${since}:${digestOf(JSON.stringify(plan))}`).sort();
}

function pausesIn({ pauses }: EffectiveProtocol): string[] {
  return pauses
    .map(({ scope, includesRed, from, until }) => {
      const named = scope.type === 'episode' ? [] : scope.type === 'metrics' ? scope.metrics : scope.rules;
      return `${[scope.type, ...[...named].sort()].join('+')}:${includesRed ? 'red:' : ''}${from}-${until}`;
    })
    .sort();
}

/** The key of the same judgement without pauses and plans: they only move deadlines, and state that differs in nothing else stays as exact as it was. */
export function withoutTimes(key: string): string {
  return key.split(TIMED, 1)[0] ?? key;
}

function compileRule(
  rule: Rule,
  { protocol, numbers, pauses, plans }: EffectiveProtocol,
  place: number,
  firstLeaf: number,
): CompiledRule {
  const leaves: CompiledLeaf[] = [];
  const levels: CompiledLevel[] = [];
  const expressions = [rule.levels.red, rule.levels.yellow].flatMap((level) => (level ? [level.when] : []));
  const perishes = expressions.some((one) => hasWithin(one) || deniesSilence(one));
  const negates = expressions.some(hasNot);
  const calendar = (subject: string) => calendarOf(protocol.plan ?? null, plans, subject);
  const scores: SharedScores = new Map();
  const common = { declared: rule, place, firstLeaf, perishes, negates, reviewId: reviewOfRule(rule.id) };
  try {
    for (const severity of ['red', 'yellow'] as const) {
      const level = rule.levels[severity];
      if (!level) continue;
      const from = firstLeaf + leaves.length;
      const together = new Map([...silencesOf(level.when)].flatMap((of) => of.map((leaf) => [leaf, of] as const)));
      const add = (leaf: Leaf) => {
        const silent = isAbsence(leaf) ? (together.get(leaf) ?? [leaf]).map(subjectOfAbsence) : [];
        const own = isAbsence(leaf) ? pausesOfLeaf(pauses, rule, severity, silent) : [];
        const setting = { numbers, pauses: own, calendar, titleOf: (url: string) => titleOf(protocol, url), scores };
        return firstLeaf + leaves.push(compileLeaf(leaf, setting)) - 1;
      };
      const judge = compileExpression(level.when, add);
      levels.push({ severity, judge, from, until: firstLeaf + leaves.length });
    }
    return { ...common, leaves, levels, broken: null };
  } catch (error) {
    return { ...common, leaves: [], levels: [], broken: error instanceof Error ? error.message : String(error) };
  }
}

/** The leaves without their numbers: a changed limit leaves the state readable. */
function shapeOf({ declared, leaves }: CompiledRule): RuleShape {
  const text = JSON.stringify(
    leaves.map(({ declared }) => ({ ...declared, ...(declared.type === 'score' && { settings: 0 }), ...NO_NUMBERS })),
  );
  return [declared.id, digestOf(text), leaves.length];
}

function digestOf(text: string): string {
  let digest = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    digest = Math.imul(digest ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return digest.toString(36);
}

const NO_NUMBERS = { set: 0, clear: 0, every: 0, grace: 0 };

function hasWithin(expression: Expression): boolean {
  switch (expression.type) {
    case 'all':
    case 'at-least':
      return expression.within !== undefined || expression.of.some(hasWithin);
    case 'any':
      return expression.of.some(hasWithin);
    case 'not':
      return hasWithin(expression.of);
    default:
      return false;
  }
}

/** What is waited for, and comes in time, changes no leaf about its absence; yet a rule that denies this absence can hold by it. */
function deniesSilence(expression: Expression, denied = false): boolean {
  if (expression.type === 'not') return deniesSilence(expression.of, !denied);
  if ('of' in expression) return expression.of.some((part) => deniesSilence(part, denied));
  return denied && isAbsence(expression);
}

function hasNot(expression: Expression): boolean {
  return expression.type === 'not' || ('of' in expression && expression.of.some(hasNot));
}

function concernsOf(rules: readonly CompiledRule[], subject: string): readonly Concern[] | undefined {
  const concerns = rules.flatMap((rule): Concern[] => {
    if (rule.broken !== null)
      return subjectsOfRule(rule.declared).has(subject) ? [{ rule, leaves: [], places: [] }] : [];
    const leaves = rule.leaves.filter((leaf) => subjectsOfLeaf(leaf.declared).includes(subject));
    const places = leaves.map((leaf) => rule.firstLeaf + rule.leaves.indexOf(leaf));
    return leaves.length > 0 ? [{ rule, leaves, places }] : [];
  });
  return concerns.length > 0 ? concerns : undefined;
}

function questionnairesOf({ questionnaires = [] }: Protocol, rules: readonly CompiledRule[]) {
  return new Map(
    questionnaires.flatMap(({ url }) => {
      const concerns = concernsOf(rules, url);
      return concerns ? [[url, concerns] as const] : [];
    }),
  );
}

function subjectsOfRule(rule: Rule): Set<string> {
  return new Set([...leavesOfRule(rule)].flatMap(subjectsOfLeaf));
}
