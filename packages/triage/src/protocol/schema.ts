import {
  ALERT_KINDS,
  LocalizedTextSchema,
  MeasuringPlanSchema,
  MetricCodeSchema,
  SEVERITIES,
  TaskKindSchema,
} from '@samvakt/contract';
import { z } from 'zod';
import { protocolFaults } from './check.ts';
import { ExpressionSchema } from './expression.ts';

/** A severity word is the contract's: `red` before `yellow`. */
export type Severity = (typeof SEVERITIES)[number];
export type AlertKind = (typeof ALERT_KINDS)[number];

/**
 * A threshold that a patient's limits may override inside `min`–`max`; beyond that range a second person must confirm. With `choices` it is one of
 * these and nothing between.
 */
const NamedNumberSchema = z
  .object({
    value: z.number(),
    min: z.number(),
    max: z.number(),
    /** UCUM, of the metric that the number is compared with. */
    unit: z.string(),
    text: LocalizedTextSchema,
    /** Where the default comes from, or the word *assumption*. */
    source: z.string().min(1),
    choices: z
      .array(z.object({ value: z.number(), text: LocalizedTextSchema }))
      .min(1)
      .optional(),
  })
  .refine((number) => number.min <= number.value && number.value <= number.max, 'value must lie inside min–max')
  .refine(
    ({ value, choices }) => !choices || choices.some((choice) => choice.value === value),
    'value must be one of the choices',
  );
export type NamedNumber = z.infer<typeof NamedNumberSchema>;

const LevelSchema = z.object({ when: ExpressionSchema });

/**
 * What an alert of a rule asks somebody to do, beside looking at it: a task of the accountable team, once per alert, due `within` milliseconds.
 * `from` is the least severity that asks for it.
 */
const RuleTaskSchema = z.object({
  kind: TaskKindSchema,
  text: LocalizedTextSchema,
  within: z.int().positive(),
  from: z.enum(SEVERITIES).default('yellow'),
});

const RuleSchema = z.object({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  kind: z.enum(ALERT_KINDS),
  /** What it means. */
  text: LocalizedTextSchema,
  /** What to do. */
  action: LocalizedTextSchema,
  source: z.string().min(1),
  /** A yellow alert whose condition cleared closes by itself. A red one always waits for a person. */
  autoClose: z.boolean().default(false),
  task: RuleTaskSchema.optional(),
  levels: z
    .object({ red: LevelSchema.optional(), yellow: LevelSchema.optional() })
    .refine((levels) => levels.red !== undefined || levels.yellow !== undefined, 'a rule needs at least one level'),
});
export type Rule = z.infer<typeof RuleSchema>;

/** A triage protocol: data, versioned. `observes` are the metrics that it shows but, said aloud, does not judge. */
export const ProtocolSchema = z
  .object({
    id: z.string().min(1),
    version: z.int().min(1),
    condition: z.string().min(1),
    title: LocalizedTextSchema,
    source: z.string().min(1),
    numbers: z.record(z.string(), NamedNumberSchema),
    observes: z.array(MetricCodeSchema).default([]),
    /** What a patient without a plan of their own is asked to measure. Without it: nothing. */
    plan: MeasuringPlanSchema.optional(),
    /** The forms that the patient is asked to answer, by canonical URL, whatever version; a protocol without any leaves it out. */
    questionnaires: z
      .array(z.object({ url: z.string().min(1), title: LocalizedTextSchema }))
      .min(1)
      .optional(),
    rules: z.array(RuleSchema).min(1),
  })
  .superRefine((protocol, context) => {
    for (const fault of protocolFaults(protocol)) context.addIssue({ code: 'custom', ...fault });
  });
export type Protocol = z.infer<typeof ProtocolSchema>;
/** What a protocol calls a questionnaire that it asks for; its URL where it does not ask for it. */
export function titleOf({ questionnaires }: Protocol, url: string): z.infer<typeof LocalizedTextSchema> {
  return questionnaires?.find((asked) => asked.url === url)?.title ?? { nb: url, en: url };
}

/** The same as it may be written: with defaults left out. */
export type ProtocolInput = z.input<typeof ProtocolSchema>;
