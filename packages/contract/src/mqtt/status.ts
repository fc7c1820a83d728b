import { z } from 'zod';
import { isKept } from '../keptText.ts';

/** What a gateway tells about itself, on `dho/v1/{deviceId}/status`. */
export const GatewayStatusSchema = z.object({
  at: z.iso.datetime({ offset: true }),
  /** False: the broker's word for a gateway that it lost (the gateway's MQTT will, whose `at` is when it had connected). True: it has just connected. */
  online: z.boolean().optional(),
  batteryPercent: z.number().min(0).max(100).optional(),
  firmware: z.string().min(1).max(64).refine(isKept, 'must not contain U+0000 or half of a surrogate pair').optional(),
});
export type GatewayStatus = z.infer<typeof GatewayStatusSchema>;
