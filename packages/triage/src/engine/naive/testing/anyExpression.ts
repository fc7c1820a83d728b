import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { DAY, FORM, HOUR, MINUTE } from '../../testing/answers.ts';

/* Every leaf and every way to join them, as a protocol may write them. Limits, durations and windows lie where the readings and instants of `anyLife.ts` lie, so that edges are met. */

export const QUARTER = 15 * MINUTE;
export const FORMS = [FORM, 'urn:test:other-form'] as const;
/** What is measured, and which values it takes. */
export const VALUES = {
  'oxygen-saturation': [84, 86, 87, 88, 90, 91, 92, 94, 96, 97],
  'heart-rate': [40, 50, 60, 70, 90, 91, 110, 111, 120, 131],
  'body-weight': [78, 79, 79.5, 80, 80.1, 80.2, 81, 82.1, 83, 84],
  glucose: [2.9, 3, 3.9, 5, 7, 9, 10, 10.1, 13.9, 15],
  steps: [0, 1, 3, 1000],
} as const satisfies Partial<Record<MetricCode, readonly number[]>>;
/** The other parts of a score. */
export const PARTS = {
  'respiratory-rate': [8, 11, 16, 20, 24, 25],
  'inspired-oxygen': [0, 0, 1],
  'systolic-pressure': [90, 100, 110, 120, 220],
  consciousness: [0, 0, 0, 1],
  'body-temperature': [35, 36, 37, 38, 38.1, 39.1],
} as const satisfies Partial<Record<MetricCode, readonly number[]>>;
export const NUMBERS = ['one', 'two', 'three'] as const;

type Metric = keyof typeof VALUES;
const metric = fc.constantFrom(...(Object.keys(VALUES) as Metric[]));
const form = fc.constantFrom(...FORMS);
const length = fc.constantFrom(1, 2, 4, 8, 24, 48, 96, 97, 192).map((quarters) => quarters * QUARTER);
const over = fc.constantFrom(1, 2, 3.25, 6, 12, 24, 48, 53, 72, 120, 336).map((hours) => hours * HOUR);
const named = fc.constantFrom(...NUMBERS).map((number) => ({ number }));
const quantity = (of: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 6, arbitrary: of }, { weight: 1, arbitrary: named as fc.Arbitrary<unknown> });

const readings = fc.integer({ min: 1, max: 4 });
const counted = fc.record({ readings, maxGap: length }, { requiredKeys: ['readings'] });
const ofMore = fc
  .record({ said: counted, more: fc.nat(3) })
  .map(({ said, more }) => ({ ...said, of: said.readings + more }));
const sustained = fc.oneof(counted, ofMore, fc.record({ for: length, maxGap: length }));

/** A leaf that holds a metric against a limit: what all of them share, and its own. */
function comparison<Own extends object>(
  type: string,
  limit: (metric: Metric) => fc.Arbitrary<number>,
  own: (metric: Metric) => fc.Arbitrary<Own>,
): fc.Arbitrary<object> {
  return metric.chain((of) => {
    const margin = fc.constantFrom(0, 0.5, 1, 2, 5).map((by) => ({ margin: by }));
    const model = {
      type: fc.constant(type),
      metric: fc.constant(of),
      test: fc.constantFrom('below', 'at-most', 'above', 'at-least'),
      set: quantity(limit(of)),
      clear: fc.oneof(quantity(limit(of)), margin as fc.Arbitrary<unknown>),
      sustained,
      recovery: sustained,
    };
    const common = fc.record(model, { requiredKeys: ['type', 'metric', 'test', 'set'] });
    return fc.record({ common, own: own(of) }).map((leaf) => ({ ...leaf.common, ...leaf.own }));
  });
}

const ofValues = (of: Metric) => fc.constantFrom<number>(...VALUES[of]);
const minDays = fc.integer({ min: 1, max: 4 });
const difference = fc.constantFrom(-50, -10, -3, -2, -1, 0, 1, 2, 3, 10, 50);
const percent = fc.constantFrom(0, 25, 33, 50, 70, 100);
const reference = fc.constantFrom('minimum', 'maximum', 'mean', 'baseline');
const dense = fc
  .record(
    {
      over,
      every: fc.constantFrom(1, 2, 4, 6).map((hours) => hours * HOUR),
      sufficient: fc.constantFrom(0, 10, 25, 50, 75, 100),
      minDays,
      whenTooFew: fc.constantFrom('review', 'silent'),
    },
    { requiredKeys: ['over', 'every', 'sufficient', 'whenTooFew'] },
  )
  .map((window) => ({ ...window, every: Math.min(window.every, window.over) }));
