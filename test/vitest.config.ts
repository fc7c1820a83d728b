import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Tests beside the code open the harness by this name (`paths` in tsconfig.base.json says the same to tsc). */
const resolve = { alias: { '@samvakt/harness': fileURLToPath(new URL('harness/index.ts', import.meta.url)) } };

/** A busy machine fails no test: whoever waits for what must come waits long (a poll, by itself, for a second). */
const patience = (timeout: number) => ({
  testTimeout: timeout,
  hookTimeout: timeout,
  expect: { poll: { timeout: timeout / 2 } },
});

/** Three kinds of test: `unit` needs nothing, `system` needs a database and a broker, `e2e` needs a browser as well. */
export default defineConfig({
  root,
  test: {
    // By itself vitest leaves a core idle, which of two is half the machine.
    maxWorkers: '100%',
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['{packages/contract,packages/triage,packages/care,packages/web,devices/*}/src/**/*.test.{ts,tsx}'],
          setupFiles: ['test/harness/sameHistories.ts'],
          ...patience(180_000),
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'system',
          include: [
            'packages/{store,timers,ingest,api,samvakt}/src/**/*.test.ts',
            'test/{harness,stories,faults,conformance,safety}/**/*.test.ts',
          ],
          globalSetup: ['test/harness/globalSetup.ts'],
          setupFiles: ['test/harness/sameHistories.ts'],
          ...patience(180_000),
        },
      },
      {
        root,
        resolve,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/harness/globalSetup.ts'],
          // A step waits for a minute at the most (clinician.ts), and a story has many.
          ...patience(300_000),
          fileParallelism: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.{ts,tsx}', 'devices/*/src/**/*.ts'],
      exclude: ['**/*.test.{ts,tsx}'],
      reportsDirectory: 'coverage',
      reporter: ['text-summary', 'html'],
      thresholds: {
        lines: 85,
        'packages/contract/src/**': { lines: 95 },
        'packages/triage/src/**': { lines: 95 },
        'packages/care/src/**': { lines: 95 },
      },
    },
  },
});
