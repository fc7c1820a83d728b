import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { replayHistory } from './replay.ts';

/* A silence of fifteen hours is yellow, one of thirty is red. Hours are counted from eight in the morning. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const words = { nb: 'tekst', en: 'text' };
const silent = (hours: number) =>
  ({ type: 'missing', metric: 'oxygen-saturation', every: hours * HOUR, grace: 0 }) as const;
const protocol = compileProtocol(
  applyLimits(
    ProtocolSchema.parse({
      id: 'silence',
      version: 1,
      condition: 'copd',
      title: words,
      source: 'example for tests',
      numbers: {},
      rules: [
        {
          id: 'silent',
          text: words,
          action: words,
          source: 'example for tests',
          kind: 'missing',
          autoClose: true,
          levels: { yellow: { when: silent(15) }, red: { when: silent(30) } },
        },
      ],
    }),
    null,
    START,
  ),
);

const read = (hour: number): TriageEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  value: 95,
  at: START + hour * HOUR,
});
const hourOf = (at: number | null) => at && (at - START) / HOUR;

/** Of a history with readings at these hours: how severe each silence became, and when it opened, was red, and closed. */
const told = (hours: readonly number[], until = 60) =>
  replayHistory(protocol, START, hours.map(read), START + until * HOUR).map(
    ({ severity, openedAt, redAt, closedAt }) => [severity, hourOf(openedAt), hourOf(redAt), hourOf(closedAt)],
  );

describe('in a replay a silence', () => {
  it('that a later reading ends is told, with when it opened, rose and closed', () => {
    expect(told([1, 20, 54])).toEqual([
      ['yellow', 16, null, 20],
      ['red', 35, 50, null],
    ]);
  });

  it('that ends at the very instant when it would be missed is none', () => {
    expect(told([1, 16, 31, 46])).toEqual([]);
  });

  it('that lasts to the end is told at its own instant', () => {
    expect(told([1, 15, 30, 44.5])).toEqual([['yellow', 59.5, null, null]]);
  });

  it.each([
    ['that begins at the stroke of midnight', 16],
    ['that begins just before it', 15.999],
    ['that begins just after it', 16.001],
  ])('%s is told, though a reading of the night ends it', (_, opens) => {
    expect(told([opens - 15, 20, 30], 40)).toEqual([['yellow', opens, null, 20]]);
  });

  it('that turns red at midnight is told as yellow before', () => {
    const findings = told([10, 41], 50);
    expect(findings).toEqual([['red', 25, 40, null]]);
  });

  it('is told on every day of a month in which each night is too long', () => {
    const mornings = Array.from({ length: 30 }, (_, day) => 24 * day);
    expect(told(mornings, 29 * 24)).toEqual(mornings.slice(1).map((hour) => ['yellow', hour - 9, null, hour]));
  });
});
