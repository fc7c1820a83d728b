import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import type { Finding } from './alerts/finding.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { NO_TAIL } from './tail/tail.ts';
import { compileExample, EXAMPLE } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const protocol = compileExample();

const reading = (metric: MetricCode, afterMs: number, value: number, delayMs = 0): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
  receivedAt: START + afterMs + delayMs,
});
const tick = (afterMs: number): TriageEvent => ({ type: 'tick', at: START + afterMs });
const close = (ruleId: string, afterMs: number): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + afterMs });
const saturation = (afterMs: number, value: number) => reading('oxygen-saturation', afterMs, value);

function run(events: readonly TriageEvent[], compiled = protocol): { state: TriageState; findings: Finding[] } {
  let state = initialState(compiled, START);
  const findings: Finding[] = [];
  for (const event of events) {
    const result = step(compiled, state, event);
    state = result.state;
    findings.push(...result.findings);
  }
  return { state, findings };
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ type, ruleId, severity }) => `${type} ${ruleId} ${severity}`);
const standing = (state: TriageState, compiled = protocol) =>
  openAlerts(compiled, state).map(({ ruleId, severity, phase }) => `${ruleId} ${severity} ${phase}`);

describe('a band', () => {
  it.each([
    ['one reading below opens nothing', [87], []],
    ['two of the last three below open yellow', [87, 90, 86], ['opened saturation yellow']],
    ['two below the lower number open red at once', [84, 84], ['opened saturation red']],
    ['yellow rises to red by itself', [87, 87, 84, 84], ['opened saturation yellow', 'raised saturation red']],
    ['a value between set and clear neither sets nor clears', [87, 87, 89], ['opened saturation yellow']],
    [
      'yellow clears by itself after two readings at the clear value',
      [87, 87, 90, 91],
      ['opened saturation yellow', 'recovering saturation yellow', 'cleared saturation yellow'],
    ],
    [
      'recovering and worse again is open again',
      [87, 87, 90, 86],
      ['opened saturation yellow', 'recovering saturation yellow', 'reopened saturation yellow'],
    ],
  ])('%s', (_name, values, expected) => {
    const { findings } = run(values.map((value, index) => saturation(index * HOUR, value)));
    expect(told(findings)).toEqual(expected);
  });

  it('red that no longer holds waits for a person', () => {
    const { state, findings } = run([84, 84, 95, 95, 95].map((value, index) => saturation(index * HOUR, value)));
    expect(standing(state)).toEqual(['saturation red cleared']);
    expect(findings.at(-1)).toMatchObject({ type: 'cleared', closed: false, severity: 'red' });
  });

  it.each([
    ['at-least', [2, 5, 6], 'above', [2, 5, 6, 6.1]],
    ['at-most', [9, 7, 6], 'below', [9, 7, 6, 5.9]],
  ] as const)(
    'a limit that is reached after ordinary values crosses %s, and not %s',
    (at, reached, beyond, crossed) => {
      const [given] = EXAMPLE.rules;
      const opening = (test: typeof at | typeof beyond, values: readonly number[]) => {
        const when = { type: 'value', metric: 'breathlessness', test, set: 6 } as const;
        const rules = [{ ...given, levels: { yellow: { when } } }];
        const own = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
        const events = values.map((value, index) => reading('breathlessness', index * HOUR, value));
        return run(events, own).findings.map(({ at: opened }) => (opened - START) / HOUR);
      };
      expect(opening(at, reached)).toEqual([2]);
      expect(opening(beyond, crossed)).toEqual([3]);
    },
  );

  it('two low readings further apart than the gap are no evidence', () => {
    const { state } = run([saturation(0, 84), saturation(13 * HOUR, 84)]);
    expect(standing(state)).toEqual(['saturation yellow open']);
  });

  it('says what it saw and which limit it used', () => {
    const { findings } = run([saturation(0, 87), saturation(HOUR, 86)]);
    expect(findings[0]?.evidence).toMatchObject({
      protocol: { id: 'example', version: 1 },
      ruleId: 'saturation',
      items: [
        {
          metric: 'oxygen-saturation',
          threshold: { name: 'low', value: 88, origin: 'protocol' },
          readings: [
            { at: START, value: 87 },
            { at: START + HOUR, value: 86 },
          ],
        },
      ],
    });
  });
});

