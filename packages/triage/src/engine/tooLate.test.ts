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
import { EXAMPLE } from './testing/exampleProtocol.ts';

/* What comes after more than two weeks is judged by itself: nobody knows its neighbours any more. */

const START = Date.parse('2026-03-01T06:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
const low = { ...pulse, test: 'below', set: 130 } as const;
const silence = { type: 'missing', metric: 'breathlessness', every: 90 * DAY, grace: 0 } as const;
const protocol = compileProtocol(
  applyLimits(
    ProtocolSchema.parse({
      ...EXAMPLE,
      rules: [
        ...EXAMPLE.rules.filter(({ id }) => id !== 'missing-saturation'),
        {
          ...example,
          id: 'pulse-or-silence',
          levels: { yellow: { when: { type: 'any', of: [silence, pulse] } }, red: { when: { ...pulse, set: 150 } } },
        },
        {
          ...example,
          id: 'gain',
          levels: {
            yellow: {
              when: {
                type: 'change',
                metric: 'body-weight',
                test: 'above',
                set: 2,
                measure: 'absolute',
                reference: 'minimum',
                over: 5 * DAY,
              },
            },
          },
        },
      ],
    }),
    null,
    START,
  ),
);
const reading = (metric: MetricCode, afterMs: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
});
const close = (ruleId: string, afterMs: number): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + afterMs });
const settled = (...events: TriageEvent[]) =>
  foldEvents(protocol, initialState(protocol, START), [...events, { type: 'tick', at: START + 40 * DAY }]).state;
const told = (findings: readonly Finding[]) =>
  findings.map(({ type, ruleId, severity, late }) => `${type} ${ruleId} ${severity}${late ? ' late' : ''}`);
const standing = (state: TriageState) =>
  openAlerts(protocol, state).map(({ ruleId, severity, late }) => `${ruleId} ${severity}${late ? ' late' : ''}`);

