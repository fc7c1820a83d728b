import type { Socket } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { openDatabase } from '@samvakt/store';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTimersService } from './service.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.end());

/* Were it thrown, it would be in a promise that nobody holds: the run of the tests hears of it as a process would, and ends by it. */
test('the connection that listens is given back once, though it is lost while the service stops and before it listened', async () => {
  const { connectionString } = db;
  const database = openDatabase({ connectionString, applicationName: 'listener under test', onError: () => {} });
  const said: string[] = [];
  database.pool.on('acquire', (client) => {
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    const send = stream.write.bind(stream);
    // What the server answers to the first is never read; at the second the line is cut.
    stream.write = (sent: string | Uint8Array) => {
      const word = /\b(?:UN)?LISTEN\b/.exec(Buffer.from(sent).toString())?.[0];
      if (word !== undefined) said.push(word);
      if (word === 'LISTEN') stream.pause();
      if (word !== 'UNLISTEN') return send(sent);
      stream.destroy();
      return false;
    };
  });
  const timers = createTimersService({ database, log: pino({ level: 'silent' }), now: Date.now });
  await timers.start();
  await expect.poll(() => said).toEqual(['LISTEN']);
  await timers.stop();
  expect(said[1]).toBe('UNLISTEN');
  await database.stop();
});
