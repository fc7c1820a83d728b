import { type MeasuringPlan, MeasuringPlanSchema, PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { decidePlan, type PlanCommand, type PlanState, planAsIfFrom } from './decide.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const kari = { now: NOW, actor: { practitionerId: 'kari', teamIds: ['team-1'] } };
const state: PlanState = { accountableTeamId: 'team-1', version: 2, plannable: ['oxygen-saturation', 'heart-rate'] };
const entry = {
  metric: 'oxygen-saturation',
  days: PLAN_DAYS,
  from: '00:00',
  by: '10:00',
  graceMinutes: 120,
  onHolidays: 'not-asked',
} as const;
const planOf = (change: object = {}): MeasuringPlan => ({
  timeZone: 'Europe/Oslo',
  entries: [{ ...entry, ...change }],
  holidays: [],
});
const command: PlanCommand = { plan: planOf(), reason: ' Sleeps long ', basedOnVersion: 2 };

describe('a measuring plan', () => {
  it('is set with the holidays of the years in which it is to hold, whatever was sent', () => {
    const sent = { ...planOf(), holidays: ['2026-03-11'] };
    const decided = decidePlan(state, { ...command, plan: sent }, kari);
    expect(decided).toMatchObject({ ok: true, version: 3, reason: 'Sleeps long' });
    const holidays = decided.ok ? (decided.plan?.holidays ?? []) : [];
    expect(holidays).toContain('2026-05-17');
    expect(holidays).toContain('2036-12-25');
    expect(holidays).not.toContain('2026-03-11');
    expect(MeasuringPlanSchema.safeParse(decided.ok ? decided.plan : null).success).toBe(true);
  });

  it('as if it had held before has the holidays of the years then too, each once', () => {
    const span = { from: Date.parse('2025-03-10T12:00:00Z'), until: NOW };
    const { holidays } = planAsIfFrom({ ...planOf(), holidays: ['2026-05-17', '2027-01-01'] }, span);
    expect(holidays).toContain('2025-04-18');
    expect(holidays).toContain('2026-12-25');
    expect(holidays).toContain('2027-01-01');
    expect(holidays.filter((date) => date === '2026-05-17')).toHaveLength(1);
    expect(holidays).toEqual(holidays.toSorted());
    expect(planAsIfFrom(planOf({ onHolidays: 'asked' }), span).holidays).toEqual([]);
  });

  it('that is asked on holidays like on any day needs none', () => {
    const decided = decidePlan(state, { ...command, plan: planOf({ onHolidays: 'asked' }) }, kari);
    expect(decided).toMatchObject({ ok: true, plan: { holidays: [] } });
  });

  it('may be given up for the protocol’s own', () => {
    expect(decidePlan(state, { ...command, plan: null }, kari)).toMatchObject({ ok: true, version: 3, plan: null });
  });

  it.each<[string, Partial<PlanState>, Partial<PlanCommand>, string]>([
    ['by another team', { accountableTeamId: 'team-2' }, {}, 'not-the-accountable-team'],
    ['of an episode that has ended', { accountableTeamId: null }, {}, 'episode-ended'],
    ['over a version that was not read', { version: 3 }, {}, 'version-moved-on'],
    ['without a reason', {}, { reason: ' ' }, 'reason-missing'],
    ['of what no rule misses', {}, { plan: planOf({ metric: 'steps' }) }, 'plan-subject-unknown'],
  ])('is not set %s', (_, of, change, code) => {
    expect(decidePlan({ ...state, ...of }, { ...command, ...change }, kari)).toMatchObject({ ok: false, code });
  });

  it.each<[string, MeasuringPlan['entries']]>([
    ['whose time ends before it begins', [{ ...entry, from: '10:00', by: '09:00' }]],
    ['that waits twice at the same time', [entry, { ...entry, from: '11:00', by: '12:00', days: ['monday'] }]],
    [
      'whose grace reaches into the next day’s wait',
      [
        { ...entry, days: ['sunday'], by: '23:00' },
        { ...entry, days: ['monday'] },
      ],
    ],
    ['on no day', [{ ...entry, days: [] }]],
  ])('cannot be written %s', (_, entries) => {
    expect(MeasuringPlanSchema.safeParse({ ...planOf(), entries }).success).toBe(false);
  });

  it('may wait for two metrics at once, and for one again where its grace ends', () => {
    const entries = [entry, { ...entry, metric: 'heart-rate' }, { ...entry, from: '12:00', by: '20:00' }];
    expect(MeasuringPlanSchema.safeParse({ ...planOf(), entries }).success).toBe(true);
  });
});
