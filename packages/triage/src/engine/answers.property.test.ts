import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertClosedEvent, MeasurementEvent, TriageEvent } from './event.ts';
import { naiveAlerts } from './naive/naive.ts';
import { shown } from './naive/testing/shown.ts';
import { nextTickAt } from './nextTick.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { fromStoredForm, storedForm } from './stored/storedForm.ts';
import {
  ASKING,
  ASKING_BY_PLAN,
  anyResponse,
  compileAsking,
  DAY,
  FORM,
  HOUR,
  MINUTE,
  START,
  UNASKED,
} from './testing/answers.ts';

const REVIEWS = [FORM, UNASKED].map((url) => `review:questionnaire:${url}`);

const saturation = (days: number): fc.Arbitrary<MeasurementEvent> =>
  fc.record({ minute: fc.nat(days * 24 * 60), value: fc.integer({ min: 86, max: 94 }) }).map(({ minute, value }) => {
    const at = START + minute * MINUTE;
    return { type: 'measurement', metric: 'oxygen-saturation', at, value, receivedAt: at };
  });
const closing = (days: number): fc.Arbitrary<AlertClosedEvent> =>
  fc
    .record({
      ruleId: fc.constantFrom(...ASKING.rules.map(({ id }) => id), ...REVIEWS),
      minute: fc.nat(days * 24 * 60),
    })
    .map(({ ruleId, minute }) => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE }));

const anyEvent = (days: number, delayMinutes = 0) =>
  fc.oneof(
    { weight: 5, arbitrary: anyResponse(days, delayMinutes) },
    { weight: 4, arbitrary: saturation(days) },
    { weight: 1, arbitrary: closing(days) },
  );
const events = (days: number, delayMinutes = 0) =>
  fc.array(anyEvent(days, delayMinutes), { maxLength: 24, size: 'max' }).map(distinct);
const permuted = (days: number, delayMinutes = 0) =>
  events(days, delayMinutes).chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );

describe.each([
  ['so long after the latest response', ASKING],
  ['by the plan', ASKING_BY_PLAN],
])('answers among readings and closes, to a form that is asked for %s,', (_, input) => {
  const protocol = compileAsking(input);
  const fresh = () => initialState(protocol, START);
  const oneByOne = (all: readonly TriageEvent[], state: TriageState = fresh()): TriageState =>
    all.reduce((so, event) => step(protocol, so, event).state, state);

  it('in any order within two weeks give the same state', () => {
    fc.assert(
      fc.property(permuted(13, 600), ([all, shuffled]) => {
        const inOrder = foldEvents(protocol, fresh(), all).state;
        expect(oneByOne(shuffled)).toEqual(inOrder);
        expect(openAlerts(protocol, oneByOne(shuffled))).toEqual(openAlerts(protocol, inOrder));
      }),
      { numRuns: 400 },
    );
  });

  it('twice change nothing', () => {
    fc.assert(
      fc.property(events(10), (all) => {
        const once = foldEvents(protocol, fresh(), all).state;
        expect(foldEvents(protocol, once, all)).toEqual({ state: once, findings: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('split into batches anywhere, stored and read again in between, give the same state', () => {
    fc.assert(
      fc.property(events(30, 4_000), fc.nat(24), (all, at) => {
        const first = all.slice(0, at);
        const rest = all.slice(at);
        const stored = JSON.parse(JSON.stringify(storedForm(foldEvents(protocol, fresh(), first).state)));
        const straight = foldEvents(protocol, foldEvents(protocol, fresh(), first).state, rest).state;
        expect(foldEvents(protocol, fromStoredForm(stored), rest).state).toEqual(straight);
      }),
      { numRuns: 200 },
    );
  });

  it('never leave what is not green without an alert, however late', () => {
    fc.assert(
      fc.property(permuted(40, 20_000), ([, shuffled]) => {
        let state = fresh();
        // What a person who closed the alert has seen needs no other.
        for (const event of shuffled.filter(({ type }) => type !== 'alert-closed')) {
          const before = openAlerts(protocol, state).length;
          state = step(protocol, state, event).state;
          if (event.type !== 'answered' || event.result.colour !== 'red') continue;
          const open = openAlerts(protocol, state);
          expect(open.some(({ ruleId }) => ruleId === 'symptoms' || ruleId.startsWith('review:'))).toBe(true);
          expect(open.length).toBeGreaterThanOrEqual(Math.min(before, 1));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a tick at the next due instant opens what is unanswered, and one before changes nothing', () => {
    fc.assert(
      fc.property(events(10), (all) => {
        const { state } = foldEvents(protocol, fresh(), all);
        const due = nextTickAt(protocol, state);
        if (due === null) return;
        expect(foldEvents(protocol, state, [{ type: 'tick', at: due - 1 }]).findings).toEqual([]);
        const { findings } = foldEvents(protocol, state, [{ type: 'tick', at: due }]);
        expect(findings.map(({ ruleId }) => ruleId)).toEqual(['unanswered']);
      }),
      { numRuns: 200 },
    );
  });

  it('agree with the implementation that only wants to be right', () => {
    let tried = 0;
    const asked = new Map<string, number>();
    fc.assert(
      fc.property(events(12), (all) => {
        const now = START + 13 * DAY + HOUR;
        const { state } = foldEvents(protocol, fresh(), [...all, { type: 'tick', at: now }]);
        const told = naiveAlerts({
          protocol: protocol.effective.protocol,
          since: START,
          now,
          readings: all.filter((event) => event.type === 'measurement'),
          answers: all.filter((event) => event.type === 'answered'),
          closes: all.filter((event) => event.type === 'alert-closed'),
        });
        const open = openAlerts(protocol, state);
        tried += 1;
        for (const { evidence, present } of open) {
          const kind = `${evidence.review?.code} ${present}`;
          asked.set(kind, (asked.get(kind) ?? 0) + 1);
        }
        expect(shown(open)).toEqual(told);
      }),
      { numRuns: 2_000 },
    );
    for (const kind of ['not-asked yellow', 'unjudged-answers yellow', 'unjudged-answers null']) {
      expect([kind, (asked.get(kind) ?? 0) >= Math.floor(tried / 20)]).toEqual([kind, true]);
    }
  });
});

/** One response has one content. */
function distinct(all: readonly TriageEvent[]): TriageEvent[] {
  const keyOf = (event: TriageEvent) =>
    event.type === 'answered' ? `${event.questionnaire} ${event.responseId}` : event;
  return [...new Map(all.map((event) => [keyOf(event), event])).values()];
}
