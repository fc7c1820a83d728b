import { z } from 'zod';

/** Why something was not taken as a measurement. Closed: a new reason is a new code, with its place in the manuals. */
export const FAULT_CODES = [
  // the whole message
  'payload-too-large',
  'format-unknown',
  'json-invalid',
  'envelope-invalid',
  'too-many-measurements',
  // one measurement
  'measurement-invalid',
  'metric-unknown',
  'unit-unknown',
  'value-invalid',
  'value-absent',
  'value-implausible',
  'choice-unknown',
  'time-invalid',
  'time-in-future',
  'time-too-old',
  'observation-refused',
  // a response to a questionnaire
  'response-invalid',
  'response-refused',
  'questionnaire-unknown',
  'question-unknown',
  'answer-missing',
  'answer-invalid',
  // found by the platform after decoding
  'device-unknown',
  'device-unassigned',
  'patient-unknown',
  'message-conflict',
  'store-refused',
] as const;

export const FaultCodeSchema = z.enum(FAULT_CODES);
export type FaultCode = z.infer<typeof FaultCodeSchema>;

/** `path` is a JSON pointer (RFC 6901) into the payload, '' for all of it; `text` names the place and the reason. */
export const FaultSchema = z.object({ path: z.string(), code: FaultCodeSchema, text: z.string() });
export type Fault = z.infer<typeof FaultSchema>;
