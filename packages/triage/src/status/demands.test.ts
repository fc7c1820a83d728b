import { MeasuringPlanSchema, type MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import { demandsOf, missingNow, requiredMetrics } from './demands.ts';
import { episodeStatus } from './episodeStatus.ts';

/* What a protocol demands, and what an episode without alerts is therefore shown as. */

const NOW = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const words = { nb: 'tekst', en: 'text' };
const rule = { id: 'silence', text: words, action: words, source: 'example for tests', kind: 'missing' } as const;

type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
const silent = (metric: MetricCode, days = 1) => ({ type: 'missing', metric, every: days * DAY, grace: 0 }) as const;
const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
const protocol = (...levels: ProtocolInput['rules'][number]['levels'][]) =>
  applyLimits(
    ProtocolSchema.parse({
      id: 'demanding',
      version: 1,
      condition: 'copd',
      title: words,
      source: 'example for tests',
      numbers: {},
      rules: levels.map((own, index) => ({ ...rule, id: `silence-${index}`, levels: own })),
    }),
    null,
    NOW,
  );
const yellow = (when: When) => ({ yellow: { when } });
/** Hours since each metric was read. */
type Ages = Partial<Record<MetricCode, number>>;
const seen = (ages: Ages) =>
  Object.fromEntries(Object.entries(ages).map(([metric, hours]) => [metric, NOW - hours * HOUR]));
const reasonOf = (effective: ReturnType<typeof protocol>, ages: Ages) =>
  episodeStatus({ openAlerts: [], lastSeen: seen(ages), protocol: effective, since: NOW - 60 * DAY, now: NOW }).reason;

describe('an episode without alerts', () => {
  const [weight, saturation] = [silent('body-weight'), silent('oxygen-saturation', 2)];

  it('is as expected while all that is demanded is new enough, up to the instant when it is due', () => {
    const both = protocol(yellow(weight), { red: { when: saturation } });
    expect(reasonOf(both, { 'body-weight': 23, 'oxygen-saturation': 47 })).toEqual({
      code: 'as-expected',
      newestAt: NOW - 23 * HOUR,
    });
    expect(reasonOf(both, { 'body-weight': 24, 'oxygen-saturation': 47 })).toEqual({
      code: 'missing',
      metric: 'body-weight',
      lastAt: NOW - DAY,
    });
    expect(reasonOf(both, { 'body-weight': 1, 'oxygen-saturation': 48 })).toMatchObject({
      metric: 'oxygen-saturation',
    });
  });

  it('names what is furthest behind, and before all what has never come', () => {
    const both = protocol(yellow(weight), yellow(saturation));
    expect(reasonOf(both, { 'body-weight': 60, 'oxygen-saturation': 50 })).toMatchObject({ metric: 'body-weight' });
    expect(reasonOf(both, { 'body-weight': 50, 'oxygen-saturation': 60 })).toMatchObject({
      metric: 'oxygen-saturation',
    });
    expect(reasonOf(both, { 'body-weight': 60 })).toEqual({
      code: 'missing',
      metric: 'oxygen-saturation',
      lastAt: null,
    });
    expect(reasonOf(both, { 'oxygen-saturation': 60 })).toEqual({
      code: 'missing',
      metric: 'body-weight',
      lastAt: null,
    });
  });

  it.each<[string, When]>([
    ['any of them', { type: 'any', of: [weight, saturation] }],
    ['two of several', { type: 'at-least', count: 2, of: [weight, saturation] }],
    ['one together with a measured value', { type: 'all', of: [saturation, { type: 'any', of: [pulse, weight] }] }],
    ['not being silent', { type: 'all', of: [pulse, { type: 'not', of: weight }, { type: 'not', of: saturation }] }],
  ])('is asked for each by itself where a rule is about %s', (_, when) => {
    const effective = protocol(yellow(when));
    expect(reasonOf(effective, { 'body-weight': 1, 'oxygen-saturation': 1 })).toMatchObject({ code: 'as-expected' });
    expect(reasonOf(effective, { 'body-weight': 30, 'oxygen-saturation': 1 })).toMatchObject({ metric: 'body-weight' });
    expect(reasonOf(effective, { 'body-weight': 1 })).toMatchObject({ metric: 'oxygen-saturation' });
  });

  it('with only a sign of life demanded is never as expected', () => {
    const life = protocol(yellow({ type: 'all', of: [weight, saturation] }));
    expect(reasonOf(life, { 'body-weight': 1 })).toEqual({ code: 'nothing-required' });
    expect(reasonOf(protocol(yellow(pulse)), { 'heart-rate': 1 })).toEqual({ code: 'nothing-required' });
  });

  it('lacks a sign of life only where nothing of it has come, and names the newest', () => {
    const demanded = protocol(
      yellow({ type: 'all', of: [silent('body-weight', 3), silent('breathlessness', 3)] }),
      yellow(silent('oxygen-saturation', 9)),
    );
    const fine = { 'oxygen-saturation': 1 } as const;
    expect(reasonOf(demanded, { ...fine, 'body-weight': 71 })).toMatchObject({ code: 'as-expected' });
    expect(reasonOf(demanded, { ...fine, breathlessness: 71, 'body-weight': 200 })).toMatchObject({
      code: 'as-expected',
    });
    expect(reasonOf(demanded, { ...fine, 'body-weight': 80, breathlessness: 75 })).toEqual({
      code: 'missing',
      metric: 'breathlessness',
      lastAt: NOW - 75 * HOUR,
    });
    expect(reasonOf(demanded, fine)).toMatchObject({ code: 'missing', lastAt: null });
  });
});

describe('what is demanded', () => {
  const grace = { ...silent('body-weight'), grace: 12 * HOUR };

  it('is named metric by metric; of which any will do, none is named', () => {
    const effective = protocol(
      yellow(silent('oxygen-saturation')),
      { red: { when: { type: 'all', of: [silent('steps'), silent('heart-rate')] } }, yellow: { when: grace } },
      yellow(pulse),
    );
    expect(requiredMetrics(effective, NOW)).toEqual(new Set(['oxygen-saturation', 'body-weight']));
    expect(requiredMetrics(protocol(yellow(pulse)), NOW)).toEqual(new Set());
  });

  it('is missing when its grace has passed too, in order of the names', () => {
    const effective = protocol(yellow(silent('oxygen-saturation')), yellow(grace));
    const missing = (hours: number) =>
      missingNow(effective, { since: NOW - 9 * DAY, lastSeen: seen({ 'body-weight': hours }), now: NOW }).metrics;
    expect(missing(36)).toEqual(['oxygen-saturation']);
    expect(missing(36.1)).toEqual(['body-weight', 'oxygen-saturation']);
    expect(reasonOf(protocol(yellow(grace)), { 'body-weight': 35.9 })).toMatchObject({ code: 'as-expected' });
    expect(reasonOf(protocol(yellow(grace)), { 'body-weight': 36 })).toMatchObject({ code: 'missing' });
  });

  it('may be older than two weeks where the rule itself says so, unlike what a plan asks for', () => {
    const monthly = protocol(yellow(silent('body-weight', 30)));
    expect(reasonOf(monthly, { 'body-weight': 29 * 24 })).toMatchObject({ code: 'as-expected' });
    expect(reasonOf(monthly, { 'body-weight': 30 * 24 })).toMatchObject({ code: 'missing' });
  });

  it('is named once, however many rules ask for it', () => {
    const twice = protocol(yellow(silent('body-weight')), yellow(silent('body-weight', 2)));
    expect(missingNow(twice, { since: NOW - 9 * DAY, lastSeen: {}, now: NOW }).metrics).toEqual(['body-weight']);
  });
});

describe('an episode in a pause', () => {
  const effective = protocol(yellow(silent('body-weight')));
  const pause = (fromHours: number, untilHours: number): Pause => ({
    scope: { type: 'episode' },
    includesRed: false,
    from: NOW + fromHours * HOUR,
    until: NOW + untilHours * HOUR,
  });
  const within = (ages: Ages, ...pauses: Pause[]) => reasonOf({ ...effective, pauses }, ages);

  it('is not asked for what the pause comes before, until the last of the pauses that run is over', () => {
    const paused = { code: 'paused', until: NOW + 9 * HOUR, hidden: 0, metric: 'body-weight', lastAt: NOW - 30 * HOUR };
    expect(within({ 'body-weight': 30 }, pause(-20, 9), pause(-10, 5))).toEqual(paused);
    expect(within({ 'body-weight': 30 }, pause(-10, 5), pause(-20, 9))).toEqual(paused);
    expect(within({}, pause(-20, 9))).toEqual({ ...paused, lastAt: null });
  });

  it('lacks what was missing before the pause began, and what is missing where none runs', () => {
    const missing = { code: 'missing', metric: 'body-weight', lastAt: NOW - 30 * HOUR };
    expect(within({ 'body-weight': 30 }, pause(-6, 9))).toEqual(missing);
    expect(within({ 'body-weight': 30 }, pause(-6.1, 9))).toMatchObject({ code: 'paused' });
    expect(within({ 'body-weight': 30 }, pause(-20, 0))).toMatchObject({ code: 'missing' });
    expect(within({}, pause(0, 9))).toMatchObject({ code: 'paused' });
    expect(within({}, pause(0.1, 9))).toMatchObject({ code: 'missing' });
  });

  it('misses at the very instant at which something is due and the pause begins', () => {
    const reason = (until: number) =>
      reasonOf({ ...effective, pauses: [{ ...pause(-6, 9), until }] }, { 'body-weight': 30 });
    expect(reason(NOW + 9 * HOUR)).toMatchObject({ code: 'missing' });
    const now = { ...pause(-24, 9), from: NOW - 24 * HOUR };
    expect(reasonOf({ ...effective, pauses: [now] }, { 'body-weight': 48 })).toMatchObject({ code: 'missing' });
  });

  it('with hidden alerts is so until the first of them shows again', () => {
    const hidden = (hours: number) =>
      ({ ruleId: 'saturation', severity: 'yellow', kind: 'clinical', pausedUntil: NOW + hours * HOUR }) as const;
    const asked = { lastSeen: seen({ 'body-weight': 1 }), protocol: effective, since: NOW - 60 * DAY, now: NOW };
    expect(episodeStatus({ ...asked, openAlerts: [hidden(9), hidden(5)] })).toEqual({
      status: 'unknown',
      reason: { code: 'paused', until: NOW + 5 * HOUR, hidden: 2, metric: null, lastAt: null },
    });
  });
});

describe('an episode that is measured by a plan', () => {
  const plan = MeasuringPlanSchema.parse({
    timeZone: 'UTC',
    entries: [
      {
        metric: 'body-weight',
        days: ['monday'],
        from: '07:00',
        by: '10:00',
        graceMinutes: 60,
        onHolidays: 'not-asked',
      },
    ],
    holidays: ['2026-03-02', '2026-03-09'],
  });
  const own = protocol(yellow({ type: 'overdue', metric: 'body-weight' }), {
    red: { when: { type: 'all', of: [silent('steps', 40), silent('heart-rate', 40)] } },
  });
  const effective = { ...own, protocol: { ...own.protocol, plan } };
  const at = (days: number, effectiveOf: ReturnType<typeof protocol> = effective) =>
    episodeStatus({
      openAlerts: [],
      lastSeen: { 'body-weight': NOW - days * DAY, steps: NOW },
      protocol: effectiveOf,
      since: NOW - 60 * DAY,
      now: NOW,
    }).reason;

  it('is as expected as long as no time has passed unanswered, but for no more than two weeks', () => {
    expect(at(14)).toMatchObject({ code: 'as-expected' });
    expect(at(14.01)).toMatchObject({ code: 'missing', metric: 'body-weight' });
    const asked = { ...effective, protocol: { ...effective.protocol, plan: { ...plan, holidays: [] } } };
    expect(at(1, asked)).toMatchObject({ code: 'as-expected' });
    expect(at(2, asked)).toMatchObject({ code: 'missing', metric: 'body-weight' });
  });

  it('requires nothing where the plan asks for nothing', () => {
    expect(at(1, own)).toEqual({ code: 'nothing-required' });
    const none = protocol(yellow({ type: 'overdue', metric: 'body-weight' }));
    expect([...demandsOf(none, NOW)]).toEqual([]);
    expect(requiredMetrics(none, NOW)).toEqual(new Set());
    expect(requiredMetrics(effective, NOW)).toEqual(new Set(['body-weight']));
  });

  it('asks for a sign of life where a rule wants all that is planned to be silent', () => {
    const entries = (['body-weight', 'heart-rate'] as const).flatMap((metric) =>
      plan.entries.map(({ questionnaire: _, ...entry }) => ({ ...entry, metric })),
    );
    const overdue = entries.map(({ metric }) => ({ type: 'overdue', metric }) as const);
    const life = protocol(yellow({ type: 'all', of: overdue }));
    const both = { ...life, protocol: { ...life.protocol, plan: { ...plan, entries } } };
    expect([...demandsOf(both, NOW)]).toMatchObject([{ severity: 'yellow', leaves: overdue }]);
    expect(requiredMetrics(both, NOW)).toEqual(new Set());
    // What the plan no longer asks for is no sign of life either: then the other one is asked for by name.
    const one = { ...life, protocol: { ...life.protocol, plan } };
    expect(requiredMetrics(one, NOW)).toEqual(new Set(['body-weight']));
  });

  it('lacks by name what the plan asks for, and no sign of life', () => {
    const asked = { ...effective, protocol: { ...effective.protocol, plan: { ...plan, holidays: [] } } };
    const since = NOW - 60 * DAY;
    expect(missingNow(asked, { since, lastSeen: {}, now: NOW }).metrics).toEqual(['body-weight']);
    expect(missingNow(asked, { since: NOW - DAY, lastSeen: {}, now: NOW }).metrics).toEqual([]);
    expect(missingNow(own, { since, lastSeen: {}, now: NOW }).metrics).toEqual([]);
  });
});
