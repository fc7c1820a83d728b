import { vi } from 'vitest';

/*
 * Properties are tried on a small share of their random histories, always the same ones, and a failure is not shrunk: whether a mutant dies must not
 * depend on luck, and thousands of them have to be tried.
 */

const SHARE = 1 / 150;
const LEAST = 4;
const SEED = 20_260_301;

vi.mock(import('fast-check'), async (importOriginal) => {
  const original = await importOriginal();
  const assert = ((property: Parameters<typeof original.assert>[0], given: { numRuns?: number } = {}) =>
    original.assert(property, {
      ...given,
      numRuns: Math.max(LEAST, Math.round((given.numRuns ?? 100) * SHARE)),
      seed: SEED,
      endOnFailure: true,
    })) as typeof original.assert;
  return { ...original, default: { ...original.default, assert }, assert };
});
