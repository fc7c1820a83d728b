import { z } from 'zod';
import { CoverNowSchema, CoverSchema } from './cover.ts';
import { OpeningHoursSchema } from './openingHours.ts';
import { UncoveredHourSchema } from './problem.ts';
import { InstantSchema, LocalizedTextSchema, requiredText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';

const version = z.number().int().min(1);
const reason = requiredText(500);
/** From when it holds: at once, or at a time that is ahead, a year at the most (422 `beginning-not-ahead`, `beginning-too-far`; 409 `already-planned`). */
const from = InstantSchema.nullable().default(null);

/** A public holiday to come, and what the team does on it. `exception`: the team has said what it does on that date. */
const ComingHolidaySchema = z.object({
  date: z.iso.date(),
  name: LocalizedTextSchema,
  team: z.enum(['closed', 'as-any-day', 'exception']),
});

/** Hours and cover that a team has declared for a time ahead. */
const PlannedDeclarationSchema = z.object({
  version,
  from: InstantSchema,
  openingHours: OpeningHoursSchema,
  cover: CoverSchema.nullable(),
  reason: z.string().nullable(),
  setBy: PractitionerSchema.nullable(),
  setAt: InstantSchema.nullable(),
});

/**
 * `GET /api/v1/teams/:teamId/hours`: what one's team has declared, and what comes of it. 404 for a team that is not one's own.
 * `version` is what an act on it must say that it has read: the newest, also where that is of something planned or taken back.
 */
export const DeclarationSchema = z.object({
  team: TeamSchema,
  version,
  openingHours: OpeningHoursSchema,
  cover: CoverSchema.nullable(),
  /** Null for what was registered with the team. */
  setAt: InstantSchema.nullable(),
  setBy: PractitionerSchema.nullable(),
  reason: z.string().nullable(),
  /** What is planned, in order of time; each holds until the next. */
  planned: z.array(PlannedDeclarationSchema),
  lead: PractitionerSchema.nullable(),
  /** Whether one may change it: the team's lead may. */
  mayChange: z.boolean(),
  now: CoverNowSchema,
  /** How many patients of the team's are followed by rules that can turn red. */
  patients: z.number().int().min(0),
  /** The first hour that is nobody's in the next 400 days, or in as many after the last change that is planned; null where there is none. */
  uncovered: UncoveredHourSchema.nullable(),
  holidays: z.array(ComingHolidaySchema),
  /** The teams that have declared this one as their cover, now or for a time ahead, and when it acts for them next. */
  covers: z.array(
    z.object({
      team: TeamSchema,
      /** Of that team's declaration. */
      version,
      /** When that begins; null where it holds. */
      from: InstantSchema.nullable(),
      next: z.object({ from: InstantSchema, until: InstantSchema }).nullable(),
    }),
  ),
});
export type Declaration = z.infer<typeof DeclarationSchema>;

/**
 * `POST /api/v1/teams/:teamId/hours` → 200 `Declaration`. Opening hours and cover in one act, since one may need the other. By the team's lead (403). 409 when
 * the version has moved on, saying who changed what; 422 `hour-not-covered` with `uncovered` when an hour would be nobody's in which a patient's alert could turn red.
 */
export const SetHoursSchema = z.object({
  version,
  openingHours: OpeningHoursSchema,
  cover: CoverSchema.nullable(),
  reason,
  from,
});

/**
 * `POST /api/v1/teams/:teamId/hours/planned/:planned/withdraw` → 200 `Declaration`: takes back what is planned, by its version; what stands before it goes on. By the team's
 * lead (403). 409 `not-planned`, `already-in-effect`, `version-moved-on`; 422 `hour-not-covered`.
 */
export const WithdrawPlannedSchema = z.object({ version: z.number().int().min(0), reason });

/** `POST /api/v1/teams/:teamId/cover`: the same of the cover alone. */
export const DeclareCoverSchema = z.object({ version, cover: CoverSchema, reason, from });

/**
 * `POST /api/v1/teams/:teamId/cover/withdraw` by the lead of the team that covers `:teamId`, now or by what is planned; `version` is of that team's declaration. Everything
 * from that time on that names the covering team is declared anew without it.
 */
export const WithdrawCoverSchema = z.object({ version, reason, from });

/** Who acts on red, from when until when. `localFrom` and `localUntil`: HH:MM on the team's clock; 24:00 is the end of the day. */
const WatchSpanSchema = z.object({
  from: InstantSchema,
  until: InstantSchema,
  localFrom: z.string(),
  localUntil: z.string(),
  by: z.enum(['own-team', 'covering-team', 'patient-calls', 'nobody']),
  team: TeamSchema.nullable(),
});
export type WatchSpan = z.infer<typeof WatchSpanSchema>;

/**
 * `GET /api/v1/teams/:teamId/watch?from=YYYY-MM-DD`: seven days from that date (today's, where it is left out) on the team's clock, with who acts on red in each hour.
 * What has passed is told as it was declared then.
 */
export const WatchWeekSchema = z.object({
  timeZone: z.string(),
  days: z.array(
    z.object({
      date: z.iso.date(),
      holiday: LocalizedTextSchema.nullable(),
      exception: z.boolean(),
      /** The day's length where it is not 24 hours. */
      hours: z.number(),
      spans: z.array(WatchSpanSchema),
    }),
  ),
});
export type WatchWeek = z.infer<typeof WatchWeekSchema>;

/**
 * `GET /api/v1/teams/:teamId/hours/history`: every declaration of one's team, newest first. `from` null: from the beginning; `until` null: as far as is planned.
 * `neverHeld`: it was taken back, or replaced in the instant in which it would have begun (`from` and `until` are null then).
 */
export const DeclarationHistorySchema = z.object({
  versions: z.array(
    z.object({
      version,
      from: InstantSchema.nullable(),
      until: InstantSchema.nullable(),
      /** Null: it cannot be read, nor can its cover. */
      openingHours: OpeningHoursSchema.nullable(),
      cover: CoverSchema.nullable(),
      coveringTeam: TeamSchema.nullable(),
      act: z.enum(['registered', 'hours-changed', 'cover-declared', 'cover-withdrawn', 'plan-withdrawn']),
      /** When it was to begin, where it was planned. */
      plannedFrom: InstantSchema.nullable(),
      neverHeld: z.boolean(),
      /** The planned version that it took back. */
      withdraws: version.nullable(),
      reason: z.string().nullable(),
      setBy: PractitionerSchema.nullable(),
      setAt: InstantSchema.nullable(),
    }),
  ),
});
export type DeclarationHistory = z.infer<typeof DeclarationHistorySchema>;
