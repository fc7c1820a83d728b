import { expect } from 'vitest';
import type { Answer } from './api.ts';

/** A no says which rule and why; what one may not see is told nothing about. */
export function expectReasoned({ status, body }: Answer): void {
  if (status < 400) return;
  expect(body).toMatchObject({
    status,
    code: { 403: 'forbidden', 404: 'not-found', 409: 'conflict', 422: 'unprocessable' }[status],
  });
  if (status === 404) {
    expect(body).not.toHaveProperty('detail');
    return;
  }
  expect(body.detail).toMatch(/\w{3,}.*\.$/);
  expect(body.reason).toMatch(/^[a-z-]+$/);
}
