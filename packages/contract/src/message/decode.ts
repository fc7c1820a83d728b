import { decodeFhir } from './decodeFhir.ts';
import { decodeJson } from './decodeJson.ts';
import { recoverFhirId } from './fhir.ts';
import { MAX_PAYLOAD_BYTES } from './json.ts';
import { failure } from './judge.ts';
import type { Decoded } from './reading.ts';
import { recoverId, unreadable } from './unreadable.ts';

// In Node and in every browser, but not in the ECMAScript library that this pure room is compiled against.
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface DecodeInput {
  /** As it stood in the topic. */
  readonly format: string;
  readonly payload: Uint8Array;
  /** Epoch milliseconds; the future and the past are reckoned from here. */
  readonly receivedAt: number;
}

/** Reads one message in any format we know. Never throws: whatever is wrong comes back as faults. */
export function decode({ format, payload, receivedAt }: DecodeInput): Decoded {
  if (payload.byteLength > MAX_PAYLOAD_BYTES) {
    const reason = `${payload.byteLength} bytes are more than the ${MAX_PAYLOAD_BYTES} of one message`;
    return unreadable(null, '', failure('payload-too-large', reason));
  }
  let document: unknown;
  try {
    document = JSON.parse(utf8.decode(payload));
  } catch (error) {
    return unreadable(null, '', failure('json-invalid', `it is not JSON in UTF-8 (${(error as Error).message})`));
  }
  if (format === 'json') return decodeJson(document, receivedAt);
  if (format === 'fhir') return decodeFhir(document, receivedAt);
  const id = recoverId(document) ?? recoverFhirId(document);
  return unreadable(
    id,
    '',
    failure('format-unknown', `the topic names the format ${JSON.stringify(format)}, which is not one of ours`),
  );
}
