export { type AccessLogEntry, appendAccessLog, type LoggedBasis } from './accessLog.ts';
export { type AlertAct, addAlertNote, claimAlert, endClaim, releaseAlert, resolveAlert } from './alert/act.ts';
export { CLAIM_END_TASK } from './alert/claimEndJob.ts';
export { CLAIM_REMINDER_TASK, remindOfClaim } from './alert/claimReminder.ts';
export { readStrandedClaims } from './alert/stranded.ts';
export {
  appendChanges,
  areChangesHeldUp,
  type Change,
  CursorError,
  currentCursor,
  type NewChange,
  readChangesAfter,
} from './change.ts';
export { listenForChanges } from './changeListener.ts';
export { canTurnRed, readCoveredTeams, readUncoveredHour } from './cover/cover.ts';
export { brokenConstraint, type Database, isDatabaseAway, openDatabase, type Queryable, sqlState } from './database.ts';
export { declareCover, setHours, withdrawCover, withdrawPlan } from './declaration/act.ts';
export {
  type AgreedCover,
  type DeclarationFacts,
  type DeclaredStretch,
  readAgreedCovers,
  readDeclarationHistory,
  readDeclarations,
  readDeclaredStretches,
} from './declaration/read.ts';
export { readOverdueTurns, turnHours } from './declaration/turn.ts';
export { HOURS_TURN_TASK } from './declaration/turnJob.ts';
export { HoursUnreadable } from './declaration/unreadable.ts';
export { readWatchedTeams } from './declaration/watched.ts';
export { DEVICE_WORD_TASK, type DeviceWord } from './deviceWordJob.ts';
export { endDuty, type NewDuty, setDuty, setLead } from './duty/act.ts';
export { findTeamOfDuty, readOnDuty, readTeamDuty } from './duty/read.ts';
export { endEpisode, type NewEpisode, type NewLimits, setLimits, startEpisode } from './episode.ts';
export { ESCALATION_TASK } from './escalation/job.ts';
export { type Look, lookAtEscalation } from './escalation/look.ts';
export { readOverdueClaimReminders, readOverdueClaims, readOverdueEscalations } from './escalation/overdue.ts';
export { readEscalationPolicy, setEscalationPolicy, withdrawPlannedPolicy } from './escalation/policy.ts';
export {
  acceptHandover,
  callOffHandover,
  declineHandover,
  type HandoverAct,
  withdrawHandover,
} from './handover/act.ts';
export { readDigest } from './handover/digest.ts';
export { HANDOVER_EFFECT_TASK } from './handover/effectJob.ts';
export { expireHandover } from './handover/expire.ts';
export { HANDOVER_EXPIRY_TASK } from './handover/expiryJob.ts';
export { HANDOVER_REQUEST_LAPSE_TASK, lapseRequest, readOverdueRequests } from './handover/lapse.ts';
export { type Offer, offerHandover } from './handover/offer.ts';
export { type BatchItem, type BatchOffer, offerHandoverBatch } from './handover/offerBatch.ts';
export { offerReturn } from './handover/offerReturn.ts';
export { readOverdueHandovers, readOverdueReminders, readOverdueReturns } from './handover/overdue.ts';
export { remindOfHandover } from './handover/remind.ts';
export { HANDOVER_REMINDER_TASK } from './handover/reminderJob.ts';
export {
  type HandoverRequestAct,
  type NewHandoverRequest,
  refuseHandoverRequest,
  requestHandover,
  withdrawHandoverRequest,
} from './handover/request.ts';
export { HANDOVER_RETURN_TASK } from './handover/returnJob.ts';
export { reviewHandover } from './handover/review.ts';
export { takeEffect } from './handover/takeEffect.ts';
export { type TakeOver, takeOverInEmergency } from './handover/takeOver.ts';
export { AccountExistsError } from './intake/message.ts';
export { createPartitionKeeper, ensurePartitions, type PartitionKeeper } from './intake/partitions.ts';
export type { AddressedReceipt, ReceivedMessage, ReceivedStatus } from './intake/received.ts';
export { refuseMessage } from './intake/refuse.ts';
export { storeStatuses } from './intake/status.ts';
export { storeBatch } from './intake/storeBatch.ts';
export { readUntoldLimitsEnds, tellLimitsEnd } from './limits/end.ts';
export { LIMITS_END_TASK, LIMITS_PROPOSAL_EXPIRY_TASK } from './limits/jobs.ts';
export {
  actOnLimitsProposal,
  expireLimitsProposal,
  findEpisodeOfLimitsProposal,
  readOverdueLimitsProposals,
} from './limits/proposal.ts';
export { type WantedLimits, type WantedLimitsAnswer, wantLimits } from './limits/want.ts';
export { LOAN_END_TASK, type LoanEnd } from './loanEndJob.ts';
export { migrate } from './migrate.ts';
export { markSeen } from './notification/seen.ts';
export { type OwnSettings, readOwnSettings } from './own/settings.ts';
export { SettingUnreadable } from './own/unreadable.ts';
export {
  type AddressedMessage,
  hastenMessages,
  type ReceivedShown,
  storeShown,
  takeDueMessages,
} from './patientMessage/outbox.ts';
export { changePauseEnd, endPause, type NewPause, type PauseAct, setPause } from './pause/act.ts';
export { readHeldBack } from './pause/heldBack.ts';
export { type EpisodePauses, readReadablePauses, readTriagePauses } from './pause/judgedBy.ts';
export { findEpisodeOfPause } from './pause/row.ts';
export { readOverduePauses, turnPause } from './pause/turn.ts';
export { PAUSE_TURN_TASK } from './pause/turnJob.ts';
export { type NewMeasuringPlan, setMeasuringPlan } from './plan/act.ts';
export { readTriagePlans } from './plan/judgedBy.ts';
export { adoptProtocol, type NewAdoption, numbersNotHolding, readNewestLimits } from './protocol/adopt.ts';
export { readAdoptions, readProtocolInForce } from './protocol/inForce.ts';
export {
  cancelProtocolTrial,
  type NewProtocolTrial,
  startProtocolTrial,
} from './protocolTrial/act.ts';
export { adoptFromTrial } from './protocolTrial/adopt.ts';
export { PROTOCOL_TRIAL_TASK } from './protocolTrial/job.ts';
export { takeUpLostTrials } from './protocolTrial/lost.ts';
export {
  readProtocolTrial,
  readProtocolTrials,
  readTrialCandidates,
  readTrialEpisodes,
  type TrialEpisodeRow,
  type TrialRow,
} from './protocolTrial/read.ts';
export { runProtocolTrial } from './protocolTrial/run.ts';
export { readAskedForms } from './questionnaire/asked.ts';
export { readQuestionnaires } from './questionnaire/cache.ts';
export {
  QuestionnaireRefusedError,
  QuestionnaireVersionError,
  registerQuestionnaire,
} from './questionnaire/register.ts';
export {
  type AccessFacts,
  findEpisodeOfAlert,
  findEpisodeOfHandover,
  readAccessFacts,
  readAccessFactsOfPatients,
  readAccessFactsOfTeams,
  readTeamsOfHandovers,
} from './reading/access.ts';
export {
  type AlertOfPeriod,
  type AlertRow,
  readAlert,
  readAlertsOfPeriod,
  readOpenAlerts,
  readResolvedAlerts,
} from './reading/alert.ts';
export { type DoneByCover, readDoneByOthers } from './reading/cover.ts';
export { type DeviceScope, readDeviceIds, readDevices, readNewestEffectiveAt } from './reading/device.ts';
export { type EpisodeRow, readEpisode } from './reading/episode.ts';
export { readHandover, readHandoversOfTeams, readOpenHandover } from './reading/handover.ts';
export { readHandoverBatch } from './reading/handoverBatch.ts';
export {
  findEpisodeOfRequest,
  readAccountableElsewhere,
  readHandoverRequest,
  readHandoverRequestsOfTeams,
} from './reading/handoverRequest.ts';
export { type LimitsProposalRow, readPendingLimitsProposal } from './reading/limits.ts';
export { type NotificationRow, readNotifications } from './reading/notification.ts';
export { readPatientMessages } from './reading/patientMessage.ts';
export { isScopeReadable, type PauseRow, readPause, readPauses } from './reading/pause.ts';
export { type PlanRow, readAnsweredAt, readMeasuredAt, readMeasuringPlan } from './reading/plan.ts';
export { findMemberBySubject, type Member, readMember, readMemberships, readTeams } from './reading/practitioner.ts';
export { type ProtocolKey, readProtocols, readRegisteredProtocols } from './reading/protocol.ts';
export { type QuarantineRow, readQuarantine } from './reading/quarantine.ts';
export {
  type QuestionnaireResponseRow,
  readQuestionnaireResponse,
  readQuestionnaireResponses,
} from './reading/questionnaireResponse.ts';
export {
  findEpisodeOfTask,
  readOpenTasksOfTeams,
  readTask,
  readTasksOfEpisode,
  type TaskReader,
} from './reading/task.ts';
export { readTimeline } from './reading/timeline.ts';
export { readTrend, type TrendBucket } from './reading/trend.ts';
export { readWorklist, type WorklistAlert, type WorklistRow } from './reading/worklist.ts';
export { ActRefused } from './refused.ts';
export {
  assignDevice,
  endAssignment,
  type NewAssignment,
  type NewDevice,
  readDeviceSecretHash,
  readDeviceSecretHashes,
  registerDevice,
} from './registration/device.ts';
export {
  type InstallationKind,
  InstallationKindError,
  readInstallation,
  setInstallation,
} from './registration/installation.ts';
export {
  completeIdentityNumber,
  faultOfIdentityNumber,
  type IdentityNumberFault,
} from './registration/nationalIdentityNumber.ts';
export {
  type NewOrganization,
  type NewPractitioner,
  type NewTeam,
  registerOrganization,
  registerPractitioner,
  registerTeam,
} from './registration/organization.ts';
export { IdentityNumberError, type NewPatient, registerPatient } from './registration/patient.ts';
export { ProtocolVersionError, registerProtocol } from './registration/protocol.ts';
export { addRelation, endRelation, findEpisodeOfRelation, type NewRelation } from './relation/act.ts';
export { type Explanation, explainAlert, type JudgingLimits } from './replay/explain.ts';
export { type Review, reviewEpisode } from './review/act.ts';
export {
  endExpiredSessions,
  endSession,
  extendSession,
  readSession,
  readStanding,
  type SessionRow,
  writeSession,
} from './session.ts';
export { addTask, cancelTask, claimTask, finishTask, type NewTask, releaseTask, type TaskAct } from './task/act.ts';
export { readUntoldOverdueTasks, tellOverdue } from './task/due.ts';
export { TASK_DUE_TASK } from './task/dueJob.ts';
export { endTaskSight, readEpisodesOfUnseenTasks, TASK_SIGHT_TASK } from './task/sight.ts';
export { TRIAGE_TICK_TASK } from './tickJob.ts';
export { applyAlertClosed, applyDeviceWord, applyTick, readOverdueTicks } from './triage/apply.ts';
export { applyLoanEnd, readUntoldLoanEnds } from './triage/loanEnd.ts';
export { createTriageMemory, type TriageContext, type TriageMemory } from './triage/memory.ts';
export { type RebuildOrder, rebuildBeside, rebuildTriage, tryRebuild } from './triage/rebuild.ts';
export type { AlertRebuilt, TriageRebuild } from './triage/rebuildTold.ts';
export { readUnjudgedSince } from './triage/unjudged.ts';
export { TriageUnreadable } from './triage/unreadable.ts';
export type { Breach } from './verify/replay.ts';
export { type Certificate, type VerificationFailure, verifyResponsibility } from './verify/verify.ts';
export type { WhatIfAnswer, WhatIfQuestion } from './whatIf/answer.ts';
export { isSameSetting, readPresentSetting } from './whatIf/presentSetting.ts';
export { createReplayer, type Replayer, ReplayRefused } from './whatIf/replayer.ts';
export { forgetReplaysShown, keepReplayShown, type Proposed } from './whatIf/shown.ts';
