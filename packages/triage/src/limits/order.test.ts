import { describe, expect, it } from 'vitest';
import { ProtocolSchema } from '../protocol/schema.ts';
import { findProtocol, PROTOCOLS } from '../protocols/shipped.ts';
import { blamed, numberOrders, turnedRound } from './order.ts';

const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');

describe('the order of a yellow and a red limit', () => {
  it('is read from the rules: of what is too low the yellow one lies above, of what is too high below', () => {
    expect(numberOrders(copd)).toEqual(
      expect.arrayContaining([
        { yellow: 'saturation-yellow', red: 'saturation-red', yellowIs: 'at-least' },
        { yellow: 'saturation-yellow', red: 'saturation-critical', yellowIs: 'at-least' },
        { yellow: 'pulse-yellow', red: 'pulse-red', yellowIs: 'at-most' },
        { yellow: 'respiration-yellow', red: 'respiration-red', yellowIs: 'at-most' },
      ]),
    );
  });

  it.each([
    ['none', {}, []],
    ['a yellow limit below the red one, of what is too low', { 'saturation-yellow': 87 }, ['saturation-yellow']],
    ['a red limit above the yellow one', { 'saturation-red': 91 }, ['saturation-red']],
    ['both moved, and turned round', { 'saturation-yellow': 85, 'saturation-red': 86 }, ['saturation-yellow']],
    ['both moved, and in order', { 'saturation-yellow': 87, 'saturation-red': 85 }, []],
    ['both at the same value', { 'saturation-yellow': 88 }, []],
    ['both at the same value, of what is too high', { 'pulse-yellow': copd.numbers['pulse-red']?.value ?? 0 }, []],
    ['a yellow limit above the red one, of what is too high', { 'pulse-yellow': 135 }, ['pulse-yellow']],
    ['a red limit below the yellow one, of what is too high', { 'pulse-red': 100 }, ['pulse-red']],
    ['a name that the protocol does not have', { constructor: 1, 'no-such': 1 }, []],
  ])('is turned round by: %s', (_, values, names) => {
    const found = turnedRound(copd, values).map((order) => blamed(order, values));
    expect([...new Set(found)]).toEqual(names);
  });

  it.each(['saturation-yellow', 'saturation-red'])('is read as it is also where %s is not declared', (name) => {
    const numbers = Object.fromEntries(Object.entries(copd.numbers).filter(([own]) => own !== name));
    // That a rule names a number that is not there is told as a fault of the protocol, and not as limits that are turned round.
    expect(numberOrders({ ...copd, numbers })).toEqual(numberOrders(copd));
    expect(turnedRound({ ...copd, numbers }, {})).toEqual([]);
  });

  it('is none between what is yellow by one reading and red by two, and what is red by one', () => {
    const diabetes = findProtocol('diabetes') ?? expect.unreachable();
    // The one is then without effect, which is told.
    expect(turnedRound(diabetes, { 'glucose-low-red': 2.5, 'glucose-critical': 3 })).toEqual([]);
    expect(turnedRound(diabetes, { 'glucose-low-red': 4 })).toMatchObject([{ yellow: 'glucose-low-yellow' }]);
  });

  it('is kept by every protocol that is shipped', () => {
    for (const protocol of PROTOCOLS) expect(turnedRound(protocol, {})).toEqual([]);
  });

  const leaf = (test: string, number: string, more: object = {}) => ({
    type: 'value',
    metric: 'heart-rate',
    test,
    set: { number },
    ...more,
  });
  const number = (value: number) => ({
    value,
    min: 0,
    max: 300,
    unit: '/min',
    text: { nb: 'x', en: 'x' },
    source: 'assumption',
  });
  const ordersOf = (red: object, yellow: object) =>
    numberOrders(
      ProtocolSchema.parse({
        id: 'order',
        version: 1,
        condition: 'copd',
        title: { nb: 'x', en: 'x' },
        source: 'assumption',
        numbers: { high: number(130), higher: number(150), low: number(50) },
        rules: [
          {
            id: 'rule',
            kind: 'clinical',
            text: { nb: 'x', en: 'x' },
            action: { nb: 'x', en: 'x' },
            source: 'assumption',
            levels: { red: { when: red }, yellow: { when: yellow } },
          },
        ],
      }),
    ).map(({ yellow: name }) => name);

  it.each([
    [
      'two limits that differ in how long they last',
      leaf('above', 'higher'),
      leaf('above', 'high', { sustained: { readings: 2 } }),
      ['high'],
    ],
    ['above and at least, which are one direction', leaf('at-least', 'higher'), leaf('above', 'high'), ['high']],
    ['one above and one below', leaf('above', 'higher'), leaf('below', 'low'), []],
    ['the same number twice', leaf('above', 'high'), leaf('above', 'high', { sustained: { readings: 3 } }), []],
    ['a limit that is denied', { type: 'not', of: leaf('above', 'higher') }, leaf('above', 'high'), []],
    ['a number that is written in the rule', { ...leaf('above', 'x'), set: 150 }, leaf('above', 'high'), []],
    ['at most and below, which are one direction', leaf('at-most', 'low'), leaf('below', 'high'), ['high']],
    [
      'limits that must be passed together with something else',
      { type: 'all', of: [leaf('above', 'higher'), leaf('below', 'x', { metric: 'steps', set: 100 })] },
      { type: 'at-least', count: 1, of: [leaf('below', 'x', { metric: 'steps', set: 100 }), leaf('above', 'high')] },
      ['high'],
    ],
    [
      'limits of which either is enough',
      { type: 'any', of: [leaf('above', 'higher'), leaf('below', 'x', { metric: 'steps', set: 100 })] },
      leaf('above', 'high'),
      ['high'],
    ],
    [
      'a limit and what is missing',
      leaf('above', 'higher'),
      { type: 'any', of: [{ type: 'missing', metric: 'heart-rate', every: 1, grace: 0 }, leaf('above', 'high')] },
      ['high'],
    ],
    ['what the protocol itself has the other way', leaf('above', 'high'), leaf('above', 'higher'), []],
    [
      'the reading itself and its mean',
      leaf('above', 'higher'),
      { ...leaf('above', 'high'), type: 'mean', over: 86_400_000, minReadings: 2 },
      [],
    ],
  ])('holds between: %s', (_, red, yellow, names) => {
    expect(ordersOf(red, yellow)).toEqual(names);
  });
});
