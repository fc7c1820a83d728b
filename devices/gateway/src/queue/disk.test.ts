import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DeviceReading, MessageId, Receipt } from '@samvakt/contract';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskQueue } from './disk.ts';

const sentAt = Date.parse('2026-03-01T12:00:00Z');
const readings: readonly DeviceReading[] = [{ metric: 'heart-rate', effectiveAt: sentAt, value: 72, unit: '/min' }];

let directory: string;
let logged: { level: number; msg: string }[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'samvakt-queue-'));
  logged = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function openQueue(): Promise<{ queue: DiskQueue; waiting: readonly MessageId[] }> {
  const log = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });
  const queue = new DiskQueue({ directory, log });
  return { queue, waiting: await queue.open() };
}

const fileOf = (kind: string, { queue, number }: MessageId) =>
  join(directory, kind, queue, String(number).padStart(16, '0'));

const rejection = ({ queue, number }: MessageId): Receipt => ({
  queue,
  number,
  status: 'rejected',
  counts: { received: 1, stored: 0, duplicates: 0, rejected: 1 },
  faults: [],
});

describe('the disk queue', () => {
  it('gives numbers from 1 and keeps each message until it is removed', async () => {
    const { queue } = await openQueue();
    const first = await queue.append(readings, sentAt);
    const second = await queue.append(readings, sentAt);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(JSON.parse((await queue.read(first)) ?? '')).toEqual({
      ...first,
      sentAt: '2026-03-01T12:00:00.000Z',
      measurements: [{ metric: 'heart-rate', effectiveAt: '2026-03-01T12:00:00.000Z', value: 72, unit: '/min' }],
    });
    await queue.remove(first);
    expect(await queue.read(first)).toBeUndefined();
    expect(await queue.read(second)).toBeDefined();
  });

  it('gives different numbers to messages that come at once', async () => {
    const { queue } = await openQueue();
    const ids = await Promise.all(Array.from({ length: 20 }, () => queue.append(readings, sentAt)));
    expect(new Set(ids.map((id) => id.number)).size).toBe(20);
  });

  it('finds after a restart what it left, oldest first, and goes on counting', async () => {
    const before = await openQueue();
    for (let count = 0; count < 12; count++) await before.queue.append(readings, sentAt);
    const after = await openQueue();
    expect(after.waiting.map((id) => id.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await after.queue.append(readings, sentAt)).number).toBe(13);
  });

  it('must be opened before it is used', async () => {
    const queue = new DiskQueue({ directory, log: pino({ level: 'silent' }) });
    await expect(queue.append(readings, sentAt)).rejects.toThrow('not been opened');
  });

  it('cleans away what a crash left of an unfinished write', async () => {
    const { queue } = await openQueue();
    const id = await queue.append(readings, sentAt);
    await writeFile(`${fileOf('waiting', { ...id, number: 2 })}.part`, '{"queue":');
    const after = await openQueue();
    expect(after.waiting).toEqual([id]);
    expect(await readdir(join(directory, 'waiting', id.queue))).toHaveLength(1);
  });

  it('moves a torn file aside with a line in the log, and never uses its number again', async () => {
    const { queue } = await openQueue();
    const id = await queue.append(readings, sentAt);
    await writeFile(fileOf('waiting', id), '{"queue":"');
    expect(await queue.read(id)).toBeUndefined();
    expect(logged.map((line) => line.msg)).toEqual([expect.stringContaining('moved to torn')]);
    expect(await readFile(fileOf('torn', id), 'utf8')).toBe('{"queue":"');
    const after = await openQueue();
    expect(after.waiting).toEqual([]);
    expect((await after.queue.append(readings, sentAt)).number).toBe(2);
  });

  it('leaves a strange file alone and says so', async () => {
    const { queue } = await openQueue();
    const id = await queue.append(readings, sentAt);
    await writeFile(join(directory, 'waiting', id.queue, '1e3'), 'x');
    expect((await openQueue()).waiting).toEqual([id]);
    expect(logged.map((line) => line.msg)).toEqual([expect.stringContaining('not named like a message')]);
  });

  it('begins a new queue when its state is torn, and still has the old messages, first', async () => {
    const before = await openQueue();
    const old = await before.queue.append(readings, sentAt);
    await writeFile(join(directory, 'queue.json'), '{"queue":"');
    const after = await openQueue();
    expect(after.waiting).toEqual([old]);
    const next = await after.queue.append(readings, sentAt);
    expect(next.queue).not.toBe(old.queue);
    expect((await openQueue()).waiting).toEqual([old, next]);
    await after.queue.remove(old);
    expect((await openQueue()).waiting).toEqual([next]);
  });

  it('says so when its state is there but cannot be opened', async () => {
    await mkdir(join(directory, 'queue.json'));
    await expect(openQueue()).rejects.toThrow('EISDIR');
  });

  it('keeps a refused message with its receipt, and does not send it again', async () => {
    const { queue } = await openQueue();
    const id = await queue.append(readings, sentAt);
    await queue.putAside(id, rejection(id));
    await queue.putAside(id, rejection(id));
    expect((await openQueue()).waiting).toEqual([]);
    expect(JSON.parse(await readFile(fileOf('rejected', id), 'utf8'))).toMatchObject(id);
    expect(JSON.parse(await readFile(`${fileOf('rejected', id)}.receipt`, 'utf8'))).toEqual(rejection(id));
  });

  it('never gives a number twice, whatever is removed and wherever it restarts', async () => {
    const acts = fc.array(fc.constantFrom('append', 'removeOldest', 'removeNewest', 'refuse', 'restart'), {
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(acts, async (sequence) => {
        await rm(directory, { recursive: true, force: true });
        await mkdir(directory);
        let { queue } = await openQueue();
        const given = new Set<number>();
        let expected: MessageId[] = [];
        for (const act of sequence) {
          if (act === 'append') {
            const id = await queue.append(readings, sentAt);
            expect(given.has(id.number)).toBe(false);
            given.add(id.number);
            expected.push(id);
          } else if (act === 'restart') {
            const again = await openQueue();
            expect(again.waiting).toEqual(expected);
            queue = again.queue;
          } else {
            const id = act === 'removeNewest' ? expected.at(-1) : expected[0];
            if (!id) continue;
            await (act === 'refuse' ? queue.putAside(id, rejection(id)) : queue.remove(id));
            expected = expected.filter((other) => other !== id);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has every message it promised when its process is killed in the middle', async () => {
    const script = `
      import { pino } from 'pino';
      import { DiskQueue } from ${JSON.stringify(fileURLToPath(new URL('./disk.ts', import.meta.url)))};
      const queue = new DiskQueue({ directory: process.argv[1], log: pino({ level: 'silent' }) });
      await queue.open();
      for (;;) {
        const id = await queue.append([{ metric: 'heart-rate', effectiveAt: 0, value: 72, unit: '/min' }], 0);
        process.stdout.write(id.number + '\\n');
        if (id.number % 3 === 0) await queue.remove(id);
      }`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    for (const killAfter of [1, 3, 10, 27]) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, directory], { cwd });
      const promised: number[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        promised.push(Number(line));
        if (promised.length === killAfter) child.kill('SIGKILL');
      }
      const { queue, waiting } = await openQueue();
      const kept = new Set(waiting.map((id) => id.number));
      expect(promised.filter((number) => number % 3 !== 0 && !kept.has(number))).toEqual([]);
      for (const id of waiting) expect(await queue.read(id)).toBeDefined();
      const next = await queue.append(readings, sentAt);
      expect(next.number).toBeGreaterThan(Math.max(...promised));
    }
    expect(logged).toEqual([]);
  });
});
