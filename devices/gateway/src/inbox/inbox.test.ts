import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HomeMessage, MessageShown } from '@samvakt/contract';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskShelf } from './diskShelf.ts';
import { Inbox } from './inbox.ts';
import { MemoryShelf, type MessageShelf } from './shelf.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const log = pino({ level: 'silent' });
const about = randomUUID();

let now: number;
let directory: string;
let shown: string[];
let told: MessageShown[];

beforeEach(async () => {
  now = START;
  shown = [];
  told = [];
  directory = await mkdtemp(join(tmpdir(), 'samvakt-inbox-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
});

const message = (nb: string, change: Partial<HomeMessage> = {}): HomeMessage => ({
  id: randomUUID(),
  kind: 'followed-by',
  about,
  createdAt: new Date(START).toISOString(),
  expiresAt: new Date(START + 7 * DAY).toISOString(),
  text: { nb, en: nb },
  ...change,
});

const disk = () => new DiskShelf({ directory, log });

async function opened(shelf: MessageShelf, show?: (text: string) => Promise<void>): Promise<Inbox> {
  const inbox = new Inbox({
    shelf,
    log,
    clock: () => now,
    tell: (one) => told.push(one),
    display: {
      show: async ({ text }) => {
        await show?.(text.nb);
        shown.push(text.nb);
      },
    },
  });
  await inbox.open();
  return inbox;
}

describe('a message to the patient', () => {
  it('is shown once however often it comes, and each time the platform is told', async () => {
    const inbox = await opened(new MemoryShelf());
    const one = message('hello');
    await inbox.receive(one);
    await expect.poll(() => told).toEqual([{ messageId: one.id, at: new Date(START).toISOString() }]);
    now += 1000;
    await inbox.receive(one);
    await inbox.receive(one);
    expect(shown).toEqual(['hello']);
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ at }) => at))).toEqual(new Set([new Date(START).toISOString()]));
  });

  it('that was shown before a restart is not shown again, and the platform is told when it asks', async () => {
    const one = message('hello');
    const before = await opened(disk());
    await before.receive(one);
    await expect.poll(() => told).toHaveLength(1);
    await before.close();
    const after = await opened(disk());
    await after.receive(one);
    expect(shown).toEqual(['hello']);
    expect(told).toHaveLength(2);
    after.tellAgain();
    expect(told).toHaveLength(3);
  });

  it('that was kept but not shown before the power went is shown at the next start', async () => {
    const dying = disk();
    await dying.open();
    await dying.keep({ message: message('hello'), shownAt: null });
    await opened(disk());
    await expect.poll(() => shown).toEqual(['hello']);
    // Told when it is on the disk that it was shown.
    await expect.poll(() => told.length).toBe(1);
  });

  it('comes after the one before it, and waits while that one is being shown', async () => {
    const { promise: read, resolve: hasRead } = Promise.withResolvers<void>();
    const inbox = await opened(new MemoryShelf(), (text) => (text === 'first' ? read : Promise.resolve()));
    const at = (ms: number) => ({ createdAt: new Date(START + ms).toISOString(), about: randomUUID() });
    await inbox.receive(message('first', at(0)));
    await inbox.receive(message('third', at(2)));
    await inbox.receive(message('second', at(1)));
    expect(shown).toEqual([]);
    hasRead();
    await expect.poll(() => shown).toEqual(['first', 'second', 'third']);
  });

  it('is not shown when it is over, or when a newer one says something else about the same', async () => {
    const inbox = await opened(new MemoryShelf());
    await inbox.receive(message('too late', { expiresAt: new Date(now).toISOString() }));
    await inbox.receive(message('new team', { createdAt: new Date(START + 1).toISOString() }));
    await expect.poll(() => shown).toEqual(['new team']);
    await inbox.receive(message('old team'));
    await inbox.receive(message('all is well', { kind: 'all-well' }));
    await expect.poll(() => shown).toEqual(['new team', 'all is well']);
  });

  it('that the display could not show is tried when it comes again', async () => {
    let broken = true;
    const inbox = await opened(new MemoryShelf(), async () => {
      if (broken) throw new Error('no screen');
    });
    const one = message('hello');
    await inbox.receive(one);
    broken = false;
    await expect
      .poll(async () => {
        await inbox.receive(one);
        return shown;
      })
      .toEqual(['hello']);
    expect(new Set(told.map(({ messageId }) => messageId))).toEqual(new Set([one.id]));
  });

  it('is forgotten a day after it was over, and a file that the disk has spoilt is put aside', async () => {
    const inbox = await opened(disk());
    const old = message('old');
    await inbox.receive(old);
    await expect.poll(() => told).toHaveLength(1);
    now = Date.parse(old.expiresAt) + DAY;
    const fresh = message('fresh', {
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + DAY).toISOString(),
    });
    await inbox.receive(fresh);
    await expect.poll(() => told).toHaveLength(2);
    expect(await readdir(join(directory, 'messages'))).toEqual([fresh.id]);
    await inbox.close();

    const spoilt = randomUUID();
    await writeFile(join(directory, 'messages', spoilt), '{"message"');
    await writeFile(join(directory, 'messages', `${randomUUID()}.part`), '');
    await opened(disk());
    expect((await readdir(join(directory, 'messages'))).toSorted()).toEqual([fresh.id, `${spoilt}.torn`].toSorted());
  });

  it('with a plan is kept for as long as the plan holds, through a power cut, until a newer one says something else', async () => {
    const entry = {
      metric: 'oxygen-saturation',
      days: ['monday'],
      from: '06:00',
      by: '10:00',
      graceMinutes: 120,
      // A word that only a newer platform knows.
      onHolidays: 'asked-kindly',
    };
    const plan = { timeZone: 'Europe/Oslo', entries: [entry], holidays: [] };
    const planned = (at: number, change: Partial<HomeMessage> = {}) =>
      message(`plan ${at}`, {
        kind: 'measuring-plan',
        createdAt: new Date(START + at).toISOString(),
        plan: { ...plan, entries: [{ ...entry, graceMinutes: at }] },
        ...change,
      });
    const graces = ({ plans }: Inbox) => plans.map(({ entries }) => entries[0]?.graceMinutes).toSorted();
    const inbox = await opened(disk());
    await inbox.receive(planned(1));
    await inbox.receive(planned(2, { about: randomUUID() }));
    await expect.poll(() => shown).toEqual(['plan 1', 'plan 2']);
    await inbox.close();

    now = START + 100 * DAY;
    const later = await opened(disk());
    expect(graces(later)).toEqual([1, 2]);
    const newer = { expiresAt: new Date(now + DAY).toISOString() };
    await later.receive(planned(3, newer));
    expect(graces(later)).toEqual([2, 3]);
    await expect.poll(() => shown).toEqual(['plan 1', 'plan 2', 'plan 3']);
    await later.close();

    now = START + 367 * DAY;
    expect((await opened(disk())).plans).toEqual([]);
  });
});
