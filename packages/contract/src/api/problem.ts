import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema } from './scalars.ts';

/**
 * Why an hour is nobody's: as every week; a public holiday on which somebody is closed; a date that a team has set apart; or a change of the clocks, which
 * two teams' hours do not meet alike.
 */
export const UNCOVERED_REASONS = ['week', 'holiday', 'exception', 'clock-change'] as const;

/** The first stretch of time in which nobody would act on red, on the clock of the team whose patients it is about. */
export const UncoveredHourSchema = z.object({
  teamId: IdSchema,
  teamName: z.string(),
  from: InstantSchema,
  until: InstantSchema,
  timeZone: z.string(),
  /** YYYY-MM-DD, and HH:MM, as the team's own clock shows them. */
  date: z.iso.date(),
  localFrom: z.string(),
  localUntil: z.string(),
  untilDate: z.iso.date(),
  why: z.enum(UNCOVERED_REASONS),
  /** The holiday's name. */
  holiday: LocalizedTextSchema.nullable(),
  /** How many patients of the team's are followed by rules that can turn red. */
  patients: z.number().int().min(0),
});
export type UncoveredHour = z.infer<typeof UncoveredHourSchema>;

/** What went wrong, in the manner of RFC 9457 (problem details). `code` is from a closed list, `detail` is a sentence for a person. */
export const ProblemSchema = z.object({
  status: z.number().int(),
  code: z.enum([
    'bad-request',
    'not-signed-in',
    'forbidden',
    'not-found',
    'conflict',
    'unprocessable',
    'too-many-requests',
    'unavailable',
    'internal',
  ]),
  title: z.string(),
  detail: z.string().optional(),
  /** Which rule refused an act (`RefusalCode` of @samvakt/care), for a screen that says it in its own language. */
  reason: z.string().optional(),
  /** With `reason: 'hour-not-covered'`: the hour, for a screen that names it in its own language. */
  uncovered: UncoveredHourSchema.optional(),
  /** Of an act on several follow-ups: which of them were refused, and by which rule; `reason` and `detail` are those of the first. */
  each: z.array(z.object({ episodeId: IdSchema, reason: z.string(), detail: z.string() })).optional(),
  /** Of a failure on our side (5xx) of what was to change something: whether it may have been done all the same. A gateway that answers by itself does not say. */
  mayBeDone: z.boolean().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;
