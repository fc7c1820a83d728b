import { MetricCodeSchema } from '@samvakt/contract';
import { z } from 'zod';
import { findScore, SCORE_IDS } from '../scores/registry.ts';
import { SCORE_OUTPUTS } from '../scores/score.ts';

/**
 * What a rule asks of the measurements and answers. Every leaf is about one metric, the parts of one score, or one questionnaire, and answers true, false or unknown: it becomes true when its
 * evidence is complete, false when its clear condition has held, and is unknown before that. `all`, `any`, `not` and `at-least`
 * join leaves in three-valued logic, so that what is not known never counts as either. Durations are milliseconds.
 */

const DurationSchema = z.int().positive();

/** A number written in the rule, or one that the protocol names so that a patient's limits may override it. */
const QuantitySchema = z.union([z.number(), z.object({ number: z.string() })]);
export type Quantity = z.infer<typeof QuantitySchema>;

/**
 * When a crossing has lasted: `readings` of the last `of` (default: all of them), or every reading through at least `for`.
 * Two readings further apart than `maxGap` do not belong to the same evidence: what lay between them is not known.
 */
const SustainedSchema = z.union([
  z
    .object({
      readings: z.int().min(1).max(20),
      of: z.int().min(1).max(20).optional(),
      maxGap: DurationSchema.optional(),
    })
    .refine(
      (sustained) => sustained.of === undefined || sustained.of >= sustained.readings,
      'of must not be less than readings',
    ),
  z.object({ for: DurationSchema, maxGap: DurationSchema }),
]);
export type Sustained = z.infer<typeof SustainedSchema>;

const comparison = {
  metric: MetricCodeSchema,
  test: z.enum(['below', 'at-most', 'above', 'at-least']),
  /** The value that sets, in the metric's canonical unit. */
  set: QuantitySchema,
  /** The value that clears, on the healthy side of `set`: as a value or as a distance from `set`. Without it: the first that does not cross. */
  clear: z.union([QuantitySchema, z.object({ margin: z.number().nonnegative() })]).optional(),
  sustained: SustainedSchema.optional(),
  /** How long the clear condition must hold. Without it: one reading. */
  recovery: SustainedSchema.optional(),
};

/** The reading itself against a limit. */
const ValueSchema = z.object({ type: z.literal('value'), ...comparison });

/**
 * How far the reading has moved from its reference: `absolute` in the metric's unit, `relative` in percent of the reference; a fall
 * counts downwards from zero, so a fall of more than 3 is `test: 'below', set: -3`. `over` is the window that the reference is drawn from. The baseline is
 * the median of the daily means (UTC days) of the `over` before today, and needs `minDays` days with readings. `spread` counts in the patient's own ordinary
 * variation: the median absolute deviation of those days from the baseline, times 1.4826, so that it is a standard deviation where days vary as
 * a normal distribution does (Rousseeuw and Croux 1993); `floor`, in the metric's unit, is the least that it is taken to be.
 */
const ChangeSchema = z
  .object({
    type: z.literal('change'),
    ...comparison,
    measure: z.enum(['absolute', 'relative', 'spread']),
    reference: z.enum(['minimum', 'maximum', 'mean', 'baseline']),
    over: DurationSchema,
    minDays: z.int().min(1).optional(),
    floor: z.number().positive().optional(),
  })
  .refine(
    ({ measure, reference, floor }) => measure !== 'spread' || (reference === 'baseline' && floor !== undefined),
    'spread is that of the baseline, and needs a floor',
  );

/**
 * The mean over a window, which must hold `minReadings` spread over `minDays` (UTC days), against a limit. The window is kept in parts:
 * minutes up to two hours, hours up to two days, quarters of a day beyond; the oldest part counts whole.
 */
const MeanSchema = z.object({
  type: z.literal('mean'),
  ...comparison,
  over: DurationSchema,
  minReadings: z.int().min(1),
  minDays: z.int().min(1).optional(),
});

/** A stretch of the metric's scale, in its canonical unit. `below` and `above` leave the value itself out, `from` and `until` are in it. */
const BandSchema = z.union([
  z.strictObject({ below: z.number() }),
  z.strictObject({ above: z.number() }),
  z
    .strictObject({ from: z.number(), until: z.number() })
    .refine(({ from, until }) => from <= until, 'from must not exceed until'),
]);
export type Band = z.infer<typeof BandSchema>;

const dense = {
  over: DurationSchema,
  every: DurationSchema,
  sufficient: z.number().min(0).max(100),
  minDays: z.int().min(1).optional(),
  whenTooFew: z.enum(['review', 'silent']).default('review'),
};

/**
 * How many percent of the readings of a window lie in a band against a limit in percent: time in range, of
 * a sensor that reads evenly. There must be more than `sufficient` percent of the readings that one in every `every` gives, spread over
 * `minDays` (UTC days); with fewer there is no share. The window is kept in parts like that of a mean. `whenTooFew: 'silent'` is for what
 * not every patient measures so densely: it then asks for no review, and the protocol must judge the readings by other rules.
 */
const ShareSchema = z
  .object({ type: z.literal('share'), ...comparison, band: BandSchema, ...dense })
  .refine(({ over, every }) => every <= over, 'every must not exceed over');

/**
 * How much the readings of a window vary: their coefficient of variation (standard deviation in percent of the mean) against a limit in percent. On the same
 * condition as a share.
 */
