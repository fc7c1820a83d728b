import { describe, expect, it } from 'vitest';
import { metricAt, NOTHING_SEEN, placeOfMetric, seenByCode } from '../metricPlace.ts';
import { FORM } from '../testing/answers.ts';
import { type EvidenceItem, metricsOfItem, subjectsOfItem } from './finding.ts';

const title = { nb: 'Skjema', en: 'Form' };
const missing: EvidenceItem = { type: 'missing', metric: 'steps', lastAt: null, since: 0, dueAt: 1 };
const unanswered: EvidenceItem = { type: 'unanswered', questionnaire: FORM, title, lastAt: null, since: 0, dueAt: 1 };
const score: EvidenceItem = {
  type: 'score',
  score: 'news2',
  output: 'total',
  test: 'at-least',
  threshold: { name: null, value: 5, origin: 'protocol' },
  compared: 5,
  complete: true,
  settings: {},
  within: 1,
  parts: [
    { part: 'pulse', metric: 'heart-rate', reading: null, points: null },
    { part: 'temperature', metric: 'body-temperature', reading: null, points: null },
  ],
};

describe('what a piece of evidence is about', () => {
  it.each<[string, EvidenceItem, string[], string[]]>([
    ['what is missing: its metric', missing, ['steps'], ['steps']],
    [
      'a score: the metrics of its parts',
      score,
      ['heart-rate', 'body-temperature'],
      ['heart-rate', 'body-temperature'],
    ],
    ['a form: itself, and no metric', unanswered, [], [FORM]],
  ])('is, of %s', (_, item, metrics, subjects) => {
    expect(metricsOfItem(item)).toEqual(metrics);
    expect(subjectsOfItem(item)).toEqual(subjects);
  });
});

describe('when each metric was last read', () => {
  it('is told by its code, of those that were', () => {
    const seen = NOTHING_SEEN.with(placeOfMetric('steps'), 7).with(placeOfMetric('inr'), 0);
    expect(seenByCode(seen)).toEqual({ steps: 7, inr: 0 });
    expect(seenByCode(NOTHING_SEEN)).toEqual({});
  });

  it('has a place for each metric of the catalogue, and for no other', () => {
    expect(metricAt(placeOfMetric('heart-rate'))).toBe('heart-rate');
    expect(() => metricAt(-1)).toThrow('The catalogue has no metric at place -1');
    expect(() => placeOfMetric('mood')).toThrow('The metric mood is not in the catalogue');
  });
});
