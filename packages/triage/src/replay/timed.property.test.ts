import { type MeasuringPlan, type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../engine/alerts/finding.ts';
import type { TriageEvent } from '../engine/event.ts';
import { nextTickAt } from '../engine/nextTick.ts';
import { compareEvents } from '../engine/order.ts';
import { type CompiledProtocol, compileProtocol } from '../engine/rules/compile.ts';
import { initialState, type TriageState } from '../engine/state.ts';
import { foldEvents, foldTimed, step } from '../engine/step.ts';
import { DAY, FORM, GREEN, HOUR, MINUTE, RED, response, START } from '../engine/testing/answers.ts';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import type { PlanVersion } from '../plan/schema.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { replayAttended } from './attended.ts';
import { alertsOf, replayHistory } from './replay.ts';

/* What live triage tells whose timer comes at every `nextTickAt`, against what a replay of the whole history tells at once. */

const DAYS = 20;
const END = START + (DAYS + 2) * DAY;
const METRICS: readonly MetricCode[] = ['oxygen-saturation', 'body-weight', 'heart-rate'];
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests' } as const;
const missing = { ...rule, kind: 'missing' } as const;
const silent = (metric: MetricCode, every: number, grace = 0) =>
  ({ type: 'missing', metric, every: every * HOUR, grace: grace * HOUR }) as const;

const entry = fc
  .record({
    metric: fc.constantFrom<MetricCode>('body-weight', 'heart-rate'),
    days: fc.subarray([...PLAN_DAYS], { minLength: 2 }),
    from: fc.integer({ min: 0, max: 18 }),
    length: fc.integer({ min: 1, max: 5 }),
    graceMinutes: fc.constantFrom(0, 60, 600),
  })
  .map(({ from, length, ...kept }) => ({
    ...kept,
    from: clock(from),
    by: clock(from + length),
    onHolidays: 'asked' as const,
  }));
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const plan: fc.Arbitrary<MeasuringPlan> = fc
  .array(entry, { minLength: 1, maxLength: 3 })
  .map((entries) => ({ timeZone: 'Europe/Oslo', entries, holidays: [] }));
const versions: fc.Arbitrary<PlanVersion[]> = fc.array(
  fc.record({ version: fc.constant(1), since: fc.nat(DAYS * 24).map((hour) => START + hour * HOUR), plan }),
  { maxLength: 1 },
);
const pauses: fc.Arbitrary<Pause[]> = fc.array(
  fc.record({ from: fc.nat(DAYS * 24), length: fc.integer({ min: 1, max: 72 }) }).map(({ from, length }) => ({
    scope: { type: 'episode' as const },
    includesRed: false,
    from: START + from * HOUR,
    until: START + (from + length) * HOUR,
  })),
  { maxLength: 1 },
);
/** To the hour, so that what comes also comes at the very instant when it is missed. */
const instant = fc.oneof(
  fc.nat(DAYS * 24).map((hour) => START + hour * HOUR),
  fc.nat(DAYS * 24 * 60).map((minute) => START + minute * MINUTE),
);
const reading = fc
  .record({ at: instant, metric: fc.constantFrom(...METRICS), value: fc.constantFrom(80, 95, 95, 95, 130) })
  .map((measured): TriageEvent => ({ type: 'measurement', ...measured }));
const answered = fc
  .record({ at: instant, result: fc.constantFrom(GREEN, RED) })
  .map(({ at, result }): TriageEvent => response(at - START, result));
const close = fc
  .record({ at: instant, ruleId: fc.constantFrom('silent', 'planned', 'inactive', 'low') })
  .map((closed): TriageEvent => ({ type: 'alert-closed', ...closed }));

const compiled = (standard: MeasuringPlan, held: readonly Pause[], set: readonly PlanVersion[]) =>
  compileProtocol(
    applyLimits(
      // Also with waits that overlap, which the schema would not let in.
      Object.assign(
        ProtocolSchema.parse({
          id: 'timed',
          version: 1,
          condition: 'copd',
          title: words,
          source: 'example for tests',
          numbers: {},
          questionnaires: [{ url: FORM, title: words }],
          rules: [
            {
              ...missing,
              id: 'silent',
              autoClose: true,
              levels: {
                yellow: { when: silent('oxygen-saturation', 12, 3) },
                red: { when: silent('oxygen-saturation', 30) },
              },
            },
            { ...missing, id: 'planned', levels: { yellow: { when: { type: 'overdue', metric: 'body-weight' } } } },
            {
              ...missing,
              id: 'planned-pulse',
              autoClose: true,
              levels: { red: { when: { type: 'overdue', metric: 'heart-rate' } } },
            },
            {
              ...missing,
              id: 'inactive',
              autoClose: true,
              levels: { yellow: { when: { type: 'all', of: METRICS.map((metric) => silent(metric, 40)) } } },
            },
            {
              ...missing,
              id: 'unanswered',
              autoClose: true,
              levels: { yellow: { when: { type: 'unanswered', questionnaire: FORM, every: DAY, grace: 12 * HOUR } } },
            },
            {
              ...rule,
              id: 'low',
              kind: 'clinical',
              autoClose: true,
              levels: {
                red: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 85 } },
                // Half of it is silence: time alone opens it.
                yellow: {
                  when: {
                    type: 'all',
                    of: [{ type: 'value', metric: 'heart-rate', test: 'above', set: 110 }, silent('body-weight', 30)],
                  },
                },
              },
            },
          ],
        }),
        { plan: standard },
      ),
      null,
      START,
      held,
      set,
    ),
  );

