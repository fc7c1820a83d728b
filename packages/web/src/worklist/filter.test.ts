import { describe, expect, it } from 'vitest';
import { exampleItem, hospital, municipality } from '../testing/examples.ts';
import { matchesStatus, matchesTeam, matchesText, WorklistSearchSchema } from './filter.ts';
import { rowAfterKey } from './rowKeys.ts';

describe('text filter', () => {
  it.each([
    ['', true],
    ['bøl', true],
    ['BØLDALSMO kols', true],
    ['kols bøl', true],
    ['bol', false],
    ['hjerte', false],
  ])('"%s" on "Astrid Bøldalsmo, KOLS" is %s', (query, found) => {
    expect(matchesText(['Astrid Bøldalsmo', 'KOLS'], query)).toBe(found);
  });

  it('lets accents be, but keeps å apart from a', () => {
    expect(matchesText(['André Måseide'], 'andre')).toBe(true);
    expect(matchesText(['André Måseide'], 'mas')).toBe(false);
    expect(matchesText(['André Måseide'], 'mås')).toBe(true);
  });
});

describe('other filters', () => {
  it('let everything through when they are not set', () => {
    expect(matchesStatus(exampleItem(1), undefined)).toBe(true);
    expect(matchesStatus(exampleItem(1), 'red')).toBe(false);
    expect(matchesTeam(exampleItem(1), undefined)).toBe(true);
    expect(matchesTeam(exampleItem(1), hospital.id)).toBe(false);
    expect(matchesTeam(exampleItem(1), municipality.id)).toBe(true);
  });

  it('leave out of the address what they do not understand', () => {
    expect(WorklistSearchSchema.parse({ status: 'purple', q: 'kari', other: 1 })).toEqual({ q: 'kari' });
  });
});

describe('keys among rows', () => {
  it.each([
    ['j', -1, 3, 0],
    ['ArrowDown', 0, 3, 1],
    ['j', 2, 3, 2],
    ['k', 0, 3, 0],
    ['ArrowUp', 2, 3, 1],
    ['Home', 2, 3, 0],
    ['End', 0, 3, 2],
    ['x', 0, 3, undefined],
    ['j', -1, 0, undefined],
  ])('%s on row %d of %d leads to %s', (key, row, rows, target) => {
    expect(rowAfterKey(key, row, rows)).toBe(target);
  });
});
