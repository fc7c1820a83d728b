import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendChanges, CursorError, currentCursor, readChangesAfter } from './change.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.end());

const AT = Date.parse('2026-03-02T12:00:00Z');
const say = (client: pg.ClientBase, word: string) =>
  appendChanges(client, [{ kind: 'device-status', occurredAt: AT, deviceId: word }]);

/** Reads until a reading brings nothing new; `words` are what it said, in order. */
async function readOn(after: string): Promise<{ words: string[]; cursor: string }> {
  const words: string[] = [];
  let cursor = after;
  for (;;) {
    const changes = await readChangesAfter(db.pool, { after: cursor, limit: 3 });
    if (changes.length === 0) return { words, cursor };
    words.push(...changes.map((change) => change.deviceId ?? ''));
    cursor = changes.at(-1)?.cursor ?? cursor;
  }
}

/** Reads on until `count` changes have come. A transaction elsewhere in the cluster may hold the feed back for a while; it passes over nothing. */
async function readUntil(after: string, count: number): Promise<{ words: string[]; cursor: string }> {
  let read = { words: [] as string[], cursor: after };
  while (read.words.length < count) {
    const more = await readOn(read.cursor);
    read = { words: [...read.words, ...more.words], cursor: more.cursor };
  }
  return read;
}

describe('the change feed', () => {
  it('passes nothing over when transactions commit out of order', async () => {
    const start = await currentCursor(db.pool);
    const [early, late] = [await db.pool.connect(), await db.pool.connect()];
    try {
      await early.query('begin');
      await say(early, 'early');
      await late.query('begin');
      await say(late, 'late');
      await late.query('commit');
      const first = await readOn(start);
      expect(first.words, 'the later one waits for the earlier').toEqual([]);
      await early.query('commit');
      const second = await readUntil(first.cursor, 2);
      expect(second.words).toEqual(['early', 'late']);
      expect((await readOn(second.cursor)).words).toEqual([]);
    } finally {
      early.release();
      late.release();
    }
  });

  it('passes nothing over when the earlier transaction draws its number late', async () => {
    const start = await currentCursor(db.pool);
    const [early, late] = [await db.pool.connect(), await db.pool.connect()];
    try {
      await early.query('begin');
      await early.query('select pg_current_xact_id()');
      await late.query('begin');
      await say(late, 'late');
      await late.query('commit');
      const first = await readOn(start);
      await say(early, 'early');
      await early.query('commit');
      const second = await readUntil(first.cursor, 2 - first.words.length);
      expect([...first.words, ...second.words].toSorted()).toEqual(['early', 'late']);
    } finally {
      early.release();
      late.release();
    }
  });

  it('forgets what rolled back and goes on past it', async () => {
    const start = await currentCursor(db.pool);
    const client = await db.pool.connect();
    try {
      await client.query('begin');
      await say(client, 'taken back');
      await client.query('rollback');
      await client.query('begin');
      await say(client, 'stands');
      await client.query('commit');
    } finally {
      client.release();
    }
    expect((await readUntil(start, 1)).words).toEqual(['stands']);
  });

  it('gives each change exactly once to a reader that resumes, whatever many writers do', async () => {
    const transaction = fc.record({
      changes: fc.integer({ min: 1, max: 3 }),
      /** How many turns of the event loop lie between its steps. */
      waits: fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }),
      commits: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      savepoint: fc.boolean(),
    });
    const writer = fc.array(transaction, { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(writer, { minLength: 6, maxLength: 8 }), async (writers) => {
        const start = await currentCursor(db.pool);
        const committed: string[] = [];
        let writing = writers.length;
        const writes = writers.map(async (transactions, number) => {
          const client = await db.pool.connect();
          try {
            for (const [place, { changes, waits, commits, savepoint }] of transactions.entries()) {
              const words = Array.from({ length: changes }, (_, change) => `${number}.${place}.${change}`);
              await client.query('begin');
              if (savepoint) await client.query('savepoint inner_one');
              for (const word of words) {
                await turns(waits[changes] ?? 0);
                await say(client, word);
              }
              await turns(waits[0] ?? 0);
              await client.query(commits ? 'commit' : 'rollback');
              if (commits) committed.push(...words);
            }
          } finally {
            client.release();
            writing -= 1;
          }
        });
        const seen: string[] = [];
        let cursor = start;
        while (writing > 0 || seen.length < committed.length) {
          const read = await readOn(cursor);
          seen.push(...read.words);
          cursor = read.cursor;
          await turns(1);
        }
        await Promise.all(writes);
        expect(seen.toSorted()).toEqual(committed.toSorted());
      }),
      { numRuns: 15, seed: 20_260_302 },
    );
  });

  const tooGreat = ['99999999999999999999.1', '1.9999999999999999999'];
  it.each(['', '12', '1.2.3', 'a.b', "1.1'; drop table change; --", ...tooGreat])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(readChangesAfter(db.pool, { after: cursor, limit: 1 })).rejects.toThrow(CursorError);
    },
  );

  it.each(['update change set kind = kind', 'delete from change', 'truncate change'])(
    'cannot be rewritten: %s',
    async (sql) => {
      await expect(db.pool.query(sql)).rejects.toThrow('change is append-only');
    },
  );
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
