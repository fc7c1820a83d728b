import type { MetricCode } from '@samvakt/contract';
import type { Pause } from '../../pause/schema.ts';
import type { PlanVersion } from '../../plan/schema.ts';
import type { Expression, Leaf } from '../../protocol/expression.ts';
import type { Protocol, Rule, Severity } from '../../protocol/schema.ts';
import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, RefusedEvent } from '../event.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface NaiveAlert {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly present: Severity | null;
  readonly phase: 'open' | 'recovering' | 'cleared';
  readonly openedAt: number;
  readonly late: boolean;
}

export interface History {
  readonly protocol: Protocol;
  readonly since: number;
  readonly now: number;
  readonly readings: readonly MeasurementEvent[];
  readonly answers?: readonly AnsweredEvent[];
  readonly closes: readonly AlertClosedEvent[];
  readonly pauses?: readonly Pause[];
  /** What the level in hand asks. */
  readonly when?: Expression;
  readonly plans?: readonly PlanVersion[];
  /** What was sent and could not be taken for what it says. */
  readonly refused?: readonly RefusedEvent[];
  /** Whether this rule throws when it is given this reading. */
  readonly throws?: (ruleId: string, reading: MeasurementEvent) => boolean;
}

/** Null: not known. */
export type Truth = boolean | null;

export interface Scene {
  readonly history: History;
  /** All readings up to the one that is judged. */
  readonly known: readonly MeasurementEvent[];
  readonly answered: readonly AnsweredEvent[];
  readonly at: number;
  readonly closedAt: number | null;
  /** What the person who closed it cannot have seen, as far as it has been judged anew. */
  readonly unseen: readonly (MeasurementEvent | AnsweredEvent)[];
  /** What would hold if what recovers had cleared is asked. */
  readonly asIfRecovered: boolean;
}

/** It counts after the latest close: it came about afterwards, or could not be seen. */
export function isNew({ closedAt, unseen }: Scene, event: MeasurementEvent | AnsweredEvent): boolean {
  return closedAt === null || event.at > closedAt || unseen.includes(event);
}

/** The history with its readings and answers in the order in which they count. What is no number is not among them. */
export function inOrder<Given extends History>(history: Given): Given {
  const readings = history.readings
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.at - b.at || (a.metric === b.metric ? a.value - b.value : a.metric < b.metric ? -1 : 1));
  const nameOf = ({ questionnaire, responseId }: AnsweredEvent) => `${questionnaire} ${responseId}`;
  const answers = (history.answers ?? []).toSorted((a, b) => a.at - b.at || (nameOf(a) < nameOf(b) ? -1 : 1));
  return { ...history, readings, answers };
}

export function subjectsOf(leaf: Leaf): string[] {
  return 'questionnaire' in leaf ? [leaf.questionnaire] : metricsOf(leaf);
}

export function leavesIn(expression: Expression): Leaf[] {
  if (expression.type === 'not') return leavesIn(expression.of);
  return 'of' in expression ? expression.of.flatMap(leavesIn) : [expression];
}

export function metricsOf(leaf: Leaf): MetricCode[] {
  if ('questionnaire' in leaf) return [];
  return leaf.type === 'score' ? NEWS2_METRICS : [leaf.metric];
}

/** What a score is put together of. */
const NEWS2_METRICS: MetricCode[] = [
  'respiratory-rate',
  'oxygen-saturation',
  'inspired-oxygen',
  'systolic-pressure',
  'heart-rate',
  'consciousness',
  'body-temperature',
];

/** NaN where the protocol has no such number. */
export function numberOf(protocol: Protocol, quantity: number | { number: string }): number {
  return typeof quantity === 'number' ? quantity : (protocol.numbers[quantity.number]?.value ?? Number.NaN);
}

/** It names a number that is not in force, or sets a score to what it cannot be set to: it judges nothing. */
export function isBroken(protocol: Protocol, rule: Rule): boolean {
  return leavesOf(rule).some((leaf) => {
    const { set = 0, clear = 0, settings = {} }: Numbered = { ...NO_NUMBERS, ...leaf };
    const named = typeof clear === 'object' && 'margin' in clear ? [set] : [set, clear];
    const scales = Object.values(settings).map((scale) => numberOf(protocol, scale));
    return named.some((one) => Number.isNaN(numberOf(protocol, one))) || scales.some((one) => one !== 1 && one !== 2);
  });
}

interface Numbered {
  set?: number | { number: string };
  clear?: number | { number: string } | { margin: number } | undefined;
  settings?: Record<string, number | { number: string }>;
}
const NO_NUMBERS: Numbered = {};

export function leavesOf({ levels }: Rule): Leaf[] {
  return [levels.red, levels.yellow].flatMap((level) => (level ? leavesIn(level.when) : []));
}

/** Without the readings at which the rule throws: it is left as it was. */
export function withoutThrown(history: History, { id }: Rule): History {
  const { throws, readings } = history;
  return throws ? { ...history, readings: readings.filter((reading) => !throws(id, reading)) } : history;
}
