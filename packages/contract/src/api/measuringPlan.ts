import { z } from 'zod';
import { MetricCodeSchema } from '../metrics/catalogue.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText } from './scalars.ts';
import { PractitionerSchema } from './session.ts';
import { ShownBeforeSchema } from './shownBefore.ts';

/** Monday first, as ISO 8601 counts. */
export const PLAN_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type PlanDay = (typeof PLAN_DAYS)[number];

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** The longest that may be waited for a measurement after its due time. */
export const MAX_GRACE_MINUTES = DAY_MINUTES;
/** The same of a form: with the day on which it is asked for less than a week, so that a weekly form is over before it is asked for again. */
export const MAX_FORM_GRACE_MINUTES = 6 * DAY_MINUTES;

const ClockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM, 00:00 to 23:59');

/** A questionnaire's canonical URL, whatever version. */
const QuestionnaireUrlSchema = z.string().min(1).max(500);

const times = {
  days: z
    .array(z.enum(PLAN_DAYS))
    .min(1)
    .refine((days) => new Set(days).size === days.length, 'each day once')
    .readonly(),
  from: ClockSchema,
  by: ClockSchema,
};
const onHolidays = z.enum(['asked', 'not-asked']);

/**
 * One thing that is asked for on each of its days, on the clock of the plan's time zone: at the earliest at `from`, due `by`, missed when
 * `graceMinutes` more have passed. `not-asked`: not on the plan's holidays. It is a measurement (`metric`) or a form (`questionnaire`), never both.
 */
const EntrySchema = z
  .union([
    z.object({
      metric: MetricCodeSchema,
      questionnaire: z.never().optional(),
      ...times,
      graceMinutes: z.int().min(0).max(MAX_GRACE_MINUTES),
      onHolidays,
    }),
    z.object({
      questionnaire: QuestionnaireUrlSchema,
      metric: z.never().optional(),
      ...times,
      graceMinutes: z.int().min(0).max(MAX_FORM_GRACE_MINUTES),
      onHolidays,
    }),
  ])
  .refine(({ from, by }) => from < by, { path: ['by'], message: 'must be later than from, on the same day' });
export type MeasuringPlanEntry = z.infer<typeof EntrySchema>;

/** What an entry asks for: a metric by its code, a questionnaire by its URL. The two cannot be mistaken for each other. */
export function subjectOfEntry(entry: Pick<MeasuringPlanEntry, 'metric' | 'questionnaire'>): string {
  return entry.metric ?? entry.questionnaire ?? '';
}

/**
 * What a patient is asked to measure and to answer, and when. `holidays` are dates of the plan's own: what a later list of holidays says changes no plan. No entries:
 * nothing is asked for. Two entries of one thing never wait at the same time, nor does a form for itself, so that a reading or a response answers one of them.
 */
export const MeasuringPlanSchema = z
  .object({
    timeZone: z.string().refine(isTimeZone, 'not a time zone of the IANA database'),
    entries: z.array(EntrySchema).max(60).readonly(),
    holidays: z.array(z.iso.date()).max(400).readonly(),
  })
  .superRefine(({ entries }, context) => {
    for (const [index, entry] of entries.entries()) {
      const fault = (message: string) =>
        context.addIssue({ code: 'custom', path: ['entries', index, 'from'], message });
      const subject = subjectOfEntry(entry);
      if (entries.slice(0, index).some((other) => subjectOfEntry(other) === subject && doMeet(other, entry))) {
        fault(`waits at the same time as another entry of the same ${entry.metric ? 'measurement' : 'form'}`);
      } else if (entry.questionnaire !== undefined && doesMeetItself(entry)) {
        fault('a form still waits when it is asked for again');
      }
    }
  });
export type MeasuringPlan = z.infer<typeof MeasuringPlanSchema>;

/** Whether two entries wait at the same time in some week. */
function doMeet(one: MeasuringPlanEntry, other: MeasuringPlanEntry): boolean {
  const own = waits(one);
  return waits(other).some(({ from, until }) =>
    own.some((span) => [-WEEK_MINUTES, 0, WEEK_MINUTES].some((by) => from + by < span.until && until + by > span.from)),
  );
}

/** Whether one day's wait lasts into that of another day. Of measurements stored plans may hold such. */
function doesMeetItself(entry: MeasuringPlanEntry): boolean {
  return entry.days.some((day, index) =>
    entry.days.slice(0, index).some((other) => doMeet({ ...entry, days: [other] }, { ...entry, days: [day] })),
  );
}

/** Minutes since the week began, from when to when the entry waits. */
function waits({ days, from, by, graceMinutes }: MeasuringPlanEntry): { from: number; until: number }[] {
  return days.map((day) => {
    const start = PLAN_DAYS.indexOf(day) * DAY_MINUTES;
    return { from: start + minutesOf(from), until: start + minutesOf(by) + graceMinutes };
  });
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * HOUR_MINUTES + Number(clock.slice(3));
}

