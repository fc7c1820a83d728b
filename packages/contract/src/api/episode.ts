import { z } from 'zod';
import { AlertSchema } from './alert.ts';
import { CoverNowSchema } from './cover.ts';
import { HandoverSchema } from './handover.ts';
import { LimitsInForceSchema, LimitsProposalSchema, ProtocolNumberSchema } from './limits.ts';
import { OWN_SETTINGS } from './ownSetting.ts';
import { PauseSchema } from './pause.ts';
import { PresentSettingSchema } from './presentSetting.ts';
import { UncoveredHourSchema } from './problem.ts';
import { ProtocolInForceSchema } from './protocol.ts';
import { RelationSchema } from './relation.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, WrittenSchema } from './scalars.ts';
import { TeamSchema } from './session.ts';
import { ACCESS_BASES, EPISODE_STATUSES, PatientSummarySchema } from './worklist.ts';

/**
 * A team that was, is or by agreement will be accountable, from (inclusive) until (exclusive). `until` null: no end is agreed. `handoverId` null: it
 * began with the episode.
 */
export const ResponsibilityPeriodSchema = z.object({
  team: TeamSchema,
  from: InstantSchema,
  until: InstantSchema.nullable(),
  handoverId: IdSchema.nullable(),
});

/** A threshold to draw as a band: `from`/`until` in the canonical unit, null = open. `origin` says whether the patient's own limit set it. */
export const ThresholdBandSchema = z.object({
  ruleId: z.string(),
  severity: z.enum(['red', 'yellow']),
  from: z.number().nullable(),
  until: z.number().nullable(),
  origin: z.enum(['protocol', 'limits']),
});

/**
 * One metric on the patient page. `newest` is in the metric's canonical unit; `required`: the protocol demands it, so that without it the status is
 * unknown.
 */
export const EpisodeMetricSchema = z.object({
  metric: z.string(),
  required: z.boolean(),
  /** A rule of this follow-up rests on it. What is not judged here is shown all the same: a clinician who sees the patient must not miss it. */
  judged: z.boolean(),
  /** Other running follow-ups of the patient whose protocol judges it, and who is accountable there. */
  judgedIn: z.array(z.object({ episodeId: IdSchema, condition: z.string(), team: TeamSchema })),
  newest: z.object({ value: z.number(), at: InstantSchema }).nullable(),
  bands: z.array(ThresholdBandSchema),
});

/**
 * A score that the protocol judges by, as it stood at the newest reading of its parts. `total` null: a part is missing, or was measured more than
 * `withinMs` before; `atLeast` is what the others come to. `outdated`: a part has not come again for as long as the protocol demands.
 */
const EpisodeScoreSchema = z.object({
  score: z.string(),
  at: InstantSchema.nullable(),
  total: z.number().int().nullable(),
  atLeast: z.number().int(),
  /** Step of risk, 0 the lowest. */
  risk: z.number().int(),
  withinMs: z.number().int(),
  outdated: z.boolean(),
  settings: z.array(z.object({ name: z.string(), value: z.number(), origin: z.enum(['protocol', 'limits']) })),
  /** `reading`: the latest; `points` null where it does not count, or is not there. */
  parts: z.array(
    z.object({
      part: z.string(),
      metric: z.string(),
      reading: z.object({ value: z.number(), at: InstantSchema }).nullable(),
      points: z.number().int().nullable(),
    }),
  ),
});
export type EpisodeScore = z.infer<typeof EpisodeScoreSchema>;

