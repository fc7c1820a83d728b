import { type MeasuringPlan, MeasuringPlanSchema } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import type { Pause } from '../../pause/schema.ts';
import { occasionsOf } from '../../plan/occasions.ts';
import type { PlanVersion } from '../../plan/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { rerunJudgement } from '../../replay/lived.ts';
import { episodeStatus } from '../../status/episodeStatus.ts';
import { describeFinding } from '../../wording/finding.ts';
import { describeStatus } from '../../wording/status.ts';
import type { AnsweredEvent, TriageEvent } from '../event.ts';
import { nextTickAt } from '../nextTick.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { ASKING, FORM, GREEN } from '../testing/answers.ts';

/* A form of the patient's plan: each Sunday by 20:00 in Oslo, with two days of grace. In March 2026 the 1st is a Sunday; the clocks go forward on the 29th. */

const at = (local: string) => Date.parse(local);
const START = at('2026-03-02T08:00:00+01:00');
const sundays = {
  questionnaire: FORM,
  days: ['sunday'],
  from: '00:00',
  by: '20:00',
  graceMinutes: 48 * 60,
  onHolidays: 'not-asked',
} as const;
const planned = (...entries: MeasuringPlan['entries']) =>
  MeasuringPlanSchema.parse({ timeZone: 'Europe/Oslo', entries, holidays: ['2026-04-05'] });
const WEEKLY = planned(sundays);
const BY_PLAN: ProtocolInput = {
  ...ASKING,
  version: 2,
  plan: WEEKLY,
  rules: ASKING.rules.map((rule) =>
    rule.id === 'unanswered'
      ? { ...rule, levels: { yellow: { when: { type: 'overdue', questionnaire: FORM } } } }
      : rule,
  ),
};
const effectiveOf = (input: ProtocolInput, pauses: readonly Pause[] = [], plans: readonly PlanVersion[] = []) =>
  applyLimits(ProtocolSchema.parse(input), null, START, pauses, plans);
const compiled = (pauses: readonly Pause[] = [], plans: readonly PlanVersion[] = [], input = BY_PLAN) =>
  compileProtocol(effectiveOf(input, pauses, plans));
const standard = compiled();

const title = { nb: 'Skjema', en: 'Form' };
const response = (instant: string, receivedAt = instant): AnsweredEvent => ({
  type: 'answered',
  responseId: `response ${instant}`,
  questionnaire: FORM,
  version: '1',
  title,
  at: at(instant),
  receivedAt: at(receivedAt),
  result: GREEN,
});
const tick = (instant: string): TriageEvent => ({ type: 'tick', at: at(instant) });
const run = (events: readonly TriageEvent[], protocol = standard) =>
  foldEvents(protocol, initialState(protocol, START), events);
const told = (events: readonly TriageEvent[], protocol = standard) =>
  run(events, protocol).findings.map(({ type, at: instant }) => `${type} ${new Date(instant).toISOString()}`);
/** When the Sunday of the first week is missed. */
const MISSED = '2026-03-10T19:00:00.000Z';

