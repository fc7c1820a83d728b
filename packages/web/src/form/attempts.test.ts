import { expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';

it('the same content has the id and the time of its first attempt, whatever was tried or refused between, until the answer to it was no', () => {
  let made = 0;
  const attempts = createAttempts(() => `id ${++made}`);
  const call = [
    ['text', 'Call'],
    ['due', '24'],
  ];
  expect(attempts.of(call, 1)).toEqual({ id: 'id 1', at: 1 });
  expect(attempts.of([['text', 'Visit']], 2)).toEqual({ id: 'id 2', at: 2 });
  expect(attempts.of(structuredClone(call), 3)).toEqual({ id: 'id 1', at: 1 });
  attempts.refused([['text', 'Visit']]);
  expect(attempts.of(call, 3)).toEqual({ id: 'id 1', at: 1 });
  attempts.refused(structuredClone(call));
  expect(attempts.of(call, 4)).toEqual({ id: 'id 3', at: 4 });
  expect(createAttempts().of(call, 5).id).not.toBe(createAttempts().of(call, 5).id);
});
