import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { logToFile } from './log.ts';

it('is written as JSON lines where only its owner looks, and is put aside when it has grown large', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'samvakt-log-'));
  const folder = path.join(parent, 'log');
  const { log, file } = await logToFile(folder, 'info');
  log.debug('not written');
  log.info({ part: 'broker' }, 'written');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ part: 'broker', msg: 'written' })]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);

  await truncate(file, 21 * 1024 * 1024);
  const { log: next } = await logToFile(folder, 'info');
  next.info('anew');
  expect((await stat(path.join(folder, 'samvakt.1.log'))).size).toBe(21 * 1024 * 1024);
  expect(await readFile(file, 'utf8')).toContain('anew');
  await rm(parent, { recursive: true });
});
