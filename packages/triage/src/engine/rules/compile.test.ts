import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import type { Pause } from '../../pause/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { placeOfMetric } from '../metricPlace.ts';
import { ASKING, compileAsking, FORM, UNASKED } from '../testing/answers.ts';
import { compileExample, EXAMPLE } from '../testing/exampleProtocol.ts';
import { SCORING } from '../testing/scoreProtocol.ts';
import { asksFor, compileProtocol, judges, withoutTimes } from './compile.ts';

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

  it('is another with another plan, whatever the order in which plans are told', () => {
    const plan = (version: number, since: number, zone = 'UTC') => ({
      version,
      since,
      plan: { timeZone: zone, entries: [], holidays: [] },
    });
    const keyOf = (...plans: ReturnType<typeof plan>[]) =>
      compileProtocol(applyLimits(ProtocolSchema.parse(EXAMPLE), null, 0, [pause()], plans)).key;
    const keys = [keyOf(), keyOf(plan(1, 0)), keyOf(plan(1, 5)), keyOf(plan(2, 0)), keyOf(plan(1, 0, 'Europe/Oslo'))];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf(plan(1, 0), plan(2, 9))).toBe(keyOf(plan(2, 9), plan(1, 0)));
    for (const key of keys) expect(withoutTimes(key)).toBe(plain.key);
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

/* What the engine may leave out, and where each leaf stands. */
describe('a compiled rule', () => {
  const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 100 } as const;
  const low = { ...value, metric: 'oxygen-saturation', test: 'below', set: 90 } as const;
  type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
  const ruleOf = (...levels: ProtocolInput['rules'][number]['levels'][]) =>
    compile({ rules: levels.map((own, place) => ({ ...first, id: `rule-${place}`, levels: own })) });

  it.each<[string, When, boolean, boolean]>([
    ['a value', value, false, false],
    ['all of several', { type: 'all', of: [value, low] }, false, false],
    ['all of several within a time', { type: 'all', of: [value, low], within: HOUR }, true, false],
    ['so many of several within a time', { type: 'at-least', count: 1, of: [value], within: HOUR }, true, false],
    ['so many of several', { type: 'at-least', count: 1, of: [value] }, false, false],
    [
      'any, one of which has a time',
      { type: 'any', of: [value, { type: 'all', of: [low], within: HOUR }] },
      true,
      false,
    ],
    [
      'all, one of which has a time',
      { type: 'all', of: [value, { type: 'all', of: [low], within: HOUR }] },
      true,
      false,
    ],
    ['what is denied', { type: 'not', of: value }, false, true],
    [
      'what is denied deep within',
      { type: 'all', of: [value, { type: 'any', of: [{ type: 'not', of: low }] }] },
      false,
      true,
    ],
    ['what is denied and has a time', { type: 'not', of: { type: 'all', of: [value], within: HOUR } }, true, true],
  ])(
    'about %s knows whether age can end it, and whether what becomes false can make it true',
    (_, when, perishes, negates) => {
      expect(ruleOf({ yellow: { when } }).rules[0]).toMatchObject({ perishes, negates, broken: null });
      expect(ruleOf({ yellow: { when: value }, red: { when } }).rules[0]).toMatchObject({ perishes, negates });
    },
  );

  it('has its red level before its yellow one, and its leaves after those of the rules before it', () => {
    const protocol = ruleOf(
      { yellow: { when: { type: 'any', of: [value, low] } }, red: { when: value } },
      { yellow: { when: low } },
    );
    expect(
      protocol.rules.map(({ place, firstLeaf, leaves, levels }) => ({
        place,
        firstLeaf,
        leaves: leaves.length,
        levels: levels.map(({ severity, from, until }) => [severity, from, until]),
      })),
    ).toEqual([
      {
        place: 0,
        firstLeaf: 0,
        leaves: 3,
        levels: [
          ['red', 0, 1],
          ['yellow', 1, 3],
        ],
      },
      { place: 1, firstLeaf: 3, leaves: 1, levels: [['yellow', 3, 4]] },
    ]);
    expect(protocol.leaves.map(({ metrics }) => metrics)).toEqual([
      ...[['heart-rate'], ['heart-rate'], ['oxygen-saturation'], ['oxygen-saturation']],
    ]);
    expect([...protocol.places]).toEqual([
      ['rule-0', 0],
      ['rule-1', 1],
    ]);
  });

  it('is concerned by the metrics that it looks at, and by those only', () => {
    const protocol = ruleOf(
      { red: { when: value }, yellow: { when: { type: 'any', of: [low, value] } } },
      { yellow: { when: low } },
    );
    const concerned = (metric: 'heart-rate' | 'oxygen-saturation' | 'steps') =>
      protocol.concerns[placeOfMetric(metric)]?.map(({ rule, places }) => [rule.declared.id, places]);
    expect(concerned('heart-rate')).toEqual([['rule-0', [0, 2]]]);
    expect(concerned('oxygen-saturation')).toEqual([
      ['rule-0', [1]],
      ['rule-1', [3]],
    ]);
    expect(concerned('steps')).toBe(undefined);
  });

  it('that cannot judge says why, and is concerned all the same', () => {
    const declared = ProtocolSchema.parse({
      ...EXAMPLE,
      rules: [{ ...first, levels: { red: { when: { ...value, set: { number: 'low' } } }, yellow: { when: low } } }],
    });
    const protocol = compileProtocol({ ...applyLimits(declared, null, 0), numbers: {} });
    expect(protocol.rules[0]).toMatchObject({ leaves: [], levels: [], broken: 'No number named low is in force' });
    for (const metric of ['heart-rate', 'oxygen-saturation'] as const) {
      expect(protocol.concerns[placeOfMetric(metric)]).toMatchObject([{ leaves: [], places: [] }]);
    }
    expect(protocol.concerns[placeOfMetric('steps')]).toBe(undefined);
  });

  it('that waits for something is among the deadlines, with the place of what it waits for', () => {
    const silent = { type: 'missing', metric: 'heart-rate', every: HOUR, grace: 0 } as const;
    const protocol = ruleOf({ yellow: { when: { type: 'any', of: [low, silent] } } });
    expect(protocol.deadlines.map(({ place, seenBy, rule }) => [rule.place, place, seenBy])).toEqual([
      [0, 1, placeOfMetric('heart-rate')],
    ]);
    const asking = compileAsking();
    expect(asking.deadlines.map(({ seenBy, questionnaire }) => [seenBy, questionnaire?.url])).toEqual([[-1, FORM]]);
  });

  it('about a questionnaire is found by its address', () => {
    const asking = compileAsking();
    expect([asksFor(asking, FORM), asksFor(asking, UNASKED), asksFor(compileExample(), FORM)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(asking.questionnaires.get(FORM)?.map(({ rule }) => rule.declared.id)).toEqual([
      ...['symptoms', 'contact', 'worse-and-low', 'unanswered'],
    ]);
    const unjudged = compileAsking({ ...ASKING, rules: [{ ...first, levels: { red: { when: value } } }] });
    expect(asksFor(unjudged, FORM)).toBe(false);
  });

  it('stamps what it finds with the versions that judged', () => {
    expect(compileExample().stamp).toEqual({ protocol: { id: 'example', version: 1 }, limitsVersion: null });
    expect(compileExample({ ...limits({}), version: 9 }).stamp.limitsVersion).toBe(9);
  });
});

describe('the shape of a score', () => {
  it('does not depend on what a clinician has set of it, nor on its limits', () => {
    const shapes = (settings: Record<string, number>) => {
      const rules = SCORING.rules.map((rule) =>
        rule.id === 'single' ? { ...rule, levels: levelsWith(settings) } : rule,
      );
      return compileProtocol(applyLimits(ProtocolSchema.parse({ ...SCORING, rules }), null, 0)).shapes;
    };
    const levelsWith = (settings: Record<string, number>) => ({
      yellow: {
        when: {
          type: 'score',
          score: 'news2',
          output: 'single',
          settings,
          test: 'at-least',
          set: 3,
          within: HOUR,
        } as const,
      },
    });
    expect(shapes({ 'saturation-scale': 1 })).toEqual(shapes({ 'saturation-scale': 2 }));
    expect(shapes({})).toEqual(shapes({ 'saturation-scale': 2 }));
  });
});
