import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { findProtocol } from '@samvakt/triage';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStack } from '../instance/stack.ts';
import { checkProtocol, registerProtocolAlone } from './protocol.ts';

let db: TestDatabase;
let folder: string;
const copd = findProtocol('copd');

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-protocol-'));
});
afterAll(async () => {
  await db.end();
  await rm(folder, { recursive: true });
});

async function fileOf(content: unknown): Promise<string> {
  const file = path.join(folder, 'protocol.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function check(content: unknown): Promise<string> {
  let written = '';
  await checkProtocol(await fileOf(content), (text) => (written += text));
  return written;
}

async function register(content: unknown): Promise<string> {
  let written = '';
  const stack = createStack({ patienceMs: 20_000, onFault: (name, error) => expect.unreachable(`${name} ${error}`) });
  const alone = {
    settings: { SAMVAKT_DATABASE_URL: db.connectionString, SAMVAKT_LOG_LEVEL: undefined },
    log: pino({ level: 'silent' }),
    stack,
    stopping: new AbortController().signal,
    clock: () => 0,
    end: async () => {},
  };
  try {
    await registerProtocolAlone(alone, await fileOf(content), (text) => (written += text));
  } finally {
    await stack.stop();
  }
  return written;
}

describe('a protocol file', () => {
  test('is checked without a database, and said what it is', async () => {
    expect(await check(copd)).toMatch(/^copd version \d+ for copd: \d+ rules \(\d+ can raise red\), \d+ numbers\./);
  });

  test.each([
    ['is no JSON', '{ "id": ', /is not JSON/],
    ['lacks a part', { ...copd, title: { nb: 'KOLS' } }, /\n {2}title\.en: /],
    ['names a number that is not there', { ...copd, numbers: {} }, /\n {2}rules\[0\]: Rule .* names the number/],
    [
      'holds a wrong value deep inside',
      { ...copd, rules: [{ ...copd?.rules[0], kind: 'odd' }] },
      /\n {2}rules\[0\]\.kind: /,
    ],
  ])('that %s is refused with the place', async (_name, content, message) => {
    await expect(check(content)).rejects.toThrow(message);
    await expect(register(content)).rejects.toThrow(message);
  });

  test('that is not there is said to be so', async () => {
    await expect(checkProtocol(path.join(folder, 'nowhere.json'))).rejects.toThrow(/nowhere\.json cannot be read/);
  });

  test('is registered once, again without harm, and never with another content', async () => {
    const next = { ...copd, version: 700 };
    expect(await register(next)).toContain('copd version 700 is registered');
    expect(await register(next)).toContain('copd version 700 is registered');
    await expect(register({ ...next, source: 'another' })).rejects.toThrow('registered with another content');
    const { rows } = await db.pool.query(`select version from protocol where id = 'copd' order by version`);
    expect(rows).toContainEqual({ version: 700 });
  });
});
