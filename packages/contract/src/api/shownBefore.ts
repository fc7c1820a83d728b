import { z } from 'zod';
import { IdSchema, requiredText } from './scalars.ts';

/**
 * What was shown before limits, a measuring plan or a protocol are changed: the `replayId` of the what-if of exactly this change; or, where that could not be shown, why the
 * change is saved without it, in words that are kept with it.
 */
export const ShownBeforeSchema = z.union([
  z.object({ replayId: IdSchema }),
  z.object({ withoutReplay: requiredText(2000) }),
]);
export type ShownBefore = z.infer<typeof ShownBeforeSchema>;
