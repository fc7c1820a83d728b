import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { closeAsSeen } from './closeAsSeen.ts';
import type { AlertClosedEvent, MeasurementEvent, TriageEvent } from './event.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { RED, response } from './testing/answers.ts';
import { compileExample, EXAMPLE } from './testing/exampleProtocol.ts';
import { anyHistory } from './testing/history.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const protocol = compileExample();

const reading = (
  metric: MeasurementEvent['metric'],
  afterMs: number,
  value: number,
  receivedMs = afterMs,
): MeasurementEvent => ({ type: 'measurement', metric, at: START + afterMs, value, receivedAt: START + receivedMs });
const close = (ruleId: string, afterMs: number): AlertClosedEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + afterMs,
});
const tick = (afterMs: number): TriageEvent => ({ type: 'tick', at: START + afterMs });
const oneByOne = (events: readonly TriageEvent[]): TriageState =>
  events.reduce((state, event) => step(protocol, state, event).state, initialState(protocol, START));
const standing = (state: TriageState) => openAlerts(protocol, state).map(({ ruleId }) => ruleId);

describe('what the person who closed an alert cannot have seen', () => {
  const low = [reading('oxygen-saturation', 0, 84), reading('oxygen-saturation', HOUR, 84)];

  it('opens it again, though measured before the close', () => {
    const hidden = [2, 3].map((hour) => reading('oxygen-saturation', hour * HOUR, 83, 6 * HOUR));
    expect(standing(oneByOne([...low, close('saturation', 5 * HOUR), ...hidden]))).toEqual(['saturation']);
  });

  it('is judged the same when all comes in one batch', () => {
    const hidden = [2, 3].map((hour) => reading('oxygen-saturation', hour * HOUR, 83, 6 * HOUR));
    const events = [...hidden, close('saturation', 5 * HOUR), ...low];
    const { state } = foldEvents(protocol, initialState(protocol, START), events);
    expect(state).toEqual(oneByOne([...low, close('saturation', 5 * HOUR), ...hidden]));
  });

  it('is nothing to a rule that it does not concern', () => {
    const [rule] = EXAMPLE.rules;
    const heard = { type: 'not', of: { type: 'missing', metric: 'body-weight', every: DAY, grace: 0 } } as const;
    const rules = rule && [{ ...rule, levels: { yellow: { when: heard } } }];
    const denying = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
    const standing = (...events: TriageEvent[]) => {
      const { state } = foldEvents(denying, initialState(denying, START), [...events, close('saturation', HOUR)]);
      return openAlerts(denying, state).map(({ ruleId }) => ruleId);
    };
    expect(standing(reading('steps', MINUTE, 100, 2 * HOUR))).toEqual([]);
    expect(standing(response(MINUTE, RED, { delay: 2 * HOUR }))).toEqual(['review:questionnaire:urn:test:form']);
  });

  it('is compared with the window that the close has left', () => {
    const weights = [reading('body-weight', 0, 80), reading('body-weight', DAY, 83)];
    const closed = [...weights, close('weight-gain', DAY + HOUR)];
    expect(standing(oneByOne(closed))).not.toContain('weight-gain');
    const hidden = reading('body-weight', DAY + MINUTE, 83.5, DAY + 2 * HOUR);
    expect(standing(oneByOne([...closed, hidden]))).toContain('weight-gain');
  });

  it('is compared with the own normal and with the mean just so', () => {
    const gain = EXAMPLE.rules.find(({ id }) => id === 'weight-gain');
    if (!gain) throw new Error('the example has no weight rule');
    const change = {
      type: 'change',
      metric: 'body-weight',
      test: 'above',
      set: 2,
      measure: 'absolute',
      over: 2 * DAY,
    } as const;
    const rules = (['baseline', 'mean'] as const).map((reference) => ({
      ...gain,
      id: reference,
      levels: { red: { when: { ...change, reference, minDays: 1 } } },
    }));
    const own = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
    const events = [
      reading('body-weight', 0, 80),
      reading('body-weight', DAY, 84),
      close('baseline', DAY + HOUR),
      close('mean', DAY + HOUR),
      reading('body-weight', DAY + MINUTE, 86, DAY + 2 * HOUR),
    ];
    const { state } = foldEvents(own, initialState(own, START), events);
    expect(openAlerts(own, state).map(({ ruleId }) => ruleId)).toEqual(['baseline', 'mean']);
  });

  it('is compared with what was measured before it, also where that has left the window by the time of the close', () => {
    const weights = [
      reading('body-weight', 0, 80),
      reading('body-weight', DAY, 83),
      reading('body-weight', 4 * DAY, 80.5),
    ];
    const closed = oneByOne([...weights, close('weight-gain', 8.2 * DAY)]);
    expect(standing(closed)).not.toContain('weight-gain');
    const weekend = [
      reading('body-weight', 6.5 * DAY, 83, 8.3 * DAY),
      reading('body-weight', 8 * DAY, 82.9, 8.3 * DAY),
    ];
    const { state, findings } = foldEvents(protocol, closed, weekend);
    expect(standing(state)).toContain('weight-gain');
    const [item] = findings.find(({ ruleId }) => ruleId === 'weight-gain')?.evidence.items ?? [];
    expect(item).toMatchObject({
      compared: 2.5,
      readings: [{ at: START + 6.5 * DAY, value: 83 }],
      reference: { kind: 'minimum', value: 80.5, at: START + 4 * DAY },
    });
    expect(oneByOne([...weights, close('weight-gain', 8.2 * DAY), ...weekend])).toEqual(state);
    expect(oneByOne([...weekend.toReversed(), close('weight-gain', 8.2 * DAY), ...weights])).toEqual(state);
  });

  it('is not compared with what was measured after it', () => {
    const open = [reading('body-weight', 0, 80), reading('body-weight', DAY, 83), close('weight-gain', 3 * DAY)];
    const hidden = [reading('body-weight', 1.5 * DAY, 81.5, 4 * DAY), reading('body-weight', 2 * DAY, 79, 4 * DAY)];
    expect(standing(oneByOne([...open, ...hidden]))).not.toContain('weight-gain');
  });

  it('is withdrawn when it did not last, as what comes later shows', () => {
    const hidden = reading('breathlessness', 0, 7, 3 * HOUR);
    const opened = oneByOne([
      reading('breathlessness', -DAY, 2),
      close('worse-together', 2 * HOUR),
      reading('heart-rate', HOUR, 120, 3 * HOUR),
      hidden,
    ]);
    expect(standing(opened)).toContain('worse-together');
    const { state, findings } = step(protocol, opened, reading('breathlessness', HOUR, 2, 4 * HOUR));
    expect(standing(state)).not.toContain('worse-together');
    expect(findings.map(({ type, ruleId }) => [type, ruleId])).toEqual([['withdrawn', 'worse-together']]);
  });

  it('is not forgotten when the base moves on', () => {
    const hidden = reading('oxygen-saturation', 2 * HOUR, 83, 6 * HOUR);
    const closed = oneByOne([...low, close('saturation', 5 * HOUR), hidden, tick(27 * HOUR)]);
    expect(closed.baseUntil).toBeLessThanOrEqual(hidden.at);
    const among = step(protocol, closed, reading('oxygen-saturation', 4.5 * HOUR, 83, 27 * HOUR)).state;
    expect(standing(among)).toContain('saturation');
    const later = foldEvents(protocol, among, [tick(20 * DAY), reading('heart-rate', 20 * DAY + HOUR, 70)]).state;
    expect(later.baseUntil).toBeGreaterThan(START + 5 * HOUR);
    expect(standing(later)).toContain('saturation');
  });
});

