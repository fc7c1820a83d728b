import { z } from 'zod';
import { IdSchema, InstantSchema, LocalizedTextSchema } from './scalars.ts';
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
    }),
  ),
});
export type ProtocolTrialDetail = z.infer<typeof ProtocolTrialDetailSchema>;
