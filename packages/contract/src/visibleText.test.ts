import { expect, test } from 'vitest';
import { requiredText, writtenText } from './api/scalars.ts';
import { isVisible } from './visibleText.ts';

const NOTHING: [string, string][] = [
  ['nothing', ''],
  ['white space', ' \t\n\u00a0\u2003\u3000'],
  ['a zero-width space', '\u200b'],
  ['zero-width joiners and a byte order mark', '\u200c\u200d\ufeff\u2060'],
  ['marks of direction', '\u202e\u2066\u2069\u200f'],
  ['a soft hyphen', '\u00ad'],
  ['a Hangul filler, which is a letter', '\u3164\u115f\uffa0'],
  ['an empty braille pattern, which is a symbol', '\u2800'],
  ['variation selectors and tags', '\ufe0f\u{e0041}'],
  ['control characters', '\u0001\u0085'],
  ['an accent on nothing', '\u0301'],
  ['white space between zero-width characters', '\u200b \u200b'],
];

test.each(NOTHING)('%s is no text', (_, text) => {
  expect(isVisible(text)).toBe(false);
  expect(requiredText(100).safeParse(text).success).toBe(false);
  expect(writtenText(100).parse(text)).toBe('');
});

test.each(['Nei', 'å', 'نعم', '是', '112', '👍', '?', 'e\u0301', 'Ring\u200b henne'])('%j is', (text) => {
  expect(isVisible(text)).toBe(true);
  expect(requiredText(100).parse(` ${text} `)).toBe(text);
  expect(writtenText(100).parse(` ${text} `)).toBe(text);
});

test('no more than the most', () => {
  expect(requiredText(3).safeParse('Nei!').success).toBe(false);
  expect(writtenText(3).safeParse('Nei!').success).toBe(false);
  expect(requiredText(3).safeParse(' Nei ').success).toBe(true);
});
