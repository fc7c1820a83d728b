import { startTestBroker, type TestBroker } from '@samvakt/harness';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Counted among the first messages after a subscription: what would have come has come when this one has. */
const fence = '{"fence":true}';

let broker: TestBroker;
let clients: MqttClient[];

beforeEach(async () => {
  broker = await startTestBroker({ devices: { 'hub-1': 'secret one', 'hub-2': 'secret two' } });
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.stop();
});

async function connect(options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(broker.url, { reconnectPeriod: 0, protocolVersion: 4, ...options }, false);
  client.on('error', () => {}); // a refusal closes the connection, which the tests look at by itself
  clients.push(client);
  return client;
}

const hub = (number: 1 | 2, options: IClientOptions = {}) =>
  connect({
    username: `hub-${number}`,
    password: number === 1 ? 'secret one' : 'secret two',
    clientId: `hub-${number}`,
    ...options,
  });
const ingest = (options: IClientOptions = {}) => connect({ ...broker.ingest, ...options });

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));
const nextMessage = (client: MqttClient) =>
  new Promise<{ topic: string; text: string }>((resolve) =>
    client.once('message', (topic, payload) => resolve({ topic, text: payload.toString() })),
  );

describe('the way of a message', () => {
  it('leads from a device to ingest, in every format, and back to the same device', async () => {
    const [platform, device] = await Promise.all([ingest(), hub(1)]);
    const granted = await platform.subscribeAsync(['dho/v1/+/measurements/#', 'dho/v1/+/status'], { qos: 1 });
    expect(granted.map((one) => one.qos)).toEqual([1, 1]);
    await device.subscribeAsync('dho/v1/hub-1/receipts', { qos: 1 });
    for (const topic of ['dho/v1/hub-1/measurements', 'dho/v1/hub-1/measurements/fhir', 'dho/v1/hub-1/status']) {
      const arriving = nextMessage(platform);
      await device.publishAsync(topic, '{}', { qos: 1 });
      expect((await arriving).topic).toBe(topic);
    }
    const receipt = nextMessage(device);
    await platform.publishAsync('dho/v1/hub-1/receipts', 'received', { qos: 1 });
    expect(await receipt).toEqual({ topic: 'dho/v1/hub-1/receipts', text: 'received' });
  });

  it('leads from the platform to the patient, and the word that it was shown back', async () => {
    const [platform, device] = await Promise.all([ingest(), hub(1)]);
    await platform.subscribeAsync('dho/v1/+/shown', { qos: 1 });
    await device.subscribeAsync(['dho/v1/hub-1/receipts', 'dho/v1/hub-1/messages'], { qos: 1 });
    const arriving = nextMessage(device);
    await platform.publishAsync('dho/v1/hub-1/messages', 'hello', { qos: 1 });
    expect(await arriving).toEqual({ topic: 'dho/v1/hub-1/messages', text: 'hello' });
    const back = nextMessage(platform);
    await device.publishAsync('dho/v1/hub-1/shown', '{}', { qos: 1 });
    expect((await back).topic).toBe('dho/v1/hub-1/shown');
  });
});

describe('signing in', () => {
  const refused: [string, IClientOptions, string][] = [
    ['with a wrong secret', { username: 'hub-1', password: 'secret two' }, 'Bad username or password'],
    ['with an empty secret', { username: 'hub-1', password: '' }, 'Bad username or password'],
    ['without a name', {}, 'Bad username or password'],
    ['as a device that nobody registered', { username: 'hub-9', password: 'x' }, 'Bad username or password'],
    ['as a property that every object has', { username: 'constructor', password: 'x' }, 'Bad username or password'],
    ['as ingest with a wrong secret', { username: 'ingest@samvakt', password: 'x' }, 'Bad username or password'],
    [
      'with the client id of another device',
      { username: 'hub-1', password: 'secret one', clientId: 'hub-2' },
      'Not authorized',
    ],
    [
      'with a client id that only begins like one',
      { username: 'hub-1', password: 'secret one', clientId: 'hub-12' },
      'Not authorized',
    ],
  ];
  it.each(refused)('is refused %s', async (_how, options, reason) => {
    await expect(connect({ clientId: 'hub-1', ...options })).rejects.toThrow(reason);
    expect(broker.refusals.map((refusal) => refusal.message)).toContainEqual(
      expect.stringContaining('refused a sign-in to the broker'),
    );
  });

  it('does not end the connection of the one whose client id was tried', async () => {
    const [platform, other] = await Promise.all([ingest(), hub(2)]);
    await platform.subscribeAsync('dho/v1/+/status');
    await expect(hub(1, { clientId: 'hub-2' })).rejects.toThrow('Not authorized');
    const arriving = nextMessage(platform);
    await other.publishAsync('dho/v1/hub-2/status', '{}', { qos: 1 });
    expect((await arriving).topic).toBe('dho/v1/hub-2/status');
  });
});

