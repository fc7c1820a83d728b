import { asKept, decode, type Fault, GatewayStatusSchema, parseTopic } from '@samvakt/contract';
import type { ReceivedMessage, ReceivedStatus } from '@samvakt/store';

/** A delivery as it is to be stored: a message of measurements, or a gateway's word about itself. */
export type Incoming = { message: ReceivedMessage; status: ReceivedStatus | null };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads what a topic and its payload say. Never throws: what cannot be read comes back as an unreadable message with its faults. */
export function read(topic: string, payload: Uint8Array, receivedAt: number): Incoming {
  const parsed = parseTopic(topic);
  if (parsed?.kind === 'measurements') {
    const { deviceId, format } = parsed;
    const decoded = decode({ format, payload, receivedAt });
    return { message: { topic, deviceId, payload, receivedAt, decoded }, status: null };
  }
  if (parsed?.kind === 'status') return readStatus(topic, parsed.deviceId, payload, receivedAt);
  const text = `The payload: the topic ${JSON.stringify(topic)} is none of ours`;
  return unreadable({ topic, deviceId: null, payload, receivedAt }, [{ path: '', code: 'format-unknown', text }]);
}

function readStatus(topic: string, deviceId: string, payload: Uint8Array, receivedAt: number): Incoming {
  const whole = { topic, deviceId, payload, receivedAt };
  let document: unknown;
  try {
    document = JSON.parse(decoder.decode(payload));
  } catch (error) {
    const text = asKept(`The payload: it is not JSON in UTF-8 (${(error as Error).message})`);
    return unreadable(whole, [{ path: '', code: 'json-invalid', text }]);
  }
  const status = GatewayStatusSchema.safeParse(document);
  if (status.success) return { ...unreadable(whole, []), status: { deviceId, status: status.data } };
  const faults = status.error.issues.map((issue): Fault => {
    const path = issue.path.map((part) => `/${String(part)}`).join('');
    return { path, code: 'envelope-invalid', text: `${path === '' ? 'The payload' : path}: ${issue.message}` };
  });
  return unreadable(whole, faults);
}

function unreadable(whole: Omit<ReceivedMessage, 'decoded'>, faults: readonly Fault[]): Incoming {
  return { message: { ...whole, decoded: { readable: false, id: null, faults } }, status: null };
}
