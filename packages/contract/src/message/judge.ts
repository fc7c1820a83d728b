import { asKept } from '../keptText.ts';
import type { Metric } from '../metrics/catalogue.ts';
import { toCanonical, unitsOf } from '../metrics/units.ts';
import type { Fault, FaultCode } from './fault.ts';
import { parseInstant } from './instant.ts';

/**
 * What every format judges alike: instants, numbers and choices. On the way of good data these return the number and nothing
 * else; only a failure pays for an object and a sentence.
 */

/** A device's clock may run this much ahead of ours. */
export const MAX_FUTURE_MS = 5 * 60_000;
/** What is older than this is not follow-up any more. */
export const MAX_AGE_MS = 400 * 86_400_000;

/** A failure before it knows its place. */
export interface Failure {
  readonly code: FaultCode;
  readonly reason: string;
}

export const failure = (code: FaultCode, reason: string): Failure => ({ code, reason });

export function faultAt(path: string, { code, reason }: Failure): Fault {
  return { path, code, text: asKept(`${path === '' ? 'The payload' : path}: ${reason}`) };
}

/** Epoch milliseconds of the instant of measurement. */
export function judgeTime(text: unknown, receivedAt: number): number | Failure {
  const at = parseInstant(text);
  if (at === undefined) return failure('time-invalid', `${quote(text)} is not a date and time with an offset from UTC`);
  if (at > receivedAt + MAX_FUTURE_MS) {
    return failure('time-in-future', `${quote(text)} is more than 5 minutes after it was received`);
  }
  if (at < receivedAt - MAX_AGE_MS) {
    return failure('time-too-old', `${quote(text)} is more than 400 days before it was received`);
  }
  return at;
}

/** The canonical value of a number with its unit. */
export function judgeQuantity(metric: Metric, value: unknown, unit: unknown): number | Failure {
  if (value === undefined || value === null) return failure('value-absent', `${metric.code} has no value`);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return failure('value-invalid', `${quote(value)} is not a finite number`);
  }
  const canonical = typeof unit === 'string' ? toCanonical(metric.code, value, unit) : undefined;
  if (canonical === undefined) {
    return failure(
      'unit-unknown',
      `${quote(unit)} is not a unit of ${metric.code}: ${unitsOf(metric.code).join(', ')}`,
    );
  }
  return judgeRange(metric, canonical);
}

/** A whole number on a scale; it needs no unit. */
export function judgeScale(metric: Metric, value: unknown): number | Failure {
  if (value === undefined || value === null) return failure('value-absent', `${metric.code} has no value`);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return failure('value-invalid', `${quote(value)} is not a whole number`);
  }
  return judgeRange(metric, value);
}

/** The ordinal of a chosen option. */
export function judgeChoice(metric: Metric & { readonly kind: 'choice' }, choice: unknown): number | Failure {
  if (choice === undefined || choice === null) return failure('value-absent', `${metric.code} has no choice`);
  for (const option of metric.options) if (option.code === choice) return option.ordinal;
  const codes = metric.options.map((option) => option.code).join(', ');
  return failure('choice-unknown', `${quote(choice)} is not an answer to ${metric.code}: ${codes}`);
}

function judgeRange(metric: Metric, value: number): number | Failure {
  const { min, max } = metric.range;
  if (value >= min && value <= max) return value;
  return failure(
    'value-implausible',
    `${value} ${metric.unit} is outside the plausible range ${min}–${max} ${metric.unit} of ${metric.code}`,
  );
}

/** What the sender wrote, short enough for a log and a receipt. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
