import { describe, expect, it } from 'vitest';
import { deadline, pausesOfLeaf } from './deadline.ts';
import type { Pause } from './schema.ts';

const pause = (from: number, until: number): Pause => ({
  scope: { type: 'episode' },
  includesRed: false,
  from,
  until,
});

describe('what is expected within 10 of the instant 100', () => {
  it.each([
    ['is due 10 later', [], 110],
    ['counts from the end of a pause that lies between', [pause(105, 120)], 130],
    ['counts from the end of a pause in which it was measured', [pause(90, 120)], 130],
    ['was due before a pause that begins at the very instant', [pause(110, 120)], 110],
    ['has nothing to do with a pause that ended before', [pause(80, 100)], 110],
    ['counts from the end of the later of two that touch, in any order', [pause(125, 140), pause(105, 120)], 150],
    ['counts from the end of the longer of two that overlap', [pause(101, 140), pause(105, 120)], 150],
    ['was due before a second pause that begins later', [pause(105, 120), pause(131, 140)], 130],
    ['is not put off by a pause that ended when it began', [pause(105, 105)], 110],
    ['is not put off by a pause that was called off before it began', [pause(105, 95)], 110],
  ])('%s', (_, pauses, due) => {
    expect(deadline(100, 10, pauses)).toBe(due);
  });
});

describe('the pauses of a leaf', () => {
  it.each([
    ['the whole episode', { type: 'episode' }, false, 'yellow', true],
    ['its metric', { type: 'metrics', metrics: ['steps', 'glucose'] }, false, 'yellow', true],
    ['another metric', { type: 'metrics', metrics: ['steps'] }, false, 'yellow', false],
    ['its rule', { type: 'rules', rules: ['glucose-missing'] }, false, 'yellow', true],
    ['another rule', { type: 'rules', rules: ['glucose-low'] }, false, 'yellow', false],
    ['the whole episode, red not named', { type: 'episode' }, false, 'red', false],
    ['the whole episode, red named', { type: 'episode' }, true, 'red', true],
  ] as const)('of %s', (_, scope, includesRed, severity, isOne) => {
    const one = { scope, includesRed, from: 0, until: 1 };
    expect(pausesOfLeaf([one], { id: 'glucose-missing' }, severity, ['glucose'])).toEqual(isOne ? [one] : []);
  });
});

describe('the pauses of what must be silent together', () => {
  it.each([
    ['one of them', { type: 'metrics', metrics: ['glucose'] }, false],
    ['all of them, and more', { type: 'metrics', metrics: ['steps', 'glucose', 'body-weight'] }, true],
    ['the whole episode', { type: 'episode' }, true],
    ['the rule', { type: 'rules', rules: ['inactive'] }, true],
  ] as const)('are of %s', (_, scope, isOne) => {
    const one = { scope, includesRed: false, from: 0, until: 1 };
    const found = pausesOfLeaf([one], { id: 'inactive' }, 'yellow', ['glucose', 'body-weight']);
    expect(found).toEqual(isOne ? [one] : []);
  });

  it('are none of two that only together name all of them', () => {
    const two = ['glucose', 'body-weight'].map((metric) => ({
      scope: { type: 'metrics' as const, metrics: [metric] },
      includesRed: false,
      from: 0,
      until: 1,
    }));
    expect(pausesOfLeaf(two, { id: 'inactive' }, 'yellow', ['glucose', 'body-weight'])).toEqual([]);
  });
});