/** `GET /api/v1/episodes/:episodeId`: the patient page. */
export const EpisodeDetailSchema = z.object({
  id: IdSchema,
  access: z.enum(ACCESS_BASES),
  patient: PatientSummarySchema.extend({ nationalIdentityNumber: z.string(), phone: z.string().nullable() }),
  condition: z.string(),
  startedAt: InstantSchema,
  endedAt: InstantSchema.nullable(),
  status: z.enum(EPISODE_STATUSES),
  reason: LocalizedTextSchema,
  accountable: z.object({ team: TeamSchema, since: InstantSchema, plannedUntil: InstantSchema.nullable() }),
  /** Who acts on red now, beside who is accountable; null once the episode has ended. */
  cover: CoverNowSchema.nullable(),
  /** The first hour of the next 400 days in which nobody would act on red; null where there is none, or no rule can turn red. It stands until it is mended. */
  uncovered: UncoveredHourSchema.nullable(),
  /** What the team has declared of hours and cover cannot be read, so nothing is said of them. Left out: it can. */
  watchUnreadable: z.literal(true).optional(),
  /**
   * What of the patient's own settings cannot be read: nothing is judged until it is restored, the status is never better than unknown, and what is shown of them here is not all. Left
   * out: everything can.
   */
  unreadable: z.array(z.enum(OWN_SETTINGS)).optional(),
  /** Teams that take part now, by their beginning. */
  relations: z.array(RelationSchema),
  responsibility: z.array(ResponsibilityPeriodSchema),
  openHandover: HandoverSchema.nullable(),
  /** Those that a pause holds back are among them, with `pausedUntil`. */
  openAlerts: z.array(AlertSchema),
  /** Resolved ones of the last 30 days, newest first. */
  recentAlerts: z.array(AlertSchema),
  /** Those that run and those that are planned, by their beginning. */
  pauses: z.array(PauseSchema),
  metrics: z.array(EpisodeMetricSchema),
  scores: z.array(EpisodeScoreSchema),
  /** What judges now; a what-if that was compared with another is of something else. */
  setting: PresentSettingSchema,
  protocol: z.object({
    id: z.string(),
    version: z.number().int(),
    title: LocalizedTextSchema,
    rules: z.array(
      z.object({
        id: z.string(),
        severity: z.enum(['red', 'yellow']),
        kind: z.enum(['clinical', 'missing', 'review']),
        meaning: LocalizedTextSchema,
        action: LocalizedTextSchema,
        /** The rule with its numbers in force, one line. */
        condition: LocalizedTextSchema,
      }),
    ),
    numbers: z.array(ProtocolNumberSchema),
    inForce: ProtocolInForceSchema,
  }),
  limits: LimitsInForceSchema.nullable(),
  /** Waits for a second person of the accountable team. */
  limitsProposal: LimitsProposalSchema.nullable(),
  plan: z.object({
    goal: z.string(),
    selfManagement: z.array(
      z.object({ zone: z.enum(['green', 'yellow', 'red']), condition: z.string(), action: z.string() }),
    ),
  }),
  devices: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      model: z.string(),
      lastHeardAt: InstantSchema.nullable(),
      batteryPercent: z.number().nullable(),
    }),
  ),
  /** Other active episodes of the same patient: that they exist and who is accountable, and their id to ask for the responsibility by; nothing more. */
  otherEpisodes: z.array(z.object({ episodeId: IdSchema, condition: z.string(), team: TeamSchema })),
  cursor: z.string(),
});
export type EpisodeDetail = z.infer<typeof EpisodeDetailSchema>;

/** `GET /api/v1/episodes/:episodeId/trends?metric=&from=&until=&points=` */
export const TrendQuerySchema = z.object({
  metric: WrittenSchema.max(100),
  from: InstantSchema,
  until: InstantSchema,
  points: z.coerce.number().int().min(2).max(2000).default(400),
});

/** At most the asked number of buckets, only those that hold measurements, oldest first. A gap is the absence of a bucket. */
export const TrendSchema = z.object({
  metric: z.string(),
  from: InstantSchema,
  until: InstantSchema,
  bucketMs: z.number().int(),
  buckets: z.array(
    z.object({ at: InstantSchema, min: z.number(), max: z.number(), mean: z.number(), count: z.number().int() }),
  ),
});
export type Trend = z.infer<typeof TrendSchema>;
