import { vi } from 'vitest';

/*
 * Properties are tried on the same random histories in every run: one that fails fails again, and none fails by luck. FAST_CHECK_SEED=<a number> tries
 * others. Loaded by every test file; fast-check itself only by those that have properties.
 */

const SEED = 20_260_301;

vi.mock(import('fast-check'), async (importOriginal) => {
  const original = await importOriginal();
  original.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? SEED) });
  return original;
});
