import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { z } from 'zod';

/*
 * `pnpm mutants`: changes the triage room in thousands of small ways, one at a time, and counts how many of them its tests notice.
 * Exits 1 when they are fewer than the threshold in stryker.config.json, 2 when it was asked for what is not there.
 */

const ROOM = 'packages/triage/src';
const CONFIG = 'test/mutants/stryker.config.json';
const ConfigSchema = z.object({ mutate: z.array(z.string()) });

const HELP = `pnpm mutants [path ...] [--changed] [--concurrency N]

  path        a folder or file of ${ROOM}, e.g. engine or limits/apply.ts (default: all)
  --changed   try anew only what has changed, in code or tests, since the last run; the rest is as it was found then
  --concurrency N
              how many mutants are tried at once, each by a process of its own (default: 1)

  Ends with the score of each folder and file, and fails below the threshold in ${CONFIG}.
  What survives, line by line: test/mutants/report/index.html
`;

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    changed: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
  },
});

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const paths = positionals.map((path) => (path.startsWith(ROOM) ? path : `${ROOM}/${path}`));
const unknown = paths.find((path) => !existsSync(path));
const concurrency = z.coerce.number().int().min(1).safeParse(asked.concurrency).data;

if (asked.help) {
  process.stdout.write(HELP);
} else if (unknown !== undefined) {
  process.stderr.write(`There is no ${unknown}.\n\n${HELP}`);
  process.exitCode = 2;
} else if (concurrency === undefined) {
  process.stderr.write(`--concurrency is a whole number, 1 or more.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const { mutate } = ConfigSchema.parse(JSON.parse(await readFile(CONFIG, 'utf8')));
  const narrowed = [...(await Promise.all(paths.map(filesOf))), ...mutate.filter((pattern) => pattern.startsWith('!'))];
  await new Stryker({
    configFile: CONFIG,
    mutate: paths.length > 0 ? narrowed : mutate,
    incremental: asked.changed,
    concurrency,
  }).runMutationTest();
}

async function filesOf(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? `${path.replace(/\/$/, '')}/**/*.ts` : path;
}
