import { z } from 'zod';
import { LimitsBriefSchema } from './limits.ts';
import { NextDueSchema } from './measuringPlan.ts';
import { PauseBriefSchema } from './pause.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';

/** Worst first. `unknown`: required data is missing or stale, or a value was judged by no rule; it is never shown as green. */
export const EPISODE_STATUSES = ['red', 'yellow', 'unknown', 'green'] as const;
export type EpisodeStatus = (typeof EPISODE_STATUSES)[number];

/**
 * Why a person may see an episode, the strongest first: own team is accountable now; acts on its red alerts while the accountable team is off
 * duty; has an open offer; supports; is kept informed; or was accountable in the last 30 days (read only).
 */
export const ACCESS_BASES = ['accountable', 'covering', 'invited', 'supporting', 'informed', 'former'] as const;
export type AccessBasis = (typeof ACCESS_BASES)[number];

/** What a list shows of a patient; the national identity number stands on the patient page alone. */
export const PatientSummarySchema = z.object({
  id: IdSchema,
  name: z.string(),
  birthDate: z.iso.date(),
  gender: z.enum(['female', 'male', 'other', 'unknown']),
});

/** One line of the worklist: an episode with its status as it was computed for this answer, and why. */
export const WorklistItemSchema = z.object({
  episodeId: IdSchema,
  patient: PatientSummarySchema,
  condition: z.string(),
  team: TeamSchema,
  accountableSince: InstantSchema,
  status: z.enum(EPISODE_STATUSES),
  reason: LocalizedTextSchema,
  /** When the status last turned to what it is, as far as alerts tell; used to order equals, oldest first. */
  since: InstantSchema.nullable(),
  newestMeasurementAt: InstantSchema.nullable(),
  /** `paused`: those that a pause holds back; they are in neither of the others. */
  openAlerts: z.object({ red: z.number().int(), yellow: z.number().int(), paused: z.number().int() }),
  /** The red ones that ask for somebody, each with what was found, oldest first: what is new among them is announced in its own words. */
  redAlerts: z.array(z.object({ id: IdSchema, summary: LocalizedTextSchema })),
  /** Those that run now. */
  pauses: z.array(PauseBriefSchema),
  /** Null where nothing is asked of the team about the patient's own limits. */
  limits: LimitsBriefSchema.nullable(),
  /** What the measuring plan asks for next; null: nothing more. */
  nextDue: NextDueSchema.nullable(),
  claimedBy: PractitionerSchema.nullable(),
  /** Open alerts, not paused, whose escalation has been gone through to its end: nobody has answered. */
  unanswered: z.number().int(),
  /** Offered, or accepted and waiting for its time (`effectiveAt`). */
  openHandover: z
    .object({
      id: IdSchema,
      status: z.enum(['offered', 'scheduled']),
      toTeam: TeamSchema,
      deadlineAt: InstantSchema,
      effectiveAt: InstantSchema.nullable(),
    })
    .nullable(),
});
export type WorklistItem = z.infer<typeof WorklistItemSchema>;

/** `GET /api/v1/worklist?teamId=`: the episodes for which one's team (or all one's teams) is accountable now, worst first. */
export const WorklistSchema = z.object({
  items: z.array(WorklistItemSchema),
  /** Episodes of other teams with an open red alert, on which one's team acts now because the other is off duty. Worst first. */
  covered: z.array(WorklistItemSchema),
  computedAt: InstantSchema,
  /** Where in the change feed this picture was taken: resume the WebSocket from here and nothing is missed. */
  cursor: z.string(),
});
export type Worklist = z.infer<typeof WorklistSchema>;
