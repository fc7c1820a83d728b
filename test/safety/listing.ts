import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ListSchema = z.array(z.object({ name: z.string(), file: z.string() }));

/** Every test that the runner itself finds, as `file › describe › title`; the tests are read and not run. */
export async function listTests(): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'samvakt-trace-'));
  try {
    const output = path.join(folder, 'tests.json');
    await runVitest(['list', '--config', 'test/vitest.config.ts', '--static-parse', `--json=${output}`]);
    const listed = ListSchema.parse(JSON.parse(await readFile(output, 'utf8')));
    return listed.map(({ name, file }) => [path.relative(root, file), ...name.split(' > ')].join(' › '));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runVitest(args: readonly string[]): Promise<void> {
  const program = path.join(root, 'node_modules/vitest/vitest.mjs');
  // A run inside a run must not take itself for a worker of the outer one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name)));
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`The runner could not list the tests (${code}): ${said}`);
}
