import { describe, expect, it } from 'vitest';
import { ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { initialState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';
import { close, compile, DAY, fall, HOUR, onlyRule, reading, START, standing } from './testing/oneRule.ts';

describe('a reading older than the window', () => {
  const settled = (protocol: CompiledProtocol, events: readonly TriageEvent[]) =>
    foldEvents(protocol, initialState(protocol, START), [...events, { type: 'tick', at: START + 29 * DAY }]).state;

  it('of a metric that no rule judges asks for a review once, one that is observed does not', () => {
    const protocol = compile(ProtocolSchema.parse(EXAMPLE));
    const state = settled(protocol, []);
    const asked = step(protocol, state, reading('inr', DAY, 2));
    expect(asked.findings).toMatchObject([{ ruleId: 'review:metric:inr', late: true }]);
    expect(step(protocol, asked.state, reading('inr', 2 * DAY, 2)).findings).toEqual([]);
    expect(step(protocol, state, reading('steps', DAY, 2)).findings).toEqual([]);
  });

  it.each([
    ['the lowest of the window from before it', 'minimum', 1.2, ['review:saturation cleared', 'saturation open']],
    ['no more than a little', 'minimum', 1.95, ['review:saturation cleared']],
  ] as const)('is compared with %s', (_, reference, value, open) => {
    const protocol = compile(onlyRule({ ...fall, reference }));
    const state = settled(protocol, [reading('fev1', 5 * DAY, 2), reading('fev1', 7 * DAY, 2.1)]);
    expect(standing(protocol, step(protocol, state, reading('fev1', 6 * DAY, value)).state)).toEqual(open);
  });

  it.each([
    ['lower than the lowest, from which what came after may have risen', 'above', 'minimum', 1.9, true],
    ['as low as the lowest', 'above', 'minimum', 2, false],
    ['higher than the highest, from which what came after may have fallen', 'below', 'maximum', 2.05, true],
    ['as high as the highest', 'below', 'maximum', 2, false],
    ['lower than the lowest, which makes no fall of what came after', 'below', 'minimum', 1.95, false],
    ['higher than the highest, which makes no rise of what came after', 'above', 'maximum', 2.05, false],
  ] as const)('asks for a review or not where it is %s', (_, test, reference, value, asks) => {
    const set = test === 'above' ? 10 : -10;
    const protocol = compile(onlyRule({ ...fall, test, set, reference }));
    // With a reading each hour the settled part follows a day and a half behind.
    const pulse = Array.from({ length: 72 }, (_, hour) => reading('heart-rate', 5 * DAY + hour * HOUR, 70));
    const steady = [HOUR, 3 * DAY, 5 * DAY].map((after) => reading('fev1', after, 2));
    const known = [...steady, reading('fev1', 7.5 * DAY, reference === 'minimum' ? 2.1 : 1.9), ...pulse];
    const { state } = foldEvents(protocol, initialState(protocol, START), known);
    const open = standing(protocol, step(protocol, state, reading('fev1', 5.5 * DAY, value)).state);
    expect(open.filter((line) => line.includes('saturation'))).toEqual(asks ? ['review:saturation open'] : []);
  });

  it('is compared with the own normal as it is now known', () => {
    const protocol = compile(onlyRule({ ...fall, reference: 'baseline', minDays: 1 }));
    const state = settled(protocol, [
      reading('fev1', 4 * DAY, 2),
      reading('fev1', 5 * DAY, 2),
      reading('fev1', 6 * DAY, 2),
    ]);
    expect(standing(protocol, step(protocol, state, reading('fev1', 5 * DAY + HOUR, 1.5)).state)).toContain(
      'saturation open',
    );
  });

  it.each([
    ['a mean', { type: 'mean', metric: 'fev1', test: 'below', set: 1, over: DAY, minReadings: 2 }],
    ['a change from a mean', { ...fall, reference: 'mean' }],
    ['a change from a normal that is not known', { ...fall, reference: 'baseline' }],
    ['a window that begins after it', { ...fall, reference: 'maximum' }],
  ] as const)('asks for a review where it would need %s', (_, when) => {
    const protocol = compile(onlyRule(when));
    const state = settled(protocol, [reading('fev1', 8 * DAY - HOUR, 2)]);
    const closed = step(protocol, state, close('review:saturation', 29 * DAY + HOUR)).state;
    // Also in the first days of the follow-up.
    for (const at of [HOUR, 6 * DAY]) {
      const { state: asked } = step(protocol, closed, reading('fev1', at, 2));
      expect(standing(protocol, asked)).toEqual(['review:saturation open']);
    }
  });

  it('ends a wait that it would have ended in time', () => {
    const protocol = compile(ProtocolSchema.parse(EXAMPLE));
    const second = { ...protocol, key: 'another version' };
    const waiting = foldEvents(protocol, initialState(protocol, START), [
      { type: 'tick', at: START + 31 * HOUR },
      reading('heart-rate', 32 * HOUR, 80),
    ]).state;
    expect(standing(protocol, waiting)).toEqual(['missing-saturation open']);
    const { state, findings } = step(second, waiting, reading('oxygen-saturation', 20 * HOUR, 95));
    expect(findings).toMatchObject([{ type: 'cleared', ruleId: 'missing-saturation', closed: true }]);
    expect(standing(second, state)).toEqual([]);
    expect(nextTickAt(second, state)).toBe(START + 50 * HOUR);
    const other = step(second, waiting, reading('heart-rate', 20 * HOUR, 80)).state;
    expect(standing(second, other)).toEqual(['missing-saturation open']);
  });

  it('does not end a wait that has been too long even so, nor one that began after it', () => {
    const protocol = compile(ProtocolSchema.parse(EXAMPLE));
    const second = { ...protocol, key: 'another version' };
    const silent = foldEvents(protocol, initialState(protocol, START), [
      reading('oxygen-saturation', 10 * HOUR, 95),
      reading('heart-rate', 60 * HOUR, 80),
    ]).state;
    expect(standing(protocol, silent)).toEqual(['missing-saturation open']);
    for (const [hour, open] of [
      [5, ['missing-saturation open']],
      [30, ['missing-saturation open']],
      [31, []],
    ] as const) {
      const { state } = step(second, silent, reading('oxygen-saturation', hour * HOUR, 95));
      expect(standing(second, state)).toEqual(open);
    }
  });
});
