import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is dead at the first test that fails, so the quick ones go first, then the long and the random histories. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => cost(a) - cost(b));
  }
}

function cost({ moduleId }: TestSpecification): number {
  if (moduleId.includes('naive.')) return 3;
  if (moduleId.includes('.property.')) return 2;
  return moduleId.includes('/replay/') ? 1 : 0;
}

/** The tests of `packages/triage` as Stryker runs them, in its sandbox: once for each mutant. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['packages/triage/src/**/*.test.ts'],
    // The score can only be lower without them: weeks of dense readings under the shipped protocols, which are data; and what must happen somewhere in
    // thousands of histories, and would not in a few.
    exclude: [
      'packages/triage/src/protocols/shipped.test.ts',
      'packages/triage/src/engine/leaves/score.property.test.ts',
      'packages/triage/src/replay/timed.property.test.ts',
    ],
    setupFiles: ['test/mutants/fewerRuns.ts'],
    sequence: { sequencer: QuickFirst },
    isolate: false,
    testTimeout: 60_000,
  },
});
