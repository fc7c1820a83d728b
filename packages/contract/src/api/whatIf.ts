import { z } from 'zod';
import { ALERT_KINDS, OutcomeSchema } from './alert.ts';
import { ThresholdBandSchema } from './episode.ts';
import { LimitValuesSchema } from './limits.ts';
import { MeasuringPlanSchema } from './measuringPlan.ts';
import { PresentSettingSchema } from './presentSetting.ts';
import { ProtocolKeySchema } from './protocol.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, SEVERITIES } from './scalars.ts';

/** How far back one may ask. */
export const WHAT_IF_DAYS = [30, 90, 365] as const;

const DaysSchema = z.union(WHAT_IF_DAYS.map((days) => z.literal(days)));

/**
 * `POST /api/v1/episodes/:episodeId/what-if`: what would have been in the last `days`, had the patient had these own numbers instead of the
 * present ones, had this protocol version judged, or had this measuring plan held (null: the protocol's) against the one that holds now. Nothing is saved but that it was shown. Give the request up and the replay ends.
 */
export const AskWhatIfSchema = z.union([
  z.object({ days: DaysSchema, values: LimitValuesSchema }),
  z.object({ days: DaysSchema, protocol: ProtocolKeySchema }),
  z.object({ days: DaysSchema, plan: MeasuringPlanSchema.nullable() }),
]);

const ReplayedAlertSchema = z.object({
  ruleId: z.string(),
  kind: z.enum(ALERT_KINDS),
  severity: z.enum(SEVERITIES),
  openedAt: InstantSchema,
  redAt: InstantSchema.nullable(),
  closedAt: InstantSchema.nullable(),
  /** The metrics that it rests on. */
  metrics: z.array(z.string()),
  summary: LocalizedTextSchema,
});
export type ReplayedAlertShown = z.infer<typeof ReplayedAlertSchema>;

/** `hoursPerWeek`: hours of nursing, by the minutes per alert that are told beside it. */
export const LoadSchema = z.object({
  alerts: z.number().int(),
  red: z.number().int(),
  perWeek: z.number(),
  hoursPerWeek: z.number(),
});

/**
 * The answer of `POST /api/v1/episodes/:episodeId/what-if`: what the setting in force (`present`) and the one asked about (`proposed`) raise from `from`
 * until `until`.
 */
export const WhatIfSchema = z.object({
  /** To name when exactly this is saved; good for an hour. */
  replayId: IdSchema,
  /** What judged when it was asked: with this, the proposed is compared. */
  against: PresentSettingSchema,
  from: InstantSchema,
  until: InstantSchema,
  /** Null: the whole follow-up was replayed. Otherwise it has too many readings, and was replayed from then on: what had opened before may be told as opened anew. */
  replayedFrom: InstantSchema.nullable(),
  readings: z.number().int(),
  present: LoadSchema,
  proposed: LoadSchema,
  /** An assumption, so it is told with every answer. */
  minutesPerAlert: z.object({ red: z.number(), yellow: z.number(), missing: z.number(), review: z.number() }),
  gained: z.array(ReplayedAlertSchema),
  lost: z.array(ReplayedAlertSchema),
  changed: z.array(z.object({ before: ReplayedAlertSchema, after: ReplayedAlertSchema })),
  /** What both settings raise, and alike. */
  kept: z.array(ReplayedAlertSchema),
  /** Of each metric that one of these alerts rests on: the limits that the proposed setting would have had. */
  bands: z.array(z.object({ metric: z.string(), bands: z.array(ThresholdBandSchema) })),
  /**
   * Of limits that are asked about: those that would have no effect, since another limit of the same rule comes as soon or sooner, and its value. It may be saved all the same.
   * `byText`: what that one is called; null where it is written in the rule itself.
   */
  withoutEffect: z.array(
    z.object({
      name: z.string(),
      text: LocalizedTextSchema,
      value: z.number(),
      by: z.string().nullable(),
      byText: LocalizedTextSchema.nullable(),
      byValue: z.number(),
      unit: z.string(),
    }),
  ),
  /** False where a list was cut; the numbers above count all. */
  complete: z.boolean(),
  counts: z.object({
    gained: z.number().int(),
    lost: z.number().int(),
    changed: z.number().int(),
    kept: z.number().int(),
  }),
  /** What really happened, and how many minutes before it each setting would have opened an alert; null: not at all. */
  events: z.array(
    z.object({
      alertId: IdSchema,
      at: InstantSchema,
      outcome: OutcomeSchema,
      presentMinutes: z.number().nullable(),
      proposedMinutes: z.number().nullable(),
    }),
  ),
});
export type WhatIfShown = z.infer<typeof WhatIfSchema>;
