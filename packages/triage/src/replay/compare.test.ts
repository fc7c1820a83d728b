import { describe, expect, it } from 'vitest';
import type { Evidence } from '../engine/alerts/finding.ts';
import type { TriageEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { compileExample, EXAMPLE } from '../engine/testing/exampleProtocol.ts';
import { applyLimits } from '../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import { rerunJudgement } from './lived.ts';
import { compareReplays, type ReplayedAlert, replayHistory } from './replay.ts';
import { livedInOrder } from './testing/livedInOrder.ts';
import { warmUpOf } from './whatIf.ts';

const START = Date.parse('2026-03-01T07:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const example = compileExample();
const reading = (metric: 'oxygen-saturation' | 'heart-rate' | 'breathlessness', hour: number, value: number) =>
  ({ type: 'measurement', metric, value, at: START + hour * HOUR }) as const;

const evidence: Evidence = {
  protocol: { id: 'example', version: 1 },
  limitsVersion: null,
  ruleId: 'saturation',
  severity: 'yellow',
  kind: 'clinical',
  at: 0,
  items: [],
  review: null,
};
const alert = (openedAt: number, closedAt: number | null, change: Partial<ReplayedAlert> = {}): ReplayedAlert => ({
  ruleId: 'saturation',
  kind: 'clinical',
  severity: 'yellow',
  openedAt,
  redAt: null,
  closedAt,
  evidence,
  ...change,
});

describe('the alerts of two settings', () => {
  const told = (before: ReplayedAlert[], after: ReplayedAlert[]) => {
    const { gained, lost, changed } = compareReplays(before, after);
    return { gained: gained.length, lost: lost.length, changed: changed.length };
  };
  const none = { gained: 0, lost: 0, changed: 0 };

  it.each([
    ['are the same where they stand at the same time', [alert(1, 5)], [alert(1, 9)], none],
    ['have changed where one opens later', [alert(1, 5)], [alert(4, 9)], { ...none, changed: 1 }],
    ['are the same alert where one opens as the other closes', [alert(1, 5)], [alert(5, 9)], { ...none, changed: 1 }],
    ['also the other way about', [alert(5, 9)], [alert(1, 5)], { ...none, changed: 1 }],
    ['are two where one opens after the other closed', [alert(1, 5)], [alert(6, 9)], { ...none, gained: 1, lost: 1 }],
    ['also the other way about, without end', [alert(6, null)], [alert(1, 5)], { ...none, gained: 1, lost: 1 }],
    ['are one that never closed', [alert(1, null)], [alert(400, null)], { ...none, changed: 1 }],
    ['are two of two rules', [alert(1, 5)], [alert(1, 5, { ruleId: 'fever' })], { ...none, gained: 1, lost: 1 }],
    ['count one of one side once', [alert(1, 9)], [alert(1, 4), alert(5, 9)], { ...none, gained: 1 }],
    ['and of the other side too', [alert(1, 4), alert(5, 9)], [alert(1, 9)], { ...none, lost: 1 }],
    [
      'have changed where one is red, from the start or later',
      [alert(1, 5), alert(11, 15, { severity: 'red', redAt: 12 })],
      [alert(1, 5, { severity: 'red', redAt: 1 }), alert(11, 15, { severity: 'red', redAt: 14 })],
      { ...none, changed: 2 },
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });
});

describe('a replayed alert', () => {
  it('is red from when it was, and another after it has closed', () => {
    const values = [87, 87, 92, 92, 84, 84, 84];
    const events = values.map((value, hour) => reading('oxygen-saturation', hour, value));
    expect(
      replayHistory(example, START, events, START + 7 * HOUR).map(({ severity, openedAt, redAt, closedAt }) => [
        severity,
        (openedAt - START) / HOUR,
        redAt && (redAt - START) / HOUR,
        closedAt && (closedAt - START) / HOUR,
      ]),
    ).toEqual([
      ['yellow', 1, null, 3],
      ['red', 5, 5, null],
    ]);
  });
});

describe('an alert that is judged again', () => {
  const events: TriageEvent[] = [
    reading('oxygen-saturation', 0, 84),
    reading('breathlessness', 0, 7),
    reading('oxygen-saturation', 1, 84),
    reading('heart-rate', 1, 120),
  ];
  const stored = replayHistory(example, START, events, START + HOUR).find(({ ruleId }) => ruleId === 'saturation');
  if (!stored) throw new Error('nothing was found');

  it.each<[keyof Evidence, Partial<Evidence>]>([
    ['protocol', { protocol: { id: 'example', version: 9 } }],
    ['limitsVersion', { limitsVersion: 4 }],
    ['severity', { severity: 'yellow' }],
    ['kind', { kind: 'missing' }],
    ['items', { items: [] }],
    ['device', { device: { id: 'hub-1', since: 0 } }],
    ['review', { review: { code: 'no-rule', metric: null, reading: null, detail: null } }],
  ])('says that its %s differs, and that of no other rule of that instant', (part, change) => {
    const rerun = rerunJudgement(
      livedInOrder(example, START, events),
      { ...stored.evidence, ...change },
      stored.evidence.at,
    );
    expect(rerun).toMatchObject({ identical: false, differences: [part], found: { ruleId: 'saturation' } });
  });

  it('is not found at another instant', () => {
    const later = { ...stored.evidence, at: stored.evidence.at + 1 };
    expect(rerunJudgement(livedInOrder(example, START, events), later, later.at)).toEqual({
      identical: false,
      found: null,
      differences: [],
    });
  });
});

describe('the history that a protocol needs before it judges', () => {
  const [first] = EXAMPLE.rules;
  if (!first) throw new Error('the example has no rule');
  type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
  const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;

  it.each<[string, When, number]>([
    ['a value needs none', value, 0],
    ['silence its deadline and its grace', { type: 'missing', metric: 'steps', every: 9 * DAY, grace: 2 * DAY }, 11],
    ['a mean its window', { ...value, type: 'mean', over: 8 * DAY, minReadings: 2 }, 8],
    [
      'several the longest',
      { type: 'any', of: [value, { ...value, type: 'mean', over: 3 * DAY, minReadings: 2 }, value] },
      3,
    ],
  ])('%s, and a day', (_, when, days) => {
    const rules = [{ ...first, levels: { red: { when } } }];
    const { effective } = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
    expect(warmUpOf(effective.protocol)).toBe((days + 1) * DAY);
  });
});
