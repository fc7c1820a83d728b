import { describe, expect, it } from 'vitest';
import type { Said, SaidWith } from '../texts/said.ts';
import { gathered, inFirstOrder, nextUnread } from './batchReading.ts';

const items = (...ids: string[]) => ids.map((episodeId) => ({ episodeId }));
const order = ['a', 'b', 'c', 'd'];

describe('the order of a list that is read', () => {
  it('stays as it was, whoever has turned red meanwhile', () => {
    expect(inFirstOrder(items('c', 'a', 'b'), ['a', 'b', 'c'])).toEqual(items('a', 'b', 'c'));
  });

  it('has those that have come since behind, and nobody who has gone', () => {
    expect(inFirstOrder(items('new', 'c', 'newer', 'a'), ['a', 'b', 'c'])).toEqual(items('a', 'c', 'new', 'newer'));
  });
});

describe('the next that has not been read', () => {
  it.each<[string, string[], string | undefined, string | undefined]>([
    ['is the first from outside the list', ['b', 'd'], undefined, 'b'],
    ['is the one after this', ['a', 'b', 'd'], 'b', 'd'],
    ['is found from the top at the end', ['a', 'b'], 'c', 'a'],
    ['is never the one that one stands on', ['c'], 'c', undefined],
    ['is nobody when all are read', [], 'a', undefined],
    ['is the first for one that is filtered away', ['b', 'c'], 'elsewhere', 'b'],
  ])('%s', (_, unread, from, next) => {
    expect(nextUnread(order, new Set(unread), from)).toBe(next);
  });
});

describe('the faults of many', () => {
  const said =
    (text: string): Said =>
    () =>
      text;
  const keys = { t: (key: string, { count }: { count: number }) => `${key} ${count}` } as unknown as SaidWith;
  const lines = (faults: [string, Said][]) => [...gathered(new Map(faults))].map(([field, one]) => [field, one(keys)]);
  const lacking = (kind: string, count: number) =>
    Array.from({ length: count }, (_, place): [string, Said] => [`${kind}-${place}`, said(`${kind} ${place}`)]);

  it('are one line of a kind, which leads to the first', () => {
    expect(lines([...lacking('severity', 100), ...lacking('read', 99), ['signed', said('sign')]])).toEqual([
      ['severity-0', 'batch.severitiesMissing 100'],
      ['read-0', 'batch.readingsMissing 99'],
      ['signed', 'sign'],
    ]);
  });

  it('are told one by one while they are few', () => {
    expect(lines(lacking('read', 3))).toEqual([
      ['read-0', 'read 0'],
      ['read-1', 'read 1'],
      ['read-2', 'read 2'],
    ]);
  });
});
