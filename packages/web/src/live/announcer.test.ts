import { expect, it } from 'vitest';
import { createAnnouncer } from './announcer.ts';

it('keeps the last few announcements, each with an identity of its own', () => {
  const announcer = createAnnouncer();
  let told = 0;
  const leave = announcer.subscribe(() => (told += 1));
  for (const text of ['a', 'b', 'b', 'c', 'd']) announcer.say('polite', text);
  leave();
  announcer.say('assertive', 'e');
  expect(told).toBe(5);
  expect(announcer.current().map(({ text }) => text)).toEqual(['b', 'c', 'd', 'e']);
  expect(new Set(announcer.current().map(({ id }) => id)).size).toBe(4);
});
