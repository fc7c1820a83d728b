import {
  type AcceptHandoverSchema,
  type AddRelationSchema,
  type AddTaskSchema,
  type AdoptFromTrialSchema,
  type AdoptProtocolSchema,
  AlertSchema,
  type CallOffHandoverSchema,
  type CancelTaskSchema,
  type ChangePauseEndSchema,
  DeclarationSchema,
  type DeclineHandoverSchema,
  EpisodeDetailSchema,
  EpisodePlanSchema,
  type FinishTaskSchema,
  HandoverBatchSchema,
  HandoverRequestSchema,
  HandoverSchema,
  LimitsProposalAnswerSchema,
  type OfferBatchSchema,
  type OfferHandoverSchema,
  PauseSchema,
  ProtocolAdoptedSchema,
  ProtocolTrialSchema,
  type RequestHandoverSchema,
  type ResolveAlertSchema,
  type ReviewEpisodes,
  type ReviewHandoverSchema,
  ReviewResultsSchema,
  type SetDutySchema,
  type SetEscalationPolicySchema,
  type SetHoursSchema,
  SetLimitsAnswerSchema,
  type SetLimitsSchema,
  type SetMeasuringPlanSchema,
  type SetPauseSchema,
  type ShownBefore,
  type StartProtocolTrialSchema,
  type TakeOverSchema,
  TaskSchema,
  TeamDutySchema,
  TeamEscalationPolicySchema,
  TrialAdoptionsSchema,
  type WithdrawCoverSchema,
  type WithdrawHandoverSchema,
  type WithdrawPlannedSchema,
} from '@samvakt/contract';
import { z } from 'zod';
import type { Client } from './client.ts';

const RelationsSchema = EpisodeDetailSchema.pick({ relations: true });

