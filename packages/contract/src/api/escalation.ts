import { z } from 'zod';
import { InstantSchema, requiredText, SEVERITIES } from './scalars.ts';
import { PractitionerSchema } from './session.ts';

/** Whom a step tells: who is on duty, everybody of the team, its lead, or the team that covers at that instant. */
export const ESCALATION_TARGETS = ['on-duty', 'team', 'lead', 'covering-team'] as const;
export const EscalationTargetSchema = z.enum(ESCALATION_TARGETS);
export type EscalationTarget = z.infer<typeof EscalationTargetSchema>;

const DAY_MS = 24 * 60 * 60 * 1000;
const durationMs = z.number().int().min(0).max(DAY_MS);

/** One step of a policy: after a time, tell a target, for the severities that it names. */
export const EscalationStepSchema = z.object({
  /** How long after the step before it (the first: after the alert became nobody's) it is taken. Milliseconds. */
  afterMs: durationMs,
  target: EscalationTargetSchema,
  /** The severities it applies to. */
  severities: z.array(z.enum(SEVERITIES)).min(1),
});
export type EscalationStep = z.infer<typeof EscalationStepSchema>;

/**
 * What happens while nobody claims an alert, step by step. A team is never empty, so a step to the team for red is demanded: without it a red alert
 * could pass every step unheard.
 */
export const EscalationPolicySchema = z
  .object({
    steps: z.array(EscalationStepSchema).min(1).max(12),
    /** How many times all the steps are gone through. */
    rounds: z.number().int().min(1).max(10),
    /** How long the last step of a round waits for an answer before the next round, or before nobody has answered. Milliseconds. */
    answerMs: durationMs.min(1_000),
  })
  .refine(({ steps }) => steps.some((step) => step.target === 'team' && step.severities.includes('red')), {
    path: ['steps'],
    error: 'no step tells the whole team of red: it could pass unheard',
  });
export type EscalationPolicy = z.infer<typeof EscalationPolicySchema>;

/**
 * Why a step told nobody: there was nobody to tell; red fell while the team is closed and another covers, which is told at once instead; or the covering
 * team was told so in this round already.
 */
export const ESCALATION_SKIPS = [
  'nobody-on-duty',
  'no-lead',
  'no-covering-team',
  'team-closed',
  'told-already',
] as const;

/**
 * Where the escalation of an open alert stands. `waiting`: the next step has its time. `held`: a pause holds the alert back. `stopped`: somebody
 * has it, or no step applies to it. `exhausted`: every round has been gone through, and nobody has answered.
 */
export const ESCALATION_STATUSES = ['waiting', 'held', 'stopped', 'exhausted'] as const;
export type EscalationStatus = (typeof ESCALATION_STATUSES)[number];

/** Of an alert that nobody has claimed. */
export const AlertEscalationSchema = z.object({
  status: z.enum(ESCALATION_STATUSES),
  /** When the next step is taken, or nobody has answered; null once exhausted or stopped. */
  nextAt: InstantSchema.nullable(),
});

/**
 * `GET /api/v1/teams/:teamId/escalation-policy`. Version 0 is the one that holds while a team has set none; `newest` is what an act must say that it has read.
 * `POST` sets the next version, from now on or `from` a time ahead. 409 when it has moved on.
 */
export const TeamEscalationPolicySchema = z.object({
  version: z.number().int(),
  newest: z.number().int(),
  policy: EscalationPolicySchema,
  setBy: PractitionerSchema.nullable(),
  setAt: InstantSchema.nullable(),
  /** What is planned, in order of time; each holds until the next. */
  planned: z.array(
    z.object({
      version: z.number().int(),
      from: InstantSchema,
      policy: EscalationPolicySchema,
      reason: z.string(),
      setBy: PractitionerSchema.nullable(),
      setAt: InstantSchema,
    }),
  ),
});
export type TeamEscalationPolicy = z.infer<typeof TeamEscalationPolicySchema>;
/** `POST /api/v1/teams/:teamId/escalation-policy`, by the team's lead. `version`: the newest that was read, planned ones included. */
export const SetEscalationPolicySchema = z.object({
  version: z.number().int().min(0),
  policy: EscalationPolicySchema,
  reason: requiredText(500),
  /** From when it holds: at once, or at a time that is ahead, a year at the most. */
  from: InstantSchema.nullable().default(null),
});
