import type { PauseScope } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { findProtocol } from '../protocols/shipped.ts';
import { type PausedAlert, pausedUntil } from './pausedUntil.ts';
import type { Pause } from './schema.ts';

const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');
const protocol = copd;

const NOW = 1000;
const whole: PauseScope = { type: 'episode' };
const pause = (scope: PauseScope, more: Partial<Pause> = {}): Pause => ({
  scope,
  includesRed: false,
  from: 900,
  until: 1100,
  ...more,
});
const item = { type: 'missing', metric: 'oxygen-saturation', lastAt: null, since: 0, dueAt: 0 } as const;
const alert = (more: Partial<PausedAlert> = {}): PausedAlert => ({
  ruleId: 'saturation-low',
  severity: 'yellow',
  evidence: { items: [item], review: null },
  ...more,
});
const review = (metric: 'inr' | null) => ({
  items: [],
  review: { code: 'no-rule', metric, reading: null, detail: null } as const,
});

describe('an alert', () => {
  it.each<[string, Pause[], PausedAlert, number | null]>([
    ['is paused with its episode, until the pause ends', [pause(whole)], alert(), 1100],
    ['is not before the pause begins', [pause(whole, { from: NOW + 1 })], alert(), null],
    ['is from the instant when it begins', [pause(whole, { from: NOW })], alert(), 1100],
    ['is not from the instant when it ends', [pause(whole, { until: NOW })], alert(), null],
    ['is paused until the last of two ends', [pause(whole), pause(whole, { until: 1200 })], alert(), 1200],
    ['is not when it is red', [pause(whole)], alert({ severity: 'red' }), null],
    [
      'is when it is red and the pause says so',
      [pause(whole, { includesRed: true })],
      alert({ severity: 'red' }),
      1100,
    ],
    ['is paused with its rule', [pause({ type: 'rules', rules: ['saturation-low'] })], alert(), 1100],
    ['is not with another rule', [pause({ type: 'rules', rules: ['pulse-high'] })], alert(), null],
    ['is paused with its metric', [pause({ type: 'metrics', metrics: ['oxygen-saturation'] })], alert(), 1100],
    ['is not with another metric', [pause({ type: 'metrics', metrics: ['heart-rate'] })], alert(), null],
    [
      'that is a review is paused with its rule',
      [pause({ type: 'rules', rules: ['saturation-low'] })],
      alert({ ruleId: 'review:saturation-low', evidence: review(null) }),
      1100,
    ],
    [
      'that is a review of a metric is paused with the metric',
      [pause({ type: 'metrics', metrics: ['inr'] })],
      alert({ ruleId: 'review:metric:inr', evidence: review('inr') }),
      1100,
    ],
    [
      'that rests on no metric is not paused with any',
      [pause({ type: 'metrics', metrics: ['inr'] })],
      alert({ ruleId: 'review:gone', evidence: review(null) }),
      null,
    ],
  ])('%s', (_, pauses, one, until) => {
    expect(pausedUntil(protocol, pauses, one, NOW)).toBe(until);
  });

  it('of a rule that looks at several metrics is paused only with all of them, whatever it rests on now', () => {
    const rule = protocol.rules.find(({ id }) => id === 'exacerbation');
    expect(rule).toBeDefined();
    const one = alert({
      ruleId: 'exacerbation',
      evidence: { items: [{ ...item, metric: 'breathlessness' }], review: null },
    });
    const of = (...metrics: string[]) => pausedUntil(protocol, [pause({ type: 'metrics', metrics })], one, NOW);
    expect(of('breathlessness')).toBeNull();
    expect(of('breathlessness', 'sputum-colour', 'wellbeing', 'oxygen-saturation', 'heart-rate')).toBe(1100);
  });
});