describe('a reading from long ago', () => {
  it('opens the worst level that it reaches, and says what it saw and when', () => {
    const { state, findings } = step(protocol, settled(), reading('heart-rate', DAY, 151));
    expect(told(findings)).toEqual(['opened pulse-or-silence red late', 'opened review:worse-together yellow late']);
    expect(openAlerts(protocol, state)[0]).toEqual({
      ruleId: 'pulse-or-silence',
      kind: 'clinical',
      severity: 'red',
      present: 'red',
      phase: 'open',
      openedAt: START + DAY,
      late: true,
      evidence: {
        protocol: { id: 'example', version: 1 },
        limitsVersion: null,
        ruleId: 'pulse-or-silence',
        severity: 'red',
        kind: 'clinical',
        at: START + DAY,
        items: [
          {
            type: 'value',
            metric: 'heart-rate',
            test: 'above',
            threshold: { name: null, value: 150, origin: 'protocol' },
            readings: [{ at: START + DAY, value: 151 }],
            count: 1,
            compared: 151,
          },
        ],
        review: null,
      },
    });
  });

  it('opens yellow where it is no worse', () => {
    const { findings } = step(protocol, settled(), reading('heart-rate', DAY, 120));
    expect(told(findings)).toEqual(['opened pulse-or-silence yellow late', 'opened review:worse-together yellow late']);
    expect(findings[1]?.evidence.review).toEqual({
      code: 'no-reference',
      metric: 'heart-rate',
      reading: { at: START + DAY, value: 120 },
      detail: null,
    });
  });

  it('of a metric that no rule judges asks for one review, and for none where one was asked for', () => {
    const { state, findings } = step(protocol, settled(), reading('inr', DAY, 2));
    expect(findings.map(({ ruleId, evidence }) => [ruleId, evidence.review])).toEqual([
      ['review:metric:inr', { code: 'no-rule', metric: 'inr', reading: { at: START + DAY, value: 2 }, detail: null }],
    ]);
    expect(step(protocol, state, reading('inr', 2 * DAY, 3)).findings).toEqual([]);
    const known = settled(reading('inr', 39 * DAY, 2), close('review:metric:inr', 39.5 * DAY));
    expect(step(protocol, known, reading('inr', DAY, 2)).findings).toEqual([]);
  });

  it('says only what it saw itself, of a rule that something else could have opened', () => {
    const { findings } = step(protocol, settled(), reading('heart-rate', DAY, 120));
    expect(findings[0]?.evidence.items).toEqual([
      expect.objectContaining({ metric: 'heart-rate', readings: [{ at: START + DAY, value: 120 }] }),
    ]);
  });

  it('asks for no review where it settles the matter, though a part of it is bad', () => {
    const between = {
      ...example,
      id: 'between',
      levels: { red: { when: { type: 'all', of: [pulse, low] } } },
    } as const;
    const own = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules: [between] }), null, START));
    const state = foldEvents(own, initialState(own, START), [{ type: 'tick', at: START + 40 * DAY }]).state;
    expect(step(own, state, reading('heart-rate', DAY, 150)).findings).toEqual([]);
    expect(step(own, state, reading('heart-rate', DAY, 100)).findings).toEqual([]);
    expect(told(step(own, state, reading('heart-rate', DAY, 120)).findings)).toEqual(['opened between red late']);
  });

  it('asks nobody to look at half of a combination that is fine', () => {
    expect(told(step(protocol, settled(), reading('breathlessness', DAY, 2)).findings)).toEqual([]);
    expect(told(step(protocol, settled(), reading('breathlessness', DAY, 8)).findings)).toEqual([
      'opened review:worse-together yellow late',
    ]);
  });

  it('asks for no review of a reference that there could not have been', () => {
    const early = told(step(protocol, settled(), reading('body-weight', 3 * DAY - 1, 80)).findings);
    expect(early).toEqual([]);
    const known = told(step(protocol, settled(), reading('body-weight', 3 * DAY, 80)).findings);
    expect(known).toEqual(['opened review:weight-gain yellow late']);
  });

  it('is judged once, whatever comes after it', () => {
    const once = step(protocol, settled(), reading('heart-rate', DAY, 120)).state;
    expect(step(protocol, once, reading('heart-rate', DAY, 120)).findings).toEqual([]);
    expect(step(protocol, once, reading('heart-rate', DAY + HOUR, 125)).findings).toEqual([]);
    const worse = step(protocol, once, reading('heart-rate', 2 * DAY, 160));
    expect(told(worse.findings)).toEqual(['raised pulse-or-silence red late']);
    expect(step(protocol, worse.state, reading('heart-rate', 3 * DAY, 120)).findings).toEqual([]);
    expect(standing(worse.state)).toContain('pulse-or-silence red late');
  });

  it('stands behind what is true now where that is as bad, and before it where it is worse', () => {
    const ill = settled(reading('heart-rate', 39 * DAY, 120), reading('breathlessness', 39 * DAY, 2));
    expect(standing(ill)).toEqual(['pulse-or-silence yellow']);
    expect(standing(step(protocol, ill, reading('heart-rate', DAY, 130)).state)).toContain('pulse-or-silence yellow');
    expect(standing(step(protocol, ill, reading('heart-rate', DAY, 160)).state)).toContain('pulse-or-silence red late');
  });

  it('is closed by a person together with what is true now', () => {
    const ill = settled(reading('heart-rate', 39 * DAY, 120), reading('breathlessness', 39 * DAY, 2));
    const both = step(protocol, ill, reading('heart-rate', DAY, 160)).state;
    const { state, findings } = step(protocol, both, close('pulse-or-silence', 40 * DAY));
    expect(findings).toEqual([]);
    expect(standing(state)).toEqual(['review:worse-together yellow late']);
    const older = step(protocol, both, close('pulse-or-silence', 39.5 * DAY));
    expect(older.findings).toEqual([]);
    expect(standing(older.state)).toEqual(['review:worse-together yellow late']);
  });

  it('is closed also by a close that comes late itself, and what opened after it stays', () => {
    const ill = settled(
      ...[39, 39.8].map((day) => reading('heart-rate', day * DAY, 120)),
      reading('breathlessness', 39 * DAY, 2),
    );
    const both = step(protocol, ill, reading('heart-rate', DAY, 160)).state;
    expect(standing(both)).toContain('pulse-or-silence red late');
    const { state, findings } = step(protocol, both, close('pulse-or-silence', 39.5 * DAY));
    expect(standing(state)).toEqual(['pulse-or-silence yellow', 'review:worse-together yellow late']);
    expect(told(findings)).toEqual(['opened pulse-or-silence yellow']);
  });

  it('stands also under another version of the protocol', () => {
    const late = step(protocol, settled(), reading('heart-rate', DAY, 160)).state;
    const second = { ...protocol, key: 'another version' };
    const { state } = step(second, late, { type: 'tick', at: START + 41 * DAY });
    expect(openAlerts(second, state).map(({ ruleId, late: marked }) => [ruleId, marked])).toContainEqual([
      'pulse-or-silence',
      true,
    ]);
  });

  it('puts no deadline further away', () => {
    const before = settled(reading('breathlessness', 10 * DAY, 2));
    expect(nextTickAt(protocol, before)).toBe(START + 100 * DAY);
    expect(nextTickAt(protocol, step(protocol, before, reading('breathlessness', 5 * DAY, 2)).state)).toBe(
      START + 100 * DAY,
    );
    expect(nextTickAt(protocol, step(protocol, before, reading('breathlessness', 12 * DAY, 2)).state)).toBe(
      START + 102 * DAY,
    );
  });
});

describe('a person’s close from long ago', () => {
  it('counts as made when the earliest is that can still change', () => {
    const ill = settled(reading('heart-rate', 39 * DAY, 120), reading('breathlessness', 39 * DAY, 2));
    const { state, findings } = step(protocol, ill, close('pulse-or-silence', DAY));
    expect(findings).toEqual([]);
    expect(standing(state)).toEqual(['pulse-or-silence yellow']);
  });
});
