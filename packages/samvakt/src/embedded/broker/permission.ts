import {
  ANSWERS_FILTER,
  MEASUREMENTS_FILTER,
  messagesTopic,
  parseTopic,
  receiptsTopic,
  SHOWN_FILTER,
  STATUS_FILTER,
  type TopicKind,
} from '@samvakt/contract';

/** Who is at the other end of a connection. */
export type Account = { readonly kind: 'device'; readonly deviceId: string } | { readonly kind: 'ingest' };

/** Why something is refused, in words for the log; `undefined` when it is allowed. */
export type Refusal = string | undefined;

/** Larger messages are refused unread; smaller ones that are still too large get a receipt that says so. */
const MAX_PACKET_BYTES = 1024 * 1024;

export interface Publication {
  readonly topic: string;
  readonly retain?: boolean;
  readonly payload: { readonly length: number };
}

export function refusalToPublish(account: Account, { topic, retain, payload }: Publication): Refusal {
  if (retain) return 'a retained message would be delivered again and again';
  if (payload.length > MAX_PACKET_BYTES) return `${payload.length} bytes are more than ${MAX_PACKET_BYTES}`;
  const parsed = parseTopic(topic);
  if (!parsed) return 'no topic of this platform';
  if (account.kind === 'ingest') {
    return toDevice.has(parsed.kind)
      ? undefined
      : 'the ingest service publishes receipts and messages to patients only';
  }
  if (parsed.deviceId !== account.deviceId) return 'the topic of another device';
  return toDevice.has(parsed.kind) ? 'a device does not write what the platform says to it' : undefined;
}

/** What the platform publishes and a device reads; everything else is the other way round. */
const toDevice = new Set<TopicKind>(['receipts', 'messages']);

const ingestFilters = new Set<string>([MEASUREMENTS_FILTER, ANSWERS_FILTER, STATUS_FILTER, SHOWN_FILTER]);

/** The filter must be one of the account's own to the letter: no wildcard can then reach further than it should. */
export function refusalToSubscribe(account: Account, filter: string): Refusal {
  if (account.kind === 'ingest') return ingestFilters.has(filter) ? undefined : 'not a filter of the ingest service';
  const own = [receiptsTopic(account.deviceId), messagesTopic(account.deviceId)];
  return own.includes(filter) ? undefined : 'a device reads its own receipts and messages only';
}

/**
 * A client id names a session: whoever connects with it ends the connection of, and takes the waiting messages from, the one before.
 * So a device's client id is its device id, or begins with it and a slash, or is absent (then the broker makes one up).
 */
export function refusalOfClientId(account: Account, clientId: string): Refusal {
  if (account.kind === 'ingest') return undefined;
  const own = clientId === account.deviceId || clientId.startsWith(`${account.deviceId}/`);
  return own || madeUp.test(clientId) ? undefined : 'the client id is not the device id';
}

/** What aedes names a client that gave no id of its own. */
const madeUp = /^aedes_[0-9a-f-]{36}$/;
