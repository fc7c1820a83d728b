import { describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { nb } from './nb/index.ts';

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

const norwegian = flatten(nb);
const english = flatten(en);
/** Symbols that are written as nothing: a score, a scale and an INR have no unit to show. */
const unwritten = new Set(['units.{INR}', 'units.{scale}', 'units.{score}']);

describe('message catalogues', () => {
  it('hold the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...norwegian.keys()].sort());
  });

  it.each([...norwegian.keys()])('%s has the same placeholders in both languages', (key) => {
    expect(placeholders(english.get(key) ?? '')).toEqual(placeholders(norwegian.get(key) ?? ''));
  });

  it('leave no text empty', () => {
    const empty = [...norwegian, ...english].filter(([key, text]) => text.trim() === '' && !unwritten.has(key));
    expect(empty).toEqual([]);
  });

  it('have one and other for every counted text', () => {
    const counted = [...norwegian.keys()].filter((key) => /_(one|other)$/.test(key));
    const stems = new Set(counted.map((key) => key.replace(/_(one|other)$/, '')));
    for (const stem of stems) expect(counted).toEqual(expect.arrayContaining([`${stem}_one`, `${stem}_other`]));
  });
});
