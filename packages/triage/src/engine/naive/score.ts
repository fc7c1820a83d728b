import type { MetricCode } from '@samvakt/contract';
import type { ScoreLeaf } from '../../protocol/expression.ts';
import { clears, crosses } from './comparison.ts';
import { isNew, metricsOf, numberOf, type Scene, type Truth } from './history.ts';

/** The table of NEWS2 once more: points by the least value that gives them, highest first. The two scales of the saturation are one column each. */
const NEWS2: readonly [
  MetricCode,
  (value: number, observed: (metric: MetricCode) => number | null, scale: number) => number | null,
][] = [
  ['respiratory-rate', (value) => (value >= 25 || value <= 8 ? 3 : value >= 21 ? 2 : value <= 11 ? 1 : 0)],
  [
    'oxygen-saturation',
    (value, observed, scale) => {
      if (scale !== 2) return value <= 91 ? 3 : value <= 93 ? 2 : value <= 95 ? 1 : 0;
      if (value <= 92) return value <= 83 ? 3 : value <= 85 ? 2 : value <= 87 ? 1 : 0;
      const oxygen = observed('inspired-oxygen');
      if (oxygen === null) return null;
      return oxygen === 0 ? 0 : value >= 97 ? 3 : value >= 95 ? 2 : 1;
    },
  ],
  ['inspired-oxygen', (value) => 2 * value],
  ['systolic-pressure', (value) => (value <= 90 || value >= 220 ? 3 : value <= 100 ? 2 : value <= 110 ? 1 : 0)],
  ['heart-rate', (value) => (value <= 40 || value >= 131 ? 3 : value >= 111 ? 2 : value <= 50 || value >= 91 ? 1 : 0)],
  ['consciousness', (value) => (value === 0 ? 0 : 3)],
  ['body-temperature', (value) => (value <= 35 ? 3 : value > 39 ? 2 : value <= 36 || value > 38 ? 1 : 0)],
];

/** Of every reading since the close: the latest of each part that is not too old; what they come to without the others can open, and never clears. */
export function holdsScore(scene: Scene, leaf: ScoreLeaf): Truth {
  const { known, history } = scene;
  const metrics = metricsOf(leaf);
  const own = known.filter((reading) => metrics.includes(reading.metric) && isNew(scene, reading));
  const scale = numberOf(history.protocol, leaf.settings['saturation-scale'] ?? 1);
  const set = numberOf(history.protocol, leaf.set);
  let truth: Truth = null;
  for (const [index, { at }] of own.entries()) {
    const observed = (metric: MetricCode) => {
      const last = own.slice(0, index + 1).findLast((reading) => reading.metric === metric);
      return last && at - last.at <= leaf.within ? last.value : null;
    };
    const points = NEWS2.map(([metric, pointsOf]) => {
      const value = observed(metric);
      const steps = metric === 'body-temperature' ? 10 : 1;
      return value === null ? null : pointsOf(Math.round(value * steps) / steps, observed, scale);
    });
    const given = points.filter((one) => one !== null);
    const sum = given.reduce((total, one) => total + one, 0);
    const highest = Math.max(0, ...given);
    const risk = sum > 6 ? 3 : sum > 4 ? 2 : highest === 3 ? 1 : 0;
    const compared = { total: sum, single: highest, risk }[leaf.output];
    if (crosses(leaf, compared, set)) truth = true;
    else if (given.length < points.length) truth = truth === true ? true : null;
    else if (truth !== true || clears(history.protocol, leaf, compared, set)) truth = false;
  }
  return truth;
}
