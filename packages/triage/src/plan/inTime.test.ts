import { type MeasuringPlan, PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { compileProtocol } from '../engine/rules/compile.ts';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { relive } from '../replay/lived.ts';
import { plansInTime } from './inTime.ts';
import type { PlanVersion } from './schema.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-02T00:00:00Z');
const ADOPTED = START + 5 * DAY + 15 * HOUR;
const words = { nb: 'tekst', en: 'text' };

const planBy = (by: string): MeasuringPlan => ({
  timeZone: 'UTC',
  entries: [{ metric: 'body-weight', days: PLAN_DAYS, from: '00:00', by, graceMinutes: 120, onHolidays: 'asked' }],
  holidays: [],
});
const [noon, evening, own] = [planBy('12:00'), planBy('20:00'), planBy('06:00')];
const NOTHING = { timeZone: 'UTC', entries: [], holidays: [] };
const version = (number: number, since: number, plan: MeasuringPlan | null): PlanVersion => ({
  version: number,
  since,
  plan,
});

describe('what was asked for when', () => {
  it('is the patient’s own alone where the protocol’s plan has always been the same', () => {
    const set = [version(1, 5, own)];
    expect(plansInTime([], set)).toBe(set);
    expect(plansInTime([{ since: 0, plan: noon }], set)).toBe(set);
    const same = [0, 7, 9].map((since) => ({ since, plan: planBy('12:00') }));
    expect(plansInTime(same, set)).toBe(set);
    expect(
      plansInTime(
        [0, 7].map((since) => ({ since, plan: null })),
        set,
      ),
    ).toBe(set);
  });

  it('follows the protocol’s plan as versions with other ones were put in force', () => {
    const standards = [
      { since: 0, plan: null },
      { since: 10, plan: noon },
      { since: 20, plan: noon },
      { since: 30, plan: evening },
    ];
    expect(plansInTime(standards, [])).toEqual([
      { version: null, since: 0, plan: NOTHING },
      { version: null, since: 10, plan: noon },
      { version: null, since: 30, plan: null },
    ]);
  });

  it('is the patient’s own from when it was set, whatever is put in force meanwhile, and the protocol’s of then when it is given up', () => {
    const standards = [
      { since: 0, plan: noon },
      { since: 10, plan: evening },
      { since: 30, plan: noon },
    ];
    const set = [version(1, 5, own), version(2, 20, null), version(3, 40, own), version(4, 50, null)];
    expect(plansInTime(standards, set)).toEqual([
      { version: null, since: 0, plan: noon },
      { version: 1, since: 5, plan: own },
      { version: null, since: 20, plan: evening },
      { version: null, since: 30, plan: null },
      { version: 3, since: 40, plan: own },
      { version: null, since: 50, plan: null },
    ]);
  });
});

describe('a protocol version with a plan, put in force', () => {
  const protocolOf = (number: number, plan: MeasuringPlan | null) =>
    ProtocolSchema.parse({
      id: 'planned',
      version: number,
      condition: 'heart-failure',
      title: words,
      source: 'example for tests',
      numbers: {},
      ...(plan && { plan }),
      rules: [
        {
          text: words,
          action: words,
          source: 'example for tests',
          kind: 'missing',
          id: 'weight',
          autoClose: true,
          levels: { yellow: { when: { type: 'overdue', metric: 'body-weight' } } },
        },
      ],
    });
  const told = (before: MeasuringPlan | null, after: MeasuringPlan | null, until: number) => {
    const standards = [
      { since: 0, plan: before },
      { since: ADOPTED, plan: after },
    ];
    const plans = plansInTime(standards, []);
    const compiled = [protocolOf(1, before), protocolOf(2, after)].map((one) =>
      compileProtocol(applyLimits(one, null, START, [], plans)),
    );
    const settings = compiled.map((protocol, place) => ({ from: place === 0 ? START : ADOPTED, protocol }));
    const history = { since: START, settings, readings: [], closes: [], ticks: [ADOPTED, ADOPTED + 1] };
    return relive(history, until).map(({ type, at }) => [type, (at - START) / HOUR]);
  };
  const day = (days: number, hours: number) => days * 24 + hours;

  it('tells nothing of what it would have asked for before', () => {
    expect(told(null, noon, ADOPTED)).toEqual([]);
    expect(told(null, noon, START + 6 * DAY + 13.9 * HOUR)).toEqual([]);
    expect(told(null, noon, START + 7 * DAY)).toEqual([['opened', day(6, 14)]]);
  });

  it('asks from the next due time on, also on the same day', () => {
    expect(told(null, evening, START + 6 * DAY)).toEqual([['opened', day(5, 22)]]);
  });

  it('leaves what the version before it asked for due, with its grace', () => {
    // Due at 14:00 and missed at 16:00 by the first, which is gone at 15:00.
    expect(told(planBy('14:00'), null, START + 5 * DAY + 18 * HOUR)).toEqual([['opened', day(0, 16)]]);
    const closed = { since: 0, plan: planBy('14:00') };
    const plans = plansInTime([closed, { since: ADOPTED, plan: null }], []);
    const protocol = compileProtocol(applyLimits(protocolOf(2, null), null, START, [], plans));
    const readings = [{ type: 'measurement', metric: 'body-weight', value: 80, at: START + 4 * DAY + HOUR } as const];
    const findings = relive(
      { since: START, settings: [{ from: START, protocol }], readings, closes: [], ticks: [] },
      START + 9 * DAY,
    );
    expect(findings.map(({ at }) => (at - START) / HOUR)).toContain(day(5, 16));
  });
});
