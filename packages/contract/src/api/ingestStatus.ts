import { z } from 'zod';
import { IdSchema, InstantSchema } from './scalars.ts';

/** `GET /api/v1/devices`: the equipment of the patients one may see, and one's own organization's equipment that nobody has. */
export const DeviceStatusSchema = z.object({
  id: z.string(),
  kind: z.string(),
  model: z.string(),
  assignedTo: z.object({ episodeIds: z.array(IdSchema), patientName: z.string() }).nullable(),
  lastHeardAt: InstantSchema.nullable(),
  batteryPercent: z.number().nullable(),
  firmware: z.string().nullable(),
  /** The account since registration: what gateways numbered = messages + knownMissing; measurements in = stored + duplicates + rejected. */
  account: z.object({
    messages: z.number().int(),
    knownMissing: z.number().int(),
    received: z.number().int(),
    stored: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
  }),
  quarantined: z.number().int(),
});
export type DeviceStatus = z.infer<typeof DeviceStatusSchema>;
/** The answer of `GET /api/v1/devices`. */
export const DeviceListSchema = z.object({ devices: z.array(DeviceStatusSchema) });

/** `GET /api/v1/quarantine?deviceId=&before=&limit=`, newest first. `excerpt` is the start of the payload as text, control characters escaped. */
export const QuarantinedMessageSchema = z.object({
  id: IdSchema,
  deviceId: z.string().nullable(),
  topic: z.string(),
  receivedAt: InstantSchema,
  reasons: z.array(z.object({ path: z.string(), code: z.string(), text: z.string() })),
  excerpt: z.string(),
  bytes: z.number().int(),
});
/** The answer of `GET /api/v1/quarantine`; `nextBefore` null: there is nothing older. */
export const QuarantineListSchema = z.object({
  messages: z.array(QuarantinedMessageSchema),
  nextBefore: z.string().nullable(),
});
