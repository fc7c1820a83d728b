import { type MeasuringPlan, MeasuringPlanSchema } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { calendarOf, isPutOff } from './calendar.ts';
import { dueTimesOf } from './dates.ts';
import { type PlanVersion, PlanVersionSchema } from './schema.ts';

/* The due times of one metric, as the engine asks for them. March 2026: the 23rd is a Monday. */

const at = (local: string) => Date.parse(local);
const entry = (change: object = {}) => ({
  metric: 'body-weight',
  days: ['monday', 'wednesday', 'friday'],
  from: '07:00',
  by: '10:00',
  graceMinutes: 60,
  onHolidays: 'not-asked',
  ...change,
});
const planOf = (timeZone: string, ...entries: object[]): MeasuringPlan =>
  MeasuringPlanSchema.parse({ timeZone, entries, holidays: ['2026-04-03'] });
const weights = planOf('Europe/Oslo', entry());
const weightsOf = (plan: MeasuringPlan | null, versions: readonly PlanVersion[] = []) =>
  calendarOf(plan, versions, 'body-weight');
const told = (times: readonly { by: number }[]) => times.map(({ by }) => new Date(by).toISOString().slice(5, 16));

describe('a calendar', () => {
  it('is one and the same for every patient who has no plan of their own', () => {
    expect(weightsOf(weights)).toBe(weightsOf(weights));
    expect(weightsOf(weights)).not.toBe(calendarOf(weights, [], 'heart-rate'));
    const own = [{ version: 1, since: at('2026-03-24T00:00Z'), plan: planOf('Europe/Oslo') }];
    expect(weightsOf(weights, own)).not.toBe(weightsOf(weights));
  });

  it('works each date out once, since the same ones are asked for at every reading', () => {
    const span = [at('2026-03-23T00:00Z'), at('2026-03-24T00:00Z')] as const;
    const [first] = weightsOf(weights).between(...span);
    expect(first).toBeDefined();
    expect(weightsOf(weights).between(...span)[0]).toBe(first);
  });

  it('has the due times of a date in order, however the plan lists them', () => {
    const evening = entry({ from: '18:00', by: '20:00' });
    const noon = entry({ from: '11:30', by: '13:00' });
    const listed = weightsOf(planOf('UTC', evening, entry(), noon));
    const times = listed.between(at('2026-03-23T00:00Z'), at('2026-03-24T00:00Z'));
    expect(told(times)).toEqual(['03-23T10:00', '03-23T13:00', '03-23T20:00']);
  });

  it('has, of two that are due at once, the one that has waited longest first', () => {
    // The form lets no such plan in; what is stored must be read all the same.
    const entries = [entry({ from: '09:00' }), entry({ from: '07:00' })];
    const calendar = weightsOf({ ...weights, entries: entries as MeasuringPlan['entries'] });
    const times = calendar.between(at('2026-03-23T00:00Z'), at('2026-03-24T00:00Z'));
    expect(times.map(({ opensAt }) => new Date(opensAt).toISOString().slice(11, 16))).toEqual(['06:00', '08:00']);
  });

  it.each([
    ['ahead of UTC', 'Asia/Kolkata', { from: '03:00', by: '04:00' }, ['03-22T22:30', '03-24T22:30']],
    ['behind UTC', 'America/New_York', { from: '20:00', by: '22:00' }, ['03-24T02:00', '03-26T02:00']],
  ])('finds what is due on the date of the patient, %s', (_, timeZone, clock, expected) => {
    const calendar = weightsOf(planOf(timeZone, entry(clock)));
    expect(told(calendar.between(at('2026-03-22T22:00Z'), at('2026-03-26T03:00Z')))).toEqual(expected);
    // To the very instant of the last, so that no later hour of the span can find it instead.
    const [first] = calendar.between(at('2026-03-22T22:00Z'), at(`2026-${expected[0]}Z`));
    expect(told(first ? [first] : [])).toEqual(expected.slice(0, 1));
  });
});

