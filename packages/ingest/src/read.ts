import {
  asKept,
  decode,
  decodeAnswers,
  type Fault,
  GatewayStatusSchema,
  MessageShownSchema,
  parseTopic,
} from '@samvakt/contract';
import type { ReceivedMessage, ReceivedShown, ReceivedStatus } from '@samvakt/store';

/** A delivery as it is to be stored: a message of measurements, a response to a questionnaire, or a gateway's word about itself or about what it has shown. */
export type Incoming = { message: ReceivedMessage; status: ReceivedStatus | null; shown: ReceivedShown | null };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads what a topic and its payload say. Never throws: what cannot be read comes back as an unreadable message with its faults. */
export function read(topic: string, payload: Uint8Array, receivedAt: number): Incoming {
  const parsed = parseTopic(topic);
  if (parsed?.kind === 'measurements') {
    const { deviceId, format } = parsed;
    const decoded = decode({ format, payload, receivedAt });
    return { message: { topic, deviceId, payload, receivedAt, decoded }, status: null, shown: null };
  }
  if (parsed?.kind === 'answers') {
    const { deviceId } = parsed;
    const decoded = decodeAnswers({ payload, receivedAt });
    return { message: { topic, deviceId, payload, receivedAt, decoded }, status: null, shown: null };
  }
  if (parsed?.kind === 'status') {
    const { deviceId } = parsed;
    return readWord({ topic, deviceId, payload, receivedAt }, GatewayStatusSchema, (status) => ({
      status: { deviceId, status },
    }));
  }
  if (parsed?.kind === 'shown') {
    const { deviceId } = parsed;
    return readWord({ topic, deviceId, payload, receivedAt }, MessageShownSchema, ({ messageId, at }) => ({
      shown: { deviceId, messageId, at: Date.parse(at) },
    }));
  }
  const text = `The payload: the topic ${JSON.stringify(topic)} is none of ours`;
  return unreadable({ topic, deviceId: null, payload, receivedAt }, [{ path: '', code: 'format-unknown', text }]);
}

type Parsed<Word> =
  | { success: true; data: Word }
  | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };

/** What a gateway says beside its measurements, by the schema of its topic. */
function readWord<Word>(
  whole: Omit<ReceivedMessage, 'decoded'>,
  schema: { safeParse: (document: unknown) => Parsed<Word> },
  taken: (word: Word) => Partial<Pick<Incoming, 'status' | 'shown'>>,
): Incoming {
  let document: unknown;
  try {
    document = JSON.parse(decoder.decode(whole.payload));
  } catch (error) {
    const text = asKept(`The payload: it is not JSON in UTF-8 (${(error as Error).message})`);
    return unreadable(whole, [{ path: '', code: 'json-invalid', text }]);
  }
  const word = schema.safeParse(document);
  if (word.success) return { ...unreadable(whole, []), ...taken(word.data) };
  const faults = word.error.issues.map((issue): Fault => {
    const path = issue.path.map((part) => `/${String(part)}`).join('');
    return { path, code: 'envelope-invalid', text: `${path === '' ? 'The payload' : path}: ${issue.message}` };
  });
  return unreadable(whole, faults);
}

function unreadable(whole: Omit<ReceivedMessage, 'decoded'>, faults: readonly Fault[]): Incoming {
  return { message: { ...whole, decoded: { readable: false, id: null, faults } }, status: null, shown: null };
}
