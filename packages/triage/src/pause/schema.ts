import { PauseScopeSchema } from '@samvakt/contract';
import { z } from 'zod';

/**
 * A stretch of time, `from` inclusive to `until` exclusive (epoch milliseconds), in which the plan asks for nothing of its scope and in
 * which alerts of its scope are not shown as something to act on (hospital stay, holiday, a new device). Red is never touched by it, unless
 * `includesRed`. A pause that ended early ends at that instant; one that was called off before it began ends before its beginning.
 *
 * A pause is only ever set, moved or ended for the time ahead. What was judged before is then judged the same way again: folding a history
 * with the pauses as they came to be gives what was found live.
 */
export const PauseSchema = z.object({
  scope: PauseScopeSchema,
  includesRed: z.boolean(),
  from: z.int(),
  until: z.int(),
});
export type Pause = z.infer<typeof PauseSchema>;
