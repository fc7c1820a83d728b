import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { currentScores } from './current.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const effectiveOf = (id: string) => {
  const protocol = findProtocol(id);
  if (!protocol) throw new Error(`no protocol ${id}`);
  return applyLimits(protocol, null, NOW);
};
const acute = effectiveOf('acute-home');
const reading = (value: number, ago = 10 * MINUTE) => ({ at: NOW - ago, value });
const ROUND = {
  'respiratory-rate': reading(22),
  'oxygen-saturation': reading(95),
  'inspired-oxygen': reading(0),
  'systolic-pressure': reading(125),
  'heart-rate': reading(92),
  consciousness: reading(0),
  'body-temperature': reading(37.2, 5 * MINUTE),
};

describe('the scores of a protocol as they stand', () => {
  it('are none where it judges by none', () => {
    expect(currentScores(effectiveOf('copd'), ROUND, NOW)).toEqual([]);
  });

  it('are each once, with their parts, however many rules judge by them', () => {
    expect(currentScores(acute, ROUND, NOW)).toMatchObject([
      { score: 'news2', at: NOW - 5 * MINUTE, total: 4, atLeast: 4, risk: 0, outdated: false },
    ]);
    const [score] = currentScores(acute, ROUND, NOW);
    expect(score?.settings).toEqual({
      'saturation-scale': { name: 'news2-saturation-scale', value: 1, origin: 'protocol' },
    });
    expect(score?.parts[0]).toEqual({
      part: 'respiratoryRate',
      metric: 'respiratory-rate',
      reading: ROUND['respiratory-rate'],
      points: 2,
    });
    expect(score?.parts.map(({ points }) => points)).toEqual([2, 1, 0, 0, 1, 0, 0]);
  });

  it('have no total with a part missing or too old; what is there counts, and the old one is shown', () => {
    const old = { ...ROUND, 'respiratory-rate': reading(22, 126 * MINUTE) };
    expect(currentScores(acute, old, NOW)).toMatchObject([{ total: null, atLeast: 2, risk: 0 }]);
    expect(currentScores(acute, old, NOW)[0]?.parts[0]).toMatchObject({ reading: { value: 22 }, points: null });
    const { consciousness: _, ...without } = ROUND;
    expect(currentScores(acute, without, NOW)[0]).toMatchObject({
      total: null,
      parts: { 5: { reading: null, points: null } },
    });
    const edge = { ...ROUND, 'respiratory-rate': reading(22, 125 * MINUTE) };
    expect(currentScores(acute, edge, NOW)).toMatchObject([{ total: 4 }]);
  });

  it('say so when a part has not come again for as long as the protocol takes', () => {
    const at = (later: number) => currentScores(acute, ROUND, NOW + later)[0]?.outdated;
    expect(at(14 * HOUR - 10 * MINUTE - 1)).toBe(false);
    expect(at(14 * HOUR - 10 * MINUTE)).toBe(true);
  });

  it('are on the saturation scale that a clinician has set, which gives the same reading other points', () => {
    const limits = {
      version: 1,
      values: { 'news2-saturation-scale': 2 },
      reason: 'Hypercapnic respiratory failure',
      author: 'nurse-1',
      confirmedBy: 'doctor-2',
      since: NOW - DAY,
      until: null,
    };
    const own = applyLimits(acute.protocol, limits, NOW);
    const low = { ...ROUND, 'oxygen-saturation': reading(90) };
    const saturation = (effective: typeof acute) => currentScores(effective, low, NOW)[0]?.parts[1]?.points;
    expect([saturation(acute), saturation(own)]).toEqual([3, 0]);
    expect(currentScores(own, low, NOW)[0]?.settings).toMatchObject({
      'saturation-scale': { value: 2, origin: 'limits' },
    });
  });

  it('are not out of date for what a rule is about in another way, nor for another metric of their protocol', () => {
    const judging = acute.protocol.rules.find(({ id }) => id === 'news2-high');
    const silent = (metric: MetricCode, every: number) => ({ type: 'missing', metric, every, grace: 0 });
    const demanding = (...levels: object[]) => {
      const rules = levels.map((when, place) => ({ ...judging, id: `rule-${place}`, levels: { yellow: { when } } }));
      return { ...acute, protocol: { ...acute.protocol, rules: [judging, ...rules] as typeof acute.protocol.rules } };
    };
    const outdated = (...levels: object[]) => currentScores(demanding(...levels), ROUND, NOW)[0]?.outdated;
    const high = { type: 'value', metric: 'heart-rate', test: 'above', set: 1, every: 0, grace: 0 };
    expect(outdated(silent('heart-rate', HOUR))).toBe(false);
    expect(outdated(silent('heart-rate', 10 * MINUTE))).toBe(true);
    expect(outdated(high, silent('heart-rate', HOUR))).toBe(false);
    expect(outdated(silent('body-weight', 1), silent('heart-rate', HOUR))).toBe(false);
  });

  it('of which no part has ever come have no instant', () => {
    expect(currentScores(acute, {}, NOW)).toMatchObject([{ at: null, total: null, atLeast: 0, outdated: false }]);
  });
});
