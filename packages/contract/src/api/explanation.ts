import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema } from './scalars.ts';

/**
 * `GET /api/v1/alerts/:alertId/explanation`: what an alert rests on in one sentence, what judged it, and what the engine says when it is given
 * the same again.
 */
export const AlertExplanationSchema = z.object({
  alertId: IdSchema,
  sentence: LocalizedTextSchema,
  protocol: z.object({ id: z.string(), version: z.number().int(), title: LocalizedTextSchema }),
  /** The patient's own limits that judged; null: the protocol's own numbers. */
  limits: z
    .object({
      version: z.number().int(),
      setBy: z.string().nullable(),
      /** The second person; null where none was needed. */
      confirmedBy: z.string().nullable(),
      setAt: InstantSchema,
      reason: z.string(),
    })
    .nullable(),
  /** When the platform came to the judgement; null where that was not kept. */
  judgedAt: InstantSchema.nullable(),
  /** What the engine was given again: everything until then. */
  given: z.object({
    readings: z.number().int(),
    answers: z.number().int(),
    closes: z.number().int(),
    ticks: z.number().int(),
  }),
  rerun: z.object({
    identical: z.boolean(),
    /** The parts of the evidence that differ; empty, though not identical, where the engine finds nothing. */
    differences: z.array(
      z.enum(['protocol', 'limitsVersion', 'ruleId', 'severity', 'kind', 'at', 'items', 'device', 'review']),
    ),
    /** What is found now, where that is something else. */
    found: LocalizedTextSchema.nullable(),
  }),
});
export type AlertExplanation = z.infer<typeof AlertExplanationSchema>;
