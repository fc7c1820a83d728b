import { expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';

it('cuts each pause by up to half at random, and never by more', () => {
  expect(createBackoff(() => 0.999_999).next()).toBe(250);
  expect(createBackoff(() => 0).next()).toBe(500);
});
