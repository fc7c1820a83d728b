import { measurementsTopic } from '@samvakt/contract';
import { startTestBroker, type TestBroker } from '@samvakt/harness';
import mqtt, { type MqttClient, type Packet } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Delivery, deferAcknowledgements } from './deferredAck.ts';

const topic = measurementsTopic('hub-1');
let broker: TestBroker;
let gateway: MqttClient;
const readers: MqttClient[] = [];

beforeAll(async () => {
  broker = await startTestBroker({ devices: { 'hub-1': 'secret' } });
  gateway = await mqtt.connectAsync(broker.url, { username: 'hub-1', password: 'secret', clientId: 'hub-1' });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.endAsync(true);
});
afterAll(async () => {
  await gateway.endAsync();
  await broker.stop();
});

async function read(maxPending: number, maxPendingBytes = 1_000_000) {
  const deliveries: Delivery[] = [];
  const acknowledged: (number | undefined)[] = [];
  const received: (number | undefined)[] = [];
  const client = mqtt.connect(broker.url, {
    ...broker.ingest,
    manualConnect: true,
    reconnectPeriod: 10,
    resubscribe: true,
  });
  readers.push(client);
  const pending = deferAcknowledgements(client, {
    maxPending,
    maxPendingBytes,
    onDelivery: (delivery) => deliveries.push(delivery),
  });
  client.on('packetsend', (packet: Packet) => {
    if (packet.cmd === 'puback') acknowledged.push(packet.messageId);
  });
  client.on('packetreceive', (packet: Packet) => {
    if (packet.cmd === 'publish') received.push(packet.messageId);
  });
  const connected = new Promise((resolve) => client.once('connect', resolve));
  client.connect();
  await connected;
  await client.subscribeAsync('dho/v1/+/measurements/#', { qos: 1 });
  return { client, deliveries, acknowledged, received, pending };
}

async function publish(count: number) {
  for (let number = 1; number <= count; number += 1) await gateway.publishAsync(topic, `message ${number}`, { qos: 1 });
}

test('nothing is acknowledged before it is settled, and then in the order of arrival', async () => {
  const { deliveries, acknowledged, received, pending } = await read(100);
  await publish(5);
  await expect.poll(() => deliveries.length).toBe(5);
  expect(acknowledged).toEqual([]);
  expect(pending()).toBe(5);

  deliveries[2]?.settle();
  deliveries[1]?.settle();
  await Promise.resolve();
  expect(acknowledged).toEqual([]);

  deliveries[0]?.settle();
  deliveries[0]?.settle();
  await expect.poll(() => acknowledged).toEqual(received.slice(0, 3));
  deliveries[4]?.settle();
  deliveries[3]?.settle();
  await expect.poll(() => acknowledged).toEqual(received);
  expect(pending()).toBe(0);
  expect(deliveries.map(({ payload }) => payload.toString())).toEqual([1, 2, 3, 4, 5].map((n) => `message ${n}`));
});

test('reading stops at the greatest number pending and goes on when half of it is settled', async () => {
  const { deliveries } = await read(4);
  await publish(10);
  await expect.poll(() => deliveries.length).toBe(4);
  // A round trip through the broker on another connection: time enough for a fifth to have come, had it been read.
  await gateway.publishAsync(topic, 'the eleventh', { qos: 1 });
  expect(deliveries).toHaveLength(4);
  deliveries[0]?.settle();
  await Promise.resolve();
  expect(deliveries).toHaveLength(4);
  deliveries[1]?.settle();
  await expect.poll(() => deliveries.length).toBe(6);
  for (let settled = 2; settled < 11; settled += 1) {
    await expect.poll(() => deliveries.length).toBeGreaterThan(settled);
    deliveries[settled]?.settle();
  }
  expect(deliveries.at(-1)?.payload.toString()).toBe('the eleventh');
});

test('reading stops at the most bytes pending as well', async () => {
  const { deliveries } = await read(100, 25);
  await publish(6);
  // Nine bytes each: the third goes over, and the fourth is read when the first two are settled.
  await expect.poll(() => deliveries.length).toBe(3);
  deliveries[0]?.settle();
  await Promise.resolve();
  expect(deliveries).toHaveLength(3);
  deliveries[1]?.settle();
  await expect.poll(() => deliveries.length).toBeGreaterThan(3);
});

test('a message that was pending when the connection broke is never acknowledged on the next', async () => {
  const { client, deliveries, acknowledged } = await read(100);
  await publish(2);
  await expect.poll(() => deliveries.length).toBe(2);
  const reconnected = new Promise((resolve) => client.once('connect', resolve));
  client.stream.destroy();
  await reconnected;
  deliveries[0]?.settle();
  deliveries[1]?.settle();
  await client.subscribeAsync('dho/v1/+/measurements/#', { qos: 1 });
  await publish(1);
  await expect.poll(() => deliveries.length).toBe(3);
  expect(acknowledged).toEqual([]);
  deliveries[2]?.settle();
  await expect.poll(() => acknowledged).toHaveLength(1);
});

test('a message of QoS 0 passes without an acknowledgement', async () => {
  const { deliveries, acknowledged, pending } = await read(1);
  await gateway.publishAsync(topic, 'once', { qos: 0 });
  await gateway.publishAsync(topic, 'twice', { qos: 0 });
  await expect.poll(() => deliveries.length).toBe(1);
  deliveries[0]?.settle();
  await expect.poll(() => deliveries.length).toBe(2);
  deliveries[1]?.settle();
  await expect.poll(pending).toBe(0);
  expect(acknowledged).toEqual([]);
});
