import { z } from 'zod';
import { NotHoldingSchema } from './protocol.ts';
import { IdSchema, InstantSchema, LocalizedTextSchema, requiredText } from './scalars.ts';
import { PractitionerSchema } from './session.ts';
import { LoadSchema, WHAT_IF_DAYS } from './whatIf.ts';

const DaysSchema = z.union(WHAT_IF_DAYS.map((days) => z.literal(days)));

/** What a replay came to: `warned…`: of the real events, how many an alert stood before. */
const ProtocolTrialResultSchema = z.object({
  readings: z.number().int(),
  present: LoadSchema,
  proposed: LoadSchema,
  gained: z.number().int(),
  lost: z.number().int(),
  changed: z.number().int(),
  events: z.number().int(),
  warnedPresent: z.number().int(),
  warnedProposed: z.number().int(),
});
export type ProtocolTrialResult = z.infer<typeof ProtocolTrialResultSchema>;

/** A protocol version tried on the history of all whom a team follows by another version of it. Nobody is judged by it. */
export const ProtocolTrialSchema = z.object({
  id: IdSchema,
  teamId: IdSchema,
  protocolId: z.string(),
  protocolVersion: z.number().int(),
  title: LocalizedTextSchema,
  days: z.number().int(),
  status: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  askedBy: PractitionerSchema,
  askedAt: InstantSchema,
  endedAt: InstantSchema.nullable(),
  /** Why it failed: it went wrong too often, or was not done in a day. */
  failure: z.enum(['given-up', 'not-done-in-a-day']).nullable(),
  /** Patients in all, and those that have been replayed. */
  total: z.number().int(),
  done: z.number().int(),
});
export type ProtocolTrial = z.infer<typeof ProtocolTrialSchema>;

/** `GET /api/v1/protocol-trials`: what one's teams could try, and what they have tried. */
export const ProtocolTrialsSchema = z.object({
  candidates: z.array(
    z.object({
      teamId: IdSchema,
      id: z.string(),
      version: z.number().int(),
      title: LocalizedTextSchema,
      patients: z.number().int(),
    }),
  ),
  trials: z.array(ProtocolTrialSchema),
});

/** `POST /api/v1/protocol-trials`: answers 201 with the trial. `POST /api/v1/protocol-trials/:trialId/cancel`: with the trial. */
export const StartProtocolTrialSchema = z.object({
  teamId: IdSchema,
  protocolId: z.string().min(1).max(100),
  protocolVersion: z.number().int().min(1),
  days: DaysSchema,
});

/** `GET /api/v1/protocol-trials/:trialId`: per patient, and in total over those that have been replayed. */
export const ProtocolTrialDetailSchema = ProtocolTrialSchema.extend({
  sum: ProtocolTrialResultSchema,
  patients: z.array(
    z.object({
      episodeId: IdSchema,
      patientName: z.string(),
      result: ProtocolTrialResultSchema.nullable(),
      failure: z.string().nullable(),
      /** The version of the trial judges this patient now. */
      inForce: z.boolean(),
      /** Another protocol or other limits are in force than the trial compared with: it says nothing of them. */
      movedOn: z.boolean(),
      /** Own numbers that would not hold under the version. */
      wouldNotHold: z.array(NotHoldingSchema),
      /** Something of this patient cannot be read: nothing is put in force for them from here. */
      unreadable: z.literal(true).optional(),
    }),
  ),
});
export type ProtocolTrialDetail = z.infer<typeof ProtocolTrialDetailSchema>;

/** Most patients in one request: the screen sends the rest in more requests, and shows how far it has come. */
export const ADOPTIONS_A_REQUEST = 20;

/**
 * `POST /api/v1/protocol-trials/:trialId/adoptions`: puts the version of a trial that is done in force for these of its patients. Each is an act of its own, whole or
 * refused with its reason, and the others go through. Repeating a request changes nothing more. `giveUp`: own numbers that would not hold.
 */
export const AdoptFromTrialSchema = z.object({
  reason: requiredText(2000),
  patients: z
    .array(z.object({ episodeId: IdSchema, giveUp: z.array(z.string().min(1).max(100)).max(100) }))
    .min(1)
    .max(ADOPTIONS_A_REQUEST),
});
/** What became of each patient of the request, in its order. */
export const TrialAdoptionsSchema = z.object({
  results: z.array(
    z.object({
      episodeId: IdSchema,
      result: z.enum(['adopted', 'refused']),
      /** Which rule refused it, and a sentence that says why; null for one that went through. */
      refusal: z.object({ reason: z.string(), detail: z.string() }).nullable(),
    }),
  ),
});
export type TrialAdoptions = z.infer<typeof TrialAdoptionsSchema>;
