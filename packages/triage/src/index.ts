export { type CompiledProtocol, compileProtocol, judges } from './engine/compile.ts';
export type { AlertClosedEvent, MeasurementEvent, TickEvent, TriageEvent } from './engine/event.ts';
export type {
  Evidence,
  EvidenceItem,
  EvidenceReading,
  Finding,
  FindingType,
  ReviewReason,
  Threshold,
} from './engine/finding.ts';
export { initialState, nextTickAt, type OpenAlert, openAlerts, type TriageState } from './engine/state.ts';
export { foldEvents, type StepResult, step } from './engine/step.ts';
export {
  applyLimits,
  type EffectiveProtocol,
  type LimitFault,
  type LimitFaultCode,
  type NumberInForce,
} from './limits/apply.ts';
export { type Limits, LimitsSchema, type Pause, PauseSchema } from './limits/schema.ts';
export type { Comparison, Expression, Leaf, Quantity, Sustained } from './protocol/expression.ts';
export {
  type AlertKind,
  type NamedNumber,
  type Protocol,
  type ProtocolInput,
  ProtocolSchema,
  type Rule,
  type Severity,
} from './protocol/schema.ts';

/*
 * The functions that follow, in the signatures that callers can build on:
 *
 * compileProtocol(effective: EffectiveProtocol): CompiledProtocol            costs something: cache it per (protocol version, limits version, pauses)
 * initialState(protocol: CompiledProtocol, since: number): TriageState        plain JSON
 * step(protocol: CompiledProtocol, state, event: TriageEvent): { state: TriageState; findings: Finding[] }
 * foldEvents(protocol: CompiledProtocol, state, events: readonly TriageEvent[]): { state; findings }
 * nextTickAt(state): number | null                                            send a tick then
 * openAlerts(state): OpenAlert[]                                              what stands open, to compare with the stored alerts
 * judges(protocol: CompiledProtocol, metric): boolean                         whether a rule judges it (or the protocol observes it)
 * episodeStatus({ openAlerts: { ruleId, severity, kind }[], lastSeen: Partial<Record<MetricCode, number>>, protocol: EffectiveProtocol, now })
 *   : { status: EpisodeStatus; reason: StatusReason }
 * compareStatus(a, b): number                                                 worst first
 * describeFinding(protocol: Protocol, evidence: Evidence, language: 'nb' | 'en'): string
 * describeRule(effective: EffectiveProtocol, rule: Rule, language): string    the rule with its numbers in force, one line
 * describeStatus(protocol: Protocol, reason: StatusReason, language): string
 * thresholdBands(effective: EffectiveProtocol, metric): { ruleId, severity, from, until, origin }[]
 * PROTOCOLS: readonly Protocol[]; findProtocol(id): Protocol | undefined      ids: copd, heart-failure, diabetes, hypertension
 */
