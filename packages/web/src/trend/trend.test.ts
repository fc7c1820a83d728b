import { describe, expect, it } from 'vitest';
import { createFormat } from '../format/format.ts';
import {
  ago,
  DAY,
  exampleAlert,
  exampleEpisode,
  exampleEvidence,
  exampleTrend,
  HOUR,
  hospital,
  idOf,
  municipality,
  NOW,
  saturationItem,
} from '../testing/examples.ts';
import { translateIn } from '../testing/translate.ts';
import { bandText } from './bandText.ts';
import { marksOf } from './marks.ts';
import { loneIndexes, longestJoinMs, summarize, trendColumns } from './series.ts';
import { type Band, valueRange } from './valueRange.ts';

const bucket = (agoMs: number, mean = 90) => ({ at: ago(agoMs), min: mean - 1, max: mean + 1, mean, count: 1 });
const band = (severity: 'red' | 'yellow', from: number | null, until: number | null): Band => ({
  ruleId: 'rule',
  severity,
  from,
  until,
  origin: 'protocol',
});

describe('columns of a chart', () => {
  it('join what was measured at its usual pace, sparse as it may be', () => {
    const daily = [5, 4, 3, 2, 1].map((days) => bucket(days * DAY));
    const { mean } = trendColumns(exampleTrend({ buckets: daily, bucketMs: HOUR }));
    expect(mean).toEqual([90, 90, 90, 90, 90]);
  });

  it('break where measurements stayed away', () => {
    const daily = [9, 8, 7, 2, 1].map((days) => bucket(days * DAY));
    const columns = trendColumns(exampleTrend({ buckets: daily, bucketMs: HOUR }));
    expect(columns.mean).toEqual([90, 90, 90, null, 90, 90]);
    expect(columns.min).toEqual([89, 89, 89, null, 89, 89]);
    expect(columns.max[3]).toBeNull();
    expect(columns.x).toEqual(columns.x.toSorted((a, b) => a - b));
  });

  it('stand in the middle of their buckets, but never in the future', () => {
    const { x } = trendColumns(exampleTrend({ buckets: [bucket(HOUR), bucket(60_000)], bucketMs: HOUR }));
    expect(x).toEqual([(NOW - HOUR / 2) / 1000, NOW / 1000]);
  });

  it('are empty where nothing was measured', () => {
    expect(trendColumns(exampleTrend({ buckets: [] }))).toEqual({ x: [], min: [], max: [], mean: [] });
    expect(summarize(exampleTrend({ buckets: [] }))).toBeUndefined();
  });

  it('join neighbouring buckets at least', () => {
    expect(longestJoinMs([0], HOUR)).toBe(1.5 * HOUR);
    expect(longestJoinMs([0, 1, 2], HOUR)).toBe(1.5 * HOUR);
  });

  it('know the points that no line touches', () => {
    expect(loneIndexes([1, null, 2, 3, null, 4])).toEqual([0, 5]);
    expect(loneIndexes([null])).toEqual([]);
  });

  it('are summed up by what was measured, not by the means', () => {
    expect(summarize(exampleTrend())).toEqual({ count: 6, min: 84, max: 90 });
  });
});

describe('range of a chart', () => {
  it('reaches to the nearest limit on each side and no further', () => {
    const bands = [band('yellow', 110, 130), band('red', 130, null), band('red', null, 40)];
    const [low, high] = valueRange('heart-rate', 70, 95, bands);
    expect(low).toBeLessThan(40);
    expect(high).toBeGreaterThan(110);
    expect(high).toBeLessThan(130);
  });

  it('has some room where nothing varies', () => {
    expect(valueRange('heart-rate', 70, 70, [])).toEqual([69, 71]);
    expect(valueRange('unheard-of', 1, 1, [])).toEqual([0, 2]);
  });

  it('is the whole scale for answers', () => {
    expect(valueRange('wellbeing', 1, 1, [])).toEqual([-0.35, 3.35]);
    expect(valueRange('breathlessness', 2, 3, [])).toEqual([-0.4, 10.4]);
  });
});

describe('limits in words', () => {
  const words = (limit: Band) =>
    bandText(translateIn('nb'), createFormat('nb'), 'oxygen-saturation', limit).replaceAll('\u00a0', ' ');
  it.each([
    [band('red', null, 86), 'Rød grense: under 86 %'],
    [band('yellow', 86, 88), 'Gul grense: 86–88 %'],
    [{ ...band('red', 99, null), origin: 'limits' as const }, 'Rød grense: over 99 % (individuell)'],
    [band('red', null, null), 'Rød grense: '],
  ])('%j', (limit, text) => {
    expect(words(limit)).toBe(text);
  });
});

describe('marks in a chart', () => {
  const episode = exampleEpisode({
    openAlerts: [exampleAlert(1, { openedAt: ago(HOUR) })],
    recentAlerts: [
      exampleAlert(2, {
        openedAt: ago(2 * DAY),
        evidence: exampleEvidence([{ ...saturationItem, metric: 'heart-rate' }]),
      }),
      exampleAlert(3, { openedAt: ago(3 * DAY), evidence: { of: 'another age' } }),
      exampleAlert(4, {
        openedAt: ago(4 * DAY),
        evidence: exampleEvidence([], { code: 'no-rule', metric: 'steps', reading: null, detail: null }),
      }),
    ],
    responsibility: [
      { team: hospital, from: ago(6 * DAY), until: ago(5 * DAY), handoverId: null },
      { team: municipality, from: ago(5 * DAY), until: null, handoverId: idOf(1) },
    ],
  });
  const kinds = (metric: string, days: number) =>
    marksOf(episode, metric, NOW - days * DAY, NOW).map((mark) => (mark.kind === 'alert' ? mark.alert.id : mark.team));

  it('are the alerts on the metric, those we cannot read, and the changes of team, oldest first', () => {
    expect(kinds('oxygen-saturation', 7)).toEqual(['Oppfølgingsteamet', idOf(403), idOf(401)]);
    expect(kinds('heart-rate', 7)).toEqual(['Oppfølgingsteamet', idOf(403), idOf(402)]);
    expect(kinds('steps', 7)).toEqual(['Oppfølgingsteamet', idOf(404), idOf(403)]);
  });

  it('lie inside the span', () => {
    expect(kinds('oxygen-saturation', 1)).toEqual([idOf(401)]);
  });
});
