import { z } from 'zod';
import { MessageIdSchema } from '../message/json.ts';

/**
 * `accepted`: every measurement was stored or was known already. `partly-accepted`: some were rejected. `rejected`: all were, or the message could not
 * be read.
 */
export const ReceiptStatusSchema = z.enum(['accepted', 'partly-accepted', 'rejected']);
export type ReceiptStatus = z.infer<typeof ReceiptStatusSchema>;

const count = z.int().min(0);

/**
 * The platform's answer to one message, sent when the message's fate is committed.
 * `received = stored + duplicates + rejected`. A fault's `code` is one of `FAULT_CODES`, but is read as any text: a gateway in a
 * home is older than the platform and must not choke on a reason it has never heard of.
 */
export const ReceiptSchema = z.object({
  ...MessageIdSchema.shape,
  status: ReceiptStatusSchema,
  counts: z.object({ received: count, stored: count, duplicates: count, rejected: count }),
  faults: z.array(z.object({ path: z.string(), code: z.string(), text: z.string() })),
});
export type Receipt = z.infer<typeof ReceiptSchema>;

/**
 * What is published on `dho/v1/{deviceId}/receipts`: the receipts of one device's messages that were committed together, in no order that means
 * anything. Reading the list whole is for tests; a gateway reads entry by entry, so that one it cannot read hides no other.
 */
export const ReceiptsSchema = z.array(ReceiptSchema).min(1);
