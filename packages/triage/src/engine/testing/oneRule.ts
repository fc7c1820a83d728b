import type { MetricCode } from '@samvakt/contract';
import { applyLimits } from '../../limits/apply.ts';
import { type Protocol, type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import type { TriageEvent } from '../event.ts';
import { type CompiledProtocol, compileProtocol } from '../rules/compile.ts';
import { openAlerts, type TriageState } from '../state.ts';
import { EXAMPLE } from './exampleProtocol.ts';

/* A protocol of one rule, `saturation`, red when the test says so, and what comes to it, by how long it comes after `START`. */

export const START = Date.parse('2026-03-01T08:00:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const reading = (metric: MetricCode, afterMs: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
});

/** A person closes the alert of a rule. */
export const close = (ruleId: string, afterMs: number): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + afterMs,
});

/** Which alerts stand, and how: `saturation open`. */
export const standing = (protocol: CompiledProtocol, state: TriageState): string[] =>
  openAlerts(protocol, state).map(({ ruleId, phase }) => `${ruleId} ${phase}`);

export const exampleRule = firstOf(EXAMPLE.rules);

function firstOf<One>([first]: readonly One[]): One {
  if (first === undefined) throw new Error('the example has no rule');
  return first;
}

export const onlyRule = (when: NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when']): Protocol =>
  ProtocolSchema.parse({ ...EXAMPLE, rules: [{ ...exampleRule, levels: { red: { when } } }] });

export const compile = (protocol: Protocol): CompiledProtocol => compileProtocol(applyLimits(protocol, null, START));

/** A tenth lost within four days, of whatever the test compares with. */
export const fall = {
  type: 'change',
  metric: 'fev1',
  test: 'below',
  set: -10,
  measure: 'relative',
  over: 4 * DAY,
} as const;