describe('publishing', () => {
  const forbidden: [string, string, { retain?: boolean }][] = [
    ["under another device's topic", 'dho/v1/hub-2/measurements', {}],
    ['answers as another device', 'dho/v1/hub-2/answers', {}],
    ["that another device's patient was shown something", 'dho/v1/hub-2/shown', {}],
    ['a message to another patient', 'dho/v1/hub-2/messages', {}],
    ['a message to its own patient', 'dho/v1/hub-1/messages', {}],
    ['its own receipts', 'dho/v1/hub-1/receipts', {}],
    ['to the broker itself', '$SYS/broker/uptime', {}],
    ['outside our topics', 'elsewhere', {}],
    ['below a format', 'dho/v1/hub-1/measurements/json/more', {}],
    ['a retained message', 'dho/v1/hub-1/status', { retain: true }],
  ];
  it.each(forbidden)(
    'a device that tries %s loses its connection, and nobody gets it',
    async (_what, topic, options) => {
      const [platform, device, other] = await Promise.all([ingest(), hub(1), hub(2)]);
      const filters = ['measurements/#', 'answers', 'status', 'shown'].map((kind) => `dho/v1/+/${kind}`);
      await platform.subscribeAsync(filters, { qos: 1 });
      const cut = closed(device);
      device.publish(topic, 'forbidden', { qos: 1, ...options });
      await cut;
      const arriving = nextMessage(platform);
      await other.publishAsync('dho/v1/hub-2/status', fence, { qos: 1 });
      expect((await arriving).text).toBe(fence);
      expect(broker.refusals).toContainEqual(expect.objectContaining({ publishTopic: topic, clientId: 'hub-1' }));
    },
  );

  it('ingest publishes nothing but receipts and messages to patients', async () => {
    const platform = await ingest();
    const cut = closed(platform);
    platform.publish('dho/v1/hub-1/measurements', '{}', { qos: 1 });
    await cut;
    expect(broker.refusals).toHaveLength(1);
  });

  it('more than a mebibyte is refused', async () => {
    const device = await hub(1);
    const cut = closed(device);
    device.publish('dho/v1/hub-1/measurements', Buffer.alloc(1024 * 1024 + 1), { qos: 1 });
    await cut;
    expect(broker.refusals[0]?.refusal).toMatch(/more than 1048576/);
  });
});

describe('subscribing', () => {
  const filters = [
    'dho/v1/hub-2/receipts',
    'dho/v1/hub-2/messages',
    'dho/v1/+/messages',
    'dho/v1/hub-1/shown',
    'dho/v1/hub-1/answers',
    'dho/v1/hub-1/measurements',
    'dho/v1/+/receipts',
    'dho/v1/hub-1/#',
    '#',
    '+/+/hub-1/receipts',
    '$SYS/#',
    '$share/all/dho/v1/hub-1/receipts',
  ];
  it.each(filters)('a device is not granted %s', async (filter) => {
    const device = await hub(1);
    await expect(device.subscribeAsync(filter, { qos: 1 })).rejects.toThrow(/Subscribe error: Unspecified error/);
    expect(broker.refusals).toContainEqual(expect.objectContaining({ filter }));
  });

  it.each(['#', 'dho/v1/#', '$SYS/#', '$share/ingest/dho/v1/+/measurements/#'])('nor is ingest %s', async (filter) => {
    const platform = await ingest();
    await expect(platform.subscribeAsync(filter, { qos: 1 })).rejects.toThrow(/Subscribe error/);
  });
});

describe('a last will', () => {
  it('to a foreign topic is refused at sign-in', async () => {
    const will = { topic: 'dho/v1/hub-2/status', payload: Buffer.from('dead'), qos: 1 as const, retain: false };
    await expect(hub(1, { will })).rejects.toThrow('Not authorized');
    expect(broker.refusals).toContainEqual(expect.objectContaining({ willTopic: will.topic }));
  });

  it('to its own status topic is delivered when the connection is cut', async () => {
    const will = { topic: 'dho/v1/hub-1/status', payload: Buffer.from('gone'), qos: 1 as const, retain: false };
    const [platform, device] = await Promise.all([ingest(), hub(1, { will })]);
    await platform.subscribeAsync('dho/v1/+/status', { qos: 1 });
    const arriving = nextMessage(platform);
    device.stream.destroy();
    expect(await arriving).toEqual({ topic: will.topic, text: 'gone' });
  });
});
