import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../plan/calendar.ts';
import { onceADay, standardPlan } from '../../protocols/absence.ts';
import { soonestOf } from './deadline.ts';
import { compileMissing } from './missing.ts';
import { compileOverdue } from './overdue.ts';

const START = Date.parse('2026-03-20T08:30:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const leaf = { type: 'overdue', metric: 'body-weight' } as const;
const titleOf = (url: string) => ({ nb: url, en: url });
/** Across the change to summer time. */
const calendar = calendarOf(standardPlan(onceADay('body-weight', ['monday', 'thursday'])), [], 'body-weight');
const pause = { scope: { type: 'episode' }, includesRed: false, from: START + DAY, until: START + 4 * DAY } as const;

describe('what is said of a deadline without asking the calendar each time', () => {
  it.each([
    ['as the plan says', []],
    ['with a pause', [pause]],
  ])('is never later than it falls due, and not much earlier: %s', (_, pauses) => {
    const { deadline } = compileOverdue(leaf, calendar, pauses, titleOf);
    if (!deadline) throw new Error('the plan asks for it');
    const byHour = new Map<number, number>();
    for (let at = START; at < START + 20 * DAY; at += 23 * MINUTE) {
      const [soonest, due] = [soonestOf(deadline, byHour, START, at), deadline.dueAt(START, at)];
      expect(soonest).toBeLessThanOrEqual(due);
      expect(soonest).toBe(deadline.dueAt(START - DAY, Math.floor(at / HOUR) * HOUR));
    }
    expect(byHour.size).toBeLessThanOrEqual(100);
  });

  it('is what it is before the first reading, and after a close that came later', () => {
    const { deadline } = compileOverdue(leaf, calendar, [], titleOf);
    if (!deadline) throw new Error('the plan asks for it');
    const close = START + 7 * DAY;
    expect(soonestOf(deadline, new Map(), close, START)).toBe(deadline.dueAt(close, START));
    expect(soonestOf(deadline, new Map(), START, -1e15)).toBe(deadline.dueAt(START, -1e15));
  });

  it('counts from the later of the two where the rule names a time', () => {
    const { deadline } = compileMissing({ type: 'missing', metric: 'body-weight', every: DAY, grace: HOUR }, [pause]);
    if (!deadline) throw new Error('it has one');
    expect(soonestOf(deadline, new Map(), START, START + HOUR)).toBe(START + DAY + 2 * HOUR);
    expect(soonestOf(deadline, new Map(), START + HOUR, START)).toBe(START + DAY + 2 * HOUR);
    expect(deadline.dueAt(START, START + HOUR)).toBe(START + 5 * DAY + HOUR);
  });

  it('is nothing where no plan asks for the metric', () => {
    expect(compileOverdue(leaf, calendarOf(null, [], 'body-weight'), [], titleOf).deadline).toBeUndefined();
  });
});
