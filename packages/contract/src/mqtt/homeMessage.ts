import { z } from 'zod';
import { PATIENT_MESSAGE_KINDS } from '../api/patientMessage.ts';

const instant = z.iso.datetime({ offset: true });

const asked = {
  days: z.array(z.string()).readonly(),
  from: z.string(),
  by: z.string(),
  graceMinutes: z.number(),
  onHolidays: z.string(),
};

/** A plan as a home reads it, with as little as possible demanded of it: a gateway in a home is older than the platform. */
export const HomePlanSchema = z.object({
  timeZone: z.string(),
  entries: z.array(z.object({ metric: z.string(), ...asked })).readonly(),
  /** The forms to answer, in a list of their own: a gateway from before they could be planned reads the rest. */
  forms: z
    .array(z.object({ questionnaire: z.string(), title: z.object({ nb: z.string(), en: z.string() }), ...asked }))
    .readonly()
    .optional(),
  holidays: z.array(z.string()).readonly(),
});
export type HomePlan = z.infer<typeof HomePlanSchema>;

/**
 * A message to the patient, on `dho/v1/{deviceId}/messages`. It may come several times under the same id and is shown once. `kind` is read as
 * any text: a gateway in a home is older than the platform. After `expiresAt` it is not shown any more.
 */
export const HomeMessageSchema = z.object({
  id: z.uuid(),
  kind: z.string().min(1).max(64),
  /** Which follow-up it is about: of two of the same kind about the same, the newer holds. */
  about: z.uuid(),
  createdAt: instant,
  expiresAt: instant,
  text: z.object({ nb: z.string().min(1), en: z.string().min(1) }),
  /** Of a plan that has changed: all that is asked for of this follow-up from now on; no entries: nothing. */
  plan: HomePlanSchema.optional(),
});
export type HomeMessage = z.infer<typeof HomeMessageSchema>;

/** What the platform itself writes there. */
export const OutgoingHomeMessageSchema = HomeMessageSchema.extend({
  kind: z.enum(PATIENT_MESSAGE_KINDS),
});

/** The gateway's word that a message has been shown to the patient, on `dho/v1/{deviceId}/shown`. `at` is the home's own clock. */
export const MessageShownSchema = z.object({ messageId: z.uuid(), at: instant });
export type MessageShown = z.infer<typeof MessageShownSchema>;
