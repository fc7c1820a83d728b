import { setTimeout as wait } from 'node:timers/promises';
import { measurementsTopic, receiptsTopic } from '@samvakt/contract';
import mqtt, { type MqttClient } from 'mqtt';
import { cpuMs, type PublisherOrder, preciseNow, type SentMessage, tell } from './protocol.ts';

/** All the gateways: one connection each, with the device's own id. Either as fast as the broker takes it, or at a steady pace. */

const IN_FLIGHT_PER_GATEWAY = 20;

let publish: () => Promise<void> = async () => undefined;
const sentMessages: SentMessage[] = [];

process.on('message', (order: PublisherOrder) => void (order.type === 'prepare' ? prepare(order) : start()));

async function prepare({
  brokerUrl,
  messages,
  perSecond,
}: Extract<PublisherOrder, { type: 'prepare' }>): Promise<void> {
  const byDevice = Map.groupBy(messages, (message) => message.deviceId);
  const gateways = new Map<string, MqttClient>();
  for (const deviceId of byDevice.keys()) {
    const gateway = await mqtt.connectAsync(brokerUrl, {
      clientId: deviceId,
      username: deviceId,
      password: 'secret',
    });
    await gateway.subscribeAsync(receiptsTopic(deviceId), { qos: 1 });
    gateways.set(deviceId, gateway);
  }
  const send = (deviceId: string, payload: string) =>
    gateways.get(deviceId)?.publishAsync(measurementsTopic(deviceId), payload, { qos: 1 });

  publish = perSecond === null ? atFullSpeed : () => atPace(perSecond);
  tell({ type: 'prepared' });

  async function atFullSpeed(): Promise<void> {
    await Promise.all(
      [...byDevice].flatMap(([deviceId, own]) => {
        let next = 0;
        return Array.from({ length: IN_FLIGHT_PER_GATEWAY }, async () => {
          for (let message = own[next++]; message; message = own[next++]) await send(deviceId, message.payload);
        });
      }),
    );
  }

  async function atPace(rate: number): Promise<void> {
    const startedAt = performance.now();
    const sent: (Promise<unknown> | undefined)[] = [];
    while (sent.length < messages.length) {
      const due = Math.min(messages.length, Math.floor(((performance.now() - startedAt) / 1000) * rate));
      for (const { deviceId, payload } of messages.slice(sent.length, due)) {
        sentMessages.push({ deviceId, at: preciseNow() });
        sent.push(send(deviceId, payload));
      }
      await wait(2);
    }
    await Promise.all(sent);
  }
}

async function start(): Promise<void> {
  const before = cpuMs();
  await publish();
  tell({ type: 'published', at: Date.now(), cpuMs: cpuMs() - before, sent: sentMessages });
}
