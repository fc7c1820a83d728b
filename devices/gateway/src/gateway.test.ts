import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HomeMessage } from '@samvakt/contract';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Gateway, type GatewayOptions } from './gateway.ts';
import { DiskShelf } from './inbox/diskShelf.ts';
import { Platform, receiptFor } from './platformDouble.ts';
import { DiskQueue } from './queue/disk.ts';
import { MemoryQueue } from './queue/memory.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const pulse = (value: number) => ({ metric: 'heart-rate', effectiveAt: now, value, unit: '/min' }) as const;
const response = {
  url: 'urn:test:form',
  version: '1',
  authoredAt: now,
  answers: [{ linkId: 'sleep', type: 'choice', code: 'usual' }],
} as const;
const log = pino({ level: 'silent' });

let platform: Platform;
let gateways: Gateway[];
let directory: string;

beforeEach(async () => {
  platform = new Platform();
  platform.now = now;
  await platform.start();
  gateways = [];
  directory = await mkdtemp(join(tmpdir(), 'samvakt-gateway-'));
});
afterEach(async () => {
  for (const gateway of gateways) await gateway.stop();
  await platform.stop();
  await rm(directory, { recursive: true, force: true });
});

function makeGateway(options: Partial<GatewayOptions> = {}): Gateway {
  const gateway = new Gateway({
    url: `mqtt://127.0.0.1:${platform.port}`,
    deviceId: 'home-1',
    secret: 'secret',
    queue: new MemoryQueue(),
    log,
    policy: { receiptTimeoutMs: 20, longestPauseMs: 20 },
    ...options,
  });
  gateways.push(gateway);
  return gateway;
}

const diskQueue = () => new DiskQueue({ directory, log });

