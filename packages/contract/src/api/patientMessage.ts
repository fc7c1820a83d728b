import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema } from './scalars.ts';
import { PractitionerSchema } from './session.ts';

/** What the platform tells a home: who follows the patient from now on, that what was sent has been looked at and is well, or what to measure when from now on. */
export const PATIENT_MESSAGE_KINDS = ['followed-by', 'all-well', 'measuring-plan'] as const;
export type PatientMessageKind = (typeof PATIENT_MESSAGE_KINDS)[number];

/**
 * `waiting`: not sent yet. `sent`: sent, and the home has not said that it was shown; it is sent again. `shown`: the home has said so.
 * `not-shown`: its time ran out. `replaced`: a newer one says something else. `no-device`: nothing in the home could show it now. `held`: what to measure is not
 * said while the follow-up is paused.
 */
export const DELIVERY_STATES = ['waiting', 'sent', 'shown', 'not-shown', 'replaced', 'no-device', 'held'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/**
 * A message to the patient, and how far it has come. `createdBy` null: an act of the clock. `expiresAt`: until when it is sent again. `attempts` counts
 * every time that it was published.
 */
export const PatientMessageSchema = z.object({
  id: IdSchema,
  kind: z.enum(PATIENT_MESSAGE_KINDS),
  text: LocalizedTextSchema,
  createdBy: PractitionerSchema.nullable(),
  createdAt: InstantSchema,
  expiresAt: InstantSchema,
  delivery: z.enum(DELIVERY_STATES),
  attempts: z.number().int(),
  lastSentAt: InstantSchema.nullable(),
  shownAt: InstantSchema.nullable(),
});
export type PatientMessage = z.infer<typeof PatientMessageSchema>;

/** `GET /api/v1/episodes/:episodeId/messages`: those of the last 30 days, newest first. */
export const PatientMessageListSchema = z.object({ messages: z.array(PatientMessageSchema), cursor: z.string() });