const given = (...kinds: fc.Arbitrary<TriageEvent>[]) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: reading }, ...kinds.map((arbitrary) => ({ weight: 1, arbitrary }))), {
    maxLength: 60,
    size: 'max',
  });
const inTurn = (events: readonly TriageEvent[]) => events.toSorted(compareEvents);
const setting = { standard: plan, pauses, set: versions };

/** One by one, with a tick at every instant that the engine asked for before the next event comes. */
function live(protocol: CompiledProtocol, events: readonly TriageEvent[], attended: boolean) {
  const findings: Finding[] = [];
  let state: TriageState = initialState(protocol, START);
  const take = (event: TriageEvent) => {
    const next = step(protocol, state, event);
    state = next.state;
    findings.push(...next.findings);
  };
  for (const [place, event] of events.entries()) {
    for (;;) {
      const tick = nextTickAt(protocol, state) ?? Number.POSITIVE_INFINITY;
      const [due] = attended ? dueOf(findings) : [];
      const at = Math.min(tick, due?.at ?? Number.POSITIVE_INFINITY);
      if (at >= event.at) break;
      if (at === tick) take({ type: 'tick', at });
      else if (due) {
        findings.push(due);
        take({ type: 'alert-closed', ruleId: due.ruleId, at });
      }
    }
    take(event);
    if (!attended || events[place + 1]?.at === event.at) continue;
    const waiting = findings.filter(({ type, closed }) => type === 'cleared' && !closed);
    for (const finding of waiting) {
      findings[findings.indexOf(finding)] = { ...finding, closed: true };
      take({ type: 'alert-closed', ruleId: finding.ruleId, at: finding.at });
    }
  }
  return { state, findings };
}

/** Who attends closes what stands a day after it opened or became red, and no silence: that stands until something comes. Soonest first. */
function dueOf(findings: readonly Finding[]): Finding[] {
  const own = Map.groupBy(
    findings.filter(({ kind }) => kind !== 'missing'),
    ({ ruleId }) => ruleId,
  );
  return [...own.values()]
    .flatMap((told): Finding[] => {
      const [last] = told.slice(-1);
      if (!last || last.closed) return [];
      const news = told.findLast(({ type }) => type === 'opened' || type === 'raised') ?? last;
      return [{ ...last, type: 'updated', at: news.at + DAY, closed: true }];
    })
    .toSorted((a, b) => a.at - b.at);
}

const end: TriageEvent = { type: 'tick', at: END };

describe('a replay', () => {
  it('tells what live triage told whose timers came, of whatever history, in whatever pieces', () => {
    let ended = 0;
    fc.assert(
      fc.property(
        fc.record({ ...setting, events: given(answered, close), cut: fc.nat(60) }),
        ({ standard, pauses: held, set, events, cut }) => {
          const protocol = compiled(standard, held, set);
          const all = [...inTurn(events), end];
          const { state, findings } = live(protocol, all, false);
          const whole = foldTimed(protocol, initialState(protocol, START), all);
          expect(whole.findings).toEqual(findings);
          expect(whole.state).toEqual(foldEvents(protocol, initialState(protocol, START), all).state);
          expect(nextTickAt(protocol, whole.state)).toBe(nextTickAt(protocol, state));
          const first = foldTimed(protocol, initialState(protocol, START), all.slice(0, cut));
          const second = foldTimed(protocol, first.state, all.slice(cut));
          expect([...first.findings, ...second.findings]).toEqual(findings);
          expect(replayHistory(protocol, START, inTurn(events), END)).toEqual(alertsOf(findings));
          ended += alertsOf(findings).filter(({ kind, closedAt }) => kind === 'missing' && closedAt !== null).length;
        },
      ),
      { numRuns: 400 },
    );
    // Silences that a reading ended, which a replay without timers would not have told.
    expect(ended).toBeGreaterThan(1000);
  });

  it('with somebody who attends tells what live triage told with somebody who closes what has cleared, and within a day what has not', () => {
    let reds = 0;
    let again = 0;
    fc.assert(
      fc.property(fc.record({ ...setting, events: given(answered) }), ({ standard, pauses: held, set, events }) => {
        const protocol = compiled(standard, held, set);
        const sorted = inTurn(events);
        const { findings } = live(protocol, [...sorted, end], true);
        const alerts = alertsOf(findings);
        expect(replayAttended(protocol, START, sorted, END)).toEqual(alerts);
        reds += alerts.filter(({ severity, closedAt }) => severity === 'red' && closedAt !== null).length;
        again += findings.filter(({ type, closed }) => type === 'updated' && closed).length;
      }),
      { numRuns: 400 },
    );
    expect(reds).toBeGreaterThan(400);
    expect(again).toBeGreaterThan(400);
  });
});
