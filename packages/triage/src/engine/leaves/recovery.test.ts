import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import type { TriageEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState } from '../state.ts';
import { foldEvents } from '../step.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';

/* When a condition has lasted, in both directions. Told as hours at which an alert opened, recovered and closed. */

const START = Date.parse('2026-03-01T06:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const { levels: _, ...words } = example;

type Row = readonly [hour: number, value: number];
/** What is told of a yellow rule that closes by itself, with the hour. */
function told(when: When, ...rows: Row[]): string[] {
  const rules = [{ ...words, autoClose: true, levels: { yellow: { when } } }];
  const protocol = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
  const events = rows.map(
    ([hour, value]): TriageEvent => ({
      type: 'measurement',
      metric: 'oxygen-saturation',
      at: START + hour * HOUR,
      value,
    }),
  );
  const { findings } = foldEvents(protocol, initialState(protocol, START), events);
  const own = findings.filter(({ ruleId }) => ruleId === example?.id);
  return own.map(({ type, at }) => `${type} ${(at - START) / HOUR}`);
}
const low = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } as const;

describe('a limit', () => {
  it.each([
    ['below', 88, []],
    ['below', 87.9, ['opened 0']],
    ['at-most', 88, ['opened 0']],
    ['at-most', 88.1, []],
    ['above', 88, []],
    ['above', 88.1, ['opened 0']],
    ['at-least', 88, ['opened 0']],
    ['at-least', 87.9, []],
  ] as const)('%s 88 is crossed by %s: %s', (test, value, expected) => {
    expect(told({ ...low, test }, [0, value])).toEqual(expected);
  });

  it.each([
    ['the first that does not cross', undefined, 88],
    ['a value', 91, 91],
    ['a distance from the limit', { margin: 2 }, 90],
    ['the limit itself, where the value lies on its wrong side', 80, 88],
  ] as const)('is cleared by %s', (_name, clear, clears) => {
    const when = { ...low, ...(clear !== undefined && { clear }) };
    expect(told(when, [0, 85], [1, clears - 0.1])).toEqual(['opened 0']);
    expect(told(when, [0, 85], [1, clears])).toEqual(['opened 0', 'cleared 1']);
  });

  it.each([
    ['a value', 100, 100],
    ['a distance from the limit', { margin: 5 }, 105],
    ['the limit itself, where the value lies on its wrong side', 130, 110],
  ] as const)('upwards is cleared by %s', (_name, clear, clears) => {
    const when = { ...low, test: 'above', set: 110, clear } as const;
    expect(told(when, [0, 120], [1, clears + 0.1])).toEqual(['opened 0']);
    expect(told(when, [0, 120], [1, clears])).toEqual(['opened 0', 'cleared 1']);
  });

  it('that is reached is not cleared at the limit, where the limit itself counts', () => {
    expect(told({ ...low, test: 'at-most' }, [0, 87], [1, 88])).toEqual(['opened 0']);
    expect(told({ ...low, test: 'at-most' }, [0, 87], [1, 88.1])).toEqual(['opened 0', 'cleared 1']);
  });
});

describe('so many of the last readings', () => {
  const when = { ...low, sustained: { readings: 2, of: 3 } } as const;

  it('are counted from the first that crosses', () => {
    expect(told(when, [0, 86], [1, 90], [2, 86])).toEqual(['opened 2']);
    expect(told(when, [0, 86], [1, 90], [2, 90], [3, 86])).toEqual([]);
    expect(told(when, [0, 86], [1, 90], [2, 90], [3, 86], [4, 90], [5, 86])).toEqual(['opened 5']);
  });

  it('are all of them where it is not said how many of how many', () => {
    const both = { ...low, sustained: { readings: 2 } } as const;
    expect(told(both, [0, 86], [1, 90], [2, 86])).toEqual([]);
    expect(told(both, [0, 86], [1, 90], [2, 86], [3, 86])).toEqual(['opened 3']);
  });

  it('are not known to be with a gap between them, and are up to the gap itself', () => {
    const near = { ...low, sustained: { readings: 2, maxGap: 12 * HOUR } } as const;
    expect(told(near, [0, 86], [12, 86])).toEqual(['opened 12']);
    expect(told(near, [0, 86], [12.1, 86])).toEqual([]);
    expect(told(near, [0, 86], [12.1, 86], [13, 86])).toEqual(['opened 13']);
  });

  it('may lie as far apart as one likes where no gap is named', () => {
    expect(told(when, [0, 86], [24 * 9, 86])).toEqual(['opened 216']);
  });
});