describe('a form of the plan', () => {
  it.each<[string, TriageEvent[], string[]]>([
    ['is missed when its days of grace have passed too', [tick('2026-03-10T20:00+01:00')], [`opened ${MISSED}`]],
    ['is not before', [tick('2026-03-10T19:59:59+01:00')], []],
    ['is missed at that instant, however late the tick', [tick('2026-03-12T03:00+01:00')], [`opened ${MISSED}`]],
    ['is answered on its day', [response('2026-03-08T10:00+01:00'), tick('2026-03-14T23:00+01:00')], []],
    ['also in the grace, two days later', [response('2026-03-10T19:00+01:00'), tick('2026-03-14T23:00+01:00')], []],
    [
      'is not answered the day before',
      [response('2026-03-07T23:00+01:00'), tick('2026-03-11T12:00+01:00')],
      [`opened ${MISSED}`],
    ],
    [
      'ends its alert when it is answered late, and is asked for again the next Sunday',
      [tick('2026-03-10T20:00+01:00'), response('2026-03-11T09:00+01:00'), tick('2026-03-17T21:00+01:00')],
      [`opened ${MISSED}`, 'cleared 2026-03-11T08:00:00.000Z', 'opened 2026-03-17T19:00:00.000Z'],
    ],
    [
      'is not answered by a measurement',
      [
        { type: 'measurement', metric: 'oxygen-saturation', value: 95, at: at('2026-03-08T10:00+01:00') },
        tick('2026-03-11T12:00+01:00'),
      ],
      [`opened ${MISSED}`],
    ],
  ])('%s', (_, events, expected) => {
    expect(told(events)).toEqual(expected);
  });

  it('is withdrawn when what was answered in time comes late', () => {
    const state = run([tick('2026-03-10T21:00+01:00')]).state;
    expect(openAlerts(standard, state)).toHaveLength(1);
    const late = step(standard, state, response('2026-03-08T10:00+01:00', '2026-03-10T22:00+01:00'));
    expect(late.findings.map(({ type }) => type)).toEqual(['withdrawn']);
    expect(openAlerts(standard, late.state)).toEqual([]);
  });

  it('is not asked for on a holiday where the plan says so, and its due time follows the clock over the change to summer time', () => {
    const answered = [
      response('2026-03-08T10:00+01:00'),
      response('2026-03-15T10:00+01:00'),
      response('2026-03-22T10:00+01:00'),
    ];
    const state = run(answered).state;
    expect(nextTickAt(standard, state)).toBe(at('2026-03-31T20:00+02:00'));
    const easter = run([...answered, response('2026-03-29T10:00+02:00')]).state;
    expect(nextTickAt(standard, easter)).toBe(at('2026-04-14T20:00+02:00'));
  });

  it('is put off by a pause that began before it was missed and lasted into its wait', () => {
    const pause = (from: string, until: string): Pause => ({
      scope: { type: 'episode' },
      includesRed: false,
      from: at(from),
      until: at(until),
    });
    const away = compiled([pause('2026-03-07T12:00+01:00', '2026-03-08T06:00+01:00')]);
    expect(told([tick('2026-03-11T00:00+01:00')], away)).toEqual([]);
    expect(nextTickAt(away, initialState(away, START))).toBe(at('2026-03-17T20:00+01:00'));
    const before = compiled([pause('2026-03-06T12:00+01:00', '2026-03-07T23:00+01:00')]);
    expect(told([tick('2026-03-11T00:00+01:00')], before)).toEqual([`opened ${MISSED}`]);
  });

  it.each([
    ['of the whole follow-up: not', { type: 'episode' }, false],
    ['of the rule that asks for it and of nothing else: not', { type: 'rules', rules: ['unanswered'] }, false],
    ['of another rule: as ever', { type: 'rules', rules: ['symptoms'] }, true],
    ['of measurements: as ever', { type: 'metrics', metrics: ['oxygen-saturation', 'heart-rate'] }, true],
  ] as const)('is waited for in a pause %s', (_, scope, isMissed) => {
    const week = { scope, includesRed: false, from: at('2026-03-05T12:00+01:00'), until: at('2026-03-12T12:00+01:00') };
    expect(told([tick('2026-03-11T00:00+01:00')], compiled([week]))).toEqual(isMissed ? [`opened ${MISSED}`] : []);
    // The next one is asked for as ever.
    expect(told([tick('2026-03-18T00:00+01:00')], compiled([week]))).toHaveLength(1);
  });

  it('is asked for by the patient’s own plan instead, from when that was set, and what was due by then stays due', () => {
    const own: PlanVersion = {
      version: 1,
      since: at('2026-03-09T12:00+01:00'),
      plan: planned({ ...sundays, days: ['wednesday', 'friday'], graceMinutes: 60 }),
    };
    expect(told([tick('2026-03-10T21:00+01:00')], compiled([], [own]))).toEqual([`opened ${MISSED}`]);
    const answered = response('2026-03-08T10:00+01:00');
    expect(told([answered, tick('2026-03-11T22:00+01:00')], compiled([], [own]))).toEqual([
      'opened 2026-03-11T20:00:00.000Z',
    ]);
    const nothing = compiled([], [{ ...own, plan: planned() }]);
    expect(told([answered, tick('2026-04-30T22:00+02:00')], nothing)).toEqual([]);
  });

  it('remembers what was answered while the plan asked for nothing', () => {
    const asksFromNoon = { version: 1, since: at('2026-03-08T12:00+01:00'), plan: WEEKLY };
    const silent = { ...BY_PLAN, plan: planned() };
    const unplanned = compiled([], [], silent);
    const { state } = run([response('2026-03-08T10:00+01:00')], unplanned);
    const asks = compiled([], [asksFromNoon], silent);
    expect(step(asks, state, tick('2026-03-11T00:00+01:00')).findings).toEqual([]);
  });

  it('is missed all the same while a device that brings something else has no connection', () => {
    const offline: TriageEvent = {
      type: 'device-offline',
      deviceId: 'oximeter',
      since: at('2026-03-07T00:00+01:00'),
      metrics: ['oxygen-saturation'],
      at: at('2026-03-08T00:00+01:00'),
    };
    const { state } = run([offline, tick('2026-03-11T00:00+01:00')]);
    expect(openAlerts(standard, state).map(({ ruleId }) => ruleId)).toEqual(['unanswered']);
  });

  it('says by when it was to be answered, and comes to the same when it is judged again', () => {
    const events = [response('2026-03-02T10:00+01:00'), tick('2026-03-11T00:00+01:00')];
    const [finding] = run(events).findings;
    if (!finding) throw new Error('nothing was found');
    expect(describeFinding(standard.effective.protocol, finding.evidence, 'nb')).toContain(
      'Skjemaet «Skjema» skulle vært besvart innen 8. mars kl. 20:00, sist besvart 2. mars kl. 10:00',
    );
    expect(describeFinding(standard.effective.protocol, finding.evidence, 'en')).toContain(
      'The form “Form” was to be answered by',
    );
    const lived = {
      since: START,
      settings: [{ from: 0, protocol: standard }],
      readings: [],
      answers: events.filter((event) => event.type === 'answered'),
      closes: [],
      ticks: [at('2026-03-11T00:00+01:00')],
    };
    expect(rerunJudgement(lived, finding.evidence, at('2026-03-11T00:00+01:00'))).toMatchObject({ identical: true });
  });
});