const VariationSchema = z
  .object({ type: z.literal('variation'), ...comparison, ...dense })
  .refine(({ over, every }) => every <= over, 'every must not exceed over');

/** No reading for `every` + `grace` after the latest one, or after the start of the follow-up. Pauses of the plan do not count. */
const MissingSchema = z.object({
  type: z.literal('missing'),
  metric: MetricCodeSchema,
  every: DurationSchema,
  grace: z.int().nonnegative(),
});

/**
 * A score of the registry against a limit. It is made of the latest reading of each part, no part older than `within` against the reading that is judged; with a
 * part missing there is no total, and only what the others already come to can cross. `settings` are the score's own, by name: a number or one that the
 * protocol names, so that a clinician can set it for one patient.
 */
const ScoreSchema = z
  .object({
    type: z.literal('score'),
    score: z.enum(SCORE_IDS),
    output: z.enum(SCORE_OUTPUTS),
    settings: z.record(z.string(), QuantitySchema).default({}),
    // More points are worse in every score, and the points of the parts that are there can only grow.
    test: z.enum(['above', 'at-least']),
    set: QuantitySchema,
    clear: comparison.clear,
    within: DurationSchema,
  })
  .superRefine(({ score, settings }, context) => {
    for (const [name, value] of Object.entries(settings)) {
      const allowed = findScore(score).settings[name];
      const isWrong = typeof value === 'number' && !allowed?.includes(value);
      if (allowed && !isWrong) continue;
      const message = allowed ? `${name} is one of ${allowed.join(', ')}` : `${score} has no setting ${name}`;
      context.addIssue({ code: 'custom', path: ['settings', name], message });
    }
  });
const QuestionnaireUrlSchema = z.string().min(1);

/**
 * A due time of the patient's plan has passed, and its grace, without a reading of the metric, or without a response to the questionnaire (its canonical URL). What
 * the plan does not ask for is never overdue.
 */
const OverdueSchema = z.object({ type: z.literal('overdue'), metric: MetricCodeSchema });
const OverdueFormSchema = z.object({ type: z.literal('overdue'), questionnaire: QuestionnaireUrlSchema });

/** The same as `missing` of a questionnaire: nobody has answered it. In protocols from before a form could be planned. */
const UnansweredSchema = z.object({
  type: z.literal('unanswered'),
  questionnaire: QuestionnaireUrlSchema,
  every: DurationSchema,
  grace: z.int().nonnegative(),
});

/**
 * What the latest response to a questionnaire comes to: the worst of its answers, or the wish to be contacted, is at least this colour. The
 * questionnaire itself says which answer is yellow or red.
 */
const QuestionnaireSchema = z.object({
  type: z.literal('questionnaire'),
  questionnaire: QuestionnaireUrlSchema,
  about: z.enum(['answers', 'contact']),
  atLeast: z.enum(['yellow', 'red']),
});

const TypedLeafSchema = z.discriminatedUnion('type', [
  ValueSchema,
  ChangeSchema,
  MeanSchema,
  ShareSchema,
  VariationSchema,
  ScoreSchema,
  MissingSchema,
  OverdueSchema,
  QuestionnaireSchema,
  UnansweredSchema,
]);
const LeafSchema = z.union([TypedLeafSchema, OverdueFormSchema]);
export type Leaf = z.infer<typeof LeafSchema>;
export type ScoreLeaf = Extract<Leaf, { type: 'score' }>;
/** What becomes true because nothing has come: of a metric, or of a questionnaire. */
export type Absence = Extract<Leaf, { type: 'missing' | 'overdue' | 'unanswered' }>;
export type FormAbsence = Extract<Absence, { questionnaire: string }>;
/** A leaf that holds one metric against a limit. */
export type Comparison = Exclude<Leaf, Absence | ScoreLeaf | { type: 'questionnaire' }>;

/** When a level of a rule holds: a leaf, or leaves joined. `within` is in milliseconds. The answer is true, false or unknown: docs/triage.md. */
export type Expression =
  | Leaf
  | { type: 'all'; of: Expression[]; within?: number | undefined }
  | { type: 'any'; of: Expression[] }
  | { type: 'not'; of: Expression }
  | { type: 'at-least'; count: number; of: Expression[]; within?: number | undefined };

export function isAbsence(part: Expression): part is Absence {
  return part.type === 'missing' || part.type === 'overdue' || part.type === 'unanswered';
}

/**
 * `within`: the latest evidence of each part may be at most this much older than the event that is judged; what is older is unknown. Under a `not`, what does not come is false
 * while it is waited for and unknown afterwards: silence never makes anything false.
 */
export const ExpressionSchema: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    LeafSchema,
    z.object({ type: z.literal('all'), of: z.array(ExpressionSchema).min(1), within: DurationSchema.optional() }),
    z.object({ type: z.literal('any'), of: z.array(ExpressionSchema).min(1) }),
    z.object({ type: z.literal('not'), of: ExpressionSchema }),
    z
      .object({
        type: z.literal('at-least'),
        count: z.int().min(1),
        of: z.array(ExpressionSchema).min(1),
        within: DurationSchema.optional(),
      })
      .refine((expression) => expression.count <= expression.of.length, 'count must not exceed the number of parts'),
  ]),
);
