import { z } from 'zod';

/**
 * One patient's own numbers for one protocol, by the names that the protocol declares. Instants are epoch milliseconds.
 * `until` asks to be renewed: from then on the protocol's own numbers hold again.
 */
export const LimitsSchema = z.object({
  version: z.int().min(1),
  values: z.record(z.string(), z.number()),
  reason: z.string().trim().min(1),
  /** The person who set them: an id or a name, as the caller keeps it. */
  author: z.string().min(1),
  since: z.int(),
  until: z.int().nullable(),
  /** The second person, needed where a value lies beyond the protocol's allowed range. */
  confirmedBy: z.string().min(1).nullable().default(null),
});
export type Limits = z.infer<typeof LimitsSchema>;
