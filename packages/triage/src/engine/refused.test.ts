import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { type LivedHistory, relive, rerunJudgement } from '../replay/lived.ts';
import type { RefusedEvent, TriageEvent } from './event.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { fromStoredForm, storedForm } from './stored/storedForm.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const example = ProtocolSchema.parse(EXAMPLE);
const protocol = compileProtocol(applyLimits(example, null, START));

const refused = (afterMs: number, more: Partial<RefusedEvent> = {}): RefusedEvent => ({
  type: 'refused',
  metric: 'oxygen-saturation',
  code: 'unit-unknown',
  at: START + afterMs,
  ...more,
});
const good = (afterMs: number): TriageEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  at: START + afterMs,
  value: 97,
});
const close = (afterMs: number, ruleId = 'review:refused:oxygen-saturation') =>
  ({ type: 'alert-closed', ruleId, at: START + afterMs }) as const;
const reached = (...events: TriageEvent[]): TriageState =>
  events.reduce((state, event) => step(protocol, state, event).state, initialState(protocol, START));
const standing = (state: TriageState) => openAlerts(protocol, state).map(({ ruleId }) => ruleId);

describe('what could not be taken for what it says', () => {
  it('asks for a review of its own, which says of which metric and why', () => {
    const { findings } = step(protocol, reached(good(0)), refused(HOUR));
    expect(findings).toEqual([
      expect.objectContaining({
        type: 'opened',
        ruleId: 'review:refused:oxygen-saturation',
        kind: 'review',
        severity: 'yellow',
        openedAt: START + HOUR,
        late: false,
      }),
    ]);
    expect(findings[0]?.evidence.review).toEqual({
      code: 'refused',
      metric: 'oxygen-saturation',
      reading: null,
      detail: 'unit-unknown',
    });
  });

  it('asks once for each metric, and once for what nobody knows the metric of', () => {
    const weight = refused(2 * HOUR, { metric: 'body-weight' });
    const nothing = refused(3 * HOUR, { metric: null, code: 'metric-unknown' });
    expect(
      standing(reached(refused(0), refused(HOUR), weight, nothing, { ...nothing, code: 'answer-invalid' })),
    ).toEqual(['review:refused', 'review:refused:body-weight', 'review:refused:oxygen-saturation']);
  });

  it('waits for a person, however good what comes afterwards', () => {
    const later = reached(refused(0), good(HOUR), good(DAY), { type: 'tick', at: START + 2 * DAY });
    expect(standing(later)).toContain('review:refused:oxygen-saturation');
    expect(standing(reached(refused(0), good(HOUR), close(2 * HOUR)))).toEqual([]);
  });

  it('asks again when a day has passed since a person closed it, and not before', () => {
    const closed = reached(refused(0), good(HOUR), close(2 * HOUR));
    expect(step(protocol, closed, refused(2 * HOUR + DAY - 1)).findings).toEqual([]);
    expect(step(protocol, closed, refused(2 * HOUR + DAY)).findings).toMatchObject([{ type: 'opened' }]);
    const other = reached(refused(0), close(2 * HOUR, 'saturation'));
    expect(standing(other)).toEqual(['review:refused:oxygen-saturation']);
  });

  it('asks again at once after a close where the fault is ours: it came after what a person has seen', () => {
    const ours = (afterMs: number, more: Partial<RefusedEvent> = {}) =>
      refused(afterMs, { metric: null, code: 'store-refused', ...more });
    const closed = reached(ours(0), close(HOUR, 'review:refused'));
    expect(step(protocol, closed, ours(HOUR + 1)).findings).toMatchObject([{ type: 'opened', at: START + HOUR + 1 }]);
    // Told of only later, and come before the close all the same.
    expect(step(protocol, closed, ours(HOUR - 1, { receivedAt: START + 2 * HOUR })).findings).toEqual([]);
    expect(step(protocol, closed, ours(HOUR, { receivedAt: START + 2 * HOUR })).findings).toEqual([]);
    expect(step(protocol, closed, ours(HOUR + 1, { receivedAt: START + 2 * HOUR })).findings).toHaveLength(1);
    const standing = reached(ours(0), close(HOUR, 'review:refused'), ours(2 * HOUR));
    expect(step(protocol, standing, ours(3 * HOUR)).findings).toEqual([]);
  });

  it('is late when it came more than a day after it was measured', () => {
    const late = refused(0, { receivedAt: START + DAY + 1 });
    expect(step(protocol, reached(), late).findings).toMatchObject([{ type: 'opened', late: true }]);
    const inTime = refused(0, { receivedAt: START + DAY });
    expect(step(protocol, reached(), inTime).findings).toMatchObject([{ type: 'opened', late: false }]);
  });

  it('survives a restart and other limits, and hides nothing of what else came with it', () => {
    const state = reached(refused(0));
    const other = compileProtocol(applyLimits({ ...example, version: example.version + 1 }, null, START));
    const restarted = fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))));
    expect(step(other, restarted, good(HOUR)).findings).toEqual([]);
    expect(openAlerts(other, step(other, restarted, good(HOUR)).state)).toMatchObject([
      { ruleId: 'review:refused:oxygen-saturation' },
    ]);
    const inr: TriageEvent = { type: 'measurement', metric: 'inr', at: START, value: 2.5 };
    expect(standing(foldEvents(protocol, reached(), [refused(0), inr]).state)).toEqual([
      'review:metric:inr',
      'review:refused:oxygen-saturation',
    ]);
  });

  it('comes to the same given together or one by one, and when it is judged again', () => {
    const first = refused(2 * HOUR, { code: 'value-implausible', receivedAt: START + 3 * HOUR });
    const second = refused(HOUR, { receivedAt: START + 4 * HOUR });
    const together = foldEvents(protocol, reached(good(0)), [second, first, good(5 * HOUR)]);
    expect(together.state).toEqual(reached(good(0), first, second, good(5 * HOUR)));
    const [found] = together.findings;
    expect(found?.evidence.review?.detail).toBe('value-implausible');
    if (!found) throw new Error('nothing was found');
    const history: LivedHistory = {
      since: START,
      settings: [{ from: START, protocol }],
      readings: [good(0), good(5 * HOUR)] as LivedHistory['readings'],
      refused: [second, first],
      closes: [],
      ticks: [],
    };
    expect(rerunJudgement(history, found.evidence, START + 6 * HOUR)).toMatchObject({ identical: true });
    const gone = { ...history, refused: [] };
    expect(rerunJudgement(gone, found.evidence, START + 6 * HOUR)).toMatchObject({ identical: false, found: null });
  });

  it.each([
    ['what came before a close and what comes a day later', [refused(0), close(HOUR), refused(26 * HOUR)], [26]],
    ['a close that found nothing yet', [close(0), refused(DAY)], [24]],
    ['what came after the close, though nothing before', [refused(HOUR), close(2 * HOUR), refused(3 * HOUR)], []],
    [
      'what we could not store, after the close',
      [refused(0), close(HOUR), refused(3 * HOUR, { code: 'store-refused' }), refused(4 * HOUR)],
      [3],
    ],
    ['what came before the close, and was measured after', [refused(3 * HOUR, { receivedAt: START }), close(HOUR)], []],
  ])('given together with a close comes to the same as one by one: %s', (_, events, openedAfter) => {
    const together = foldEvents(protocol, reached(good(0)), events.toReversed()).state;
    expect(together).toEqual(reached(good(0), ...events));
    expect(openAlerts(protocol, together).map(({ openedAt }) => (openedAt - START) / HOUR)).toEqual(openedAfter);
  });

  it('and so does what is no number, in whatever order it lies in a batch', () => {
    const none = (afterMs: number): TriageEvent => ({ ...good(afterMs), value: Number.NaN }) as TriageEvent;
    const events = [none(0), close(HOUR, 'review:metric:oxygen-saturation'), none(2 * HOUR), none(3 * HOUR)];
    const together = foldEvents(protocol, reached(good(0)), events.toReversed()).state;
    expect(together).toEqual(reached(good(0), ...events));
    expect(openAlerts(protocol, together).map(({ openedAt }) => openedAt - START)).toEqual([2 * HOUR]);
  });

  it('asks anew after a close, when it is lived again', () => {
    const history: LivedHistory = {
      since: START,
      settings: [{ from: START, protocol }],
      readings: [],
      refused: [refused(0), refused(2 * DAY)],
      closes: [close(HOUR)],
      ticks: [],
    };
    const told = relive(history, START + 3 * DAY).filter(({ ruleId }) => ruleId.startsWith('review:refused'));
    expect(told.map(({ type, at }) => [type, at - START])).toEqual([
      ['opened', 0],
      ['opened', 2 * DAY],
    ]);
  });
});
