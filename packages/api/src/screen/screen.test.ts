import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTestApp } from '../testing/api.ts';

let db: TestDatabase;
let folder: string;
let api: Awaited<ReturnType<typeof buildTestApp>>;

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-screen-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Samvakt</title>');
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(folder, 'assets', 'index-3f2a.js'), 'start()');
  api = await buildTestApp({ connectionString: db.connectionString, clock: () => 0, staticRoot: folder });
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
  await db.end();
});

describe('the web application', () => {
  test.each(['/', '/index.html', '/worklist', '/episodes/7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10?tab=plan'])(
    'is the page at %s, asked for each time',
    async (url) => {
      const answer = await api.app.inject(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('<title>Samvakt</title>');
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    },
  );

  test('keeps for ever what bears its hash in its name, and asks for the rest', async () => {
    const hashed = await api.app.inject('/assets/index-3f2a.js');
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await api.app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  test.each(['/assets/index-gone.js', '/api/v1x', '/api/nothing', '/auth/nothing', '/metrics/x', '/health/x'])(
    'is not the answer to %s',
    async (url) => {
      const answer = await api.app.inject(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'not-found' });
    },
  );

  test.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    'does not lead out of its folder: %s',
    async (url) => {
      const answer = await api.app.inject(url);
      expect(answer.body).not.toContain('"name"');
    },
  );

  test('that was not built is said at the start', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'samvakt-screen-'));
    const building = buildTestApp({ connectionString: db.connectionString, clock: () => 0, staticRoot: empty });
    await expect(building).rejects.toThrow('index.html is missing');
    await rm(empty, { recursive: true });
  });
});
