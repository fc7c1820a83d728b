import { z } from 'zod';

/** What the address of the form may say: the declined offer whose counter-proposal, or the request, it is made of. */
export const OfferSearchSchema = z.object({
  proposal: z.uuid().optional().catch(undefined),
  request: z.uuid().optional().catch(undefined),
});
