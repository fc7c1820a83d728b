import { randomUUID } from 'node:crypto';
import { ANSWERS_FILTER, MEASUREMENTS_FILTER, SHOWN_FILTER, STATUS_FILTER } from '@samvakt/contract';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import { type Delivery, deferAcknowledgements } from './deferredAck.ts';

/*
 * The only file that owns the MQTT client of this service. Protocol 5 where the broker offers it: then the broker itself holds back at
 * `receiveMaximum`, and several workers share the messages (`$share`). Otherwise 3.1.1, where one worker reads at a time.
 * Sessions are clean: what was not acknowledged when a connection broke comes again from the gateway, which keeps it until its receipt has come.
 */

export interface BrokerAddress {
  /** mqtt:// or mqtts:// */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface BrokerConnection {
  readonly protocolVersion: 4 | 5;
  readonly shared: boolean;
  readonly isConnected: () => boolean;
  /** Messages taken and not yet acknowledged. */
  readonly pending: () => number;
  /** At most once, and not kept while there is no connection: who misses it asks again by sending the message again. */
  readonly publish: (topic: string, payload: string) => void;
  /** QoS 1: resolves when the broker has it. */
  readonly deliver: (topic: string, payload: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BrokerOptions {
  readonly broker: BrokerAddress;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
  readonly log: Logger;
  readonly onDelivery: (delivery: Delivery) => void;
  /** Gives up waiting for a broker that does not answer. */
  readonly signal?: AbortSignal | undefined;
}

const SHARE_GROUP = '$share/ingest';
const RECONNECT_MS = 1_000;

/** Unacceptable protocol version, in the words of MQTT 3.1.1 and of MQTT 5. */
const VERSION_REFUSED = new Set([1, 0x84]);

/** Connects and subscribes; waits for a broker that is not there yet. From then on the connection is kept up by itself. */
export async function connectToBroker(options: BrokerOptions): Promise<BrokerConnection> {
  try {
    return await connectWith(5, options);
  } catch (error) {
    if (!VERSION_REFUSED.has(reasonCode(error) ?? -1)) throw error;
    options.log.info('the broker does not offer MQTT 5; connecting with 3.1.1');
    return connectWith(4, options);
  }
}

async function connectWith(protocolVersion: 4 | 5, options: BrokerOptions): Promise<BrokerConnection> {
  const { log, maxPending, maxPendingBytes, onDelivery, broker } = options;
  const client = mqtt.connect(broker.url, { ...settings(protocolVersion, options), manualConnect: true });
  const pending = deferAcknowledgements(client, { maxPending, maxPendingBytes, onDelivery });
  let shared = false;
  const subscribe = async () => {
    shared = protocolVersion === 5 && client.serverProperties?.sharedSubscriptionAvailable !== false;
    const filters = [MEASUREMENTS_FILTER, ANSWERS_FILTER, STATUS_FILTER, SHOWN_FILTER].map((filter) =>
      shared ? `${SHARE_GROUP}/${filter}` : filter,
    );
    for (const grant of await client.subscribeAsync(filters, { qos: 1 })) {
      if (grant.qos > 2) throw new Error(`the broker refused the subscription to ${grant.topic}`);
    }
    log.info({ filters, protocolVersion }, 'reading from the broker');
  };

  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => {
      client.end(true);
      reject(error);
    };
    const onError = (error: Error) => {
      // The broker said no: asking again the same way would not help. Anything else is a broker that is not there yet.
      if (reasonCode(error) !== undefined) fail(error);
      else log.warn({ err: error }, 'waiting for the broker');
    };
    const onAbort = () => fail(new Error('stopped while waiting for the broker'));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    client.on('error', onError);
    client.once('connect', () => {
      subscribe().then(() => {
        client.off('error', onError);
        options.signal?.removeEventListener('abort', onAbort);
        resolve();
      }, fail);
    });
    client.connect();
  });

  client.on('error', (error) => log.error({ err: error }, 'the connection to the broker failed'));
  client.on('close', () => log.warn('the connection to the broker is closed'));
  client.on('connect', () => {
    subscribe().catch((error: unknown) => {
      log.error({ err: error }, 'could not subscribe; connecting anew');
      client.reconnect();
    });
  });
  return {
    protocolVersion,
    shared,
    pending,
    isConnected: () => client.connected,
    publish: (topic, payload) => publish(client, topic, payload),
    deliver: async (topic, payload) => {
      await client.publishAsync(topic, payload, { qos: 1 });
    },
    stop: async () => {
      await client.endAsync();
    },
  };
}

function settings(protocolVersion: 4 | 5, { broker, maxPending }: BrokerOptions): IClientOptions {
  return {
    protocolVersion,
    clientId: `samvakt-ingest-${randomUUID()}`,
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
    reconnectPeriod: RECONNECT_MS,
    // Its own log asks for each packet several times whether anybody listens.
    log: () => undefined,
    ...(protocolVersion === 5 && { properties: { receiveMaximum: Math.min(maxPending, 0xffff) } }),
    ...(broker.username !== undefined && { username: broker.username }),
    ...(broker.password !== undefined && { password: broker.password }),
  };
}

function publish(client: MqttClient, topic: string, payload: string): void {
  if (client.connected) client.publish(topic, payload, { qos: 0 });
}

function reasonCode(error: unknown): number | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}
