import { describe, expect, it } from 'vitest';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState, openAlerts } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { type Protocol, type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import { findProtocol, PROTOCOLS } from '../protocols/shipped.ts';
import { applyLimits } from './apply.ts';
import { type Overtaking, overtakings, withoutEffect } from './effect.ts';

const shipped = (id: string) => findProtocol(id) ?? expect.unreachable(`no protocol ${id}`);
const copd = shipped('copd');
const idle = (protocol: Protocol, values: Record<string, number>) =>
  withoutEffect(overtakings(protocol), values, (name) => protocol.numbers[name]?.value);

describe('a limit that another limit of its rule comes before', () => {
  it.each<[string, Record<string, number>, object[]]>([
    ['none', {}, []],
    [
      'red below red at one reading',
      { 'saturation-red': 80 },
      [{ number: 'saturation-red', value: 80, by: 'saturation-critical', byValue: 82 }],
    ],
    [
      'red at the same value as red at one reading',
      { 'saturation-red': 82 },
      [{ number: 'saturation-red', value: 82, by: 'saturation-critical', byValue: 82 }],
    ],
    ['red just above it', { 'saturation-red': 83 }, []],
    [
      'red at one reading above red',
      { 'saturation-critical': 88, 'saturation-red': 85, 'saturation-yellow': 90 },
      [{ number: 'saturation-red', value: 85, by: 'saturation-critical', byValue: 88 }],
    ],
    [
      'yellow at the same value as red',
      { 'pulse-yellow': copd.numbers['pulse-red']?.value ?? 0 },
      [{ number: 'pulse-yellow', value: 130, by: 'pulse-red', byValue: 130 }],
    ],
    ['a number that the protocol does not have', { 'no-such': 1 }, []],
  ])('is named with the other and both numbers: %s', (_, values, found) => {
    expect(idle(copd, values)).toEqual(found);
  });

  it('is named of blood glucose too', () => {
    expect(idle(shipped('diabetes'), { 'glucose-low-red': 2.5 })).toEqual([
      { number: 'glucose-low-red', value: 2.5, by: 'glucose-critical', byValue: 2.5 },
    ]);
  });

  it('is none of the numbers of a protocol that is shipped', () => {
    for (const protocol of PROTOCOLS) {
      const own = Object.fromEntries(Object.entries(protocol.numbers).map(([name, { value }]) => [name, value]));
      expect(idle(protocol, own)).toEqual([]);
    }
  });

  it('changes nothing of what is found, whatever the readings are', () => {
    const since = Date.parse('2026-03-01T08:00:00Z');
    const found = (values: Record<string, number>, readings: readonly number[]) => {
      const limits = { version: 1, values, reason: '-', author: 'a', confirmedBy: 'b', since, until: null };
      const compiled = compileProtocol(applyLimits(copd, limits, since));
      const events = readings.map((value, place) => {
        return {
          type: 'measurement',
          metric: 'oxygen-saturation',
          at: since + (place + 1) * 3_600_000,
          value,
        } as const;
      });
      const { state } = foldEvents(compiled, initialState(compiled, since), events);
      return openAlerts(compiled, state).map(({ ruleId, severity }) => `${ruleId} ${severity}`);
    };
    const series = [70, 79, 80, 81, 82, 83, 84, 87, 92];
    for (const one of series)
      for (const two of series) {
        const readings = [one, two, two];
        expect(found({ 'saturation-red': 80 }, readings)).toEqual(found({ 'saturation-red': 82 }, readings));
      }
    expect(found({ 'saturation-red': 84 }, [83, 83])).not.toEqual(found({ 'saturation-red': 82 }, [83, 83]));
  });
});

describe('a limit beside another', () => {
  it.each<[when: Overtaking['when'], at: readonly [lower: boolean, same: boolean, higher: boolean]]>([
    ['below', [true, false, false]],
    ['at-most', [true, true, false]],
    ['above', [false, false, true]],
    ['at-least', [false, true, true]],
  ])('has no effect %s it', (when, expected) => {
    const isIdle = (value: number) =>
      withoutEffect([{ number: 'one', by: 40, when }], { one: value }, () => 0).length > 0;
    expect([39, 40, 41].map(isIdle)).toEqual(expected);
  });

  it('is told of where either of the two is the patient’s own, and of neither where the protocol has no such number', () => {
    const both: Overtaking[] = [{ number: 'one', by: { number: 'other' }, when: 'below' }];
    const standard = (name: string) => ({ one: 30, other: 40 })[name];
    expect(withoutEffect(both, {}, standard)).toEqual([]);
    expect(withoutEffect(both, { one: 35 }, standard)).toMatchObject([{ value: 35, by: 'other', byValue: 40 }]);
    expect(withoutEffect(both, { other: 31 }, standard)).toMatchObject([{ value: 30, by: 'other', byValue: 31 }]);
    expect(withoutEffect(both, { third: 1 }, standard)).toEqual([]);
    expect(withoutEffect([{ number: 'one', by: 40, when: 'below' }], { other: 1 }, standard)).toEqual([]);
    expect(withoutEffect(both, { one: 35 }, () => undefined)).toEqual([]);
    expect(withoutEffect(both, { other: 35 }, () => undefined)).toEqual([]);
  });
});

describe('by which limits one can be overtaken', () => {
  const text = { nb: 'x', en: 'x' };
  const number = (value: number) => ({ value, min: 0, max: 300, unit: '/min', text, source: 'assumption' });
  const leaf = (test: string, set: unknown, more: object = {}) =>
    ({ type: 'value', metric: 'heart-rate', test, set, ...more }) as const;
  const found = (when: unknown) => {
    const rule = { id: 'rule', kind: 'clinical', text, action: text, source: 'assumption', levels: { red: { when } } };
    const about = { id: 'effect', version: 1, condition: 'copd', title: text, source: 'assumption' } as const;
    const numbers = { one: number(130), other: number(150) };
    return overtakings(ProtocolSchema.parse({ ...about, numbers, rules: [rule] } as unknown as ProtocolInput));
  };
  const [one, other] = [{ number: 'one' }, { number: 'other' }];
  const twice = { sustained: { readings: 2, maxGap: 1000 } };

  it.each<[string, unknown[], object[]]>([
    [
      'at once, beside after two',
      [leaf('above', one, twice), leaf('above', other)],
      [{ number: 'one', by: other, when: 'at-least' }],
    ],
    [
      'one that counts its own value, by one that does not',
      [leaf('at-least', one, twice), leaf('above', other)],
      [{ number: 'one', by: other, when: 'above' }],
    ],
    [
      'of what is too low',
      [leaf('below', one, twice), leaf('at-most', other)],
      [{ number: 'one', by: other, when: 'at-most' }],
    ],
    [
      'one that is written in the rule',
      [leaf('below', one, twice), leaf('below', 40)],
      [{ number: 'one', by: 40, when: 'at-most' }],
    ],
    [
      'two and three readings',
      [leaf('above', one, { sustained: { readings: 3 } }), leaf('above', other, { sustained: { readings: 2 } })],
      [{ number: 'one', by: other, when: 'at-least' }],
    ],
    [
      'as many readings, which one of them counts otherwise',
      [
        leaf('above', one, { sustained: { readings: 2 } }),
        leaf('above', other, { sustained: { readings: 2, maxGap: 9 } }),
      ],
      [{ number: 'other', by: one, when: 'at-least' }],
    ],
    [
      'some of several readings',
      [leaf('above', one, { sustained: { readings: 3 } }), leaf('above', other, { sustained: { readings: 2, of: 3 } })],
      [],
    ],
    [
      'the other must follow sooner',
      [
        leaf('above', one, { sustained: { readings: 3, maxGap: 9 } }),
        leaf('above', other, { sustained: { readings: 2, maxGap: 8 } }),
      ],
      [],
    ],
    [
      'readings and a duration',
      [leaf('above', one, twice), leaf('above', other, { sustained: { for: 9, maxGap: 9 } })],
      [],
    ],
    ['another direction', [leaf('above', one, twice), leaf('below', other)], []],
    ['another metric', [leaf('above', one, twice), leaf('above', other, { metric: 'steps' })], []],
    ['the same number', [leaf('above', one, twice), leaf('above', one)], []],
    ['what must hold together', [{ type: 'all', of: [leaf('above', one, twice), leaf('above', other)] }], []],
  ])('%s', (_, of, expected) => {
    expect(found({ type: 'any', of })).toEqual(expected);
  });
});