describe('a duration', () => {
  it('is reached only by readings that cover it', () => {
    const warm = [0, 1, 2].map((hours) => reading('body-temperature', hours * HOUR, 38.5));
    expect(told(run(warm).findings)).toEqual(['opened fever yellow']);
  });

  it('a gap is not evidence', () => {
    const gappy = [0, 2, 4].map((hours) => reading('body-temperature', hours * HOUR, 38.5));
    expect(told(run(gappy).findings)).toEqual([]);
  });
});

describe('a change', () => {
  it.each([
    [
      'more than 2 kg over the window’s minimum is red',
      [
        [0, 80],
        [1, 79.5],
        [2, 81.6],
      ],
      ['opened weight-gain red'],
    ],
    [
      'exactly 2 kg is not more than 2 kg',
      [
        [0, 80.1],
        [2, 82.1],
      ],
      [],
    ],
    [
      'a gain over a longer time than the window is not',
      [
        [0, 80],
        [4, 82.5],
      ],
      [],
    ],
  ] as [string, [number, number][], string[]][])('%s', (_name, weights, expected) => {
    const { findings } = run(weights.map(([day, value]) => reading('body-weight', day * DAY, value)));
    expect(told(findings.filter(({ ruleId }) => ruleId === 'weight-gain'))).toEqual(expected);
  });
});

describe('a mean', () => {
  it('needs its readings before it judges', () => {
    const high = [0, 1, 2].map((hours) => reading('systolic-pressure', hours * HOUR, 140));
    expect(standing(run(high.slice(0, 2)).state)).toEqual([]);
    expect(standing(run(high).state)).toEqual(['mean-pressure yellow open']);
  });
});

describe('a combination', () => {
  it('needs both parts within its window', () => {
    const together = [reading('breathlessness', 0, 7), reading('heart-rate', HOUR, 120)];
    expect(standing(run(together).state)).toEqual(['worse-together yellow open']);
    const apart = [reading('breathlessness', 0, 7), reading('heart-rate', 30 * HOUR, 120)];
    expect(standing(run(apart).state).filter((line) => line.startsWith('worse'))).toEqual([]);
  });
});

