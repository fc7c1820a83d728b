import { type MeasuringPlan, PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { metricsOfScore } from '../scores/registry.ts';
import { thresholdBands } from './bands.ts';
import { compareStatus, episodeStatus } from './episodeStatus.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
/** When yesterday began in Norway. */
const YESTERDAY = Date.parse('2026-03-08T23:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When the follow-up began. */
const SINCE = NOW - DAY;

function shipped(id: string, pauses: readonly Pause[] = []) {
  const protocol = findProtocol(id);
  if (!protocol) throw new Error(`no protocol ${id}`);
  return applyLimits(protocol, null, NOW, pauses);
}

const copd = shipped('copd');
const red = { ruleId: 'saturation-low', severity: 'red', kind: 'clinical' } as const;
const yellow = { ruleId: 'pulse-high', severity: 'yellow', kind: 'clinical' } as const;
const missing = { ruleId: 'saturation-missing', severity: 'yellow', kind: 'missing' } as const;
const review = { ruleId: 'review:metric:inr', severity: 'yellow', kind: 'review' } as const;
const fresh = { 'oxygen-saturation': NOW - HOUR };

describe('the status of an episode', () => {
  it.each([
    ['red while any red alert is open', [yellow, missing, red], fresh, 'red', 'alert'],
    ['yellow while a yellow clinical alert is open', [missing, review, yellow], fresh, 'yellow', 'alert'],
    ['unknown while data is missing', [missing], fresh, 'unknown', 'alert'],
    ['unknown while a value that no rule judged waits for a review', [review], fresh, 'unknown', 'alert'],
    ['green with fresh data and nothing open', [], fresh, 'green', 'as-expected'],
    ['unknown before the first reading', [], {}, 'unknown', 'missing'],
    ['unknown when only other data is fresh', [], { 'heart-rate': NOW }, 'unknown', 'missing'],
    ['green as long as what was due has come', [], { 'oxygen-saturation': YESTERDAY }, 'green', 'as-expected'],
    [
      'unknown when a due time has passed without it, whether or not a tick came',
      [],
      { 'oxygen-saturation': YESTERDAY - 1 },
      'unknown',
      'missing',
    ],
  ] as const)('is %s', (_, openAlerts, lastSeen, status, code) => {
    const found = episodeStatus({ openAlerts, lastSeen, protocol: copd, since: SINCE, now: NOW });
    expect(found.status).toBe(status);
    expect(found.reason.code).toBe(code);
  });

  describe('in a pause', () => {
    const until = NOW + DAY;
    const saturation = { scope: { type: 'metrics', metrics: ['oxygen-saturation'] }, includesRed: false } as const;
    const paused = shipped('copd', [{ ...saturation, from: NOW - 2 * DAY, until }]);
    const lastSeen = { 'oxygen-saturation': NOW - 3 * DAY };

    it('is unknown and paused, not green, while the data is old', () => {
      const reason = { code: 'paused', until, hidden: 0, metric: 'oxygen-saturation', lastAt: NOW - 3 * DAY };
      const found = episodeStatus({ openAlerts: [], lastSeen, protocol: paused, since: SINCE, now: NOW });
      expect(found).toEqual({ status: 'unknown', reason });
    });

    it.each([
      ['that is over, the data still old', { from: NOW - 2 * DAY, until: NOW }],
      ['that is yet to come', { from: NOW + 1, until }],
      ['that began when the data was overdue', { from: NOW - DAY, until }],
    ])('%s, misses the data', (_, period) => {
      const protocol = shipped('copd', [{ ...saturation, ...period }]);
      expect(episodeStatus({ openAlerts: [], lastSeen, protocol, since: SINCE, now: NOW })).toEqual({
        status: 'unknown',
        reason: { code: 'missing', metric: 'oxygen-saturation', lastAt: NOW - 3 * DAY },
      });
    });

    it.each([
      ['one that is not paused counts', [{ ...yellow, pausedUntil: until }, red], 'red', 'alert'],
      ['nothing else is open', [{ ...yellow, pausedUntil: until }], 'unknown', 'paused'],
      ['it is red, and so the pause says', [{ ...red, pausedUntil: until }], 'unknown', 'paused'],
      ['it is about missing data', [{ ...missing, pausedUntil: until }], 'unknown', 'paused'],
    ] as const)('with an alert hidden is never green: %s', (_, openAlerts, status, code) => {
      const found = episodeStatus({ openAlerts, lastSeen: fresh, protocol: copd, since: SINCE, now: NOW });
      expect(found).toMatchObject({ status, reason: { code } });
    });

    it('with nothing hidden and fresh data is what it is', () => {
      expect(episodeStatus({ openAlerts: [], lastSeen: fresh, protocol: paused, since: SINCE, now: NOW }).status).toBe(
        'green',
      );
    });
  });

  describe('by a plan that asks for nothing on Sundays', () => {
    const workdays = PLAN_DAYS.slice(0, 5);
    const entry = {
      metric: 'oxygen-saturation',
      days: workdays,
      from: '00:00',
      by: '10:00',
      graceMinutes: 120,
    } as const;
    const plan: MeasuringPlan = {
      timeZone: 'Europe/Oslo',
      entries: [{ ...entry, onHolidays: 'asked' }],
      holidays: [],
    };
    // Without the rule about who is inactive, which would speak first.
    const rules = copd.protocol.rules.filter(({ id }) => id !== 'inactive');
    const statusAt = (now: string, last: string, own: MeasuringPlan = plan) => {
      const at = Date.parse(now);
      const protocol = applyLimits({ ...copd.protocol, rules }, null, at, [], [{ version: 1, since: 0, plan: own }]);
      const lastSeen = { 'oxygen-saturation': Date.parse(last) };
      return episodeStatus({ openAlerts: [], lastSeen, protocol, since: SINCE, now: at }).status;
    };

    it.each([
      ['is green through the weekend', '2026-03-08T20:00:00+01:00', '2026-03-06T08:00:00+01:00', 'green'],
      [
        'is green on Monday until the time has passed',
        '2026-03-09T11:59:59+01:00',
        '2026-03-06T08:00:00+01:00',
        'green',
      ],
      ['is unknown from then on', '2026-03-09T12:00:00+01:00', '2026-03-06T08:00:00+01:00', 'unknown'],
      [
        'is unknown on Sunday when Friday was missed',
        '2026-03-08T20:00:00+01:00',
        '2026-03-05T08:00:00+01:00',
        'unknown',
      ],
    ])('%s', (_, now, last, status) => {
      expect(statusAt(now, last)).toBe(status);
    });

    it('is never green on what is older than two weeks, whatever the plan says', () => {
      const holidays = ['2026-03-06', '2026-03-13', '2026-03-20'];
      const rare: MeasuringPlan = {
        ...plan,
        entries: [{ ...entry, days: ['friday'], onHolidays: 'not-asked' }],
        holidays,
      };
      expect(statusAt('2026-03-13T08:00:00+01:00', '2026-02-27T08:00:00+01:00', rare)).toBe('green');
      expect(statusAt('2026-03-13T08:00:01+01:00', '2026-02-27T08:00:00+01:00', rare)).toBe('unknown');
    });

    it('is not green by a plan that asks for nothing, though the patient measures', () => {
      const found = statusAt('2026-03-09T11:00:00+01:00', '2026-03-09T10:00:00+01:00', { ...plan, entries: [] });
      expect(found).toBe('unknown');
    });
  });

  it('is unknown where the protocol requires nothing', () => {
    const { protocol } = copd;
    const lax = applyLimits(
      { ...protocol, rules: protocol.rules.filter((rule) => rule.kind !== 'missing') },
      null,
      NOW,
    );
    const found = episodeStatus({ openAlerts: [], lastSeen: fresh, protocol: lax, since: SINCE, now: NOW });
    expect(found).toEqual({ status: 'unknown', reason: { code: 'nothing-required' } });
  });

  it('names the metric that is furthest behind', () => {
    const { protocol } = copd;
    const asks = (id: string, metric: 'heart-rate' | 'oxygen-saturation' | 'steps') => ({
      ...protocol.rules[0],
      id,
      levels: { yellow: { when: { type: 'missing', metric, every: DAY, grace: 0 } } },
    });
    const rules = [asks('a', 'heart-rate'), asks('b', 'oxygen-saturation'), asks('c', 'steps')];
    const strict = applyLimits({ ...protocol, rules } as typeof protocol, null, NOW);
    const lastSeen = { 'heart-rate': NOW - 2 * DAY, 'oxygen-saturation': NOW - 5 * DAY, steps: NOW - 3 * DAY };
    const found = episodeStatus({ openAlerts: [], lastSeen, protocol: strict, since: SINCE, now: NOW });
    expect(found.reason).toEqual({ code: 'missing', metric: 'oxygen-saturation', lastAt: NOW - 5 * DAY });
  });

  describe('of a protocol that judges by a score', () => {
    const acute = shipped('acute-home');
    const minutesAgo = (minutes: number) => NOW - minutes * 60_000;
    const round = (minutes: number) =>
      Object.fromEntries(metricsOfScore('news2').map((metric) => [metric, minutesAgo(minutes)]));
    const statusOf = (lastSeen: Readonly<Partial<Record<string, number>>>) =>
      episodeStatus({ openAlerts: [], lastSeen, protocol: acute, since: SINCE, now: NOW });

    it.each([
      ['green after a round', round(300), 'green'],
      ['green in the middle of the next', { ...round(400), 'heart-rate': minutesAgo(120) }, 'green'],
      ['unknown when the next stayed in the middle', { ...round(400), 'heart-rate': minutesAgo(121) }, 'unknown'],
      ['unknown when one part stayed away', { ...round(121), consciousness: minutesAgo(400) }, 'unknown'],
      ['green when the parts just hold together', { ...round(121), consciousness: minutesAgo(241) }, 'green'],
      ['unknown before every part has come', { ...round(5), consciousness: undefined }, 'unknown'],
    ])('is %s', (_, lastSeen, status) => {
      expect(statusOf(lastSeen).status).toBe(status);
    });

    it('says that the total is what it does not know', () => {
      expect(statusOf({ ...round(400), 'heart-rate': minutesAgo(121) }).reason).toEqual({
        code: 'no-total',
        score: 'news2',
        at: minutesAgo(121),
      });
    });
  });

  it('names the metric of the first rule where two are equally far behind', () => {
    const { protocol } = copd;
    const asks = (id: string, metric: 'heart-rate' | 'steps') => ({
      ...protocol.rules[0],
      id,
      levels: { yellow: { when: { type: 'missing', metric, every: DAY, grace: 0 } } },
    });
    const both = applyLimits(
      { ...protocol, rules: [asks('a', 'steps'), asks('b', 'heart-rate')] } as typeof protocol,
      null,
      NOW,
    );
    const lastSeen = { 'heart-rate': NOW - 2 * DAY, steps: NOW - 2 * DAY };
    expect(episodeStatus({ openAlerts: [], lastSeen, protocol: both, since: SINCE, now: NOW }).reason).toMatchObject({
      metric: 'steps',
    });
    expect(
      episodeStatus({ openAlerts: [], lastSeen: {}, protocol: both, since: SINCE, now: NOW }).reason,
    ).toMatchObject({
      metric: 'steps',
    });
  });

  it('orders worst first', () => {
    const sorted = (['green', 'unknown', 'red', 'yellow'] as const).toSorted(compareStatus);
    expect(sorted).toEqual(['red', 'yellow', 'unknown', 'green']);
  });
});

describe('an episode of which something came that nobody could judge', () => {
  const at = (
    openAlerts: readonly (typeof red | typeof yellow | typeof missing)[],
    pausedUntil: number | null = null,
  ) =>
    episodeStatus({
      openAlerts: openAlerts.map((alert) => ({ ...alert, pausedUntil })),
      lastSeen: fresh,
      unjudgedSince: NOW - HOUR,
      protocol: copd,
      since: SINCE,
      now: NOW,
    });

  it('is not known, whatever else says that all is well, and says since when', () => {
    expect(at([])).toEqual({ status: 'unknown', reason: { code: 'unjudged', since: NOW - HOUR } });
    expect(at([red], NOW + HOUR).reason.code).toBe('unjudged');
  });

  it('is as bad as the worst that is known', () => {
    expect(at([yellow, red]).status).toBe('red');
    expect(at([yellow]).status).toBe('yellow');
    expect(at([missing])).toMatchObject({ status: 'unknown', reason: { code: 'alert' } });
  });
});

describe('the bands of a trend', () => {
  it('are the limits that one metric can cross by itself', () => {
    expect(thresholdBands(copd, 'oxygen-saturation')).toEqual([
      { ruleId: 'saturation-low', severity: 'red', from: null, until: 88, origin: 'protocol' },
      { ruleId: 'saturation-low', severity: 'red', from: null, until: 82, origin: 'protocol' },
      { ruleId: 'saturation-low', severity: 'yellow', from: null, until: 90, origin: 'protocol' },
    ]);
    expect(thresholdBands(copd, 'body-temperature')).toEqual([
      { ruleId: 'temperature-high', severity: 'yellow', from: 38, until: null, origin: 'protocol' },
      { ruleId: 'temperature-low', severity: 'yellow', from: null, until: 35, origin: 'protocol' },
    ]);
  });

  it('are one where the red limit makes yellow by fewer readings', () => {
    expect(thresholdBands(shipped('hypertension'), 'systolic-pressure')).toEqual([
      { ruleId: 'pressure-crisis', severity: 'red', from: 180, until: null, origin: 'protocol' },
      { ruleId: 'pressure-low', severity: 'red', from: null, until: 90, origin: 'protocol' },
      { ruleId: 'pressure-low', severity: 'yellow', from: null, until: 100, origin: 'protocol' },
    ]);
  });

  it('are not drawn for a part of a combination, a change or a mean', () => {
    expect(thresholdBands(copd, 'sputum-colour').map(({ ruleId }) => ruleId)).toEqual(['sputum-bloody']);
    expect(thresholdBands(shipped('heart-failure'), 'body-weight')).toEqual([]);
    expect(thresholdBands(shipped('hypertension'), 'diastolic-pressure').map(({ ruleId }) => ruleId)).toEqual([
      'pressure-crisis',
    ]);
  });

  it('say when the patient’s own limit stands there', () => {
    const limits = {
      version: 1,
      values: { 'temperature-yellow': 38.5 },
      reason: 'r',
      author: 'a',
      since: 0,
      until: null,
      confirmedBy: null,
    };
    const own = applyLimits(copd.protocol, limits, NOW);
    expect(thresholdBands(own, 'body-temperature')).toMatchObject([
      { from: 38.5, origin: 'limits' },
      { until: 35, origin: 'protocol' },
    ]);
  });
});
