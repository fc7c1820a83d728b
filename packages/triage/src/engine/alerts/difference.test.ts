import { describe, expect, it } from 'vitest';
import { isSame } from '../same.ts';
import type { RuleAlert } from './alert.ts';
import { difference } from './difference.ts';

/* What one step tells of an alert: what a nurse sees happen to it. Instants are minutes, so that they can be read. */

const alert = (change: Partial<RuleAlert> = {}): RuleAlert => ({
  kind: 'clinical',
  severity: 'yellow',
  present: 'yellow',
  phase: 'open',
  openedAt: 10,
  changedAt: 12,
  late: false,
  evidence: {
    protocol: { id: 'example', version: 1 },
    limitsVersion: null,
    ruleId: 'saturation',
    severity: 'yellow',
    kind: 'clinical',
    at: 10,
    items: [],
    review: null,
  },
  ...change,
});
const told = (...[before, after, ended]: [RuleAlert?, RuleAlert?, Parameters<typeof difference>[3]?]) =>
  difference('saturation', before, after, ended).map(
    ({ type, at, closed }) => `${type} ${at}${closed ? ', closed' : ''}`,
  );
const before = alert();

describe('what a step has done to an alert', () => {
  it('is nothing where nothing stands open before or after, or nothing has changed', () => {
    expect(told()).toEqual([]);
    expect(told(before, before)).toEqual([]);
    expect(told(before, alert())).toEqual([]);
    expect(told(undefined, undefined, { at: 5, by: 'rule' })).toEqual([]);
  });

  it('is told with all that is known of the alert', () => {
    expect(difference('saturation', undefined, before, undefined)).toEqual([
      {
        type: 'opened',
        ruleId: 'saturation',
        severity: 'yellow',
        kind: 'clinical',
        at: 10,
        openedAt: 10,
        closed: false,
        late: false,
        evidence: before.evidence,
      },
    ]);
  });

  it.each<[string, RuleAlert | undefined, RuleAlert | undefined, Parameters<typeof difference>[3], string[]]>([
    ['opened and cleared in one step', undefined, alert({ phase: 'cleared' }), undefined, ['opened 10', 'cleared 12']],
    ['raised', before, alert({ severity: 'red', changedAt: 15 }), undefined, ['raised 15']],
    [
      'raised and cleared in one step',
      before,
      alert({ severity: 'red', present: null, phase: 'cleared', changedAt: 15 }),
      undefined,
      ['raised 15', 'cleared 15'],
    ],
    ['recovering', before, alert({ phase: 'recovering', changedAt: 15 }), undefined, ['recovering 15']],
    ['cleared, waiting for a person', before, alert({ phase: 'cleared', changedAt: 15 }), undefined, ['cleared 15']],
    ['reopened', alert({ phase: 'recovering' }), alert({ changedAt: 15 }), undefined, ['reopened 15']],
    [
      'worse again and recovering',
      alert({ phase: 'cleared' }),
      alert({ phase: 'recovering' }),
      undefined,
      ['recovering 12'],
    ],
    ['updated', before, alert({ changedAt: 15 }), undefined, ['updated 15']],
    ['cleared, closed by its rule', before, undefined, { at: 20, by: 'rule' }, ['cleared 20, closed']],
    ['nothing that is not known, where a person closed it', before, undefined, { at: 20, by: 'person' }, []],
    ['nothing, where a person closed it at the instant it opened', before, undefined, { at: 10, by: 'person' }, []],
    ['withdrawn, where nothing ended it', before, undefined, undefined, ['withdrawn 12, closed']],
    [
      'withdrawn, where only an earlier one has ended',
      before,
      undefined,
      { at: 9, by: 'rule' },
      ['withdrawn 12, closed'],
    ],
    [
      'cleared by its rule, and another opened',
      before,
      alert({ openedAt: 30, changedAt: 30 }),
      { at: 20, by: 'rule' },
      ['cleared 20, closed', 'opened 30'],
    ],
    [
      'cleared by its rule, and another opened at the same instant',
      before,
      alert({ openedAt: 20, changedAt: 21 }),
      { at: 20, by: 'rule' },
      ['cleared 20, closed', 'opened 20'],
    ],
    ['opened anew after a person’s close', before, alert({ openedAt: 30 }), { at: 20, by: 'person' }, ['opened 30']],
    [
      'updated, where what ended lies before it',
      alert({ openedAt: 30, changedAt: 31 }),
      alert({ openedAt: 30, changedAt: 32 }),
      { at: 20, by: 'rule' },
      ['updated 32'],
    ],
    [
      'updated, where it now reaches back beyond what ended',
      before,
      alert({ openedAt: 5, changedAt: 21 }),
      { at: 20, by: 'rule' },
      ['updated 21'],
    ],
  ])('is: %s', (_, earlier, later, ended, expected) => {
    expect(told(earlier, later, ended)).toEqual(expected);
  });
});

describe('two pieces of evidence', () => {
  it.each([
    ['the same, in another order of keys', { a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
    ['another value deep inside', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, false],
    ['a key more', { a: 1 }, { a: 1, b: 2 }, false],
    ['a key less', { a: 1, b: 2 }, { a: 1 }, false],
    ['another key with nothing in it', { a: undefined }, { b: undefined }, false],
    ['nothing and something', null, { a: 1 }, false],
    ['something and nothing', { a: 1 }, null, false],
    ['nothing and an empty piece', null, {}, false],
    ['an empty piece and nothing', {}, null, false],
    ['a number and its text', 1, '1', false],
    ['a shorter list', [1, 2], [1], false],
  ])('are compared by what they say: %s', (_, one, other, same) => {
    expect(isSame(one, other)).toBe(same);
  });
});
