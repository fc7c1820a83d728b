import { describe, expect, it } from 'vitest';
import { movedOf } from './moved.ts';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const alert = (opened: number, red: number | null = null) => ({
  openedAt: at(opened),
  redAt: red === null ? null : at(red),
});
const MINUTE = 60_000;

describe('what another setting moves of an alert', () => {
  it.each([
    ['opens earlier', alert(9), alert(4), [{ what: 'openedAt', how: 'earlier', ms: 5 * MINUTE }]],
    ['opens later', alert(4), alert(9), [{ what: 'openedAt', how: 'later', ms: 5 * MINUTE }]],
    ['turns red later', alert(4, 5), alert(4, 7), [{ what: 'redAt', how: 'later', ms: 2 * MINUTE }]],
    ['turns red, which it did not', alert(4), alert(4, 7), [{ what: 'redAt', how: 'gained' }]],
    ['turns red no more', alert(4, 7), alert(4), [{ what: 'redAt', how: 'lost' }]],
    [
      'opens earlier and turns red when it did',
      alert(5, 7),
      alert(4, 7),
      [{ what: 'openedAt', how: 'earlier', ms: MINUTE }],
    ],
    ['stands as it did', alert(4, 7), alert(4, 7), []],
  ])('%s', (_, before, after, moved) => {
    expect(movedOf(before, after)).toEqual(moved);
  });
});
