import { describe, expect, it } from 'vitest';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents } from '../step.ts';
import { compile, DAY, onlyRule, reading, START } from '../testing/oneRule.ts';

describe('a change in the patient’s own variation', () => {
  const usual = { type: 'change', metric: 'fev1', test: 'at-most', set: -3, measure: 'spread', over: 7 * DAY } as const;
  const days = (values: readonly number[]) => values.map((value, day) => reading('fev1', day * DAY, value));

  it.each([
    ['a variable patient may vary', [2, 2.4, 1.6, 2.2, 1.8, 2, 2.3, 1.5], 0.05, null],
    [
      'in a steady one the same is more than three times the usual',
      [2, 2.1, 1.9, 2.05, 1.95, 2, 2, 1.5],
      0.05,
      -6.744907595,
    ],
    ['the floor holds where nothing varies', [2, 2, 2, 2, 2, 2, 2, 1.9], 0.05, null],
    ['and is what is counted in', [2, 2, 2, 2, 2, 2, 2, 1.8], 0.05, -4],
    ['one odd day does not widen it', [2, 2.1, 1.9, 2.05, 1.95, 2, 4, 1.5], 0.05, -6.744907595],
  ])('%s', (_, values, floor, compared) => {
    const protocol = compile(onlyRule({ ...usual, reference: 'baseline', floor }));
    const { state } = foldEvents(protocol, initialState(protocol, START), days(values));
    const item = openAlerts(protocol, state).find(({ ruleId }) => ruleId === 'saturation')?.evidence.items[0];
    expect(item && 'compared' in item ? item.compared : null).toBe(compared);
  });

  it('says what it counts in', () => {
    const protocol = compile(onlyRule({ ...usual, reference: 'baseline', floor: 0.05 }));
    const { state } = foldEvents(protocol, initialState(protocol, START), days([2, 2, 2, 2, 2, 2, 2, 1.8]));
    expect(openAlerts(protocol, state)[0]?.evidence.items[0]).toMatchObject({
      measure: 'spread',
      reference: { kind: 'baseline', value: 2, spread: 0.05 },
    });
  });
});