describe('missing data', () => {
  it('is due from the start of the follow-up, and the state says when', () => {
    expect(nextTickAt(protocol, initialState(protocol, START))).toBe(START + 30 * HOUR);
  });

  it('opens at the instant when it fell due, however late the tick', () => {
    const { findings } = run([tick(50 * HOUR)]);
    expect(findings).toMatchObject([
      { type: 'opened', ruleId: 'missing-saturation', kind: 'missing', at: START + 30 * HOUR },
    ]);
  });

  it('closes when a reading comes', () => {
    const { findings } = run([tick(31 * HOUR), saturation(32 * HOUR, 94)]);
    expect(told(findings)).toEqual(['opened missing-saturation yellow', 'cleared missing-saturation yellow']);
  });

  it('is told, and that it ended, also when the timer and the reading come in one batch', () => {
    const batch = [tick(31 * HOUR), saturation(32 * HOUR, 94)];
    const { findings } = foldEvents(protocol, initialState(protocol, START), batch);
    expect(findings.map(({ type, at }) => [type, at])).toEqual([
      ['opened', START + 30 * HOUR],
      ['cleared', START + 32 * HOUR],
    ]);
  });

  it.each([
    ['alone', [saturation(40 * HOUR, 94)]],
    ['with others', [saturation(39 * HOUR, 94), saturation(40 * HOUR, 94)]],
  ])('is found anew at once where the reading that ends it is long ago itself: %s', (_, late) => {
    const { state } = run([tick(100 * HOUR)]);
    const result = foldEvents(protocol, state, late);
    expect(standing(result.state)).toEqual(['missing-saturation yellow open']);
    expect(result.findings.at(-1)).toMatchObject({ type: 'opened', at: START + 70 * HOUR });
    expect(nextTickAt(protocol, result.state)).toBeNull();
  });

  it('is found anew also where the reading that ends it is put in its place among others', () => {
    const { state } = run([saturation(0, 94), tick(100 * HOUR)]);
    const placed = step(protocol, state, saturation(20 * HOUR, 94)).state;
    expect(openAlerts(protocol, placed)).toMatchObject([{ ruleId: 'missing-saturation', openedAt: START + 50 * HOUR }]);
  });

  it('is not told where it is closed at the instant when it would be found', () => {
    const { state, findings } = run([saturation(0, 94), close('missing-saturation', 30 * HOUR)]);
    expect(findings).toEqual([]);
    expect(nextTickAt(protocol, state)).toBe(START + 60 * HOUR);
  });

  it('is withdrawn when the reading turns out to have been taken in time', () => {
    const { state, findings } = run([tick(31 * HOUR), saturation(29 * HOUR, 94)]);
    expect(told(findings)).toEqual(['opened missing-saturation yellow', 'withdrawn missing-saturation yellow']);
    expect(findings.map(({ closed }) => closed)).toEqual([false, true]);
    expect(standing(state)).toEqual([]);
  });

  it('that time alone had found does not stay in the base when a reading comes before it', () => {
    const { state } = run([
      saturation(0, 94),
      tick(40 * HOUR),
      reading('heart-rate', 41 * HOUR, 70),
      saturation(20 * HOUR, 94),
    ]);
    expect(standing(state)).toEqual([]);
    expect(state.current.rules.map((rule) => rule.ended)).not.toContainEqual({ at: START + 20 * HOUR, by: 'rule' });
  });

  it('never closes or lowers a clinical alert', () => {
    const { state } = run([saturation(0, 84), saturation(HOUR, 84), tick(40 * DAY)]);
    expect(standing(state)).toEqual(['missing-saturation yellow open', 'saturation red open']);
  });

  it('counts from the end of a pause of the plan', () => {
    const scope = { type: 'episode' } as const;
    const paused = compileExample(null, [{ scope, includesRed: false, from: START + DAY, until: START + 3 * DAY }]);
    expect(nextTickAt(paused, initialState(paused, START))).toBe(START + 3 * DAY + 30 * HOUR);
  });
});

describe('a patient who has become inactive', () => {
  const silent = (metric: MetricCode) => ({ type: 'missing', metric, every: 5 * DAY, grace: 0 }) as const;
  const [example] = EXAMPLE.rules;
  if (!example) throw new Error('the example has no rule');
  const when = { type: 'all', of: [silent('oxygen-saturation'), silent('body-weight'), silent('heart-rate')] } as const;
  const rules = [{ ...example, id: 'inactive', kind: 'missing', levels: { yellow: { when } } } as const];
  const inactive = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
  const active = [saturation(0, 95), reading('body-weight', DAY, 80), reading('heart-rate', 2 * DAY, 70)];

  it('is one from whom nothing at all has come for so many days, counted from the last of anything', () => {
    expect(run([...active, tick(7 * DAY - 1)], inactive).findings).toEqual([]);
    const { findings } = run([...active, tick(9 * DAY)], inactive);
    expect(findings).toMatchObject([{ type: 'opened', ruleId: 'inactive', kind: 'missing', at: START + 7 * DAY }]);
    expect(findings[0]?.evidence.items).toHaveLength(3);
  });

  it('is one no more with the first thing that comes', () => {
    const { findings } = run([...active, tick(9 * DAY), reading('body-weight', 10 * DAY, 80)], inactive);
    expect(told(findings)).toEqual(['opened inactive yellow', 'cleared inactive yellow']);
  });

  it('is so from the start of the follow-up where nothing ever came', () => {
    expect(run([tick(5 * DAY)], inactive).findings).toMatchObject([{ ruleId: 'inactive', at: START + 5 * DAY }]);
  });
});

