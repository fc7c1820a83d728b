import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashDeviceSecret } from '@samvakt/samvakt/device-secret';
import { INGEST_USERNAME } from '@samvakt/samvakt/embedded/ingest-account';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

/*
 * The configuration in infra/mosquitto under a real Mosquitto: the same promises that the embedded broker's own test
 * makes of it. Mosquitto grants any subscription and delivers only what may be read, so delivery is what is looked at.
 */

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
  (candidate) => spawnSync(candidate, ['-h']).error === undefined,
);
if (!program)
  process.stderr.write('\n*** No mosquitto on this machine: infra/mosquitto is NOT tested in this run. ***\n\n');

const source = fileURLToPath(new URL('../../infra/mosquitto', import.meta.url));
const ingestSecret = 'the secret of ingest';

let folder: string;
let broker: ReturnType<typeof spawn> | undefined;
let port: number;
let servicePort: number;
let clients: MqttClient[] = [];

async function writeAccounts(accounts: Record<string, string>): Promise<void> {
  const lines = Object.entries(accounts).map(async ([name, secret]) => `${name}:${await hashDeviceSecret(secret)}\n`);
  await writeFile(path.join(folder, 'passwords'), (await Promise.all(lines)).join(''));
}

const accounts = { [INGEST_USERNAME]: ingestSecret, 'hub-1': 'secret one', 'hub-2': 'secret two' };

