import { describe, expect, it } from 'vitest';
import { findScore, metricsOfScore } from './registry.ts';
import { judgeScore } from './score.ts';

/* NEWS2 as the engine asks for it: by the metrics of the catalogue, with what a clinician has set. */

const score = findScore('news2');
/** In the order of the score's parts; consciousness and oxygen are ordinals of the catalogue. */
const WELL = [16, 97, 0, 120, 70, 0, 37] as const;
const at = (part: string, value: number | null, values: readonly (number | null)[] = WELL) =>
  values.map((own, place) => (score.parts[place]?.id === part ? value : own));
const judged = (values: readonly (number | null)[], settings = {}) => judgeScore(score, values, settings);

describe('NEWS2 in the registry', () => {
  it('is made of seven metrics, in the order of its table', () => {
    expect(metricsOfScore('news2')).toEqual([
      'respiratory-rate',
      'oxygen-saturation',
      'inspired-oxygen',
      'systolic-pressure',
      'heart-rate',
      'consciousness',
      'body-temperature',
    ]);
  });

  it.each([
    [4, 1, 0],
    [4, 2, 0],
    [4, 3, 1],
    [3, 3, 1],
    [5, 2, 2],
    [5, 3, 2],
    [6, 3, 2],
    [7, 2, 3],
    [12, 3, 3],
  ])('with a sum of %i and a highest part of %i has risk %i', (sum, highest, risk) => {
    expect(score.risk(sum, highest)).toBe(risk);
  });

  it.each([
    ['alert', 0, 0],
    ['confused anew', 1, 3],
    ['responding to voice', 2, 3],
    ['responding to pain', 3, 3],
    ['unresponsive', 4, 3],
    ['an answer that the catalogue does not have', 9, null],
    ['not asked about', null, null],
  ])('gives somebody who is %s the points of the table', (_, ordinal, points) => {
    expect(judged(at('consciousness', ordinal)).points[5]).toBe(points);
  });

  it.each([
    ['air', 0, 0],
    ['oxygen', 1, 2],
    ['an answer that the catalogue does not have', 9, null],
    ['nobody knows what', null, null],
  ])('gives somebody who breathes %s the points of the table', (_, ordinal, points) => {
    expect(judged(at('oxygen', ordinal)).points[2]).toBe(points);
  });

  it('judges the saturation by scale 2 only where that is set, and by what is breathed', () => {
    const onOxygen = at('oxygen', 1);
    const points = (saturation: number, values: readonly (number | null)[], settings = {}) =>
      judged(at('oxygenSaturation', saturation, values), settings).points[1];
    const scale2 = { 'saturation-scale': 2 };
    expect([points(90, WELL), points(90, WELL, { 'saturation-scale': 1 }), points(90, WELL, scale2)]).toEqual([
      3, 3, 0,
    ]);
    expect([points(97, WELL, scale2), points(97, onOxygen, scale2), points(97, onOxygen)]).toEqual([0, 3, 0]);
  });

  it('is not complete without a part, and counts what is there', () => {
    expect(judged(WELL)).toMatchObject({ complete: true, outputs: { total: 0, single: 0, risk: 0 } });
    expect(judged(at('pulse', null, at('respiratoryRate', 22)))).toMatchObject({
      complete: false,
      outputs: { total: 2, single: 2, risk: 0 },
    });
    expect(judged([])).toMatchObject({ complete: false, outputs: { total: 0 } });
  });
});