/** Everything a person can do, one entry each; every act names the version it was decided upon where the contract asks for it. */
export function createActs(client: Client) {
  const alert = (alertId: string, act: string) => `/alerts/${encodeURIComponent(alertId)}/${act}`;
  const request = (requestId: string, act: string) => `/handover-requests/${encodeURIComponent(requestId)}/${act}`;
  const handover = (handoverId: string, act: string) => `/handovers/${encodeURIComponent(handoverId)}/${act}`;
  const pause = (pauseId: string, act: string) => `/pauses/${encodeURIComponent(pauseId)}/${act}`;
  const task = (taskId: string, act: string) => `/tasks/${encodeURIComponent(taskId)}/${act}`;
  return {
    signOut: () => client.signOut(),
    claim: (alertId: string, version: number) => client.post(alert(alertId, 'claim'), { version }, AlertSchema),
    release: (alertId: string, version: number) => client.post(alert(alertId, 'release'), { version }, AlertSchema),
    addNote: (alertId: string, note: { readonly id: string; readonly text: string }) =>
      client.post(alert(alertId, 'notes'), note, AlertSchema),
    resolve: (alertId: string, act: z.input<typeof ResolveAlertSchema>) =>
      client.post(alert(alertId, 'resolve'), act, AlertSchema),
    setPause: (episodeId: string, act: z.input<typeof SetPauseSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/pauses`, act, PauseSchema),
    endPause: (pauseId: string, version: number) => client.post(pause(pauseId, 'end'), { version }, PauseSchema),
    changePauseEnd: (pauseId: string, act: z.input<typeof ChangePauseEndSchema>) =>
      client.post(pause(pauseId, 'change-end'), act, PauseSchema),
    startTrial: (trial: z.input<typeof StartProtocolTrialSchema>) =>
      client.post('/protocol-trials', trial, ProtocolTrialSchema),
    cancelTrial: (trialId: string) =>
      client.post(`/protocol-trials/${encodeURIComponent(trialId)}/cancel`, {}, ProtocolTrialSchema),
    adoptProtocol: (episodeId: string, adoption: z.input<typeof AdoptProtocolSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/protocol`, adoption, ProtocolAdoptedSchema),
    adoptFromTrial: (trialId: string, act: z.input<typeof AdoptFromTrialSchema>) =>
      client.post(`/protocol-trials/${encodeURIComponent(trialId)}/adoptions`, act, TrialAdoptionsSchema),
    setLimits: (episodeId: string, limits: z.input<typeof SetLimitsSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/limits`, limits, SetLimitsAnswerSchema),
    setMeasuringPlan: (episodeId: string, plan: z.input<typeof SetMeasuringPlanSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/measuring-plan`, plan, EpisodePlanSchema),
    decideLimits: (
      proposalId: string,
      act: 'confirm' | 'withdraw' | 'decline',
      body: { reason?: string; shown?: ShownBefore },
    ) => client.post(`/limits-proposals/${encodeURIComponent(proposalId)}/${act}`, body, LimitsProposalAnswerSchema),
    addTask: (episodeId: string, added: z.input<typeof AddTaskSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/tasks`, added, TaskSchema),
    claimTask: (taskId: string, version: number) => client.post(task(taskId, 'claim'), { version }, TaskSchema),
    releaseTask: (taskId: string, version: number) => client.post(task(taskId, 'release'), { version }, TaskSchema),
    finishTask: (taskId: string, act: z.input<typeof FinishTaskSchema>) =>
      client.post(task(taskId, 'done'), act, TaskSchema),
    cancelTask: (taskId: string, act: z.input<typeof CancelTaskSchema>) =>
      client.post(task(taskId, 'cancel'), act, TaskSchema),
    reviewEpisodes: (act: ReviewEpisodes) => client.post('/reviews', act, ReviewResultsSchema),
    markSeen: (notificationIds: readonly string[]) =>
      client.post('/notifications/seen', { notificationIds }, z.undefined()),
    setDuty: (teamId: string, duty: z.input<typeof SetDutySchema>) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/duty`, duty, TeamDutySchema),
    endDuty: (dutyId: string) => client.post(`/duties/${encodeURIComponent(dutyId)}/end`, {}, TeamDutySchema),
    setLead: (teamId: string, practitionerId: string | null) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/lead`, { practitionerId }, TeamDutySchema),
    offer: (episodeId: string, offer: z.input<typeof OfferHandoverSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/handovers`, offer, HandoverSchema),
    offerBatch: (batch: z.input<typeof OfferBatchSchema>) =>
      client.post('/handover-batches', batch, HandoverBatchSchema),
    accept: (handoverId: string, act: z.input<typeof AcceptHandoverSchema>) =>
      client.post(handover(handoverId, 'accept'), act, HandoverSchema),
    decline: (handoverId: string, act: z.input<typeof DeclineHandoverSchema>) =>
      client.post(handover(handoverId, 'decline'), act, HandoverSchema),
    callOff: (handoverId: string, act: z.input<typeof CallOffHandoverSchema>) =>
      client.post(handover(handoverId, 'call-off'), act, HandoverSchema),
    review: (handoverId: string, act: z.input<typeof ReviewHandoverSchema>) =>
      client.post(handover(handoverId, 'review'), act, HandoverSchema),
    takeOver: (episodeId: string, act: z.input<typeof TakeOverSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/take-over`, act, HandoverSchema),
    request: (episodeId: string, asked: z.input<typeof RequestHandoverSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/handover-requests`, asked, HandoverRequestSchema),
    refuseRequest: (requestId: string, version: number, reason: string) =>
      client.post(request(requestId, 'refuse'), { version, reason }, HandoverRequestSchema),
    withdrawRequest: (requestId: string, version: number) =>
      client.post(request(requestId, 'withdraw'), { version }, HandoverRequestSchema),
    withdraw: (handoverId: string, act: z.input<typeof WithdrawHandoverSchema>) =>
      client.post(handover(handoverId, 'withdraw'), act, HandoverSchema),
    addRelation: (episodeId: string, relation: z.input<typeof AddRelationSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/relations`, relation, RelationsSchema),
    endRelation: (relationId: string) =>
      client.post(`/relations/${encodeURIComponent(relationId)}/end`, {}, RelationsSchema),
    setHours: (teamId: string, act: z.input<typeof SetHoursSchema>) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/hours`, act, DeclarationSchema),
    withdrawPlannedHours: (teamId: string, planned: number, act: z.input<typeof WithdrawPlannedSchema>) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/hours/planned/${planned}/withdraw`, act, DeclarationSchema),
    withdrawPlannedPolicy: (teamId: string, planned: number, act: z.input<typeof WithdrawPlannedSchema>) =>
      client.post(
        `/teams/${encodeURIComponent(teamId)}/escalation-policy/planned/${planned}/withdraw`,
        act,
        TeamEscalationPolicySchema,
      ),
    withdrawCover: (teamId: string, act: z.input<typeof WithdrawCoverSchema>) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/cover/withdraw`, act, DeclarationSchema),
    setEscalationPolicy: (teamId: string, act: z.input<typeof SetEscalationPolicySchema>) =>
      client.post(`/teams/${encodeURIComponent(teamId)}/escalation-policy`, act, TeamEscalationPolicySchema),
  };
}
export type Acts = ReturnType<typeof createActs>;
