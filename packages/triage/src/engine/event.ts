import type { FaultCode, LocalizedText, MetricCode } from '@samvakt/contract';
import type { QuestionnaireResult } from '../questionnaire/result.ts';

/** A reading in the metric's canonical unit. `receivedAt` (default: `at`) tells whether a person who closed an alert can have seen it. */
export interface MeasurementEvent {
  readonly type: 'measurement';
  readonly metric: MetricCode;
  readonly at: number;
  readonly value: number;
  readonly receivedAt?: number;
}

/**
 * A questionnaire has been answered: `questionnaire` is its canonical URL, whatever version. What the answers come to was worked out when
 * they came, and is a fact of the event.
 */
export interface AnsweredEvent {
  readonly type: 'answered';
  readonly responseId: string;
  readonly questionnaire: string;
  readonly version: string;
  readonly title: LocalizedText;
  readonly at: number;
  readonly receivedAt?: number;
  readonly result: QuestionnaireResult;
}

/**
 * Something was sent of the patient that could not be taken for what it says: in an unknown unit, beyond what can be, an answer to no question. What it says of the
 * patient nobody knows, so it takes no part in the order of events; somebody is to look.
 */
export interface RefusedEvent {
  readonly type: 'refused';
  /** Null: not even what was measured is known, or it was the answers to a form. */
  readonly metric: MetricCode | null;
  readonly code: FaultCode;
  /** When it was measured; when it was received where that is not known. */
  readonly at: number;
  readonly receivedAt?: number;
}

/** Time has come this far and nothing else has happened. */
export interface TickEvent {
  readonly type: 'tick';
  readonly at: number;
}

/**
 * A person has closed the alert of this rule. `seenUntil` (default: `at`): having seen what was received until then. It is earlier where the close counts after something
 * that was told ahead of its time, or was made before what judges was changed.
 */
export interface AlertClosedEvent {
  readonly type: 'alert-closed';
  readonly ruleId: string;
  readonly at: number;
  readonly seenUntil?: number;
}

/**
 * It is known that this device has no connection, so that what it would have measured cannot come. A fact about equipment, not about the patient: it takes no part in
 * the order of events.
 */
export interface DeviceOfflineEvent {
  readonly type: 'device-offline';
  readonly deviceId: string;
  /** When this became known. */
  readonly at: number;
  /** When the device was last heard of. */
  readonly since: number;
  /** What it brings of this patient's measurements. */
  readonly metrics: readonly MetricCode[];
  /** The questionnaires that are answered through it, and through no other. */
  readonly questionnaires?: readonly string[];
}

/** The device has been heard again, or is waited for no more. */
export interface DeviceOnlineEvent {
  readonly type: 'device-online';
  readonly deviceId: string;
  readonly at: number;
  /** The patient has it no more. Triage judges the same by it; who is told why the alert of the device ended hears it. */
  readonly returned?: true;
}

export type DeviceEvent = DeviceOfflineEvent | DeviceOnlineEvent;

/** All instants are epoch milliseconds of event time. */
export type TriageEvent = MeasurementEvent | AnsweredEvent | RefusedEvent | TickEvent | AlertClosedEvent | DeviceEvent;
/** The events that have a place in time among each other. */
export type OrderedEvent = Exclude<TriageEvent, DeviceEvent | RefusedEvent>;
