export {
  AddNoteSchema,
  ALERT_KINDS,
  ALERT_STATUSES,
  type Alert,
  AlertActSchema,
  AlertNoteSchema,
  AlertSchema,
  OUTCOMES,
  type Outcome,
  OutcomeSchema,
  ResolveAlertSchema,
} from './api/alert.ts';
export {
  CHANGE_KINDS,
  type ChangeKind,
  ChangeKindSchema,
  type LiveMessage,
  LiveMessageSchema,
  type TimelineEntry,
  TimelineEntrySchema,
  TimelineSchema,
} from './api/change.ts';
export {
  type Cover,
  CoverNowSchema,
  type CoverOverview,
  CoverOverviewSchema,
  CoverSchema,
  type ShownCover,
} from './api/cover.ts';
export {
  type Declaration,
  type DeclarationHistory,
  DeclarationHistorySchema,
  DeclarationSchema,
  DeclareCoverSchema,
  SetHoursSchema,
  type WatchSpan,
  type WatchWeek,
  WatchWeekSchema,
  WithdrawCoverSchema,
  WithdrawPlannedSchema,
} from './api/declaration.ts';
export {
  type Duty,
  DutySchema,
  type OnDuty,
  OnDutySchema,
  SetDutySchema,
  SetLeadSchema,
  type TeamDuty,
  TeamDutySchema,
} from './api/duty.ts';
export {
  type EpisodeDetail,
  EpisodeDetailSchema,
  EpisodeMetricSchema,
  type EpisodeScore,
  ResponsibilityPeriodSchema,
  ThresholdBandSchema,
  type Trend,
  TrendQuerySchema,
  TrendSchema,
} from './api/episode.ts';
export {
  AlertEscalationSchema,
  ESCALATION_SKIPS,
  ESCALATION_STATUSES,
  ESCALATION_TARGETS,
  type EscalationPolicy,
  EscalationPolicySchema,
  type EscalationStatus,
  type EscalationStep,
  EscalationStepSchema,
  type EscalationTarget,
  EscalationTargetSchema,
  SetEscalationPolicySchema,
  type TeamEscalationPolicy,
  TeamEscalationPolicySchema,
} from './api/escalation.ts';
export { type AlertExplanation, AlertExplanationSchema } from './api/explanation.ts';
export {
  AcceptHandoverSchema,
  CallOffHandoverSchema,
  type Contingency,
  ContingencySchema,
  CounterProposalSchema,
  DeclineHandoverSchema,
  DIGEST_PARTS,
  HANDOVER_KINDS,
  HANDOVER_REQUEST_STATUSES,
  HANDOVER_REVIEW_VERDICTS,
  HANDOVER_STATUSES,
  type Handover,
  type HandoverAction,
  HandoverActionSchema,
  type HandoverBatch,
  HandoverBatchSchema,
  HandoverDetailSchema,
  type HandoverDigest,
  HandoverDigestSchema,
  HandoverListSchema,
  type HandoverRequest,
  HandoverRequestSchema,
  HandoverSchema,
  ILLNESS_SEVERITIES,
  type Isbar,
  IsbarSchema,
  MOST_LINES,
  MOST_OFFERED_AT_ONCE,
  OfferBatchSchema,
  OfferHandoverSchema,
  type ReadBack,
  ReadBackSchema,
  RefuseHandoverRequestSchema,
  RequestHandoverSchema,
  ReviewHandoverSchema,
  TakeOverSchema,
  WithdrawHandoverRequestSchema,
  WithdrawHandoverSchema,
} from './api/handover.ts';
export {
  DeviceListSchema,
  type DeviceStatus,
  DeviceStatusSchema,
  QuarantinedMessageSchema,
  QuarantineListSchema,
} from './api/ingestStatus.ts';
export {
  ConfirmLimitsSchema,
  DeclineLimitsSchema,
  LimitsBriefSchema,
  LimitsInForceSchema,
  type LimitsProposal,
  LimitsProposalAnswerSchema,
  LimitsProposalSchema,
  LimitValuesSchema,
  type ProtocolNumber,
  ProtocolNumberSchema,
  SetLimitsAnswerSchema,
  SetLimitsSchema,
} from './api/limits.ts';
export {
  type AskedFormLine,
  type EpisodePlan,
  EpisodePlanSchema,
  MAX_FORM_GRACE_MINUTES,
  MAX_GRACE_MINUTES,
  type MeasuringPlan,
  type MeasuringPlanEntry,
  MeasuringPlanSchema,
  type NextDue,
  NextDueSchema,
  OCCASION_STATES,
  type Occasion,
  type OccasionState,
  PLAN_DAYS,
  type PlanDay,
  type PlannableForm,
  PlanParamsSchema,
  SetMeasuringPlanSchema,
  subjectOfEntry,
} from './api/measuringPlan.ts';
export {
  NOTIFICATION_KINDS,
  type Notification,
  type NotificationList,
  NotificationListSchema,
  NotificationSchema,
  SeenNotificationsSchema,
} from './api/notification.ts';
export {
  type OpeningHours,
  OpeningHoursSchema,
  type OpeningInterval,
  WEEKDAYS,
  type Weekday,
  type WeeklyHours,
} from './api/openingHours.ts';
export { OWN_SETTINGS, type OwnSetting } from './api/ownSetting.ts';
export {
  DELIVERY_STATES,
  type DeliveryState,
  PATIENT_MESSAGE_KINDS,
  type PatientMessage,
  type PatientMessageKind,
  PatientMessageListSchema,
  PatientMessageSchema,
} from './api/patientMessage.ts';
export {
  ChangePauseEndSchema,
  EndPauseSchema,
  PAUSE_REASONS,
  type Pause,
  type PauseBrief,
  PauseBriefSchema,
  type PausePreview,
  PausePreviewQuerySchema,
  PausePreviewSchema,
  type PauseReason,
  PauseSchema,
  type PauseScope,
  PauseScopeSchema,
  SetPauseSchema,
} from './api/pause.ts';
export {
  differingParts,
  type PresentSetting,
  PresentSettingSchema,
  type SettingPart,
} from './api/presentSetting.ts';
export {
  type Problem,
  ProblemSchema,
  UNCOVERED_REASONS,
  type UncoveredHour,
  UncoveredHourSchema,
} from './api/problem.ts';
export {
  AdoptProtocolSchema,
  ProtocolAdoptedSchema,
  type ProtocolChoice,
  type ProtocolChoices,
  ProtocolChoicesSchema,
  type ProtocolDifferenceShown,
  type ProtocolInForce,
  type ProtocolVerdicts,
  ProtocolVerdictsSchema,
} from './api/protocol.ts';
export {
  ADOPTIONS_A_REQUEST,
  AdoptFromTrialSchema,
  type ProtocolTrial,
  type ProtocolTrialDetail,
  ProtocolTrialDetailSchema,
  type ProtocolTrialResult,
  ProtocolTrialSchema,
  ProtocolTrialsSchema,
  StartProtocolTrialSchema,
  type TrialAdoptions,
  TrialAdoptionsSchema,
} from './api/protocolTrial.ts';
export {
  type AlertToRead,
  type AnsweredQuestion,
  type QuestionnaireResponse,
  QuestionnaireResponseListSchema,
  QuestionnaireResponseSchema,
  type ResponseReview,
} from './api/questionnaireResponse.ts';
export {
  type AddRelation,
  AddRelationSchema,
  RELATION_KINDS,
  type Relation,
  type RelationKind,
  RelationSchema,
} from './api/relation.ts';
export {
  REVIEWS_A_REQUEST,
  type ReviewEpisodes,
  ReviewEpisodesSchema,
  type ReviewResult,
  ReviewResultSchema,
  ReviewResultsSchema,
} from './api/review.ts';
export {
  IdSchema,
  InstantSchema,
  type LocalizedText,
  LocalizedTextSchema,
  SEVERITIES,
} from './api/scalars.ts';
export {
  type Practitioner,
  PractitionerSchema,
  type Session,
  SessionSchema,
  SignOutSchema,
  type Team,
  TeamListSchema,
  TeamSchema,
} from './api/session.ts';
export type { ShownBefore } from './api/shownBefore.ts';
export {
  AddTaskSchema,
  CancelTaskSchema,
  FinishTaskSchema,
  TASK_KINDS,
  TASK_ORIGINS,
  TASK_STATUSES,
  type Task,
  TaskActSchema,
  type TaskKind,
  TaskKindSchema,
  type TaskList,
  TaskListSchema,
  TaskSchema,
  type TaskStatus,
} from './api/task.ts';
export {
  AskWhatIfSchema,
  type ReplayedAlertShown,
  WHAT_IF_DAYS,
  WhatIfSchema,
  type WhatIfShown,
} from './api/whatIf.ts';
export {
  ACCESS_BASES,
  type AccessBasis,
  EPISODE_STATUSES,
  type EpisodeStatus,
  PatientSummarySchema,
  type Worklist,
  type WorklistItem,
  WorklistItemSchema,
  WorklistSchema,
} from './api/worklist.ts';
export { asKept } from './keptText.ts';
export { type DecodeInput, decode } from './message/decode.ts';
export { type DeviceReading, encode, type OutgoingMessage } from './message/encode.ts';
export { FAULT_CODES, type Fault, type FaultCode, FaultCodeSchema, FaultSchema } from './message/fault.ts';
export {
  EnvelopeSchema,
  MAX_MEASUREMENTS,
  MAX_PAYLOAD_BYTES,
  type MessageId,
  MessageIdSchema,
  type WireMeasurement,
  type WireMessage,
} from './message/json.ts';
export { MAX_AGE_MS, MAX_FUTURE_MS } from './message/judge.ts';
export type { Decoded, Envelope, Reading, RefusedReading } from './message/reading.ts';
export {
  findMetric,
  METRIC_CODES,
  METRICS,
  type Metric,
  type MetricCode,
  MetricCodeSchema,
  metric,
  metricByCoding,
} from './metrics/catalogue.ts';
export { type Coding, LOINC, MDC, SAMVAKT_ANSWER, SAMVAKT_METRIC, SNOMED_CT, UCUM } from './metrics/coding.ts';
export type {
  ChoiceMetric,
  ChoiceOption,
  Conversion,
  MetricDefinition,
  PlausibleRange,
  QuantityMetric,
  ScaleMetric,
} from './metrics/metric.ts';
export { fromCanonical, toCanonical, unitsOf } from './metrics/units.ts';
export { DeviceIdSchema } from './mqtt/deviceId.ts';
export {
  type HomeMessage,
  HomeMessageSchema,
  type HomePlan,
  HomePlanSchema,
  type MessageShown,
  MessageShownSchema,
  OutgoingHomeMessageSchema,
} from './mqtt/homeMessage.ts';
export {
  type Receipt,
  ReceiptSchema,
  type ReceiptStatus,
  ReceiptStatusSchema,
  ReceiptsSchema,
} from './mqtt/receipt.ts';
export { type GatewayStatus, GatewayStatusSchema } from './mqtt/status.ts';
export {
  ANSWERS_FILTER,
  answersTopic,
  DEFAULT_FORMAT,
  MEASUREMENTS_FILTER,
  MESSAGE_FORMATS,
  type MessageFormat,
  measurementsTopic,
  messagesTopic,
  parseTopic,
  receiptsTopic,
  SHOWN_FILTER,
  STATUS_FILTER,
  shownTopic,
  statusTopic,
  TOPIC_SCHEMAS,
  type Topic,
  type TopicKind,
} from './mqtt/topics.ts';
export { decodeAnswers } from './questionnaire/decode.ts';
export { ANSWER_RULE, CONTACT_REQUEST, ONLY_OBSERVED } from './questionnaire/extension.ts';
export { judgeAnswers } from './questionnaire/judgeAnswers.ts';
export { type ParsedQuestionnaire, parseQuestionnaire, type QuestionnaireFault } from './questionnaire/parse.ts';
export {
  type AnswerOption,
  type AnswerRule,
  COLOURS,
  type Colour,
  canonicalOf,
  type Question,
  type Questionnaire,
  type QuestionnaireItem,
  type QuestionnaireKey,
  questionsOf,
} from './questionnaire/questionnaire.ts';
export {
  type Answer,
  encodeResponse,
  type GivenResponse,
  idOfResponse,
  isResponseText,
  type JudgedAnswers,
  type OutgoingAnswer,
  type OutgoingResponse,
} from './questionnaire/response.ts';
export {
  COPD_SYMPTOMS,
  findQuestionnaire,
  HEART_FAILURE_SYMPTOMS,
  QUESTIONNAIRES,
  type ShippedQuestionnaire,
} from './questionnaire/shipped/shipped.ts';
export { isVisible } from './visibleText.ts';