function isTimeZone(name: string): boolean {
  try {
    // The cheapest question that every engine answers alike; an unknown name is a RangeError.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `answered`: a reading came while it waited. `waiting`: it may still come in time. `overdue`: time and grace have passed. `put-off`: a pause came between. */
export const OCCASION_STATES = ['answered', 'waiting', 'overdue', 'put-off'] as const;
export type OccasionState = (typeof OCCASION_STATES)[number];

/** What of a plan is of a measurement, and what of a form: the one has a metric, the other a questionnaire with what it is called. */
const ofMetric = { metric: MetricCodeSchema, questionnaire: z.never().optional() };
const ofForm = { questionnaire: QuestionnaireUrlSchema, metric: z.never().optional(), title: LocalizedTextSchema };

const occasion = {
  opensAt: InstantSchema,
  by: InstantSchema,
  overdueAt: InstantSchema,
  state: z.enum(OCCASION_STATES),
  /** When the reading or the response that answers it was taken or given. */
  answeredAt: InstantSchema.nullable(),
};

/** One due time of the plan, with what came of it. `responseId`: the response that answers it. */
export const OccasionSchema = z.union([
  z.object({ ...ofMetric, ...occasion }),
  z.object({ ...ofForm, ...occasion, responseId: IdSchema.nullable() }),
]);
export type Occasion = z.infer<typeof OccasionSchema>;

/**
 * A form that a protocol from before forms could be planned asks for by itself, so long after the latest response: `by` when it should be answered,
 * `overdueAt` when it is missed.
 */
const AskedFormSchema = z.object({
  title: LocalizedTextSchema,
  everyMs: z.number(),
  lastAnsweredAt: InstantSchema.nullable(),
  by: InstantSchema,
  overdueAt: InstantSchema,
  state: z.enum(['waiting', 'overdue']),
});
export type AskedFormLine = z.infer<typeof AskedFormSchema>;

/** A form that may be planned. */
const PlannableFormSchema = z.object({ url: QuestionnaireUrlSchema, title: LocalizedTextSchema });
export type PlannableForm = z.infer<typeof PlannableFormSchema>;

/** `GET /api/v1/episodes/:episodeId/measuring-plan`. */
export const EpisodePlanSchema = z.object({
  /** Of the patient's own plan; 0 while it has had none. */
  version: z.number().int(),
  /** `protocol`: the one that the protocol comes with; `own`: the patient's; `none`: neither, so that nothing is asked for. */
  origin: z.enum(['protocol', 'own', 'none']),
  plan: MeasuringPlanSchema.nullable(),
  /** What setting it said; null where the protocol's holds and always has. */
  reason: z.string().nullable(),
  setBy: PractitionerSchema.nullable(),
  setAt: InstantSchema.nullable(),
  /** Why it was set without its replay having been shown. */
  withoutReplay: z.string().nullable(),
  /** What may be planned: the metrics and the forms whose absence the protocol has a rule about. */
  metrics: z.array(MetricCodeSchema),
  questionnaires: z.array(PlannableFormSchema),
  /** The last 14 days and the next 7, by when they are due. */
  occasions: z.array(OccasionSchema),
  /** What the protocol asks the patient to answer beside the plan, with the due time that comes next or was missed: of versions from before forms were planned. */
  forms: z.array(AskedFormSchema),
  /** What triage remembers of the patient cannot be read, so it is not known which forms are asked for: `forms` is empty and says nothing. Left out: it can. */
  formsUnreadable: z.literal(true).optional(),
  /** What of the patient's own cannot be read, so that it is not known what was asked for when: `occasions` is empty and says nothing. Left out: it can. */
  unreadable: z.array(z.enum(['pauses', 'measuring-plan'])).optional(),
  /** The reader is of the team that may change it. */
  mayChange: z.boolean(),
});
export type EpisodePlan = z.infer<typeof EpisodePlanSchema>;

/**
 * `POST /api/v1/episodes/:episodeId/measuring-plan` → 200 with the plan as it holds; 409 when another version has been set since `basedOnVersion`. Holds
 * from now on. `plan` null: the protocol's own again. The holidays of entries that are not asked on holidays are filled in by the platform.
 */
export const SetMeasuringPlanSchema = z.object({
  plan: MeasuringPlanSchema.nullable(),
  reason: requiredText(1000),
  basedOnVersion: z.number().int().min(0),
  /** The what-if of exactly this plan, or why it was not shown. */
  shown: ShownBeforeSchema,
});

/** Of an episode on the worklist: the due time that comes next. */
export const NextDueSchema = z.union([
  z.object({ ...ofMetric, by: InstantSchema }),
  z.object({ ...ofForm, by: InstantSchema }),
]);
export type NextDue = z.infer<typeof NextDueSchema>;

/** Whose plan: as the path names it. */
export const PlanParamsSchema = z.object({ episodeId: IdSchema });