describe.skipIf(!program)('infra/mosquitto', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'samvakt-mosquitto-'));
    await chmod(folder, 0o755);
    await cp(source, folder, { recursive: true });
    await mkdir(path.join(folder, 'data'));
    await writeAccounts(accounts);
    // Two free ports, asked of the system and let go again just before the broker takes them.
    [port, servicePort] = await Promise.all([freePort(), freePort()]);
    await rewrite('mosquitto.conf', (text) =>
      text
        .replaceAll('/mosquitto/config/listeners', path.join(folder, 'listeners-plain'))
        .replaceAll('/mosquitto/config/acl', path.join(folder, 'acl'))
        .replaceAll('/mosquitto/accounts/passwords', path.join(folder, 'passwords'))
        .replaceAll('/mosquitto/data/', `${path.join(folder, 'data')}/`)
        .replace(
          'listener 1884',
          `user ${process.getuid?.() === 0 ? 'root' : 'nobody'}\nlistener ${servicePort} 127.0.0.1`,
        ),
    );
    await rewrite('listeners-plain/devices.conf', (text) =>
      text.replace('listener 1883', `listener ${port} 127.0.0.1`),
    );
    broker = spawn('sh', [path.join(folder, 'run.sh')], {
      stdio: 'ignore',
      env: {
        PATH: '/usr/bin:/bin',
        ACCOUNTS: path.join(folder, 'passwords'),
        CONFIGURATION: path.join(folder, 'mosquitto.conf'),
        MOSQUITTO: program,
        EVERY: '0.2',
      },
    });
    await eventually(() => ingest());
    await closeAll();
  });
  afterEach(closeAll);
  afterAll(async () => {
    if (broker) {
      const ended = once(broker, 'exit');
      broker.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });

  it.each([5, 4] as const)(
    'carries a device’s messages to ingest and the receipt back, in MQTT %s',
    async (version) => {
      const [platform, device] = await Promise.all([
        ingest({ protocolVersion: version }),
        hub(1, { protocolVersion: version }),
      ]);
      await platform.subscribeAsync(['dho/v1/+/measurements/#', 'dho/v1/+/answers', 'dho/v1/+/status'], { qos: 1 });
      await device.subscribeAsync('dho/v1/hub-1/receipts', { qos: 1 });
      for (const kind of ['measurements', 'measurements/fhir', 'answers', 'status']) {
        const topic = `dho/v1/hub-1/${kind}`;
        const arriving = next(platform);
        await device.publishAsync(topic, '{}', { qos: 1 });
        expect(await arriving).toBe(topic);
      }
      const receipt = next(device);
      await platform.publishAsync('dho/v1/hub-1/receipts', '{}', { qos: 1 });
      expect(await receipt).toBe('dho/v1/hub-1/receipts');
    },
  );

  it('carries a message to the patient to its device, and the word that it was shown back', async () => {
    const [platform, device] = await Promise.all([ingest(), hub(1)]);
    await platform.subscribeAsync('dho/v1/+/shown', { qos: 1 });
    await device.subscribeAsync('dho/v1/hub-1/messages', { qos: 1 });
    const arriving = next(device);
    await platform.publishAsync('dho/v1/hub-1/messages', '{}', { qos: 1 });
    expect(await arriving).toBe('dho/v1/hub-1/messages');
    const back = next(platform);
    await device.publishAsync('dho/v1/hub-1/shown', '{}', { qos: 1 });
    expect(await back).toBe('dho/v1/hub-1/shown');
  });

  it('shares the messages among ingest services', async () => {
    const [first, second, device] = await Promise.all([ingest(), ingest(), hub(1)]);
    const filter = '$share/ingest/dho/v1/+/measurements/#';
    const heard: MqttClient[] = [];
    for (const platform of [first, second]) {
      await platform.subscribeAsync(filter, { qos: 1 });
      platform.on('message', () => heard.push(platform));
    }
    for (let n = 0; n < 20; n++) await device.publishAsync('dho/v1/hub-1/measurements', '{}', { qos: 1 });
    await eventually(async () => {
      if (heard.length < 20) throw new Error(`only ${heard.length} of 20 have come`);
    });
    expect(heard).toHaveLength(20);
    expect(new Set(heard).size).toBe(2);
  });

  const wrong: [string, IClientOptions][] = [
    ['a wrong secret', { username: 'hub-1', password: 'secret two' }],
    ['an unknown device', { username: 'hub-9', password: 'x' }],
    ['no name', {}],
  ];
  it.each(wrong)('refuses %s', async (_what, options) => {
    await expect(connect(port, options)).rejects.toThrow(/[Nn]ot authorized/);
  });

  it('does not carry what a device publishes under another’s topic, under no topic of ours, or as a receipt', async () => {
    const [platform, device, other] = await Promise.all([ingest(), hub(1), hub(2)]);
    await platform.subscribeAsync(['dho/v1/+/measurements/#', 'dho/v1/+/status'], { qos: 1 });
    await platform.subscribeAsync(['dho/v1/+/shown', 'dho/v1/+/answers'], { qos: 1 });
    await other.subscribeAsync(['dho/v1/hub-2/receipts', 'dho/v1/hub-2/messages'], { qos: 1 });
    const heard: string[] = [];
    for (const client of [platform, other]) client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    const forged = ['measurements', 'answers', 'receipts', 'messages', 'shown'].map((kind) => `dho/v1/hub-2/${kind}`);
    for (const topic of [...forged, 'dho/v1/hub-1/receipts', 'dho/v1/hub-1/messages', 'elsewhere']) {
      await refusedOrSilent(device.publishAsync(topic, 'forged', { qos: 1 }));
    }
    await device.publishAsync('dho/v1/hub-1/status', 'fence', { qos: 1 });
    await platform.publishAsync('dho/v1/hub-2/receipts', 'fence', { qos: 1 });
    await eventually(async () => {
      if (heard.length < 2) throw new Error('the fences have not come');
    });
    expect(heard.sort()).toEqual(['dho/v1/hub-1/status fence', 'dho/v1/hub-2/receipts fence']);
  });

  it('delivers to a device nothing but its own receipts, however wide it subscribes', async () => {
    const [platform, device, other] = await Promise.all([ingest(), hub(1), hub(2)]);
    const heard: string[] = [];
    device.on('message', (topic) => heard.push(topic));
    for (const filter of [
      '#',
      'dho/v1/+/receipts',
      'dho/v1/+/messages',
      'dho/v1/hub-2/#',
      '$SYS/#',
      '$share/x/dho/v1/#',
    ]) {
      await refusedOrSilent(device.subscribeAsync(filter, { qos: 1 }));
    }
    for (const kind of ['measurements', 'answers']) await other.publishAsync(`dho/v1/hub-2/${kind}`, '{}', { qos: 1 });
    await platform.publishAsync('dho/v1/hub-2/receipts', '{}', { qos: 1 });
    await platform.publishAsync('dho/v1/hub-2/messages', '{}', { qos: 1 });
    await platform.publishAsync('dho/v1/hub-1/receipts', 'fence', { qos: 1 });
    await eventually(async () => {
      if (heard.length === 0) throw new Error('the fence has not come');
    });
    expect(new Set(heard)).toEqual(new Set(['dho/v1/hub-1/receipts']));
  });

  it('gives a device its own session, whatever client id it asks for', async () => {
    const other = await hub(2, { clientId: 'hub-2' });
    await hub(1, { clientId: 'hub-2' });
    await other.publishAsync('dho/v1/hub-2/status', '{}', { qos: 1 });
    expect(other.connected).toBe(true);
  });

  it('lets a device in that was registered while it runs, and keeps out one that was struck off', async () => {
    await expect(connect(port, { username: 'hub-3', password: 'secret three' })).rejects.toThrow();
    await writeAccounts({ ...accounts, 'hub-3': 'secret three' });
    await eventually(() => connect(port, { username: 'hub-3', password: 'secret three' }));
    await writeAccounts(accounts);
    await eventually(async () => {
      const client = await connect(port, { username: 'hub-3', password: 'secret three' }).catch(() => undefined);
      if (client) throw new Error('it is still let in');
    });
  });
});

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  const full = path.join(folder, file);
  await writeFile(full, change(await readFile(full, 'utf8')));
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function connect(to: number, options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(
    `mqtt://127.0.0.1:${to}`,
    { reconnectPeriod: 0, protocolVersion: 4, ...options },
    false,
  );
  client.on('error', () => {}); // a refused act may close the connection; the tests look at what was delivered
  clients.push(client);
  return client;
}
const ingest = (options: IClientOptions = {}) =>
  connect(servicePort, { username: INGEST_USERNAME, password: ingestSecret, ...options });
const hub = (number: 1 | 2, options: IClientOptions = {}) =>
  connect(port, { username: `hub-${number}`, password: number === 1 ? 'secret one' : 'secret two', ...options });

async function closeAll(): Promise<void> {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  clients = [];
}

const next = (client: MqttClient) => new Promise<string>((resolve) => client.once('message', resolve));

/** In MQTT 5 Mosquitto says that it refuses; in 3.1.1 it acknowledges and forgets. */
async function refusedOrSilent(act: Promise<unknown>): Promise<void> {
  await act.catch((error: Error) => {
    if (!/authorized|Subscribe error/i.test(error.message)) throw error;
  });
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 200; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
