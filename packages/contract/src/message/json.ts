import { z } from 'zod';
import type { MetricCode } from '../metrics/catalogue.ts';

/** Limits of one message; a gateway splits what is longer. */
export const MAX_MEASUREMENTS = 2_000;
/** 256 KiB. A larger payload is refused whole (`payload-too-large`), whatever its format. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Which message: the gateway's disk queue and its running number there. Unique together with the device. */
export const MessageIdSchema = z.object({ queue: z.uuid().toLowerCase(), number: z.int().min(1) });
export type MessageId = z.infer<typeof MessageIdSchema>;

/**
 * The envelope of our own format. The measurements are left unjudged here on purpose: each is judged alone, so that a bad one
 * never takes its neighbours with it, and without zod's cost on the hottest path of the platform.
 */
export const EnvelopeSchema = z.object({
  ...MessageIdSchema.shape,
  sentAt: z.iso.datetime({ offset: true }),
  measurements: z.array(z.unknown()),
});

/** A number with its UCUM unit, or the code of the chosen option. */
export type WireMeasurement =
  | { readonly metric: MetricCode; readonly effectiveAt: string; readonly value: number; readonly unit: string }
  | { readonly metric: MetricCode; readonly effectiveAt: string; readonly choice: string };

/** The JSON payload of `dho/v1/{deviceId}/measurements`. Times are ISO 8601 with offset. */
export interface WireMessage extends MessageId {
  readonly sentAt: string;
  readonly measurements: readonly WireMeasurement[];
}
