import {
  AlertExplanationSchema,
  type AskWhatIfSchema,
  CoverOverviewSchema,
  DeclarationHistorySchema,
  DeclarationSchema,
  DeviceListSchema,
  EpisodeDetailSchema,
  EpisodePlanSchema,
  HandoverBatchSchema,
  HandoverDetailSchema,
  HandoverDigestSchema,
  HandoverListSchema,
  NotificationListSchema,
  OnDutySchema,
  PatientMessageListSchema,
  PausePreviewSchema,
  type PauseScope,
  ProtocolChoicesSchema,
  ProtocolTrialDetailSchema,
  ProtocolTrialsSchema,
  ProtocolVerdictsSchema,
  QuarantineListSchema,
  QuestionnaireResponseListSchema,
  QuestionnaireResponseSchema,
  SessionSchema,
  TaskListSchema,
  TeamDutySchema,
  TeamEscalationPolicySchema,
  TeamListSchema,
  TimelineSchema,
  TrendSchema,
  WatchWeekSchema,
  WhatIfSchema,
  WorklistSchema,
} from '@samvakt/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { SPAN_MS, type Span } from '../trend/span.ts';
import type { Client } from './client.ts';
import { keys } from './keys.ts';
import { hasCode } from './problem.ts';

/** Points per chart: more than a chart is wide in a two-column page, few enough to draw at once. */
const TREND_POINTS = 320;
const PAGE = 50;
const FORMS = 5;
const TRIAL_PACE_MS = 2_000;
/**
 * The worklist is fetched again at this pace even when nothing is heard: a status may change by time alone, and when the rest of
 * the system has stopped the API still computes it from the age of the data.
 */
const WORKLIST_PACE_MS = 60_000;