describe('a person closes an alert', () => {
  const opened = [saturation(0, 84), saturation(HOUR, 84)];

  it('and it does not come back on the same evidence', () => {
    const { state, findings } = run([...opened, close('saturation', 2 * HOUR), tick(3 * HOUR)]);
    expect(standing(state)).toEqual([]);
    expect(told(findings)).toEqual(['opened saturation red']);
  });

  it('and new evidence opens it again', () => {
    const again = [saturation(3 * HOUR, 84), saturation(4 * HOUR, 84)];
    const { state } = run([...opened, close('saturation', 2 * HOUR), ...again]);
    expect(standing(state)).toEqual(['saturation red open']);
  });

  it('and what was measured before but received after is judged', () => {
    const late = [
      reading('oxygen-saturation', 90 * MINUTE, 83, HOUR),
      reading('oxygen-saturation', 100 * MINUTE, 83, HOUR),
    ];
    const { state } = run([...opened, close('saturation', 2 * HOUR), ...late]);
    expect(standing(state)).toEqual(['saturation red open']);
  });
});

describe('what cannot be judged is never silent', () => {
  it('a metric that no rule judges asks for a review', () => {
    const { state } = run([reading('inr', 0, 2.5)]);
    expect(standing(state)).toEqual(['review:metric:inr yellow open']);
  });

  it('a metric that the protocol only observes does not', () => {
    expect(standing(run([reading('steps', 0, 4000)]).state)).toEqual([]);
  });

  it('a value that is no number asks for a review and is put nowhere', () => {
    const { state, findings } = run([reading('heart-rate', 0, Number.NaN)]);
    expect(told(findings)).toEqual(['opened review:metric:heart-rate yellow']);
    expect(state.tail).toEqual(NO_TAIL);
  });

  it('a review that a person closed stays away for a while', () => {
    const { state, findings } = run([
      reading('inr', 0, 2.5),
      close('review:metric:inr', HOUR),
      reading('inr', DAY, 2.6),
    ]);
    expect(standing(state).filter((line) => line.startsWith('review'))).toEqual([]);
    expect(told(findings)).toEqual(['opened review:metric:inr yellow']);
  });

  it('a change without its reference asks for a review once the follow-up is old enough', () => {
    const { state } = run([reading('body-weight', 10 * DAY, 80)]);
    expect(standing(state)).toContain('review:weight-gain yellow open');
  });
});

describe('data older than the lateness window', () => {
  const today = saturation(25 * DAY, 95);

  it('is judged on its own and marked late', () => {
    const { findings } = run([
      saturation(24.5 * DAY, 95),
      today,
      reading('heart-rate', DAY, 120),
      reading('breathlessness', DAY, 3),
      saturation(DAY, 70),
    ]);
    const late = findings.filter((finding) => finding.late);
    expect(told(late)).toContain('opened saturation red');
    expect(late.find(({ ruleId }) => ruleId === 'saturation')?.evidence.items[0]).toMatchObject({
      readings: [{ at: START + DAY, value: 70 }],
    });
  });

  it('is not taken into the run of events', () => {
    const { state } = run([today]);
    expect(step(protocol, state, saturation(DAY, 70)).state.current).toEqual(state.current);
  });

  it('stands until a person closes it', () => {
    const { state } = run([today, saturation(DAY, 70), saturation(26 * DAY, 95)]);
    expect(standing(state)).toContain('saturation red open');
    const closed = step(protocol, state, close('saturation', 26 * DAY + HOUR));
    expect(standing(closed.state)).not.toContain('saturation red open');
    expect(closed.findings).toEqual([]);
  });

  it.each([
    ['as bad', [87, 87, 89.9, 95], 87, 'yellow', ['reopened saturation yellow']],
    ['worse', [87, 87, 89.9, 95], 70, 'red', ['raised saturation red']],
    ['less bad', [84, 84, 95, 95], 87, 'red', ['reopened saturation red']],
  ] as const)(
    'opens again an alert that has cleared and waits for a person, where it is %s',
    (_, values, late, was, expected) => {
      const [rule] = EXAMPLE.rules;
      const rules = rule && [{ ...rule, autoClose: false }];
      const own = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
      const readings = [...values, 95].map((value, hour) => saturation(25 * DAY + hour * HOUR, value));
      const { state } = run(readings, own);
      expect(openAlerts(own, state)).toMatchObject([{ phase: 'cleared', present: null }]);
      const result = step(own, state, saturation(DAY, late));
      expect(told(result.findings)).toEqual(expected);
      expect(openAlerts(own, result.state)).toMatchObject([{ phase: 'open', severity: was, late: true }]);
      const ticked = step(own, result.state, saturation(27 * DAY, 95));
      expect(openAlerts(own, ticked.state)).toEqual(openAlerts(own, result.state));
      const closed = step(own, ticked.state, close('saturation', 28 * DAY)).state;
      expect(openAlerts(own, closed)).toEqual([]);
    },
  );

  it('is within limits and opens nothing', () => {
    const { state } = run([today]);
    expect(step(protocol, state, saturation(DAY, 95)).findings).toEqual([]);
  });

  it('asks for a review where its reference is gone', () => {
    const { state } = run([reading('body-weight', 30 * DAY, 80)]);
    const result = step(protocol, state, reading('body-weight', 5 * DAY, 70));
    expect(result.state).toBeDefined();
    expect(standing(result.state)).toContain('review:weight-gain yellow open');
  });
});