const band = (of: Metric) =>
  fc.tuple(ofValues(of), ofValues(of), fc.nat(2)).map(([one, other, kind]) => {
    const [from, until] = [Math.min(one, other), Math.max(one, other)];
    return kind === 0 ? { below: one } : kind === 1 ? { above: one } : { from, until };
  });

const value = comparison('value', ofValues, () => fc.constant({}));
const change = comparison(
  'change',
  () => difference,
  () => {
    const window = fc.record({ over, minDays }, { requiredKeys: ['over'] });
    const against = fc.record({ window, measure: fc.constantFrom('absolute', 'relative'), reference });
    const inSpread = { measure: 'spread', reference: 'baseline', floor: 0.6 };
    return fc.oneof(
      { weight: 3, arbitrary: against.map(({ window: own, ...more }) => ({ ...own, ...more })) },
      { weight: 1, arbitrary: window.map((own) => ({ ...own, over: Math.max(own.over, DAY), ...inSpread })) },
    );
  },
);
const mean = comparison('mean', ofValues, () =>
  fc.record({ over, minReadings: readings, minDays }, { requiredKeys: ['over', 'minReadings'] }),
);
const share = comparison(
  'share',
  () => percent,
  (of) => fc.record({ band: band(of), window: dense }).map(({ window, ...own }) => ({ ...own, ...window })),
);
const variation = comparison(
  'variation',
  () => percent,
  () => dense,
);
const waits = { every: length, grace: fc.constantFrom(0, QUARTER, HOUR, 6 * HOUR) };
const missing = fc.record({ type: fc.constant('missing'), metric, ...waits });
const unanswered = fc.record({ type: fc.constant('unanswered'), questionnaire: form, ...waits });
const overdue = fc.record({ type: fc.constant('overdue'), metric });
const overdueForm = fc.record({ type: fc.constant('overdue'), questionnaire: form });
const questionnaire = fc.record({
  type: fc.constant('questionnaire'),
  questionnaire: form,
  about: fc.constantFrom('answers', 'contact'),
  atLeast: fc.constantFrom('yellow', 'red'),
});
const score = fc.record(
  {
    type: fc.constant('score'),
    score: fc.constant('news2'),
    output: fc.constantFrom('total', 'single', 'risk'),
    settings: fc.constantFrom<object>({ 'saturation-scale': 2 }, { 'saturation-scale': { number: 'scale' } }),
    test: fc.constantFrom('above', 'at-least'),
    set: fc.constantFrom(1, 2, 3, 5, 7),
    clear: fc.constantFrom<unknown>(0, 1, 4, { margin: 1 }),
    within: length,
  },
  { requiredKeys: ['type', 'score', 'output', 'test', 'set', 'within'] },
);

/** `scores`: with leaves about a score, which demand seven metrics. */
function anyLeaf(scores: boolean): fc.Arbitrary<object> {
  const silences = [missing, missing, unanswered, overdue, overdueForm];
  const compared = [value, value, value, change, change, change, mean, share, variation];
  return fc.oneof(...compared, ...silences, questionnaire, ...(scores ? [score, score, score, score] : []));
}

/** Leaves joined, `depth` deep at most. */
export function anyExpression(scores: boolean, depth: number): fc.Arbitrary<object> {
  const leaf = anyLeaf(scores);
  if (depth === 0) return leaf;
  const part = anyExpression(scores, depth - 1);
  const of = fc.array(part, { minLength: 1, maxLength: 3 });
  const joined = (type: string) =>
    fc.record({ type: fc.constant(type), of, within: length }, { requiredKeys: ['type', 'of'] });
  const some = fc
    .record({ expression: joined('at-least'), count: fc.integer({ min: 1, max: 3 }) })
    .map(({ expression, count }) => ({ ...expression, count: Math.min(count, expression.of.length) }));
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: joined('all') },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('any'), of }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('not'), of: part }) },
    { weight: 2, arbitrary: some },
  );
}
