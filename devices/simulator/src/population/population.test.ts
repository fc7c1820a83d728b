import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoPopulation } from './demo.ts';
import { batteryPercentAt, type Home, type Occasion } from './home.ts';
import { Population } from './population.ts';
import { DAY, HOUR } from './schedule.ts';

const startedAt = Date.parse('2026-03-01T10:00:00Z');
const demo = demoPopulation({ seed: 42, startedAt });
const homes: readonly Home[] = demo.map((home) => ({ ...home, secret: 'secret' }));
const population = new Population(homes);

const planned = (from: number, to: number) => [...population.plan(from, to)];
const key = ({ deviceId, at }: Occasion) => `${deviceId}@${at}`;

describe('a population', () => {
  it('plans the same for the same seed', () => {
    const again = new Population(
      demoPopulation({ seed: 42, startedAt }).map((home) => ({ ...home, secret: 'secret' })),
    );
    expect([...again.plan(startedAt - 3 * DAY, startedAt)]).toEqual(planned(startedAt - 3 * DAY, startedAt));
    const other = new Population(demoPopulation({ seed: 43, startedAt }).map((home) => ({ ...home, secret: '' })));
    expect([...other.plan(startedAt - 3 * DAY, startedAt)]).not.toEqual(planned(startedAt - 3 * DAY, startedAt));
  });

  it('plans in the order of time, inside the span, each home at most once an instant', () => {
    const occasions = planned(startedAt - 20 * DAY, startedAt + HOUR);
    const times = occasions.map((occasion) => occasion.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((at) => at >= startedAt - 20 * DAY && at < startedAt + HOUR)).toBe(true);
    expect(new Set(occasions.map(key)).size).toBe(occasions.length);
  });

  it('plans a span in two parts just as in one, wherever it is cut: a restart changes nothing', () => {
    const from = startedAt - 2 * DAY;
    const to = startedAt + 120_000;
    const whole = planned(from, to);
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (cut) => {
        expect([...planned(from, cut), ...planned(cut, to)]).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('measures one value of a metric at one instant', () => {
    for (const { readings } of planned(startedAt - 3 * DAY, startedAt + HOUR)) {
      expect(new Set(readings.map((reading) => reading.metric)).size).toBe(readings.length);
    }
  });

  it('refuses two homes with one device', () => {
    const [home] = homes;
    if (!home) throw new Error('No home');
    expect(() => new Population([home, home])).toThrow('same device id');
  });
});

describe('the demo', () => {
  it('is forty homes with the five conditions', () => {
    expect(homes).toHaveLength(40);
    const counts = Object.groupBy(demo, (home) => home.condition);
    expect(Object.fromEntries(Object.entries(counts).map(([condition, list]) => [condition, list.length]))).toEqual({
      copd: 13,
      'acute-illness': 1,
      'heart-failure': 10,
      diabetes: 8,
      hypertension: 8,
    });
    expect(new Set(demo.map((home) => home.seed)).size).toBe(40);
  });

  it('has two that go downhill and one that is silent', () => {
    const parts = (part: string) => demo.filter((home) => home.part === part).map((home) => home.condition);
    expect(parts('deteriorating')).toEqual(['copd', 'heart-failure']);
    expect(parts('silent')).toEqual(['hypertension']);
  });

  it('has a year of daily measurements, and two weeks of glucose each five minutes', () => {
    const year = planned(startedAt - 365 * DAY, startedAt);
    const readings = year.flatMap((occasion) => occasion.readings);
    const glucose = readings.filter((reading) => reading.metric === 'glucose');
    expect(glucose.filter((reading) => reading.effectiveAt >= startedAt - 14 * DAY)).toHaveLength(8 * 14 * 288);
    const weights = readings.filter((reading) => reading.metric === 'body-weight');
    expect(weights.length).toBeGreaterThan(10 * 364);
    expect(readings.length).toBeLessThan(250_000);
  });

  it('says nothing from the silent home for its last four days', () => {
    const silent = demo.find((home) => home.part === 'silent')?.deviceId;
    const last = planned(startedAt - 10 * DAY, startedAt + DAY).findLast((occasion) => occasion.deviceId === silent);
    expect(last?.at).toBeLessThan(startedAt - 4 * DAY);
    expect(last?.at).toBeGreaterThan(startedAt - 6 * DAY);
  });
});

describe('the battery', () => {
  const yearOf = (seed: number) =>
    Array.from({ length: 365 }, (_, day) => batteryPercentAt(seed, startedAt + day * DAY));

  it('falls from full to where it is low, by some to nearly empty, and is changed', () => {
    const least: number[] = [];
    for (const { seed } of demo) {
      const charges = yearOf(seed);
      expect(Math.max(...charges)).toBeGreaterThan(95);
      least.push(Math.min(...charges));
      const changes = charges.filter((charge, day) => charge > (charges[day - 1] ?? 101));
      expect(changes.length).toBeGreaterThanOrEqual(3);
    }
    expect(Math.min(...least)).toBeGreaterThanOrEqual(8);
    expect(Math.min(...least)).toBeLessThan(15);
    // Above the 20 % at which the screens call a battery low.
    expect(least.filter((percent) => percent > 20).length).toBeGreaterThan(demo.length / 2);
  });
});
