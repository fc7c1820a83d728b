import { z } from 'zod';
import { EscalationTargetSchema } from './escalation.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, SEVERITIES } from './scalars.ts';
import { TeamSchema } from './session.ts';
import { PatientSummarySchema } from './worklist.ts';

/** `escalation`: a step of the policy. `claim-reminder`: one's claim ends soon. `claim-ended`: it ended without an act. */
export const NOTIFICATION_KINDS = ['escalation', 'claim-reminder', 'claim-ended'] as const;
const NotificationKindSchema = z.enum(NOTIFICATION_KINDS);

/** Something that somebody was told, once. It stays as it was told; `standing` and `seenAt` are of the instant of the answer. */
export const NotificationSchema = z.object({
  id: IdSchema,
  kind: NotificationKindSchema,
  at: InstantSchema,
  severity: z.enum(SEVERITIES),
  /** Told to oneself, or to a team that one is in. */
  to: z.discriminatedUnion('type', [
    z.object({ type: z.literal('person') }),
    z.object({ type: z.literal('team'), team: TeamSchema }),
  ]),
  /** Which step of the policy it was: 1 is the first. Null for what is no step. */
  step: z.object({ round: z.number().int(), place: z.number().int(), target: EscalationTargetSchema }).nullable(),
  /** Of a claim that ends soon: when. */
  claimUntil: InstantSchema.nullable(),
  /** The team that was accountable when it was told, with its telephone. */
  accountableTeam: TeamSchema,
  /** Whether the alert still waits for somebody: of a reminder, whether one's claim still stands. */
  standing: z.boolean(),
  /** Null where one may not see the follow-up: a covering team then calls the accountable one. */
  about: z
    .object({
      episodeId: IdSchema,
      alertId: IdSchema,
      patient: PatientSummarySchema,
      condition: z.string(),
      meaning: LocalizedTextSchema,
    })
    .nullable(),
  seenAt: InstantSchema.nullable(),
});
export type Notification = z.infer<typeof NotificationSchema>;

/** `GET /api/v1/notifications`: those of the last 14 days to oneself and to one's teams, newest first. */
export const NotificationListSchema = z.object({
  notifications: z.array(NotificationSchema),
  /** Those that one has not marked as seen and that still stand. */
  unseen: z.number().int(),
  computedAt: InstantSchema,
  cursor: z.string(),
});
export type NotificationList = z.infer<typeof NotificationListSchema>;

/** `POST /api/v1/notifications/seen` → 204. 404 when one of them is not one's own, and none is marked. */
export const SeenNotificationsSchema = z.object({ notificationIds: z.array(IdSchema).min(1).max(500) });
