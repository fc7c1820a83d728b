import { IdSchema } from '@samvakt/contract';
import { z } from 'zod';

/** Of what a team has planned: whose, and which version. */
export const plannedParams = z.object({ teamId: IdSchema, planned: z.coerce.number().int().min(1).max(2_147_483_647) });

/** From when something holds (epoch milliseconds); null: at once. */
export const beginningOf = ({ from }: { from: string | null }): number | null =>
  from === null ? null : Date.parse(from);
