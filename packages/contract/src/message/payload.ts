import { MAX_PAYLOAD_BYTES } from './json.ts';
import { type Failure, failure } from './judge.ts';

// In Node and in every browser, but not in the ECMAScript library that this pure room is compiled against.
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON document of a payload with its text, or why there is none: too many bytes, or no JSON in UTF-8. */
export function parsePayload(payload: Uint8Array): { document: unknown; text: string } | { failure: Failure } {
  if (payload.byteLength > MAX_PAYLOAD_BYTES) {
    const reason = `${payload.byteLength} bytes are more than the ${MAX_PAYLOAD_BYTES} of one message`;
    return { failure: failure('payload-too-large', reason) };
  }
  try {
    const text = utf8.decode(payload);
    return { document: JSON.parse(text), text };
  } catch (error) {
    return { failure: failure('json-invalid', `it is not JSON in UTF-8 (${(error as Error).message})`) };
  }
}
