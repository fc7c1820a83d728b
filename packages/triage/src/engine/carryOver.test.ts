import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Limits } from '../limits/schema.ts';
import type { Pause } from '../pause/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import { type CompiledProtocol, compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function compiled(
  change: Partial<ProtocolInput>,
  limits: Limits | null = null,
  pauses: readonly Pause[] = [],
): CompiledProtocol {
  return compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, ...change }), limits, START, pauses));
}

const first = compiled({});
const saturation = (afterMs: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  at: START + afterMs,
  value,
});
const rule = (id: string) => {
  const found = EXAMPLE.rules.find((one) => one.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
};
const others = (id: string) => EXAMPLE.rules.filter((one) => one.id !== id);
const standing = (protocol: CompiledProtocol, state: TriageState) =>
  openAlerts(protocol, state).map(({ ruleId, severity, phase }) => `${ruleId} ${severity} ${phase}`);

const red = foldEvents(first, initialState(first, START), [saturation(0, 84), saturation(HOUR, 84)]).state;

describe('a new version of the protocol', () => {
  it('without the rule leaves its open alert standing until a person closes it', () => {
    const without = compiled({ version: 2, rules: others('saturation') });
    const carried = step(without, red, saturation(2 * HOUR, 95));
    expect(carried.findings).toEqual([]);
    expect(standing(without, carried.state)).toEqual(['saturation red open']);
    const closed = step(without, carried.state, { type: 'alert-closed', ruleId: 'saturation', at: START + 3 * HOUR });
    expect(closed.findings).toEqual([]);
    expect(standing(without, closed.state)).toEqual([]);
  });

  it('with another shape of the rule keeps the alert and starts its evidence anew', () => {
    const when = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 80, clear: 90 } as const;
    const reshaped = compiled({
      version: 2,
      rules: [...others('saturation'), { ...rule('saturation'), levels: { red: { when } } }],
    });
    const same = step(reshaped, red, { type: 'tick', at: START + 2 * HOUR });
    expect(standing(reshaped, same.state)).toEqual(['saturation red open']);
    const cleared = step(reshaped, same.state, saturation(3 * HOUR, 91));
    expect(standing(reshaped, cleared.state)).toEqual(['saturation red cleared']);
  });

  it('that asks something else by the same rule does not count what was gathered for the old one', () => {
    const twice = (metric: 'heart-rate' | 'body-temperature', set: number) => {
      const when = { type: 'value', metric, test: 'above', set, sustained: { readings: 2 } } as const;
      return { rules: [{ ...rule('fever'), levels: { yellow: { when } } }] };
    };
    const [before, after] = [
      compiled(twice('heart-rate', 110)),
      compiled({ version: 2, ...twice('body-temperature', 38) }),
    ];
    const read = (metric: 'heart-rate' | 'body-temperature', hour: number, value: number): TriageEvent => ({
      type: 'measurement',
      metric,
      at: START + hour * HOUR,
      value,
    });
    const fast = step(before, initialState(before, START), read('heart-rate', 0, 120)).state;
    const warm = step(after, fast, read('body-temperature', 1, 39)).state;
    expect(standing(after, warm)).toEqual([]);
    expect(standing(after, step(after, warm, read('body-temperature', 2, 39)).state)).toEqual(['fever yellow open']);
  });

  it('without one of the levels holds no more by that, and the alert stands as it was raised', () => {
    const { red: onlyRed } = rule('saturation').levels;
    const without = compiled({
      version: 2,
      rules: [{ ...rule('saturation'), levels: { ...(onlyRed && { red: onlyRed }) } }, ...others('saturation')],
    });
    expect(red.current.rules[first.places.get('saturation') ?? -1]?.holds).toEqual(['red', 'yellow']);
    const { state } = step(without, red, { type: 'tick', at: START + 2 * HOUR });
    expect(state.current.rules[without.places.get('saturation') ?? -1]?.holds).toEqual(['red']);
    expect(standing(without, state)).toEqual(['saturation red open']);
  });

  it('leaves standing what was judged alone under the version before', () => {
    const [second, third] = [compiled({ version: 2 }), compiled({ version: 3 })];
    const state = foldEvents(first, initialState(first, START), [saturation(0, 95), saturation(2 * HOUR, 95)]).state;
    const late = step(second, state, saturation(HOUR, 84)).state;
    const { state: carried, findings } = step(third, late, { type: 'tick', at: START + 3 * HOUR });
    expect(findings).toEqual([]);
    expect(standing(third, carried)).toEqual(['saturation red open']);
  });

  it('with a new rule counts its deadline from the latest reading', () => {
    const when = { type: 'missing', metric: 'oxygen-saturation', every: 2 * HOUR, grace: 0 } as const;
    const asking = compiled({
      version: 2,
      rules: [...EXAMPLE.rules, { ...rule('missing-saturation'), id: 'asks-often', levels: { yellow: { when } } }],
    });
    const { state } = step(asking, red, { type: 'tick', at: START + 2 * HOUR });
    expect(nextTickAt(asking, state)).toBe(START + 3 * HOUR);
  });

  it('with several deadlines is due at the soonest of them, as soon as it is in force', () => {
    const asks = (id: string, every: number) => ({
      ...rule('missing-saturation'),
      id,
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every, grace: 0 } as const } },
    });
    const sooner = compiled({ version: 2, rules: [asks('a', 9 * HOUR), asks('b', 5 * HOUR), asks('c', 7 * HOUR)] });
    expect(nextTickAt(sooner, initialState(sooner, START))).toBe(START + 5 * HOUR);
    expect(nextTickAt(sooner, red)).toBe(START + 6 * HOUR);
  });

  it('judges alone what still arrives from before it, and only once', () => {
    const second = compiled({ version: 2 });
    const state = foldEvents(first, initialState(first, START), [saturation(0, 95), saturation(2 * HOUR, 95)]).state;
    const late = step(second, state, saturation(HOUR, 84));
    expect(late.findings).toMatchObject([{ type: 'opened', ruleId: 'saturation', severity: 'red', late: true }]);
    const closed = step(second, late.state, { type: 'alert-closed', ruleId: 'saturation', at: START + 3 * HOUR }).state;
    expect(step(second, closed, saturation(HOUR, 84)).findings).toEqual([]);
  });

  it('judges nothing a second time that lies in the same hour as the change', () => {
    const second = compiled({ version: 2 });
    const before = foldEvents(first, initialState(first, START), [saturation(10 * MINUTE, 84)]).state;
    const after = [saturation(40 * MINUTE, 95), saturation(30 * MINUTE, 95)];
    const state = after.reduce((so, event) => step(second, so, event).state, before);
    expect(standing(second, state)).toEqual([]);
    const once = step(second, state, saturation(20 * MINUTE, 84)).state;
    expect(standing(second, once)).toEqual(['saturation red cleared']);
  });

  it('nor a close that does', () => {
    const second = compiled({ version: 2 });
    const events: TriageEvent[] = [
      saturation(0, 84),
      saturation(MINUTE, 84),
      { type: 'alert-closed', ruleId: 'saturation', at: START + 10 * MINUTE },
      saturation(20 * MINUTE, 84),
      saturation(21 * MINUTE, 84),
    ];
    const before = foldEvents(first, initialState(first, START), events).state;
    expect(standing(first, before)).toEqual(['saturation red open']);
    const after = [saturation(40 * MINUTE, 86), saturation(30 * MINUTE, 86)];
    const state = after.reduce((so, event) => step(second, so, event).state, before);
    expect(openAlerts(second, state)).toMatchObject([{ ruleId: 'saturation', openedAt: START + 21 * MINUTE }]);
  });

  it('puts in its place what arrives from after it', () => {
    const second = compiled({ version: 2 });
    let state = foldEvents(first, initialState(first, START), [saturation(0, 95)]).state;
    for (const event of [saturation(2 * HOUR, 84), saturation(3 * HOUR, 90)]) state = step(second, state, event).state;
    expect(standing(second, state)).toEqual([]);
    expect(step(second, state, saturation(HOUR, 84)).findings).toMatchObject([
      { type: 'opened', ruleId: 'saturation', severity: 'red', late: false },
    ]);
  });
});