describe('the gateway', () => {
  it('falls back to MQTT 3.1.1 with a broker that does not speak 5', async () => {
    const gateway = makeGateway();
    const connected = once(gateway, 'connected');
    await gateway.start();
    expect(await connected).toEqual([{ protocolVersion: 4 }]);
  });

  it('delivers answers to a questionnaire on their own topic, also after it was stopped in between, and forgets them at the receipt', async () => {
    const dying = diskQueue();
    await dying.open();
    await dying.append(response, now);
    const gateway = makeGateway({ queue: diskQueue() });
    platform.answer = (_id, attempt) => (attempt < 2 ? undefined : 'accepted');
    await gateway.start();
    await gateway.enqueueResponse(response);
    await gateway.drained();
    const told = { questionnaire: 'urn:test:form', items: 1 };
    expect(platform.answered.slice(0, 2)).toMatchObject([
      { ...told, id: { number: 1 } },
      { ...told, id: { number: 2 } },
    ]);
    expect(platform.got).toEqual([]);
    expect(await diskQueue().open()).toEqual([]);
  });

  it('delivers what it is given, in order, and forgets it at the receipt', async () => {
    const gateway = makeGateway({ queue: diskQueue(), policy: {} });
    await gateway.start();
    for (const value of [70, 71, 72]) await gateway.enqueue([pulse(value), pulse(value + 10)]);
    await gateway.drained();
    expect(platform.got.map((message) => message.values)).toEqual([
      [70, 80],
      [71, 81],
      [72, 82],
    ]);
    expect(await diskQueue().open()).toEqual([]);
  });

  it('has nothing to wait for when its queue is empty', async () => {
    const gateway = makeGateway();
    await gateway.start();
    await gateway.drained();
    expect(gateway.waiting).toBe(0);
  });

  it('splits many readings into messages that the platform takes', async () => {
    const gateway = makeGateway({ policy: {} });
    await gateway.start();
    const ids = await gateway.enqueue(Array.from({ length: 2_500 }, (_, index) => pulse(40 + (index % 100))));
    expect(ids.map((id) => id.number)).toEqual([1, 2, 3]);
    await gateway.drained();
    expect(platform.got.map((message) => message.values.length)).toEqual([1_000, 1_000, 500]);
  });

  it('sends on the next start what was written but never published', async () => {
    const dying = diskQueue();
    await dying.open();
    await dying.append([pulse(66)], now);

    const gateway = makeGateway({ queue: diskQueue(), policy: {} });
    await gateway.start();
    await gateway.drained();
    expect(platform.got.map((message) => message.values)).toEqual([[66]]);
  });

  it('sends again when the receipt is lost, until one comes', async () => {
    platform.answer = (_, attempt) => (attempt < 3 ? undefined : 'accepted');
    const gateway = makeGateway();
    await gateway.start();
    await gateway.enqueue([pulse(70)]);
    await gateway.drained();
    expect(platform.attempts(1)).toBeGreaterThanOrEqual(3);
    expect(new Set(platform.got.map((message) => JSON.stringify(message)))).toHaveProperty('size', 1);
  });

  it('is not disturbed by a receipt that cannot be read, comes twice, or is for nobody', async () => {
    platform.answer = (_, attempt) => (attempt === 1 ? 'garbage' : 'accepted');
    const gateway = makeGateway();
    await gateway.start();
    const [id] = await gateway.enqueue([pulse(70)]);
    await gateway.drained();
    if (!id) throw new Error('No message');
    const forNobody = new Promise<void>((resolve) => {
      gateway.on('receipt', (receipt) => receipt.number === 99 && resolve());
    });
    platform.say(JSON.stringify(receiptFor(id, 'accepted')));
    platform.say([{ ...id, number: 98 }, receiptFor(id, 'accepted'), receiptFor({ ...id, number: 99 }, 'accepted')]);
    await forNobody;
    expect(new Set(platform.got.map((message) => message.id.number))).toEqual(new Set([1]));
    expect(gateway.waiting).toBe(0);
  });

  it('is done with a message of which a part was refused', async () => {
    platform.answer = () => 'partly-accepted';
    const gateway = makeGateway();
    await gateway.start();
    await gateway.enqueue([pulse(70)]);
    await gateway.drained();
    expect(gateway.waiting).toBe(0);
  });

  it('puts a refused message aside and goes on with the next', async () => {
    platform.answer = (id) => (id.number === 1 ? 'rejected' : 'accepted');
    const queue = new MemoryQueue();
    const gateway = makeGateway({ queue, policy: {} });
    await gateway.start();
    await gateway.enqueue([pulse(70)]);
    await gateway.enqueue([pulse(71)]);
    await gateway.drained();
    expect(queue.aside.map((receipt) => receipt.number)).toEqual([1]);
    expect(platform.attempts(1)).toBe(1);
  });

  it('comes back after the broker was gone, and sends what it measured meanwhile, oldest first', async () => {
    const gateway = makeGateway({ queue: diskQueue(), policy: {} });
    const connected = once(gateway, 'connected');
    await gateway.start();
    await connected;
    const disconnected = once(gateway, 'disconnected');
    await platform.stop();
    await disconnected;
    for (const value of [60, 61, 62]) await gateway.enqueue([pulse(value)]);
    expect(gateway.waiting).toBe(3);
    await platform.start();
    await gateway.drained();
    expect(platform.got.map((message) => message.values)).toEqual([[60], [61], [62]]);
  });

  it('sends again on a new connection what was underway on the old one', async () => {
    platform.answer = () => undefined;
    const gateway = makeGateway({ policy: { receiptTimeoutMs: 1e9 } });
    await gateway.start();
    const sent = once(gateway, 'sent');
    await gateway.enqueue([pulse(70)]);
    await sent;
    const disconnected = once(gateway, 'disconnected');
    await platform.stop();
    await disconnected;
    platform.answer = () => 'accepted';
    await platform.start();
    await gateway.drained();
    expect(platform.got.at(-1)?.values).toEqual([70]);
  });

  it('keeps trying while its secret is not known', async () => {
    platform.secret = 'not yet';
    const gateway = makeGateway();
    const connected = once(gateway, 'connected');
    await gateway.start();
    await gateway.enqueue([pulse(70)]);
    expect(platform.got).toEqual([]);
    platform.secret = 'secret';
    await connected;
    await gateway.drained();
    expect(platform.attempts(1)).toBeGreaterThanOrEqual(1);
  });

  it('tells its status now and after each new connection', async () => {
    const gateway = makeGateway({ clock: () => now });
    gateway.tellStatus({ batteryPercent: 80, firmware: '1.2.0' });
    const told = { at: '2026-03-01T12:00:00.000Z', online: true, batteryPercent: 80, firmware: '1.2.0' };
    const first = once(platform.events, 'status');
    await gateway.start();
    expect(await first).toEqual([told]);
    const second = once(platform.events, 'status');
    gateway.tellStatus({ batteryPercent: 79 });
    expect(await second).toEqual([{ at: told.at, online: true, batteryPercent: 79 }]);
  });

  it('has left its word with the broker for when the connection is lost, and takes it back with the next one', async () => {
    const gateway = makeGateway({ clock: () => now, policy: {} });
    const up = once(platform.events, 'status');
    await gateway.start();
    await up;
    const lost = once(platform.events, 'status');
    platform.cut();
    expect(await lost).toEqual([{ at: '2026-03-01T12:00:00.000Z', online: false }]);
    await once(platform.events, 'status');
    expect(platform.statuses.map((status) => Object(status).online)).toEqual([true, false, true]);
  });

  it('goes on with the next when a message on its disk is torn', async () => {
    const queue = diskQueue();
    await queue.open();
    const torn = await queue.append([pulse(66)], now);
    await queue.append([pulse(67)], now);
    await writeFile(join(directory, 'waiting', torn.queue, '0000000000000001'), '{"que');
    const gateway = makeGateway({ queue: diskQueue(), policy: {} });
    await gateway.start();
    await gateway.drained();
    expect(platform.got.at(0)?.values).toEqual([67]);
  });

  it('stops at once while the broker is out of reach', async () => {
    await platform.stop();
    const gateway = makeGateway();
    await gateway.start();
    await gateway.enqueue([pulse(70)]);
    await gateway.stop();
    expect(gateway.waiting).toBe(1);
  });

  it('shows what the platform says once, tells it, and tells it again on the next connection', async () => {
    const shown: string[] = [];
    const messages = {
      shelf: new DiskShelf({ directory, log }),
      display: { show: async ({ text }: HomeMessage) => void shown.push(text.nb) },
    };
    const gateway = makeGateway({ messages, clock: () => now });
    const connected = once(gateway, 'connected');
    await gateway.start();
    await connected;
    const message: HomeMessage = {
      id: randomUUID(),
      kind: 'followed-by',
      about: randomUUID(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 60_000).toISOString(),
      text: { nb: 'Hei', en: 'Hello' },
    };
    platform.tellPatient('{"id":');
    platform.tellPatient(message);
    await expect.poll(() => platform.shown.length).toBe(1);
    platform.tellPatient(message);
    await expect.poll(() => platform.shown.length).toBe(2);
    await platform.stop();
    await platform.start();
    await expect.poll(() => platform.shown.length).toBe(3);
    expect(shown).toEqual(['Hei']);
    expect(new Set(platform.shown.map(({ messageId }) => messageId))).toEqual(new Set([message.id]));
  });
});