/** Every read of the API, one entry each; their keys stand in `keys.ts`. `now` is the corrected time. */
export function createQueries(client: Client, now: () => number) {
  return {
    session: () =>
      queryOptions({
        queryKey: keys.session(),
        queryFn: async ({ signal }) => {
          const session = await client.get('/session', SessionSchema, signal);
          client.setCsrfToken(session.csrfToken);
          return session;
        },
        staleTime: 5 * 60_000,
      }),
    worklist: () =>
      queryOptions({
        queryKey: keys.worklist(),
        queryFn: ({ signal }) => client.get('/worklist', WorklistSchema, signal),
        refetchInterval: WORKLIST_PACE_MS,
        refetchIntervalInBackground: true,
      }),
    episode: (episodeId: string) =>
      queryOptions({
        queryKey: keys.episode(episodeId),
        queryFn: ({ signal }) => client.get(`/episodes/${encodeURIComponent(episodeId)}`, EpisodeDetailSchema, signal),
      }),
    measuringPlan: (episodeId: string) =>
      queryOptions({
        queryKey: keys.measuringPlan(episodeId),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/measuring-plan`, EpisodePlanSchema, signal),
      }),
    forms: (episodeId: string) =>
      infiniteQueryOptions({
        queryKey: keys.forms(episodeId),
        queryFn: ({ signal, pageParam }) => {
          const query = new URLSearchParams({ limit: String(FORMS), ...(pageParam ? { before: pageParam } : {}) });
          return client.get(
            `/episodes/${encodeURIComponent(episodeId)}/questionnaire-responses?${query}`,
            QuestionnaireResponseListSchema,
            signal,
          );
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.nextBefore,
      }),
    form: (episodeId: string, responseId: string) =>
      queryOptions({
        queryKey: keys.form(episodeId, responseId),
        queryFn: ({ signal }) =>
          client.get(
            `/episodes/${encodeURIComponent(episodeId)}/questionnaire-responses/${encodeURIComponent(responseId)}`,
            QuestionnaireResponseSchema,
            signal,
          ),
      }),
    /** What an alert rests on, judged again. `version` is the alert's: a new judgement asks anew. */
    explanation: (alertId: string, version: number) =>
      queryOptions({
        queryKey: keys.explanation(alertId, version),
        queryFn: ({ signal }) =>
          client.get(`/alerts/${encodeURIComponent(alertId)}/explanation`, AlertExplanationSchema, signal),
        staleTime: Number.POSITIVE_INFINITY,
      }),
    timeline: (episodeId: string) =>
      infiniteQueryOptions({
        queryKey: keys.timeline(episodeId),
        queryFn: ({ signal, pageParam }) => {
          const query = new URLSearchParams({ limit: String(PAGE), ...(pageParam ? { before: pageParam } : {}) });
          return client.get(`/episodes/${encodeURIComponent(episodeId)}/timeline?${query}`, TimelineSchema, signal);
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.nextBefore,
      }),
    trend: (episodeId: string, metric: string, span: Span) =>
      queryOptions({
        queryKey: keys.trend(episodeId, metric, span),
        queryFn: ({ signal }) => {
          const until = now();
          const query = new URLSearchParams({
            metric,
            from: new Date(until - SPAN_MS[span]).toISOString(),
            until: new Date(until).toISOString(),
            points: String(TREND_POINTS),
          });
          return client.get(`/episodes/${encodeURIComponent(episodeId)}/trends?${query}`, TrendSchema, signal);
        },
      }),
    handoverBatch: (batchId: string) =>
      queryOptions({
        queryKey: keys.handoverBatch(batchId),
        queryFn: ({ signal }) =>
          client.get(`/handover-batches/${encodeURIComponent(batchId)}`, HandoverBatchSchema, signal),
      }),
    /** What would go with an offer that is made now; read anew whenever the form is opened. */
    handoverDigest: (episodeId: string) =>
      queryOptions({
        queryKey: keys.handoverDigest(episodeId),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/handover-digest`, HandoverDigestSchema, signal),
      }),
    /** The same over any stretch of time. */
    trendOf: (episodeId: string, metric: string, { from, until }: { readonly from: string; readonly until: string }) =>
      queryOptions({
        queryKey: keys.trendOf(episodeId, metric, from, until),
        queryFn: ({ signal }) => {
          const query = new URLSearchParams({ metric, from, until, points: String(TREND_POINTS) });
          return client.get(`/episodes/${encodeURIComponent(episodeId)}/trends?${query}`, TrendSchema, signal);
        },
      }),
    /** Which protocol versions could be put in force, and which were. */
    protocols: (episodeId: string) =>
      queryOptions({
        queryKey: keys.protocols(episodeId),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/protocols`, ProtocolChoicesSchema, signal),
      }),
    /** What the version in force says of open alerts that another raised. `present`: what is in force. */
    verdicts: (episodeId: string, present: string) =>
      queryOptions({
        queryKey: keys.verdicts(episodeId, present),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/protocol/verdicts`, ProtocolVerdictsSchema, signal),
        staleTime: 60_000,
      }),
    /** What another setting than `present` would have changed. Given up when nobody looks at it any more. */
    whatIf: (episodeId: string, present: string, question: z.input<typeof AskWhatIfSchema>) =>
      queryOptions({
        queryKey: keys.whatIf(episodeId, present, question),
        queryFn: ({ signal }) =>
          client.ask(`/episodes/${encodeURIComponent(episodeId)}/what-if`, question, WhatIfSchema, signal),
        staleTime: 5 * 60_000,
        // Given up for a question that this one has taken the place of, and that was heard after it: whoever still looks asks again.
        retry: (failed, error) => failed < 2 && hasCode(error, 'conflict'),
        retryDelay: 500,
      }),
    trials: () =>
      queryOptions({
        queryKey: keys.trials(),
        queryFn: ({ signal }) => client.get('/protocol-trials', ProtocolTrialsSchema, signal),
      }),
    /** Fetched again while it is under way: nothing of it is in the change feed, for it changes nothing for anybody. */
    trial: (trialId: string) =>
      queryOptions({
        queryKey: keys.trial(trialId),
        queryFn: ({ signal }) =>
          client.get(`/protocol-trials/${encodeURIComponent(trialId)}`, ProtocolTrialDetailSchema, signal),
        refetchInterval: ({ state: { data } }) =>
          data?.status === 'queued' || data?.status === 'running' ? TRIAL_PACE_MS : false,
      }),
    handovers: () =>
      queryOptions({
        queryKey: keys.handovers(),
        queryFn: ({ signal }) => client.get('/handovers', HandoverListSchema, signal),
      }),
    handover: (handoverId: string) =>
      queryOptions({
        queryKey: keys.handover(handoverId),
        queryFn: ({ signal }) =>
          client.get(`/handovers/${encodeURIComponent(handoverId)}`, HandoverDetailSchema, signal),
      }),
    /** What a pause would have hidden; nothing is asked while its scope is not chosen. */
    pausePreview: (
      episodeId: string,
      { scope, includesRed }: { scope: PauseScope | undefined; includesRed: boolean },
    ) => {
      const named = scope?.type === 'metrics' ? scope.metrics : scope?.type === 'rules' ? scope.rules : [];
      const query = new URLSearchParams({
        scope: scope?.type ?? '',
        named: named.toSorted().join(','),
        includesRed: String(includesRed),
      }).toString();
      return queryOptions({
        queryKey: keys.pausePreview(episodeId, query),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/pauses/preview?${query}`, PausePreviewSchema, signal),
        enabled: scope !== undefined,
      });
    },
    teamTasks: () =>
      queryOptions({
        queryKey: keys.teamTasks(),
        queryFn: ({ signal }) => client.get('/tasks', TaskListSchema, signal),
      }),
    episodeTasks: (episodeId: string) =>
      queryOptions({
        queryKey: keys.episodeTasks(episodeId),
        queryFn: ({ signal }) => client.get(`/episodes/${encodeURIComponent(episodeId)}/tasks`, TaskListSchema, signal),
      }),
    messages: (episodeId: string) =>
      queryOptions({
        queryKey: keys.episodeMessages(episodeId),
        queryFn: ({ signal }) =>
          client.get(`/episodes/${encodeURIComponent(episodeId)}/messages`, PatientMessageListSchema, signal),
      }),
    notifications: () =>
      queryOptions({
        queryKey: keys.notifications(),
        queryFn: ({ signal }) => client.get('/notifications', NotificationListSchema, signal),
      }),
    /** Who has the duty changes by time alone. */
    onDuty: () =>
      queryOptions({
        queryKey: keys.duty(),
        queryFn: ({ signal }) => client.get('/duty', OnDutySchema, signal),
        refetchInterval: WORKLIST_PACE_MS,
      }),
    teamDuty: (teamId: string) =>
      queryOptions({
        queryKey: keys.teamDuty(teamId),
        queryFn: ({ signal }) => client.get(`/teams/${encodeURIComponent(teamId)}/duty`, TeamDutySchema, signal),
      }),
    escalationPolicy: (teamId: string) =>
      queryOptions({
        queryKey: keys.escalationPolicy(teamId),
        queryFn: ({ signal }) =>
          client.get(`/teams/${encodeURIComponent(teamId)}/escalation-policy`, TeamEscalationPolicySchema, signal),
      }),
    teamHours: (teamId: string) =>
      queryOptions({
        queryKey: keys.hoursOf(teamId),
        queryFn: ({ signal }) => client.get(`/teams/${encodeURIComponent(teamId)}/hours`, DeclarationSchema, signal),
      }),
    teamHoursHistory: (teamId: string) =>
      queryOptions({
        queryKey: keys.hoursHistory(teamId),
        queryFn: ({ signal }) =>
          client.get(`/teams/${encodeURIComponent(teamId)}/hours/history`, DeclarationHistorySchema, signal),
      }),
    /** `from`: a date on the team's clock; today's where it is left out. */
    watch: (teamId: string, from: string | undefined) =>
      queryOptions({
        queryKey: keys.watch(teamId, from),
        queryFn: ({ signal }) => {
          const query = from === undefined ? '' : `?${new URLSearchParams({ from })}`;
          return client.get(`/teams/${encodeURIComponent(teamId)}/watch${query}`, WatchWeekSchema, signal);
        },
      }),
    teams: () =>
      queryOptions({
        queryKey: keys.teams(),
        queryFn: ({ signal }) => client.get('/teams', TeamListSchema, signal),
        staleTime: 5 * 60_000,
      }),
    cover: () =>
      queryOptions({
        queryKey: keys.cover(),
        queryFn: ({ signal }) => client.get('/cover', CoverOverviewSchema, signal),
        refetchInterval: WORKLIST_PACE_MS,
      }),
    devices: () =>
      queryOptions({
        queryKey: keys.devices(),
        queryFn: ({ signal }) => client.get('/devices', DeviceListSchema, signal),
      }),
    quarantine: (deviceId: string | undefined) =>
      infiniteQueryOptions({
        queryKey: keys.quarantine(deviceId),
        queryFn: ({ signal, pageParam }) => {
          const query = new URLSearchParams({
            limit: String(PAGE),
            ...(deviceId ? { deviceId } : {}),
            ...(pageParam ? { before: pageParam } : {}),
          });
          return client.get(`/quarantine?${query}`, QuarantineListSchema, signal);
        },
        initialPageParam: null as string | null,
        getNextPageParam: (page) => page.nextBefore,
      }),
  };
}
export type Queries = ReturnType<typeof createQueries>;