const EVERYTHING = { scope: { type: 'episode' }, includesRed: false } as const;

describe('a pause of the plan that is set later', () => {
  it('moves a deadline that has not passed', () => {
    const state = step(first, initialState(first, START), saturation(0, 95)).state;
    const longer = compiled({}, null, [{ ...EVERYTHING, from: START + HOUR, until: START + 9 * DAY }]);
    // Also before anything has come since it was set.
    expect(nextTickAt(longer, state)).toBe(START + 9 * DAY + 30 * HOUR);
    expect(nextTickAt(first, state)).toBe(START + 30 * HOUR);
    const paused = compiled({}, null, [{ ...EVERYTHING, from: START + 10 * HOUR, until: START + 3 * DAY }]);
    const { state: carried } = step(paused, state, { type: 'tick', at: START + HOUR });
    expect(nextTickAt(paused, carried)).toBe(START + 3 * DAY + 30 * HOUR);
  });

  it('does not close what was missing before it', () => {
    const missing = step(first, initialState(first, START), { type: 'tick', at: START + 31 * HOUR }).state;
    const paused = compiled({}, null, [{ ...EVERYTHING, from: START + 10 * HOUR, until: START + 3 * DAY }]);
    const { state } = step(paused, missing, { type: 'tick', at: START + 32 * HOUR });
    expect(standing(paused, state)).toEqual(['missing-saturation yellow open']);
  });

  it('of another metric moves nothing', () => {
    const other = compiled({}, null, [
      { ...EVERYTHING, scope: { type: 'metrics', metrics: ['steps'] }, from: START, until: START + 9 * DAY },
    ]);
    expect(nextTickAt(other, initialState(other, START))).toBe(START + 30 * HOUR);
  });
});
