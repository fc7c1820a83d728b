import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText } from './scalars.ts';
import { PractitionerSchema, TeamSchema } from './session.ts';
import { ShownBeforeSchema } from './shownBefore.ts';

/** Every number that a protocol names, as it holds for one patient now. `own`: the patient's own value in force. Unit: UCUM. */
export const ProtocolNumberSchema = z.object({
  name: z.string(),
  text: LocalizedTextSchema,
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  standard: z.number(),
  own: z.number().nullable(),
  /** Of a yellow limit: the red limits of the same thing (by name), which it must not lie beyond: at least, or at most, what they are. */
  yellowOf: z.array(z.object({ red: z.string(), yellowIs: z.enum(['at-least', 'at-most']) })),
  /** Other limits of the same rule (by name, or as a number) that every reading reaches which reaches this one: while it is `when` the other, it has no effect. */
  overtakenBy: z.array(
    z.object({
      by: z.union([z.number(), z.object({ number: z.string() })]),
      when: z.enum(['below', 'at-most', 'above', 'at-least']),
    }),
  ),
  /** The only values that it may have; left out where it may have any. */
  choices: z.array(z.object({ value: z.number(), text: LocalizedTextSchema })).optional(),
});
export type ProtocolNumber = z.infer<typeof ProtocolNumberSchema>;

/** `value` and `standard` in `unit` (UCUM; '' where the protocol in force has no such number). */
const ValueSchema = z.object({
  name: z.string(),
  text: LocalizedTextSchema,
  unit: z.string(),
  value: z.number(),
  standard: z.number(),
});

/** `ended`: from `until` on the protocol's own numbers hold again, and the team is asked to renew or let it be. */
const LIMITS_STATES = ['in-force', 'ended'] as const;

/** The newest version of a patient's own limits, also when they have ended. Values are in the unit that stands beside them (UCUM). */
export const LimitsInForceSchema = z.object({
  version: z.number().int(),
  state: z.enum(LIMITS_STATES),
  values: z.array(ValueSchema),
  reason: z.string(),
  setBy: PractitionerSchema.nullable(),
  setAt: InstantSchema,
  /** The second person, where a value lies beyond the protocol's range. */
  confirmedBy: z.string().nullable(),
  /** Null: until somebody changes them. */
  until: InstantSchema.nullable(),
  /** Why they were set without their replay having been shown. */
  withoutReplay: z.string().nullable(),
  /** The same of the second person. */
  confirmedWithoutReplay: z.string().nullable(),
});

/** Limits beyond the protocol's range, which wait for a second person. Where what was proposed cannot be read, `values` is empty and `until` null: it can be declined or taken back, not confirmed. */
export const LimitsProposalSchema = z.object({
  id: IdSchema,
  values: z.array(ValueSchema.extend({ beyond: z.boolean() })),
  reason: z.string(),
  until: InstantSchema.nullable(),
  proposedBy: PractitionerSchema,
  /** The team that was accountable when it was proposed, where another is now: one of that other is the second person. */
  formerTeam: TeamSchema.nullable(),
  proposedAt: InstantSchema,
  deadlineAt: InstantSchema,
});
export type LimitsProposal = z.infer<typeof LimitsProposalSchema>;

/** Named numbers of the protocol, in their unit. What is not named is the protocol's own. */
export const LimitValuesSchema = z.record(z.string().min(1).max(100), z.number());

/**
 * `POST /api/v1/episodes/:episodeId/limits`: the patient's own numbers from now until `until`; no values: back to the protocol's own. Within
 * the protocol's range they hold at once (`set`); beyond it they wait for a second person (`proposed`). `basedOnVersion`: the version that was
 * shown, 0 for none.
 */
export const SetLimitsSchema = z.object({
  values: LimitValuesSchema,
  reason: requiredText(2000),
  until: InstantSchema,
  basedOnVersion: z.number().int().min(0),
  /** The what-if of exactly these values, or why it was not shown. */
  shown: ShownBeforeSchema,
});
/** `set`: within the range, in force. `proposed`: beyond it, waits for a second person until `deadlineAt`. */
export const SetLimitsAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('set'), version: z.number().int() }),
  z.object({ outcome: z.literal('proposed'), proposalId: IdSchema, deadlineAt: InstantSchema }),
]);

/** `POST /api/v1/limits-proposals/:proposalId/confirm`: `shown`: the what-if of exactly these values, to the second person too, or why it was not. */
export const ConfirmLimitsSchema = z.object({ shown: ShownBeforeSchema });
/** `POST /api/v1/limits-proposals/:proposalId/decline`: with a reason; `/withdraw`: no body. */
export const DeclineLimitsSchema = z.object({ reason: requiredText(2000) });
/** What became of a proposal. `version`: of the limits that came of it; null where it was declined or withdrawn. */
export const LimitsProposalAnswerSchema = z.object({
  status: z.enum(['confirmed', 'declined', 'withdrawn']),
  version: z.number().int().nullable(),
});

/** What a line of the worklist says: a proposal waits for a second person, or the limits end soon or have ended and ask to be renewed. */
export const LimitsBriefSchema = z.object({
  state: z.enum(['proposed', 'ending', 'ended']),
  at: InstantSchema,
});