describe('a batch of what came late and what is new', () => {
  const fine = [0, 20, 21].map((hour) => saturation(hour * HOUR, 94));
  const before = run([...fine, tick(30 * HOUR)]).state;

  it('tells both what the late reading means and what the new one does', () => {
    const late = [saturation(2 * HOUR, 84), saturation(3 * HOUR, 84)];
    const fever = [31, 32, 33].map((hour) => reading('body-temperature', hour * HOUR, 38.5));
    const { findings } = foldEvents(protocol, before, [...late, ...fever]);
    expect(told(findings)).toEqual(['opened saturation red', 'cleared saturation red', 'opened fever yellow']);
  });

  it('puts a late reading in its place also where a tick as old comes before it', () => {
    const { state, findings } = foldEvents(protocol, before, [
      tick(10 * HOUR),
      saturation(11 * HOUR, 84),
      saturation(12 * HOUR, 84),
    ]);
    expect(standing(state)).toEqual(['saturation red cleared']);
    expect(findings[0]).toMatchObject({ type: 'opened', at: START + 12 * HOUR });
  });

  it('tells of an alert that closed and of the one that opened after it, where they were one', () => {
    const low = run([0, 1, 10, 11].map((hour) => saturation(hour * HOUR, 87))).state;
    const { findings } = foldEvents(protocol, low, [saturation(3 * HOUR, 92), saturation(4 * HOUR, 92)]);
    expect(
      findings.map(({ type, at, openedAt, closed }) => [type, (at - START) / HOUR, (openedAt - START) / HOUR, closed]),
    ).toEqual([
      ['cleared', 4, 1, true],
      ['opened', 11, 11, false],
    ]);
  });

  it('asks for a review of what is no number, and judges the rest', () => {
    const batch = [reading('heart-rate', 31 * HOUR, Number.NaN), saturation(31 * HOUR, 84), saturation(32 * HOUR, 84)];
    const { findings } = foldEvents(protocol, before, batch);
    expect(told(findings)).toEqual(['opened review:metric:heart-rate yellow', 'opened saturation red']);
  });
});

describe('another protocol version or other limits', () => {
  const limits = {
    version: 3,
    values: { low: 84, veryLow: 80 },
    reason: 'the patient’s own normal is low',
    author: 'a nurse',
    since: 0,
    until: null,
    confirmedBy: null,
  };

  it('leave an open alert open', () => {
    const { state } = run([saturation(0, 87), saturation(HOUR, 87)]);
    const lower = compileExample(limits);
    const result = step(lower, state, saturation(2 * HOUR, 85));
    expect(standing(result.state, lower)).toEqual(['saturation yellow open']);
  });

  it('judge what comes afterwards', () => {
    const lower = compileExample(limits);
    const { state } = run([saturation(0, 95)]);
    const { findings } = foldEvents(lower, state, [saturation(HOUR, 83), saturation(2 * HOUR, 83)]);
    expect(findings[0]?.evidence).toMatchObject({
      limitsVersion: 3,
      items: [{ threshold: { value: 84, origin: 'limits' } }],
    });
  });
});
