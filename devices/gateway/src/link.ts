import mqtt, { ErrorWithReasonCode } from 'mqtt';

/**
 * The one place that speaks MQTT. A link is one connection: it is opened, comes up or fails, goes down once, and is then thrown
 * away. Nothing of an old connection (its unacknowledged packets, its subscriptions) lives on in a new one, because what has to
 * be sent again is the outbox's to know.
 */

export interface LinkOptions {
  /** `mqtt://host:port` or `mqtts://…` */
  readonly url: string;
  readonly deviceId: string;
  readonly secret: string;
}

interface LinkHandlers {
  /** A message on a subscribed topic; it is acknowledged when the promise is fulfilled. */
  onMessage(topic: string, payload: Buffer): Promise<void>;
  /** The connection is gone; called once, only after it had come up, and not after `close`. */
  onDown(reason: Error): void;
}

type ProtocolVersion = 5 | 4;

export interface Link {
  readonly protocolVersion: ProtocolVersion;
  /** Resolves at the broker's acknowledgement. */
  publish(topic: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

/** CONNACK codes for a protocol version that the broker does not speak: 3.1.1 (table 3.1) and 5 (table 3-1). */
const UNSUPPORTED_VERSION = new Set([1, 132]);

const CONNECT_TIMEOUT_MS = 10_000;

export interface LinkRequest {
  readonly options: LinkOptions;
  /** Published by the broker if it loses this connection. */
  readonly will: { readonly topic: string; readonly payload: string };
  /** Subscribed to at QoS 1 before the link counts as open. */
  readonly topics: readonly string[];
  readonly handlers: LinkHandlers;
  /** Gives the attempt up. */
  readonly signal: AbortSignal;
}

/** Opens a link: MQTT 5 where the broker offers it, 3.1.1 otherwise. */
export async function openLink(request: LinkRequest): Promise<Link> {
  try {
    return await open(request, 5);
  } catch (error) {
    if (!(error instanceof ErrorWithReasonCode && UNSUPPORTED_VERSION.has(error.code))) throw error;
    return await open(request, 4);
  }
}

async function open(
  { options, will, topics, handlers, signal }: LinkRequest,
  protocolVersion: ProtocolVersion,
): Promise<Link> {
  signal.throwIfAborted();
  const client = mqtt.connect(options.url, {
    clientId: options.deviceId,
    username: options.deviceId,
    password: options.secret,
    protocolVersion,
    clean: true,
    will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: false },
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
  });
  client.handleMessage = (packet, done) => {
    handlers.onMessage(packet.topic, Buffer.from(packet.payload)).then(() => done(), done);
  };
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>();
  const giveUp = () => lose(new Error('The attempt to connect was given up'));
  client.on('error', lose);
  client.once('close', () => lose(new Error('The broker closed the connection')));
  signal.addEventListener('abort', giveUp);
  try {
    await unless(lost, new Promise<void>((resolve) => client.once('connect', () => resolve())));
    const granted = await unless(lost, client.subscribeAsync([...topics], { qos: 1 }));
    const refused = granted.find((grant) => grant.qos >= 128);
    if (refused) throw new Error(`The broker refuses the subscription to ${refused.topic}`);
  } catch (error) {
    client.end(true);
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  let closing = false;
  lost.then((reason) => {
    client.end(true);
    if (!closing) handlers.onDown(reason);
  });
  return {
    protocolVersion,
    publish: async (to, payload) => {
      await client.publishAsync(to, payload, { qos: 1 });
    },
    close: async () => {
      closing = true;
      await client.endAsync(!client.connected);
    },
  };
}

/** What the work gives, unless the connection is lost first. */
function unless<T>(lost: Promise<Error>, work: Promise<T>): Promise<T> {
  const failed = lost.then((reason): never => {
    throw reason;
  });
  return Promise.race([work, failed]);
}
