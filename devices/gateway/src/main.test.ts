import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Platform } from './platformDouble.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

let platform: Platform;
let directory: string;

beforeEach(async () => {
  platform = new Platform();
  platform.now = now;
  await platform.start();
  directory = await mkdtemp(join(tmpdir(), 'samvakt-gateway-'));
});
afterEach(async () => {
  await platform.stop();
  await rm(directory, { recursive: true, force: true });
});

async function run(environment: Record<string, string>, input: string): Promise<{ code: number; errors: string }> {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...environment } });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  child.stdin.end(input);
  return { errors: await text(child.stderr), code: await ended };
}

describe('the gateway as a process', () => {
  it('sends the lines of its input and ends when the platform has them, complaining about those that are none', async () => {
    const line = (value: unknown) =>
      JSON.stringify({ metric: 'heart-rate', effectiveAt: '2026-03-01T11:00:00Z', value, unit: '/min' });
    const environment = {
      SAMVAKT_BROKER_URL: `mqtt://127.0.0.1:${platform.port}`,
      SAMVAKT_DEVICE_ID: 'home-1',
      SAMVAKT_DEVICE_SECRET: 'secret',
      SAMVAKT_QUEUE_DIRECTORY: directory,
      LOG_LEVEL: 'error',
    };
    const answers = [{ linkId: 'sleep', type: 'choice', code: 'usual' }];
    const form = (version: unknown) =>
      JSON.stringify({ questionnaire: 'urn:test:form', version, authoredAt: '2026-03-01T11:00:00Z', answers });
    const input = [line(70), '', line('seventy'), form('1'), form(1), line(71), ''].join('\n');
    const { code, errors } = await run(environment, input);
    expect(code).toBe(0);
    expect(platform.got.map((message) => message.values)).toEqual([[70], [71]]);
    expect(platform.answered).toMatchObject([{ questionnaire: 'urn:test:form', items: 1 }]);
    const complaint = expect.stringContaining('is neither a reading nor a response');
    expect(errors.trim().split('\n')).toEqual([complaint, complaint]);
  });

  it('names the variables that are missing', async () => {
    const { code, errors } = await run({ SAMVAKT_DEVICE_ID: 'home-1' }, '');
    expect(code).toBe(1);
    expect(errors).toContain('SAMVAKT_BROKER_URL');
    expect(errors).not.toContain('SAMVAKT_DEVICE_ID');
  });
});
