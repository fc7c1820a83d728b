import type { MetricCode } from '@samvakt/contract';

/** A reading in the metric's canonical unit. `receivedAt` (default: `at`) tells whether a person who closed an alert can have seen it. */
export interface MeasurementEvent {
  readonly type: 'measurement';
  readonly metric: MetricCode;
  readonly at: number;
  readonly value: number;
  readonly receivedAt?: number;
}

/** Time has come this far and nothing else has happened. */
export interface TickEvent {
  readonly type: 'tick';
  readonly at: number;
}

/** A person has closed the alert of this rule, having seen what was received until `at`. */
export interface AlertClosedEvent {
  readonly type: 'alert-closed';
  readonly ruleId: string;
  readonly at: number;
}

/** All instants are epoch milliseconds of event time. */
export type TriageEvent = MeasurementEvent | TickEvent | AlertClosedEvent;
