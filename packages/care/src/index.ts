export { type AccessDecision, type AccessQuestion, decideAccess, FORMER_ACCESS_MS } from './access/decide.ts';
export { type Actor, type ActorOrClock, belongsTo, THE_CLOCK } from './actor.ts';
export {
  type AlertCommand,
  type AlertContext,
  type AlertDecision,
  type AlertEffect,
  type AlertHelpers,
  type AlertState,
  CLAIM_MS,
  claimReminderAt,
  claimWithinCover,
  decideAlert,
  decideClaimEnd,
  decideClaimReminder,
} from './alert/decide.ts';
export {
  type CoveredTeam,
  type CoverNow,
  coverAt,
  firstUncovered,
  type WatchedSpan,
  watchSpans,
} from './cover/cover.ts';
export { decideCover, firstUncoveredHour, type WatchedTeam } from './cover/uncovered.ts';
export {
  type AffectedTeam,
  type DeclarationState,
  type Declarer,
  decideCoveredWatch,
  decideDeclaration,
  decidePlanWithdrawal,
  decideWatch,
  decideWithdrawal,
  PLAN_AHEAD_MS,
  refuseBeginning,
  refuseBegun,
  refuseDeclarer,
} from './declaration/decide.ts';
export {
  type DutyRecord,
  type DutyState,
  decideDutyEnd,
  decideLead,
  decideNewDuty,
  MAX_DUTY_MS,
} from './duty/decide.ts';
export { decideEpisodeEnd, type EpisodeEndState } from './episode/decideEnd.ts';
export { beginRun, decideEscalation } from './escalation/decide.ts';
export { CLAIM_REMINDER_MS, DEFAULT_ESCALATION_POLICY } from './escalation/policy.ts';
export type {
  EscalatedAlert,
  EscalatingTeam,
  EscalationDecision,
  EscalationNotification,
  EscalationRun,
  Recipient,
  RunReason,
  SkippedStep,
} from './escalation/state.ts';
export {
  DEADLINE_AT_MOST_DAYS,
  EFFECT_AT_MOST_DAYS,
  REQUEST_ANSWER_MS,
  RETURN_AT_MOST_DAYS,
  reminderAt,
  timesFault,
} from './handover/bounds.ts';
export type { CounterProposal, EndingCommand, HandoverCommand, HandoverContext } from './handover/command.ts';
export { decideHandover, type HandoverDecision } from './handover/decide.ts';
export type { HandoverEffect } from './handover/effect.ts';
export {
  decideHandoverRequest,
  type HandoverRequestRecord,
} from './handover/request.ts';
export { decideAfterReview, type ReviewAnswer } from './handover/review.ts';
export {
  type HandoverKind,
  type HandoverRecord,
  type HandoverState,
  type HandoverStatus,
  type IllnessSeverity,
  isOpenHandover,
} from './handover/state.ts';
export {
  decideLimitsEnd,
  decideLimitsProposal,
  LIMITS_PROPOSAL_MS,
  type LimitsProposalCommand,
  type LimitsProposalState,
  MAX_LIMITS_MS,
} from './limits/decide.ts';
export { type CalendarDay, calendarDays, instantOnClock, wallClock, zoneOf } from './openingHours/calendar.ts';
export { norwegianHoliday } from './openingHours/holidays.ts';
export { isOpen, nextClosing, nextOpening } from './openingHours/openingHours.ts';
export { joined, openSpans, type Span, uncovered } from './openingHours/spans.ts';
export { type AskedFor, PLAN_SHOWN_MS, planWords } from './patientMessage/planWords.ts';
export { ALL_WELL_SHOWN_MS, allWellWords, FOLLOWED_BY_SHOWN_MS, followedByWords } from './patientMessage/words.ts';
export {
  decidePause,
  decidePauseTurn,
  MAX_PAUSE_AHEAD_MS,
  MAX_PAUSE_MS,
  nextTurn,
  type PauseCommand,
  type PauseDecision,
  type PauseEffect,
  type PauseRecord,
  type PauseState,
} from './pause/decide.ts';
export { decidePlan, type PlanCommand, type PlanDecision, type PlanState, planAsIfFrom } from './plan/decide.ts';
export {
  type AdoptionCommand,
  type AdoptionState,
  decideAdoption,
  type NotHolding,
  type ProtocolVersion,
} from './protocol/decideAdoption.ts';
export { type AlertToRead, type FormReview, formReview } from './questionnaire/review.ts';
export {
  REFUSAL_KINDS,
  REFUSALS,
  type Refusal,
  type RefusalCode,
  type RefusalKind,
  refuse,
} from './refusal.ts';
export { decideRelation, type RelationCommand, type RelationDecision, type RelationState } from './relation/decide.ts';
export {
  accountableAt,
  type ContinuityBreach,
  type EpisodePeriod,
  type ResponsibilityPeriod,
  verifyContinuity,
} from './responsibility/period.ts';
export { decideReview, type ReviewState } from './review/decide.ts';
export {
  decideNewTask,
  decideTask,
  mayOnTask,
  type NewTaskCommand,
  type NewTaskState,
  type TaskCommand,
  type TaskContext,
  type TaskDecision,
  type TaskEffect,
  type TaskState,
} from './task/decide.ts';
