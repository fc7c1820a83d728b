import type { IPublishPacket, MqttClient } from 'mqtt';

/*
 * Acknowledges QoS 1 messages when their fate is committed, not when they arrive.
 *
 * MQTT.js sends the PUBACK when the callback of `handleMessage` is called, and reads the next packet only then: waiting for a commit there
 * means one message per commit. So the callback is answered at once with "not yet" (an error makes MQTT.js go on without a PUBACK), and the
 * PUBACK is sent from here later. Three rules hold:
 *
 * - In order: PUBACKs leave in the order in which the messages came (MQTT 3.1.1, 4.6), so a message waits for those before it.
 * - On its own connection: a packet id means nothing on another connection; what was pending when one closed is never acknowledged, and
 *   the broker or the gateway sends it again.
 * - Back-pressure: at `maxPending` unacknowledged messages, or `maxPendingBytes` of payload, the callback is kept, which stops reading from
 *   the socket, until no more than half is pending. With MQTT 5 the broker holds back by itself when `receiveMaximum` is not greater than `maxPending`.
 */

export interface Delivery {
  readonly topic: string;
  readonly payload: Buffer;
  /** Call it when the message's fate is committed. Calling it again, or after the connection has closed, does nothing. */
  readonly settle: () => void;
}

interface Pending {
  /** Absent for QoS 0, which is not acknowledged but counts for back-pressure. */
  readonly messageId: number | undefined;
  readonly bytes: number;
  settled: boolean;
}

const NOT_YET = new Error('acknowledged after the commit');

/** Takes over the deliveries of a client. Call it before the client connects. Returns how many are pending now. */
export function deferAcknowledgements(
  client: MqttClient,
  options: { maxPending: number; maxPendingBytes: number; onDelivery: (delivery: Delivery) => void },
): () => number {
  const { maxPending, maxPendingBytes, onDelivery } = options;
  let pending: Pending[] = [];
  let pendingBytes = 0;
  let resume: (() => void) | undefined;
  let flushing = false;

  const flush = () => {
    flushing = false;
    let settled = 0;
    while (pending[settled]?.settled) settled += 1;
    for (const { messageId, bytes } of pending.splice(0, settled)) {
      pendingBytes -= bytes;
      // biome-ignore lint/complexity/useLiteralKeys: private to MQTT.js, and TypeScript lets the brackets through
      if (messageId !== undefined) client['_sendPacket']({ cmd: 'puback', messageId, reasonCode: 0 });
    }
    if (resume && pending.length <= maxPending / 2 && pendingBytes <= maxPendingBytes / 2) {
      const held = resume;
      resume = undefined;
      held();
    }
  };

  client.handleMessage = (packet: IPublishPacket, callback) => {
    const own = pending;
    const bytes = packet.payload.length;
    const entry: Pending = { messageId: packet.qos === 0 ? undefined : packet.messageId, bytes, settled: false };
    own.push(entry);
    pendingBytes += bytes;
    onDelivery({
      topic: packet.topic,
      payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
      settle: () => {
        entry.settled = true;
        // All that one commit settles is flushed together.
        if (own !== pending || flushing) return;
        flushing = true;
        queueMicrotask(flush);
      },
    });
    const goOn = () => (packet.qos === 0 ? callback() : callback(NOT_YET));
    if (pending.length < maxPending && pendingBytes < maxPendingBytes) goOn();
    else resume = goOn;
  };
  client.on('close', () => {
    pending = [];
    pendingBytes = 0;
    resume = undefined;
  });
  return () => pending.length;
}
