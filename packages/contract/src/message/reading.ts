import type { MetricCode } from '../metrics/catalogue.ts';
import type { GivenResponse } from '../questionnaire/response.ts';
import type { Fault, FaultCode } from './fault.ts';
import type { MessageId } from './json.ts';

/** One measurement as the platform keeps it: `value` in the metric's canonical unit (a choice: its ordinal). */
export interface Reading {
  readonly metric: MetricCode;
  /** Epoch milliseconds. */
  readonly effectiveAt: number;
  readonly value: number;
  /** JSON pointer to where it stood in the payload. */
  readonly path: string;
}

/**
 * A measurement that was sent and not taken for one, as far as it was understood: somebody is to look. Not one that the device itself says has no value.
 */
export interface RefusedReading {
  readonly code: FaultCode;
  /** Null: not even what was measured is known. */
  readonly metric: MetricCode | null;
  /** Epoch milliseconds; null: not known, or not to be believed. */
  readonly effectiveAt: number | null;
}

/** What a message says of itself: its number in the gateway's queue, and when it was sent. */
export interface Envelope extends MessageId {
  /** Epoch milliseconds; null where the format lets a sender leave it out (FHIR) and the sender did. */
  readonly sentAt: number | null;
}

/**
 * A message that could not be read at all (`id` is there when at least queue and number could be recovered, so that a receipt can
 * still be sent), or its envelope with what was good and what was not. In a readable message every measurement is in exactly one
 * of `readings` and `faults`: received = readings.length + faults.length. A message that is a response to a questionnaire holds
 * that one response and no readings; `response` is null where its faults refuse it, and left out in a message of measurements.
 * `refused` says of whom the faults are news, and is left out where there are none.
 */
export type Decoded =
  | { readonly readable: false; readonly id: MessageId | null; readonly faults: readonly Fault[] }
  | {
      readonly readable: true;
      readonly envelope: Envelope;
      readonly readings: readonly Reading[];
      readonly response?: GivenResponse | null;
      readonly refused?: readonly RefusedReading[];
      readonly faults: readonly Fault[];
    };
