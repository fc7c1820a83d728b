import { describe, expect, it } from 'vitest';
import { closeAsSeen } from './closeAsSeen.ts';
import { initialState } from './state.ts';
import { step } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const NEWEST = START + 60_000;
const protocol = compileExample();
const { state } = step(protocol, initialState(protocol, START), {
  type: 'measurement',
  metric: 'oxygen-saturation',
  at: NEWEST,
  value: 84,
});
const close = (at: number) => ({ type: 'alert-closed', ruleId: 'saturation', at }) as const;

describe('a close', () => {
  it.each([NEWEST, NEWEST + 1])('that comes after everything that was given is given as it is', (at) => {
    expect(closeAsSeen(state, close(at))).toEqual(close(at));
  });

  it('that was made before the instant of what was given counts after it, and had seen what was received until it was made', () => {
    const made = NEWEST - 1;
    expect(closeAsSeen(state, close(made))).toEqual({ ...close(NEWEST + 1), seenUntil: made });
    const waited = { ...close(made), seenUntil: START };
    expect(closeAsSeen(state, waited)).toEqual({ ...close(NEWEST + 1), seenUntil: START });
  });
});
