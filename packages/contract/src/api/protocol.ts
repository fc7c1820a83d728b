import { z } from 'zod';
import { UncoveredHourSchema } from './problem.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText, SEVERITIES } from './scalars.ts';
import { PractitionerSchema } from './session.ts';
import { ShownBeforeSchema } from './shownBefore.ts';

/** One version of one protocol. */
export const ProtocolKeySchema = z.object({ id: z.string().min(1).max(100), version: z.number().int().min(1) });

/** What judges now. `number`: how many times another version was put in force; name it when changing. `by` null: the installation. */
export const ProtocolInForceSchema = z.object({
  number: z.number().int(),
  since: InstantSchema,
  by: PractitionerSchema.nullable(),
  /** Null of the version that the follow-up began with. */
  reason: z.string().nullable(),
  /** Why it was put in force without its replay having been shown. */
  withoutReplay: z.string().nullable(),
  /** The highest registered version of the same protocol, where it is higher. */
  newer: z.number().int().nullable(),
});

export type ProtocolInForce = z.infer<typeof ProtocolInForceSchema>;

const RuleWordsSchema = z.object({ id: z.string(), meaning: LocalizedTextSchema, condition: LocalizedTextSchema });
const NumberWordsSchema = z.object({
  value: z.number(),
  min: z.number(),
  max: z.number(),
  unit: z.string(),
  text: LocalizedTextSchema,
  /** Null where any number of the range will do. */
  choices: z.array(z.object({ value: z.number(), text: LocalizedTextSchema })).nullable(),
});
/** One thing that differs, in words; null: not there. */
const ToldChangeSchema = z.object({
  what: LocalizedTextSchema,
  before: LocalizedTextSchema.nullable(),
  after: LocalizedTextSchema.nullable(),
});

/** What the version has that the one in force has not, in words; conditions with the patient's own numbers where they hold. */
const ProtocolDifferenceSchema = z.object({
  added: z.array(RuleWordsSchema),
  removed: z.array(RuleWordsSchema),
  /** `before` and `after` are the conditions; `also` is what else of the rule differs: its words, its kind, how it closes, its task. */
  changed: z.array(
    z.object({
      id: z.string(),
      meaning: LocalizedTextSchema,
      before: LocalizedTextSchema,
      after: LocalizedTextSchema,
      also: z.array(ToldChangeSchema),
    }),
  ),
  numbers: z.array(
    z.object({
      name: z.string(),
      before: NumberWordsSchema.nullable(),
      after: NumberWordsSchema.nullable(),
    }),
  ),
  observes: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  /** What differs beside these: title, forms, standard plan. */
  others: z.array(ToldChangeSchema),
});
export type ProtocolDifferenceShown = z.infer<typeof ProtocolDifferenceSchema>;

const NOT_HOLDING = ['unknown-number', 'needs-second-person', 'out-of-reach', 'yellow-beyond-red'] as const;

/** Own numbers that would not hold, and why: to be given up by name, or the version is not put in force. */
export const NotHoldingSchema = z.object({
  name: z.string(),
  text: LocalizedTextSchema,
  /** UCUM, of the version in force; '' where that has no such number. */
  unit: z.string(),
  value: z.number(),
  why: z.enum(NOT_HOLDING),
});

const ProtocolChoiceSchema = ProtocolKeySchema.extend({
  title: LocalizedTextSchema,
  registeredAt: InstantSchema,
  difference: ProtocolDifferenceSchema,
  wouldNotHold: z.array(NotHoldingSchema),
  /** The hour that nobody would cover; null where every hour is covered. */
  uncovered: UncoveredHourSchema.nullable(),
});
export type ProtocolChoice = z.infer<typeof ProtocolChoiceSchema>;

/** `GET /api/v1/episodes/:episodeId/protocols`: the registered versions for the same condition but the one in force, and what was in force before, newest first. */
export const ProtocolChoicesSchema = z.object({
  choices: z.array(ProtocolChoiceSchema),
  history: z.array(
    z.object({
      number: z.number().int(),
      from: ProtocolKeySchema,
      to: ProtocolKeySchema,
      at: InstantSchema,
      by: PractitionerSchema.nullable(),
      reason: z.string(),
      /** Own numbers that were given up with it: name to value. */
      givenUp: z.record(z.string(), z.number()),
      withoutReplay: z.string().nullable(),
    }),
  ),
  /** The version of the patient's own limits, 0 for none: name it when changing. */
  limitsVersion: z.number().int(),
});
export type ProtocolChoices = z.infer<typeof ProtocolChoicesSchema>;

/**
 * `POST /api/v1/episodes/:episodeId/protocol`: puts a version in force, at once. `basedOn` and `limitsVersion`: what was shown; 409 with what happened when
 * either has moved on. `giveUp`: own numbers that would not hold, all of them and no others.
 */
export const AdoptProtocolSchema = z.object({
  protocol: ProtocolKeySchema,
  reason: requiredText(2000),
  basedOn: z.number().int().min(0),
  limitsVersion: z.number().int().min(0),
  giveUp: z.array(z.string().min(1).max(100)).max(100),
  shown: ShownBeforeSchema,
});
/** `number`: how many times another version has now been put in force, as in `ProtocolInForceSchema`. */
export const ProtocolAdoptedSchema = z.object({ number: z.number().int() });

/** Of an open alert that an earlier version raised: the worst that the version in force would have raised; `none`: it would have raised nothing. */
const VERDICTS = [...SEVERITIES, 'none', 'no-such-rule', 'nothing-measured'] as const;

/** `GET /api/v1/episodes/:episodeId/protocol/verdicts`: only alerts that the version in force has not judged itself. Read in a thread of its own. */
export const ProtocolVerdictsSchema = z.object({
  protocol: ProtocolKeySchema,
  verdicts: z.array(
    z.object({
      alertId: IdSchema,
      verdict: z.enum(VERDICTS),
      /** Whether the version would say it still; null of what it would not have raised. */
      holdsNow: z.boolean().nullable(),
    }),
  ),
});
export type ProtocolVerdicts = z.infer<typeof ProtocolVerdictsSchema>;