describe('a close', () => {
  it('that claims to be older than the window counts from where the window begins', () => {
    const open = oneByOne([reading('oxygen-saturation', 0, 84), reading('oxygen-saturation', HOUR, 84), tick(4 * DAY)]);
    expect(standing(open)).toContain('saturation');
    expect(standing(step(protocol, open, close('saturation', 2 * HOUR)).state)).not.toContain('saturation');
  });

  it('told twice closes once', () => {
    const state = oneByOne([
      reading('oxygen-saturation', 0, 84),
      reading('oxygen-saturation', HOUR, 84),
      close('saturation', 2 * HOUR),
    ]);
    const again = oneByOne([
      reading('oxygen-saturation', 0, 84),
      reading('oxygen-saturation', HOUR, 84),
      close('saturation', 2 * HOUR),
      close('saturation', 2 * HOUR),
    ]);
    expect(again).toEqual(state);
  });

  it('of a rule that the protocol does not have changes no alert', () => {
    const state = oneByOne([reading('oxygen-saturation', 0, 84), reading('oxygen-saturation', HOUR, 84)]);
    const { findings } = step(protocol, state, close('no-such-rule', 2 * HOUR));
    expect(findings).toEqual([]);
  });
});

describe('a close that comes late itself', () => {
  const ill = [0, 1, 3, 4].map((hour) => reading('oxygen-saturation', hour * HOUR, 84));

  it('leaves what opened after it, and tells of that as new', () => {
    const { state, findings } = step(protocol, oneByOne(ill), close('saturation', 2 * HOUR));
    expect(findings.map(({ type, ruleId, at }) => [type, ruleId, at])).toEqual([
      ['opened', 'saturation', START + 4 * HOUR],
    ]);
    expect(openAlerts(protocol, state)).toMatchObject([{ ruleId: 'saturation', openedAt: START + 4 * HOUR }]);
  });

  it('tells nothing of what it closes', () => {
    const { state, findings } = step(protocol, oneByOne([...ill, tick(6 * HOUR)]), close('saturation', 5 * HOUR));
    expect(findings).toEqual([]);
    expect(standing(state)).toEqual([]);
  });
});

