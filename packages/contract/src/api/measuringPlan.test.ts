import { describe, expect, it } from 'vitest';
import { MeasuringPlanSchema, OccasionSchema, PLAN_DAYS, subjectOfEntry } from './measuringPlan.ts';

const FORM = 'https://example.org/form';
const times = { days: ['sunday'], from: '08:00', by: '20:00', graceMinutes: 60, onHolidays: 'asked' } as const;
const weight = { metric: 'body-weight', ...times };
const form = { questionnaire: FORM, ...times };
const DAY = 24 * 60;
const parse = (...entries: object[]) =>
  MeasuringPlanSchema.safeParse({ timeZone: 'Europe/Oslo', entries, holidays: [] });
const faults = (...entries: object[]) => parse(...entries).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('an entry of a plan', () => {
  it('asks for a measurement or a form, and is read as it was written', () => {
    const plan = parse(weight, form);
    expect(plan.error).toBeUndefined();
    expect(plan.data?.entries.map(subjectOfEntry)).toEqual(['body-weight', FORM]);
    // To the letter, also in the order of its fields: what judges is known by a digest of it.
    expect(JSON.stringify(parse(weight).data?.entries)).toBe(JSON.stringify([weight]));
  });

  it.each<[string, object]>([
    ['never both', { ...weight, questionnaire: FORM }],
    ['not nothing', times],
    ['not an unknown metric', { ...times, metric: 'mood' }],
    ['not a form without a name', { ...times, questionnaire: '' }],
  ])('%s', (_, entry) => {
    expect(faults(entry).some((path) => path.startsWith('entries.0'))).toBe(true);
  });

  it('waits at most a day after it is due for a measurement, six days for a form', () => {
    expect(faults({ ...weight, graceMinutes: DAY }, { ...form, graceMinutes: 6 * DAY })).toEqual([]);
    expect(faults({ ...weight, graceMinutes: DAY + 1 })).toEqual(['entries.0.graceMinutes']);
    expect(faults({ ...form, graceMinutes: 6 * DAY + 1 })).toEqual(['entries.0.graceMinutes']);
  });

  it('names the time that cannot be', () => {
    expect(faults({ ...form, by: '07:00' })).toEqual(['entries.0.by']);
    expect(faults({ ...form, from: '' })).toContain('entries.0.from');
    expect(faults({ ...form, days: [] })).toEqual(['entries.0.days']);
  });
});

describe('two waits of one form', () => {
  it('never meet, also over the end of the week', () => {
    const monday = { ...form, days: ['monday'] };
    expect(faults({ ...form, graceMinutes: 12 * 60 }, monday)).toEqual([]);
    expect(faults({ ...form, graceMinutes: 12 * 60 + 1 }, monday)).toEqual(['entries.1.from']);
    expect(faults(form, { ...form, metric: 'body-weight', questionnaire: undefined })).toEqual([]);
  });

  it('are also those of one entry, where it still waits on the next of its days', () => {
    const often = { ...form, days: ['monday', 'wednesday'] };
    expect(faults({ ...often, graceMinutes: DAY + 12 * 60 })).toEqual([]);
    expect(faults({ ...often, graceMinutes: DAY + 12 * 60 + 1 })).toEqual(['entries.0.from']);
    // Plans of measurements that were stored before this was asked for are still read.
    expect(faults({ ...weight, days: PLAN_DAYS, graceMinutes: DAY })).toEqual([]);
  });
});

it('an occasion is of a measurement, or of a form with its name and the response that answered it', () => {
  const at = '2026-03-08T19:00:00.000Z';
  const due = { opensAt: at, by: at, overdueAt: at, state: 'waiting', answeredAt: null };
  expect(OccasionSchema.safeParse({ metric: 'body-weight', ...due }).success).toBe(true);
  const asked = { questionnaire: FORM, title: { nb: 'Skjema', en: 'Form' }, responseId: null };
  expect(OccasionSchema.safeParse({ ...asked, ...due }).success).toBe(true);
  expect(OccasionSchema.safeParse({ ...asked, metric: 'body-weight', ...due }).success).toBe(false);
});
