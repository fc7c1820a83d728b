import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { applyLimits } from '../limits/apply.ts';
import { LimitsSchema } from '../limits/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { rerunJudgement } from './lived.ts';
import { compareReplays, replayHistory } from './replay.ts';
import { livedInOrder } from './testing/livedInOrder.ts';

/** A Monday: the form of the week is not asked for before all has been measured. */
const START = Date.parse('2026-03-02T07:00:00Z');
const HOUR = 3_600_000;
const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');

const withLimits = (values: Record<string, number>) =>
  compileProtocol(
    applyLimits(
      copd,
      LimitsSchema.parse({ version: 1, values, reason: 'r', author: 'a', since: START, until: null }),
      START,
    ),
  );
const standard = compileProtocol(applyLimits(copd, null, START));
const stricter = withLimits({ 'saturation-yellow': 92 });
const looser = withLimits({ 'saturation-yellow': 86, 'saturation-red': 84 });

const VALUES = [93, 91, 91, 93, 94, 89, 89, 87, 87, 92, 93, 93];
const events = VALUES.map(
  (value, index): TriageEvent => ({
    type: 'measurement',
    metric: 'oxygen-saturation',
    value,
    at: START + index * 12 * HOUR,
  }),
);
const at = (index: number) => START + index * 12 * HOUR;
const END = at(VALUES.length);
const replay = (protocol: typeof standard) => replayHistory(protocol, START, events, END);

describe('a replayed history', () => {
  it('gives the alerts that it would have raised, and when they rose and closed', () => {
    expect(replay(standard)).toMatchObject([
      { ruleId: 'saturation-low', severity: 'red', openedAt: at(6), redAt: at(8), closedAt: null },
    ]);
    expect(replay(stricter)).toMatchObject([
      { ruleId: 'saturation-low', severity: 'yellow', openedAt: at(2), redAt: null, closedAt: at(4) },
      { ruleId: 'saturation-low', severity: 'red', openedAt: at(6), redAt: at(8), closedAt: null },
    ]);
  });

  it('finds what was missing at its end', () => {
    expect(replayHistory(standard, START, events, END + 48 * HOUR).at(-1)).toMatchObject({
      ruleId: 'saturation-missing',
    });
  });

  it('says which alerts another setting gains, loses and changes', () => {
    expect(compareReplays(replay(standard), replay(standard))).toEqual({ gained: [], lost: [], changed: [] });
    expect(compareReplays(replay(standard), replay(stricter))).toMatchObject({
      gained: [{ openedAt: at(2) }],
      lost: [],
      changed: [],
    });
    expect(compareReplays(replay(standard), replay(looser))).toMatchObject({
      gained: [],
      lost: [{ openedAt: at(6) }],
      changed: [],
    });
    const calmer = replay(withLimits({ 'saturation-red': 85 }));
    expect(compareReplays(replay(standard), calmer).changed).toMatchObject([
      { before: { severity: 'red' }, after: { severity: 'yellow' } },
    ]);
  });
});

describe('a stored alert, judged again', () => {
  const { findings } = foldEvents(standard, initialState(standard, START), events);

  it('comes to the same evidence, whatever came afterwards', () => {
    expect(findings.length).toBeGreaterThan(2);
    for (const { evidence } of findings) {
      const stored = JSON.parse(JSON.stringify(evidence));
      expect(rerunJudgement(livedInOrder(standard, START, events), stored, stored.at)).toMatchObject({
        identical: true,
        differences: [],
      });
    }
  });

  it('says what differs under other numbers', () => {
    const [opened] = findings;
    if (!opened) throw new Error('nothing was found');
    const rerun = rerunJudgement(
      livedInOrder(withLimits({ 'saturation-yellow': 90.5 }), START, events),
      opened.evidence,
      opened.evidence.at,
    );
    expect(rerun).toMatchObject({ identical: false, differences: ['limitsVersion', 'items'] });
    expect(rerunJudgement(livedInOrder(looser, START, events), opened.evidence, opened.evidence.at)).toEqual({
      identical: false,
      found: null,
      differences: [],
    });
  });
});