describe('where so much is measured that the settled part follows close behind', () => {
  const pulses = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, index) => reading('heart-rate', (from + index) * HOUR, 70));
  const low = [reading('oxygen-saturation', 0, 84), reading('oxygen-saturation', HOUR, 84)];
  const hidden = reading('oxygen-saturation', 2.5 * HOUR, 83, 6 * HOUR);
  const closed = [...low, ...pulses(0, 5), close('saturation', 5 * HOUR), ...pulses(6, 26)];

  it('it waits before a reading that a close has to judge anew, and no further back', () => {
    const state = oneByOne([...closed, hidden, ...pulses(26, 40)]);
    expect(state.baseUntil).toBe(START + 2 * HOUR);
    const without = oneByOne([...closed, ...pulses(26, 40)]);
    expect(without.baseUntil).toBe(START + 4 * HOUR);
  });

  it('and that reading is still judged anew when all is folded once more', () => {
    const state = oneByOne([...closed, hidden, ...pulses(26, 40)]);
    const again = reading('oxygen-saturation', 20 * HOUR, 83, 35 * HOUR);
    expect(standing(step(protocol, state, again).state)).toContain('saturation');
    const other = step(protocol, state, reading('heart-rate', 38.5 * HOUR, 70)).state;
    expect(openAlerts(protocol, other).map(({ ruleId, late }) => [ruleId, late])).toEqual(
      openAlerts(protocol, state).map(({ ruleId, late }) => [ruleId, late]),
    );
  });
});

describe('of two receptions of one reading', () => {
  it('the earlier counts, in whatever order they are told', () => {
    const early = reading('oxygen-saturation', HOUR, 84, 2 * HOUR);
    const again = reading('oxygen-saturation', HOUR, 84, 9 * HOUR);
    const rest = [reading('oxygen-saturation', 0, 84), close('saturation', 3 * HOUR)];
    expect(oneByOne([...rest, again, early])).toEqual(oneByOne([...rest, early, again]));
    expect(standing(oneByOne([...rest, again, early]))).toEqual([]);
  });
});

describe('closes and delays in any order', () => {
  const events = fc.array(
    fc.oneof(
      fc
        .record({ minute: fc.nat(20 * 60), value: fc.integer({ min: 82, max: 93 }), delay: fc.nat(180) })
        .map(({ minute, value, delay }): TriageEvent => {
          return reading('oxygen-saturation', minute * MINUTE, value, (minute + delay) * MINUTE);
        }),
      fc.nat(20 * 60).map((minute): TriageEvent => close('saturation', minute * MINUTE)),
      fc.nat(20).map((hour): TriageEvent => tick(hour * HOUR)),
    ),
    { maxLength: 30, size: 'max' },
  );
  const shuffled = events.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );

  it('give the same state', () => {
    fc.assert(
      fc.property(shuffled, ([all, permuted]) => {
        const ordered = foldEvents(protocol, initialState(protocol, START), all).state;
        expect(oneByOne(permuted)).toEqual(ordered);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a bad reading that nobody can have seen', () => {
  const own = compileProtocol(
    applyLimits(
      ProtocolSchema.parse({
        ...EXAMPLE,
        rules: EXAMPLE.rules.map((rule) => {
          const when = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 8 };
          return rule.id === 'worse-together' ? { ...rule, autoClose: false, levels: { red: { when } } } : rule;
        }),
      }),
      null,
      START,
    ),
  );
  const givenAt = (event: TriageEvent) => ('receivedAt' in event ? (event.receivedAt ?? event.at) : event.at);

  /** By the plain words of the two rules, of all that was ever measured. */
  function isBad({ metric, at, value }: MeasurementEvent, all: readonly MeasurementEvent[]): boolean {
    if (metric === 'breathlessness') return value >= 8;
    const before = all.filter((one) => one.metric === metric && one.at < at && one.at >= at - 3 * DAY);
    return before.some((one) => value - one.value > 2 + 1e-9);
  }

  it('is never silent', () => {
    let tried = 0;
    let asked = 0;
    fc.assert(
      fc.property(anyHistory, (events) => {
        tried += 1;
        const lived = events.toSorted((a, b) => givenAt(a) - givenAt(b));
        let state = initialState(own, START);
        for (const event of lived) {
          state = step(own, state, event.type === 'alert-closed' ? closeAsSeen(state, event) : event).state;
        }
        const open = openAlerts(own, state).map(({ ruleId }) => ruleId);
        const all = lived.filter((event) => event.type === 'measurement');
        for (const [rule, metric] of [
          ['worse-together', 'breathlessness'],
          ['weight-gain', 'body-weight'],
        ] as const) {
          const closed = lived.findLastIndex((event) => event.type === 'alert-closed' && event.ruleId === rule);
          const unseen = lived.slice(closed + 1).filter((event) => event.type === 'measurement');
          if (!unseen.some((one) => one.metric === metric && isBad(one, all))) continue;
          asked += 1;
          expect(open.some((id) => id === rule || id === `review:${rule}`)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(asked).toBeGreaterThan(tried / 5);
  });
});