describe('a version that asks by its plan, after one that counted from the latest response', () => {
  const before = compileProtocol(effectiveOf(ASKING));
  /** As the store gives it: the plan of the version asks from when that was put in force. */
  const adopted = (instant: string) =>
    compiled(
      [],
      [
        { version: null, since: 0, plan: planned() },
        { version: null, since: at(instant), plan: null },
      ],
    );

  it('knows what was answered before, in the very wait that its plan begins with', () => {
    const { state } = run([response('2026-03-08T10:00+01:00')], before);
    const after = adopted('2026-03-08T12:00+01:00');
    expect(step(after, state, tick('2026-03-11T00:00+01:00')).findings).toEqual([]);
    expect(nextTickAt(after, state)).toBe(at('2026-03-17T20:00+01:00'));
  });

  it('leaves an open alert open until the form is answered', () => {
    const { state } = run([tick('2026-03-05T00:00+01:00')], before);
    expect(openAlerts(before, state).map(({ ruleId }) => ruleId)).toEqual(['unanswered']);
    const after = adopted('2026-03-06T12:00+01:00');
    const later = step(after, state, tick('2026-03-06T12:00+01:00'));
    expect(openAlerts(after, later.state).map(({ ruleId }) => ruleId)).toEqual(['unanswered']);
    const answered = step(after, later.state, response('2026-03-06T13:00+01:00'));
    expect(openAlerts(after, answered.state)).toEqual([]);
  });
});

