export type {
  AnsweredItem,
  Evidence,
  EvidenceItem,
  EvidencePart,
  EvidenceReading,
  Finding,
  FindingType,
  MeasuredItem,
  ReviewReason,
  Threshold,
} from './engine/alerts/finding.ts';
export { metricsOfItem } from './engine/alerts/finding.ts';
export { alertOfDevice } from './engine/alerts/offline.ts';
export { asksForSomebody, reviewOfRefused } from './engine/alerts/review.ts';
export { closeAsSeen } from './engine/closeAsSeen.ts';
export type {
  AlertClosedEvent,
  AnsweredEvent,
  DeviceEvent,
  DeviceOfflineEvent,
  DeviceOnlineEvent,
  MeasurementEvent,
  RefusedEvent,
  TickEvent,
  TriageEvent,
} from './engine/event.ts';
export { nextTickAt } from './engine/nextTick.ts';
export { compareEvents } from './engine/order.ts';
export { asksAnew } from './engine/refused.ts';
export { asksFor, type CompiledProtocol, compileProtocol, judges } from './engine/rules/compile.ts';
export { alertsToRead, responsesOf } from './engine/rules/readBy.ts';
export { initialState, type OpenAlert, openAlerts, type TriageState } from './engine/state.ts';
export { foldEvents, type StepResult, step } from './engine/step.ts';
export { fromStoredForm, type StoredState, storedForm } from './engine/stored/storedForm.ts';
export { closedSince } from './engine/tail/closes.ts';
export {
  applyLimits,
  type EffectiveProtocol,
  isInReach,
  type LimitFault,
  type LimitFaultCode,
  type NumberInForce,
  outOfReach,
} from './limits/apply.ts';
export { type Overtaking, overtakings, type WithoutEffect, withoutEffect } from './limits/effect.ts';
export { blamed, type NumberOrder, numberOrders, turnedRound } from './limits/order.ts';
export { type Limits, LimitsSchema } from './limits/schema.ts';
export { isOfPause, type PausedAlert, pausedUntil } from './pause/pausedUntil.ts';
export { type Pause, PauseSchema } from './pause/schema.ts';
export { plansInTime, type StandardPlan } from './plan/inTime.ts';
export { nextDue, occasionsOf, type PlannedOccasion, type PlanSubject } from './plan/occasions.ts';
export { type PlanVersion, PlanVersionSchema } from './plan/schema.ts';
export {
  leavesOfRule,
  metricsOfLeaf,
  plannableMetrics,
  plannableQuestionnaires,
  plannableSubjects,
  subjectsOfLeaf,
} from './protocol/check.ts';
export { type ProtocolDifference, protocolDifference } from './protocol/difference.ts';
export type { Comparison, Expression, Leaf, Quantity, Sustained } from './protocol/expression.ts';
export {
  type AlertKind,
  type NamedNumber,
  type Protocol,
  type ProtocolInput,
  ProtocolSchema,
  type Rule,
  type Severity,
  titleOf,
} from './protocol/schema.ts';
export { findProtocol, PROTOCOLS } from './protocols/shipped.ts';
export { type AskedForm, askedForms } from './questionnaire/asked.ts';
export {
  colourOfAnswer,
  isScored,
  type MarkedAnswer,
  type QuestionnaireResult,
  resultOf,
  wholeColour,
  wordsOf,
} from './questionnaire/result.ts';
export { type LivedHistory, relive, rerunJudgement } from './replay/lived.ts';
export { type Rebuilt, rebuild, type StandingAlert } from './replay/rebuild.ts';
export { compareReplays, type ReplayDifference, type ReplayedAlert, replayHistory } from './replay/replay.ts';
export type { Rerun } from './replay/rerun.ts';
export { MINUTES_PER_ALERT, type RealEvent, type ReplayLoad, type WhatIf, warmUpOf, whatIf } from './replay/whatIf.ts';
export { currentScores } from './scores/current.ts';
export { NEWS2_PARTS, type News2Observations, type News2Part, type News2Score, news2 } from './scores/news2.ts';
export { SCORE_IDS, type ScoreId } from './scores/registry.ts';
export { type ThresholdBand, thresholdBands } from './status/bands.ts';
export { missingNow, requiredMetrics } from './status/demands.ts';
export { compareStatus, episodeStatus, type StatusReason } from './status/episodeStatus.ts';
export { type ToldChange, toldOfProtocol, toldOfRule } from './wording/difference.ts';
export { describeFinding, explainFinding, type LimitSource } from './wording/finding.ts';
export { describePauseScope } from './wording/pause.ts';
export { describeRule, describeRuleChange } from './wording/rule.ts';
export { describeStatus } from './wording/status.ts';
export { type Language, nameOf as nameOfMetric } from './wording/terms.ts';
