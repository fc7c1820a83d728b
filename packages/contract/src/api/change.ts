import { z } from 'zod';
import { IdSchema, InstantSchema } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';

/** Everything that can happen to an episode, in the order of its life. */
export const CHANGE_KINDS = [
  'episode-started',
  'episode-ended',
  'responsibility-began',
  'responsibility-ended',
  'hours-changed',
  'cover-declared',
  'cover-withdrawn',
  'hours-plan-withdrawn',
  'hours-took-effect',
  'relation-added',
  'relation-ended',
  'protocol-adopted',
  'limits-set',
  'limits-ended',
  'limits-proposed',
  'limits-proposal-declined',
  'limits-proposal-withdrawn',
  'limits-proposal-expired',
  'measuring-plan-set',
  'pause-set',
  'pause-began',
  'pause-end-changed',
  'pause-ended',
  'alert-opened',
  'alert-raised',
  'alert-updated',
  'alert-condition-cleared',
  'alert-reopened',
  'alert-claimed',
  'alert-released',
  'alert-noted',
  'alert-resolved',
  'alert-escalated',
  'alert-unanswered',
  'claim-reminder',
  'notification-sent',
  'notification-seen',
  'duty-changed',
  'lead-changed',
  'escalation-policy-set',
  'escalation-plan-withdrawn',
  'handover-offered',
  'handover-accepted',
  'handover-declined',
  'handover-withdrawn',
  'handover-expired',
  'handover-reminder',
  'handover-took-effect',
  'handover-called-off',
  'handover-superseded',
  'handover-taken-over',
  'handover-reviewed',
  'handover-requested',
  'handover-request-refused',
  'handover-request-withdrawn',
  'handover-request-lapsed',
  'measurements-received',
  'questionnaire-answered',
  'message-quarantined',
  'device-status',
  'device-assigned',
  'device-returned',
  'task-added',
  'task-claimed',
  'task-released',
  'task-moved',
  'task-overdue',
  'task-done',
  'task-cancelled',
  'episode-reviewed',
  'triage-rebuilt',
  'message-shown',
  'message-not-shown',
] as const;
export const ChangeKindSchema = z.enum(CHANGE_KINDS);
export type ChangeKind = z.infer<typeof ChangeKindSchema>;

/** `unreadable`: something happened that this version does not know, or cannot read. */
const TimelineKindSchema = z.enum([...CHANGE_KINDS, 'unreadable']);

/**
 * One line of the timeline. `data` is small and depends on `kind`: severity and rule of an alert, and `summary` (both languages) of what was
 * found then; teams of a handover; what a pause is about and until when; counts; `taskId`, kind and text of a task; kind of a message to the patient; title, colour and `responseId` of a form;
 * of a loan its `device` (id, kind, model), and of its beginning `from`, `until` where that is known, and `ahead` where it lies after the line.
 */
export const TimelineEntrySchema = z.object({
  cursor: z.string(),
  kind: TimelineKindSchema,
  occurredAt: InstantSchema,
  practitioner: PractitionerSchema.nullable(),
  team: TeamSchema.nullable(),
  alertId: IdSchema.nullable(),
  handoverId: IdSchema.nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof TimelineEntrySchema>;

/** `GET /api/v1/episodes/:episodeId/timeline?before=&limit=`, newest first; `measurements-received` is left out. */
export const TimelineSchema = z.object({ entries: z.array(TimelineEntrySchema), nextBefore: z.string().nullable() });

/**
 * `GET /api/v1/changes?after=cursor` upgraded to a WebSocket; the server speaks only.
 * `change`: something one may see has changed; fetch it again. `alive`: every 10 s, so that silence means a lost connection, with the newest
 * cursor passed. `reset`: the cursor is unknown or too old; fetch everything and connect without it.
 */
export const LiveMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('change'),
    cursor: z.string(),
    kind: ChangeKindSchema,
    occurredAt: InstantSchema,
    episodeId: IdSchema.nullable(),
    alertId: IdSchema.nullable(),
    handoverId: IdSchema.nullable(),
    deviceId: z.string().nullable(),
    /** For announcing: the severity of the alert concerned; null also where a pause holds it back. */
    severity: z.enum(['red', 'yellow']).nullable(),
  }),
  z.object({ type: z.literal('alive'), cursor: z.string(), serverTime: InstantSchema }),
  z.object({ type: z.literal('reset') }),
]);
export type LiveMessage = z.infer<typeof LiveMessageSchema>;