describe('a duration', () => {
  const when = { ...low, sustained: { for: 2 * HOUR, maxGap: HOUR } } as const;

  it('is reached at the very end of it', () => {
    expect(told(when, [0, 86], [1, 86], [1.99, 86])).toEqual([]);
    expect(told(when, [0, 86], [1, 86], [2, 86])).toEqual(['opened 2']);
  });

  it('begins anew with one reading on the healthy side', () => {
    expect(told(when, [0, 86], [1, 88], [2, 86], [3, 86])).toEqual([]);
    expect(told(when, [0, 86], [1, 88], [2, 86], [3, 86], [4, 86])).toEqual(['opened 4']);
  });

  it('begins anew after a gap', () => {
    expect(told(when, [0, 86], [1.01, 86], [2, 86])).toEqual([]);
    expect(told(when, [0, 86], [1.01, 86], [2, 86], [3, 86], [3.01, 86])).toEqual(['opened 3.01']);
  });
});

describe('recovery', () => {
  const byCount = { ...low, clear: { margin: 2 }, recovery: { readings: 2, of: 3 } } as const;
  const byTime = { ...low, clear: { margin: 2 }, recovery: { for: 2 * HOUR, maxGap: HOUR } } as const;

  it('by readings', () => {
    expect(told(byCount, [0, 86], [1, 90], [2, 90])).toEqual(['opened 0', 'recovering 1', 'cleared 2']);
    expect(told(byCount, [0, 86], [1, 90], [2, 89], [3, 90])).toEqual(['opened 0', 'recovering 1', 'cleared 3']);
  });

  it('by readings is given up when too many lie between the two limits', () => {
    expect(told(byCount, [0, 86], [1, 90], [2, 89], [3, 89])).toEqual(['opened 0', 'recovering 1']);
    expect(told(byCount, [0, 86], [1, 90], [2, 89], [3, 89], [4, 89])).toContain('reopened 4');
  });

  it('ends with a reading that crosses, and begins anew after it', () => {
    expect(told(byCount, [0, 86], [1, 90], [2, 87], [3, 90], [4, 90])).toEqual([
      ...['opened 0', 'recovering 1', 'reopened 2'],
      ...['recovering 3', 'cleared 4'],
    ]);
  });

  it('by time needs every reading', () => {
    expect(told(byTime, [0, 86], [1, 90], [2, 91], [3, 90])).toEqual(['opened 0', 'recovering 1', 'cleared 3']);
    expect(told(byTime, [0, 86], [1, 90], [2, 89], [3, 90], [4, 90])).toEqual([
      ...['opened 0', 'recovering 1'],
      ...['reopened 2', 'recovering 3'],
    ]);
  });

  it('by time is not the time between readings', () => {
    expect(told(byTime, [0, 86], [1, 90], [3, 90])).toEqual(['opened 0', 'recovering 1']);
    expect(told(byTime, [0, 86], [1, 90], [3, 90], [4, 90], [5, 90])).toEqual([
      'opened 0',
      'recovering 1',
      'cleared 5',
    ]);
  });

  it('is by one reading where nothing is said', () => {
    expect(told({ ...low, clear: { margin: 2 } }, [0, 86], [1, 89.9], [2, 90])).toEqual(['opened 0', 'cleared 2']);
  });
});

describe('readings that have nothing to be compared with', () => {
  const gain = { type: 'change', metric: 'oxygen-saturation', test: 'below', set: -3, measure: 'absolute' } as const;
  const fall = { ...gain, reference: 'maximum', over: DAY } as const;

  it('are neither evidence for nor against', () => {
    const two = { ...fall, sustained: { readings: 2 } } as const;
    expect(told(two, [0, 95], [1, 90], [2, 90])).toEqual(['opened 2']);
    expect(told(two, [0, 95], [1, 90], [30, 90], [31, 86.5])).toContain('opened 31');
  });

  it('do not join what lies further back than the gap to what comes after', () => {
    const near = { ...fall, sustained: { readings: 2, maxGap: 28 * HOUR } } as const;
    expect(told(near, [0, 95], [1, 90], [29, 90], [30, 86])).toContain('opened 30');
    expect(told(near, [0, 95], [1, 90], [29.1, 90], [30, 86])).not.toContain('opened 30');
  });

  it('break a recovery that has waited too long, and no alert', () => {
    const slow = { ...fall, clear: { margin: 1 }, recovery: { readings: 3, maxGap: 28 * HOUR } } as const;
    const given = [
      [0, 95],
      [1, 90],
      [2, 94],
    ] as const;
    expect(told(slow, ...given, [30, 94])).toEqual(['opened 1', 'recovering 2']);
    expect(told(slow, ...given, [30.1, 94])).toEqual(['opened 1', 'recovering 2', 'reopened 30.1']);
  });
});
