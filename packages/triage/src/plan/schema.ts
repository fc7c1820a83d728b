import { MeasuringPlanSchema } from '@samvakt/contract';
import { z } from 'zod';

/**
 * One version of a patient's own measuring plan, as it holds from `since` (epoch milliseconds) until the next version; `plan` null: the
 * protocol's own again. A plan is only ever set for the time ahead: what was due before `since` stays due, whatever it says.
 */
export const PlanVersionSchema = z.object({
  /** Null: what holds is a protocol's own plan, and no version of the patient's. */
  version: z.int().min(1).nullable(),
  since: z.int(),
  plan: MeasuringPlanSchema.nullable(),
});
export type PlanVersion = z.infer<typeof PlanVersionSchema>;
