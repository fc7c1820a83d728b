import { type MeasuringPlan, type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { nextTickAt } from '../engine/nextTick.ts';
import { type CompiledProtocol, compileProtocol } from '../engine/rules/compile.ts';
import { initialState, openAlerts } from '../engine/state.ts';
import { foldEvents, step } from '../engine/step.ts';
import { fromStoredForm, storedForm } from '../engine/stored/storedForm.ts';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { rerunJudgement } from '../replay/lived.ts';
import { replayHistory } from '../replay/replay.ts';
import { livedInOrder } from '../replay/testing/livedInOrder.ts';
import { episodeStatus } from '../status/episodeStatus.ts';
import { calendarOf } from './calendar.ts';
import type { PlanVersion } from './schema.ts';

/** The week of the change to summer time lies within. */
const START = Date.parse('2026-03-20T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const END = START + 30 * DAY;
const METRICS: readonly MetricCode[] = ['oxygen-saturation', 'body-weight', 'heart-rate'];
const FORM = 'urn:test:form';
/** Rules are called after what they wait for. */
const RULES = [...METRICS, 'form'];
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests', kind: 'missing' } as const;

const times = fc
  .record({
    days: fc.subarray([...PLAN_DAYS], { minLength: 1 }),
    from: fc.integer({ min: 0, max: 22 }),
    length: fc.integer({ min: 1, max: 23 }),
    onHolidays: fc.constantFrom('asked' as const, 'not-asked' as const),
  })
  .map(({ from, length, ...kept }) => ({ ...kept, from: clock(from), by: clock(Math.min(23, from + length)) }));
const measured = fc
  .tuple(times, fc.constantFrom(...METRICS), fc.constantFrom(0, 1, 4, 12, 24))
  .map(([kept, metric, grace]) => ({ ...kept, metric, graceMinutes: grace * 60 }));
/** A form may be waited for longer than a day. */
const answered = fc
  .tuple(times, fc.constantFrom(0, 4, 24, 48, 144))
  .map(([kept, grace]) => ({ ...kept, questionnaire: FORM, graceMinutes: grace * 60 }));
const entry = fc.oneof({ weight: 3, arbitrary: measured }, answered);
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
/** Also such as the schema would not let in: waits that overlap must not break anything either. */
const plan: fc.Arbitrary<MeasuringPlan> = fc.record({
  timeZone: fc.constantFrom('Europe/Oslo', 'UTC', 'America/New_York', 'Asia/Kolkata'),
  entries: fc.array(entry, { maxLength: 5 }),
  holidays: fc.constant(['2026-04-02', '2026-04-03', '2026-04-06']),
});
const versions: fc.Arbitrary<PlanVersion[]> = fc
  .array(fc.record({ minute: fc.nat(25 * 24 * 60), plan: fc.option(plan) }), { maxLength: 3 })
  .map((set) =>
    set
      .sort((a, b) => a.minute - b.minute)
      .map(({ minute, plan: own }, place) => ({ version: place + 1, since: START + minute * MINUTE, plan: own })),
  );
const pauses: fc.Arbitrary<Pause[]> = fc.array(
  fc
    .record({ from: fc.nat(25 * 24), length: fc.integer({ min: 1, max: 120 }), includesRed: fc.boolean() })
    .map(({ from, length, includesRed }) => ({
      scope: { type: 'episode' as const },
      includesRed,
      from: START + from * HOUR,
      until: START + (from + length) * HOUR,
    })),
  { maxLength: 2 },
);
const reading = fc
  .record({
    metric: fc.constantFrom(...METRICS),
    minute: fc.nat(28 * 24 * 60),
    delay: fc.constantFrom(0, 0, 0, 90, 2000),
  })
  .map(({ metric, minute, delay }): { wall: number; event: TriageEvent } => {
    const at = START + minute * MINUTE;
    const receivedAt = at + delay * MINUTE;
    return { wall: receivedAt, event: { type: 'measurement', metric, at, value: 90, receivedAt } };
  });
const response = fc
  .record({ minute: fc.nat(28 * 24 * 60), delay: fc.constantFrom(0, 0, 0, 90, 2000) })
  .map(({ minute, delay }): { wall: number; event: TriageEvent } => {
    const at = START + minute * MINUTE;
    const receivedAt = at + delay * MINUTE;
    const result = { colour: 'green', contact: null, score: null, marked: [], unjudged: [] } as const;
    const form = { questionnaire: FORM, version: '1', title: words, responseId: `response-${minute}` };
    return { wall: receivedAt, event: { type: 'answered', ...form, at, receivedAt, result } };
  });
const close = fc
  .record({ minute: fc.nat(28 * 24 * 60), ruleId: fc.constantFrom(...RULES) })
  .map(({ minute, ruleId }): { wall: number; event: TriageEvent } => {
    const at = START + minute * MINUTE;
    return { wall: at, event: { type: 'alert-closed', ruleId, at } };
  });
const history = fc.record({
  standard: fc.option(plan),
  set: versions,
  pauses,
  given: fc.array(fc.oneof({ weight: 5, arbitrary: reading }, { weight: 2, arbitrary: response }, close), {
    maxLength: 40,
    size: 'max',
  }),
  ticks: fc.uniqueArray(fc.nat(28 * 24), { maxLength: 8 }),
});

const protocolOf = (standard: MeasuringPlan | null) => ({
  ...ProtocolSchema.parse({
    id: 'planned',
    version: 1,
    condition: 'copd',
    title: words,
    source: 'example for tests',
    numbers: {},
    questionnaires: [{ url: FORM, title: words }],
    rules: [
      ...METRICS.map((metric) => ({
        ...rule,
        id: metric,
        autoClose: metric !== 'heart-rate',
        levels: { [metric === 'body-weight' ? 'red' : 'yellow']: { when: { type: 'overdue', metric } } },
      })),
      {
        ...rule,
        id: 'form',
        autoClose: true,
        levels: { yellow: { when: { type: 'overdue', questionnaire: FORM } } },
      },
    ],
  }),
  ...(standard && { plan: standard }),
});
const compiled = (standard: MeasuringPlan | null, set: readonly PlanVersion[], held: readonly Pause[]) =>
  compileProtocol(applyLimits(protocolOf(standard), null, START, held, set));
const end: TriageEvent = { type: 'tick', at: END };
const fold = (protocol: CompiledProtocol, events: readonly TriageEvent[]) =>
  foldEvents(protocol, initialState(protocol, START), events);

describe('plans', () => {
  it('set while readings come give the same as plans that were known from the start, one by one, with restarts', () => {
    let tried = 0;
    let overdue = 0;
    let forms = 0;
    fc.assert(
      fc.property(history, ({ standard, set, pauses: held, given, ticks }) => {
        tried += 1;
        const arrivals = [
          ...given,
          ...ticks.map((hour) => ({
            wall: START + hour * HOUR,
            event: { type: 'tick', at: START + hour * HOUR } as const,
          })),
          // Whoever sets a plan lets triage know.
          ...set.map(({ since }) => ({ wall: since, event: { type: 'tick', at: since } as const })),
        ].sort((a, b) => a.wall - b.wall);
        let state = initialState(compiled(standard, [], held), START);
        for (const { wall, event } of arrivals) {
          const known = compiled(
            standard,
            set.filter(({ since }) => since <= wall),
            held,
          );
          const next = step(known, state, event).state;
          state = fromStoredForm(JSON.parse(JSON.stringify(storedForm(next))));
        }
        const protocol = compiled(standard, set, held);
        state = step(protocol, state, end).state;
        const again = fold(protocol, [...given.map(({ event }) => event), end]).state;
        expect(openAlerts(protocol, state)).toEqual(openAlerts(protocol, again));
        expect(nextTickAt(protocol, state)).toBe(nextTickAt(protocol, again));
        const missed = openAlerts(protocol, again).map(({ ruleId }) => ruleId);
        overdue += missed.length;
        forms += missed.filter((ruleId) => ruleId === 'form').length;
      }),
      { numRuns: 500 },
    );
    expect(overdue).toBeGreaterThan(tried / 5);
    expect(forms).toBeGreaterThanOrEqual(Math.floor(tried / 5));
  });

  it('are met in the same way in whatever order two weeks of readings come, twice and split anywhere', () => {
    const shuffled = history.chain((one) => {
      const events = one.given
        .map(({ event }) => event)
        .filter(({ at }) => at < START + 13 * DAY)
        .slice(0, 20);
      return fc.tuple(
        fc.constant({ ...one, events }),
        fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
        fc.nat(40),
      );
    });
    fc.assert(
      fc.property(shuffled, ([{ standard, set, pauses: held, events }, permuted, cut]) => {
        const protocol = compiled(standard, set, held);
        const inOrder = fold(protocol, events).state;
        let state = initialState(protocol, START);
        for (const event of permuted.slice(0, cut)) state = step(protocol, state, event).state;
        state = foldEvents(protocol, state, permuted.slice(cut)).state;
        expect(state).toEqual(inOrder);
      }),
      { numRuns: 300 },
    );
  });

  it('change nothing before the next due instant, and a tick then finds what is missed', () => {
    fc.assert(
      fc.property(history, ({ standard, set, pauses: held, given }) => {
        const protocol = compiled(standard, set, held);
        const { state } = fold(
          protocol,
          given.map(({ event }) => event),
        );
        const next = nextTickAt(protocol, state);
        if (next === null) return;
        const before = Math.max(state.watermark, next - 1);
        expect(step(protocol, state, { type: 'tick', at: before }).findings).toEqual([]);
        const findings = step(protocol, state, { type: 'tick', at: next }).findings;
        expect(findings.length).toBeGreaterThan(0);
        expect(findings.every(({ type, at }) => /opened$/.test(type) && at === next)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('leave an alert that is judged again with its evidence, whatever plan came after it', () => {
    fc.assert(
      fc.property(history, ({ standard, set, given }) => {
        const events = given.map(({ event }) => event).filter(({ type }) => type !== 'alert-closed');
        const protocol = compiled(standard, set, []);
        for (const { evidence } of replayHistory(protocol, START, events, END).slice(0, 5)) {
          const stored = JSON.parse(JSON.stringify(evidence));
          const before = compiled(
            standard,
            set.filter(({ since }) => since <= evidence.at),
            [],
          );
          expect(rerunJudgement(livedInOrder(protocol, START, events), stored, stored.at).identical).toBe(true);
          expect(rerunJudgement(livedInOrder(before, START, events), stored, stored.at).identical).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('give green only where all that they ask for has come in its time, and nothing is old', () => {
    let tried = 0;
    let green = 0;
    fc.assert(
      fc.property(history, fc.nat(29 * 24 * 60), ({ standard, set, given }, minute) => {
        tried += 1;
        const now = START + minute * MINUTE;
        const known = set.filter(({ since }) => since <= now);
        const { effective } = compiled(standard, known, []);
        const lastSeen: Record<string, number> = {};
        for (const { event } of given) {
          if ((event.type !== 'measurement' && event.type !== 'answered') || event.at > now) continue;
          const subject = event.type === 'answered' ? event.questionnaire : event.metric;
          lastSeen[subject] = Math.max(lastSeen[subject] ?? 0, event.at);
        }
        const { status } = episodeStatus({ openAlerts: [], lastSeen, protocol: effective, since: START, now });
        if (status !== 'green') return;
        green += 1;
        const wanted = [...METRICS, FORM].filter((subject) => calendarOf(standard, known, subject).asksAt(now));
        expect(wanted.length).toBeGreaterThan(0);
        expect(Object.keys(lastSeen).length).toBeGreaterThan(0);
        for (const subject of wanted) {
          // A form that has never been answered is waited for from the start.
          const lastAt = lastSeen[subject] ?? (subject === FORM ? START : Number.NEGATIVE_INFINITY);
          if (subject !== FORM) expect(now - lastAt).toBeLessThanOrEqual(14 * DAY);
          else if (lastSeen[subject] !== undefined) expect(now - lastAt).toBeLessThanOrEqual(28 * DAY);
          const from = lastSeen[subject] ?? Number.NEGATIVE_INFINITY;
          const passed = calendarOf(standard, known, subject).between(lastAt, now);
          expect(passed.filter(({ overdueAt, opensAt }) => overdueAt <= now && opensAt > from)).toEqual([]);
        }
      }),
      { numRuns: 1500 },
    );
    expect(green).toBeGreaterThanOrEqual(Math.floor(tried / 25));
  });
});
