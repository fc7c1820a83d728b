import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import { compileProtocol, judges, withoutTimes } from './compile.ts';
import { compileExample, EXAMPLE } from './exampleProtocol.ts';

const HOUR = 3_600_000;
const limits = (values: Record<string, number>) => ({
  version: 1,
  values,
  reason: 'r',
  author: 'a',
  since: 0,
  until: null,
  confirmedBy: null,
});
const pause = (change: Partial<Pause> = {}): Pause => ({
  scope: { type: 'episode' },
  includesRed: false,
  from: 0,
  until: HOUR,
  ...change,
});
const compile = (change: Partial<ProtocolInput>) =>
  compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, ...change }), null, 0));
const [first] = EXAMPLE.rules;
if (!first) throw new Error('the example has no rule');

/* A state is judged on as it is under the same key, and carried over to another. */
describe('the key of a judgement', () => {
  const plain = compileExample();

  it.each([
    ['limits that override nothing', compileExample(limits({}))],
    ['limits that do not hold', compileExample(limits({ low: 1000 }))],
    ['limits of another version with the same numbers', compileExample({ ...limits({}), version: 9 })],
  ])('is the same with %s', (_, other) => {
    expect(other.key).toBe(plain.key);
  });

  it('is the same in whatever order numbers and pauses are named', () => {
    expect(compileExample(limits({ low: 86, veryLow: 80 })).key).toBe(
      compileExample(limits({ veryLow: 80, low: 86 })).key,
    );
    const pauses = [pause(), pause({ from: HOUR, until: 2 * HOUR })];
    expect(compileExample(null, pauses).key).toBe(compileExample(null, pauses.toReversed()).key);
    const named = (metrics: ('steps' | 'glucose')[]) => pause({ scope: { type: 'metrics', metrics } });
    expect(compileExample(null, [named(['steps', 'glucose'])]).key).toBe(
      compileExample(null, [named(['glucose', 'steps'])]).key,
    );
  });

  it.each([
    ['another version', compile({ version: 2 }), plain],
    ['another protocol', compile({ id: 'other' }), plain],
    ['another number', compileExample(limits({ low: 86 })), plain],
    ['the number as another', compileExample(limits({ low: 86 })), compileExample(limits({ low: 87 }))],
    ['the number for another', compileExample(limits({ low: 85 })), compileExample(limits({ veryLow: 85 }))],
    ['a pause', compileExample(null, [pause()]), plain],
    ['a longer pause', compileExample(null, [pause({ until: 9 })]), compileExample(null, [pause()])],
    ['a later pause', compileExample(null, [pause({ from: 9 })]), compileExample(null, [pause()])],
    ['a pause of red too', compileExample(null, [pause({ includesRed: true })]), compileExample(null, [pause()])],
    [
      'a pause of a metric',
      compileExample(null, [pause({ scope: { type: 'metrics', metrics: ['steps'] } })]),
      compileExample(null, [pause()]),
    ],
    [
      'a pause of another rule',
      compileExample(null, [pause({ scope: { type: 'rules', rules: ['fever'] } })]),
      compileExample(null, [pause({ scope: { type: 'rules', rules: ['saturation'] } })]),
    ],
  ])('is another with %s', (_, one, other) => {
    expect(one.key).not.toBe(other.key);
  });

  it('without its pauses is the key of the same judgement without any', () => {
    const paused = compileExample(limits({ low: 86 }), [pause(), pause({ from: 5 })]);
    expect(withoutTimes(paused.key)).toBe(compileExample(limits({ low: 86 })).key);
    expect(withoutTimes(plain.key)).toBe(plain.key);
  });
});

/* The state of a rule of another shape cannot be read by this one. */
describe('the shape of a rule', () => {
  const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 100 } as const;
  const shapeOf = (levels: ProtocolInput['rules'][number]['levels']) =>
    compile({ rules: [{ ...first, levels }] }).shapes[0];
  const plain = shapeOf({ red: { when: value } });

  it('says which rule it is and how many leaves it has', () => {
    expect(plain).toEqual([first.id, expect.any(String), 1]);
    expect(shapeOf({ red: { when: value }, yellow: { when: { type: 'any', of: [value, value] } } })?.[2]).toBe(3);
  });

  it.each([
    ['another number', { red: { when: { ...value, set: 120, clear: 90 } } }],
    ['another severity', { yellow: { when: value } }],
  ])('is the same with %s', (_, levels) => {
    expect(shapeOf(levels)?.[1]).toBe(plain?.[1]);
  });

  it.each([
    ['another metric', { red: { when: { ...value, metric: 'steps' as const } } }],
    ['the other side', { red: { when: { ...value, test: 'below' as const } } }],
    ['more readings wanted', { red: { when: { ...value, sustained: { readings: 2 } } } }],
  ])('is another with %s', (_, levels) => {
    expect(shapeOf(levels)?.[1]).not.toBe(plain?.[1]);
  });

  it('of a deadline does not depend on how long it is', () => {
    const silent = (every: number, grace: number) =>
      shapeOf({ yellow: { when: { type: 'missing', metric: 'heart-rate', every, grace } } });
    expect(silent(1, 2)).toEqual(silent(3, 4));
  });
});

describe('what a protocol has something to say of', () => {
  it('is what a rule is about, and what it only observes', () => {
    const protocol = compileExample();
    expect([judges(protocol, 'heart-rate'), judges(protocol, 'steps'), judges(protocol, 'inr')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
