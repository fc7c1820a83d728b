import { describe, expect, it } from 'vitest';
import { ago, exampleItem, HOUR, idOf } from '../testing/examples.ts';
import { countByStatus, worstFirst } from './order.ts';

const named = (name: string) => ({ id: idOf(1), name, birthDate: '1950-01-01', gender: 'unknown' as const });

describe('order of the worklist', () => {
  it('is red, yellow, unknown, green', () => {
    const items = (['green', 'unknown', 'red', 'yellow'] as const).map((status, index) =>
      exampleItem(index, { status }),
    );
    expect(items.toSorted(worstFirst).map(({ status }) => status)).toEqual(['red', 'yellow', 'unknown', 'green']);
  });

  it('puts the one that has waited longest first among equals, and the one without a time last', () => {
    const items = [
      exampleItem(1, { status: 'red', since: ago(HOUR) }),
      exampleItem(2, { status: 'red', since: null }),
      exampleItem(3, { status: 'red', since: ago(2 * HOUR) }),
    ];
    expect(items.toSorted(worstFirst).map(({ episodeId }) => episodeId)).toEqual([idOf(103), idOf(101), idOf(102)]);
  });

  it('is the same however the rows came, by Norwegian names', () => {
    const items = ['Åse', 'Anne', 'Øyvind'].map((name, index) => exampleItem(index, { patient: named(name) }));
    const order = items.toSorted(worstFirst).map(({ patient }) => patient.name);
    expect(order).toEqual(['Anne', 'Øyvind', 'Åse']);
    expect(
      items
        .toReversed()
        .toSorted(worstFirst)
        .map(({ patient }) => patient.name),
    ).toEqual(order);
  });

  it('falls back on the id where even the names are equal', () => {
    const twins = [exampleItem(2, { patient: named('Anne') }), exampleItem(1, { patient: named('Anne') })];
    expect(twins.toSorted(worstFirst).map(({ episodeId }) => episodeId)).toEqual([idOf(101), idOf(102)]);
  });

  it('counts each status', () => {
    const items = [exampleItem(1), exampleItem(2, { status: 'red' }), exampleItem(3)];
    expect(countByStatus(items)).toEqual({ red: 1, yellow: 0, unknown: 0, green: 2 });
  });
});