describe('the status of an episode whose plan asks for a form', () => {
  const statusAt = (now: string, lastSeen: Record<string, number>, pauses: readonly Pause[] = []) =>
    episodeStatus({
      openAlerts: [],
      lastSeen: { 'oxygen-saturation': at(now), ...lastSeen },
      protocol: effectiveOf(BY_PLAN, pauses),
      since: START,
      now: at(now),
    });

  it.each<[string, string, Record<string, number>, string]>([
    ['is not unknown while the first one is waited for', '2026-03-10T19:59+01:00', {}, 'green'],
    ['is unknown when it is missed, whether or not a timer has told it', '2026-03-10T20:00+01:00', {}, 'unknown'],
    ['is green again when it is answered', '2026-03-11T20:00+01:00', { [FORM]: at('2026-03-11T09:00+01:00') }, 'green'],
    [
      'is unknown when the next is missed',
      '2026-03-17T20:00+01:00',
      { [FORM]: at('2026-03-11T09:00+01:00') },
      'unknown',
    ],
    [
      'is not unknown because a holiday fell on its day',
      '2026-04-14T19:59+02:00',
      { [FORM]: at('2026-03-29T20:00+02:00') },
      'green',
    ],
  ])('%s', (_, now, lastSeen, status) => {
    expect(statusAt(now, lastSeen).status).toBe(status);
  });

  it('is unknown when the newest form is four weeks old, whatever holidays there are', () => {
    const holidays = ['2026-04-05', '2026-04-12', '2026-04-19', '2026-04-26'];
    const answered = at('2026-03-29T20:00+02:00');
    const status = (now: number) =>
      episodeStatus({
        openAlerts: [],
        lastSeen: { 'oxygen-saturation': now, [FORM]: answered },
        protocol: effectiveOf({ ...BY_PLAN, plan: { ...WEEKLY, holidays } }),
        since: START,
        now,
      }).status;
    const fourWeeks = answered + 28 * 24 * 3_600_000;
    expect([status(fourWeeks), status(fourWeeks + 1)]).toEqual(['green', 'unknown']);
  });

  it('is never green before anything at all has come', () => {
    const nothing = { openAlerts: [], lastSeen: {}, protocol: effectiveOf(BY_PLAN), since: START, now: START };
    expect(episodeStatus(nothing)).toEqual({
      status: 'unknown',
      reason: { code: 'unanswered', questionnaire: FORM, lastAt: null },
    });
  });

  it('names the form, and the pause that puts it off', () => {
    const { reason } = statusAt('2026-03-11T00:00+01:00', {});
    expect(describeStatus(ProtocolSchema.parse(BY_PLAN), reason, 'nb')).toBe('Skjemaet «Skjema» er ikke besvart ennå');
    const until = at('2026-03-20T00:00+01:00');
    const pause = {
      scope: { type: 'episode' },
      includesRed: false,
      from: at('2026-03-07T00:00+01:00'),
      until,
    } as const;
    const paused = statusAt('2026-03-11T00:00+01:00', {}, [pause]).reason;
    expect(paused).toEqual({ code: 'paused', until, hidden: 0, metric: null, questionnaire: FORM, lastAt: null });
    expect(describeStatus(ProtocolSchema.parse(BY_PLAN), paused, 'en')).toBe(
      'Paused until 20 Mar, 00:00: the form “Form” has not been answered lately',
    );
  });

  it('holds also where an older version counts from the latest response', () => {
    const older = { openAlerts: [], protocol: effectiveOf(ASKING), since: START };
    const now = at('2026-03-03T20:00+01:00');
    const seen = { 'oxygen-saturation': now };
    expect(episodeStatus({ ...older, lastSeen: seen, now: now - 1 }).status).toBe('green');
    expect(episodeStatus({ ...older, lastSeen: seen, now }).reason).toMatchObject({ code: 'unanswered' });
  });
});

describe('the occasions of a form', () => {
  it('are answered by a response, waited for, put off or missed', () => {
    const pause = {
      scope: { type: 'episode' },
      includesRed: false,
      from: at('2026-03-22T06:00+01:00'),
      until: at('2026-03-23T00:00+01:00'),
    } as const;
    const came = response('2026-03-09T09:00+01:00');
    const occasions = occasionsOf(effectiveOf(BY_PLAN, [pause]), {
      from: START,
      until: at('2026-03-30T00:00+02:00'),
      readings: {},
      answers: { [FORM]: [came] },
      since: START,
      now: at('2026-03-25T00:00+01:00'),
    });
    expect(occasions).toMatchObject([
      {
        questionnaire: FORM,
        by: at('2026-03-08T20:00+01:00'),
        state: 'answered',
        answeredAt: came.at,
        responseId: came.responseId,
      },
      { by: at('2026-03-15T20:00+01:00'), state: 'overdue', answeredAt: null },
      { by: at('2026-03-22T20:00+01:00'), state: 'put-off' },
      { by: at('2026-03-29T20:00+02:00'), state: 'waiting' },
    ]);
  });
});
