import { decodeFhir } from './decodeFhir.ts';
import { decodeJson } from './decodeJson.ts';
import { recoverFhirId } from './fhir.ts';
import { failure } from './judge.ts';
import { parsePayload } from './payload.ts';
import type { Decoded } from './reading.ts';
import { recoverId, unreadable } from './unreadable.ts';

/** One MQTT message to be read. */
export interface DecodeInput {
  /** As it stood in the topic. */
  readonly format: string;
  readonly payload: Uint8Array;
  /** Epoch milliseconds; the future and the past are reckoned from here. */
  readonly receivedAt: number;
}

/** Reads one message in any format we know. Never throws: whatever is wrong comes back as faults. */
export function decode({ format, payload, receivedAt }: DecodeInput): Decoded {
  const parsed = parsePayload(payload);
  if ('failure' in parsed) return unreadable(null, '', parsed.failure);
  const { document } = parsed;
  if (format === 'json') return decodeJson(document, receivedAt);
  if (format === 'fhir') return decodeFhir(document, receivedAt);
  const id = recoverId(document) ?? recoverFhirId(document);
  return unreadable(
    id,
    '',
    failure('format-unknown', `the topic names the format ${JSON.stringify(format)}, which is not one of ours`),
  );
}
