import type { Pause } from '../pause/schema.ts';
import type { PlanVersion } from '../plan/schema.ts';
import type { NamedNumber, Protocol } from '../protocol/schema.ts';
import type { Limits } from './schema.ts';

/** One named number as it holds for this patient now. */
export interface NumberInForce {
  readonly value: number;
  /** The protocol's own. */
  readonly standard: number;
  readonly origin: 'protocol' | 'limits';
}

/**
 * `unknown-number`: the protocol has none of that name. `out-of-reach`: further outside the range than the range is wide, or none of the choices.
 * `needs-second-person`: beyond the range, not confirmed by another. `expired`, `not-yet`: by the clock.
 */
export type LimitFaultCode = 'unknown-number' | 'out-of-reach' | 'needs-second-person' | 'expired' | 'not-yet';

/** Why an override does not hold. `expired` asks to be renewed. */
export interface LimitFault {
  readonly name: string;
  readonly code: LimitFaultCode;
}

/** A protocol with one patient's numbers and pauses: what the engine judges by. */
export interface EffectiveProtocol {
  readonly protocol: Protocol;
  readonly numbers: Readonly<Record<string, NumberInForce>>;
  readonly limits: Limits | null;
  readonly faults: readonly LimitFault[];
  readonly pauses: readonly Pause[];
  /** The patient's own measuring plans, as they came to be. */
  readonly plans: readonly PlanVersion[];
}

/**
 * Puts a patient's limits over a protocol's named numbers at the instant `now`. An override that does not hold (unknown name, outside
 * the allowed range without a second person, further outside than the range is wide whoever confirms it (an *assumption*: such a number is a slip), none of the number's choices, expired, not yet begun) leaves the protocol's number in force and is named in `faults`.
 * `pauses` are all of the episode, also those that are over: what they put off stays explained; so are `plans`.
 */
export function applyLimits(
  protocol: Protocol,
  limits: Limits | null,
  now: number,
  pauses: readonly Pause[] = [],
  plans: readonly PlanVersion[] = [],
): EffectiveProtocol {
  const faults: LimitFault[] = [];
  const numbers: Record<string, NumberInForce> = {};
  for (const [name, number] of Object.entries(protocol.numbers)) {
    numbers[name] = { value: number.value, standard: number.value, origin: 'protocol' };
  }
  for (const [name, value] of Object.entries(limits?.values ?? {})) {
    const fault = limits && faultOf(protocol, limits, name, value, now);
    if (fault) faults.push({ name, code: fault });
    else numbers[name] = { value, standard: numbers[name]?.value ?? value, origin: 'limits' };
  }
  return { protocol, numbers, limits, faults, pauses, plans };
}

function faultOf(protocol: Protocol, limits: Limits, name: string, value: number, now: number): LimitFaultCode | null {
  const number = Object.hasOwn(protocol.numbers, name) ? protocol.numbers[name] : undefined;
  if (!number) return 'unknown-number';
  if (now < limits.since) return 'not-yet';
  if (limits.until !== null && now >= limits.until) return 'expired';
  if (!isInReach(number, value)) return 'out-of-reach';
  const beyond = value < number.min || value > number.max;
  const confirmed = limits.confirmedBy !== null && limits.confirmedBy !== limits.author;
  return beyond && !confirmed ? 'needs-second-person' : null;
}

type Reach = Pick<NamedNumber, 'min' | 'max' | 'choices'>;

/** The names of the numbers that nobody can have. What the protocol does not name is another fault. */
export function outOfReach(protocol: Protocol, values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const number = Object.hasOwn(protocol.numbers, name) ? protocol.numbers[name] : undefined;
    return number && !isInReach(number, value) ? name : [];
  });
}

/** Whether a number can be had at all, be it with a second person: not further outside the range than that is wide, and one of the choices where there are such. */
export function isInReach({ min, max, choices }: Reach, value: number): boolean {
  if (choices) return choices.some((choice) => choice.value === value);
  const width = max - min;
  return value >= min - width && value <= max + width;
}