describe('what is missed first', () => {
  const asked = { readAt: null, after: at('2026-03-22T00:00Z'), pauses: [] };
  /** What was due on Monday may come until the same time on Tuesday; from Monday noon on the plan asks at 10:45 and gives no grace. */
  const next = (mondayBy: string) => {
    const monday = entry({ days: ['monday'], by: mondayBy, graceMinutes: 1440 });
    const tuesday = entry({ days: ['tuesday'], from: '10:30', by: '10:45', graceMinutes: 0 });
    const versions = [{ version: 1, since: at('2026-03-23T12:00Z'), plan: planOf('UTC', tuesday) }];
    return weightsOf(planOf('UTC', monday), versions).next(asked);
  };

  it('is what has the shorter grace, though it is due later', () => {
    expect(next('11:00')).toMatchObject({ by: at('2026-03-24T10:45Z'), overdueAt: at('2026-03-24T10:45Z') });
  });

  it('is, of two that are missed at the same instant, the one that was due first', () => {
    expect(next('10:45')).toMatchObject({ by: at('2026-03-23T10:45Z') });
  });

  it('is nothing where every version of the plan asks for nothing', () => {
    expect(weightsOf(planOf('UTC')).next(asked)).toBe(null);
    expect(weightsOf(null).next(asked)).toBe(null);
    const never = [{ version: 1, since: at('2026-03-23T00:00Z'), plan: planOf('UTC') }];
    expect(weightsOf(null, never).next(asked)).toBe(null);
  });

  it('is of a plan that begins later, also long after the last reading', () => {
    const begins = at('2027-10-04T00:00Z');
    const calendar = weightsOf(null, [{ version: 1, since: begins, plan: weights }]);
    expect(calendar.next(asked)).toMatchObject({ by: at('2027-10-04T10:00+02:00'), version: 1 });
    expect(calendar.next({ ...asked, readAt: asked.after })).toMatchObject({ by: at('2027-10-04T10:00+02:00') });
  });
});

describe('a plan that holds from an instant', () => {
  const since = at('2026-03-24T12:00Z');
  const begins = weightsOf(null, [{ version: 1, since, plan: weights }]);

  it('is read as it was stored; versions count from 1', () => {
    const version = { version: 1, since, plan: null };
    expect(PlanVersionSchema.parse(JSON.parse(JSON.stringify(version)))).toEqual(version);
    expect(PlanVersionSchema.safeParse({ ...version, version: 0 }).success).toBe(false);
  });

  it('asks from that instant on, and not before', () => {
    expect([since - 1, since].map(begins.asksAt)).toEqual([false, true]);
  });

  it('gives way to the later version of two that were set at the same instant', () => {
    const nothing = planOf('UTC');
    const two = [
      { version: 2, since, plan: nothing },
      { version: 1, since, plan: weights },
    ];
    expect(weightsOf(null, two).asksAt(since)).toBe(false);
    expect(weightsOf(null, two.toReversed()).asksAt(since)).toBe(false);
    const turned = two.map((one) => ({ ...one, version: 3 - one.version }));
    expect(weightsOf(null, turned).asksAt(since)).toBe(true);
    expect(weightsOf(null, turned.toReversed()).asksAt(since)).toBe(true);
  });
});

describe('a due time', () => {
  const day = (date: string) => Math.floor(at(date) / 86_400_000);
  const time = {
    opensAt: at('2026-03-23T07:00+01:00'),
    by: at('2026-03-23T10:00+01:00'),
    overdueAt: at('2026-03-23T11:00+01:00'),
    version: null,
  };
  const pause = (from: number, until: number) => ({
    scope: { type: 'episode' as const },
    includesRed: false,
    from,
    until,
  });

  it('is not put off by a pause that was called off at the instant it would have begun', () => {
    const noon = time.opensAt + 60_000;
    expect(isPutOff(time, [pause(noon, noon)])).toBe(false);
    expect(isPutOff(time, [pause(noon, noon + 1)])).toBe(true);
  });

  it('is there on no date that the plan leaves out', () => {
    expect(dueTimesOf(weights, weights.entries, day('2026-03-24'), null)).toEqual([]);
    expect(dueTimesOf(weights, weights.entries, day('2026-04-03'), null)).toEqual([]);
    expect(dueTimesOf(weights, weights.entries, day('2026-03-23'), 4)).toEqual([{ ...time, version: 4 }]);
  });
});
