import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { compareEvents } from './order.ts';
import { type CompiledProtocol, compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { fromStoredForm, storedForm } from './stored/storedForm.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';
import { anyHistory } from './testing/history.ts';

/* Another version is put in force at some instant of any history: what happened before was judged by the first, what comes after by the second. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const compiled = (change: Partial<ProtocolInput>): CompiledProtocol =>
  compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, ...change }), null, START));
const first = compiled({});
const same = compiled({ version: 2 });
const [saturation, ...others] = EXAMPLE.rules;
const numbers = EXAMPLE.numbers;
const { low } = numbers;
if (!saturation || !low) throw new Error('the example has changed');
const VERSIONS: readonly [string, CompiledProtocol][] = [
  ['the same rules', same],
  ['another limit', compiled({ version: 2, numbers: { ...numbers, low: { ...low, value: 92 } } })],
  ['a rule less', compiled({ version: 2, rules: others, numbers })],
  [
    'a rule that asks something else by the same name',
    compiled({
      version: 2,
      rules: [
        { ...saturation, levels: { red: { when: { type: 'value', metric: 'heart-rate', test: 'above', set: 125 } } } },
        ...others,
      ],
    }),
  ],
  [
    'a rule more, before all others, and these turned round',
    compiled({
      version: 2,
      rules: [
        {
          ...saturation,
          id: 'pulse',
          levels: { yellow: { when: { type: 'value', metric: 'heart-rate', test: 'above', set: 120 } } },
        },
        ...EXAMPLE.rules.toReversed(),
      ],
    }),
  ],
];

const restarted = (state: TriageState) => fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))));
const standing = (protocol: CompiledProtocol, state: TriageState) =>
  openAlerts(protocol, state).map(({ evidence, ...alert }) => ({ ...alert, items: evidence.items }));

const changed = fc.record({
  events: anyHistory.map((events) => [...events].sort(compareEvents)),
  cut: fc.nat(120),
  version: fc.constantFrom(...VERSIONS),
});

describe('a protocol version put in force in the middle of any history', () => {
  it('lets every open alert stand, as severe as it was, whatever it says itself', () => {
    let tried = 0;
    let stood = 0;
    fc.assert(
      fc.property(changed, ({ events, cut, version: [, second] }) => {
        tried += 1;
        const before = foldEvents(first, initialState(first, START), events.slice(0, cut)).state;
        const { state, findings } = step(second, before, { type: 'tick', at: before.watermark });
        const after = new Map(openAlerts(second, state).map((alert) => [alert.ruleId, alert]));
        for (const alert of openAlerts(first, before)) {
          stood += 1;
          const { severity, openedAt, evidence } = after.get(alert.ruleId) ?? alert;
          expect(after.has(alert.ruleId)).toBe(true);
          expect({ severity, openedAt, evidence }).toEqual({
            severity: alert.severity,
            openedAt: alert.openedAt,
            evidence: alert.evidence,
          });
        }
        expect(findings.filter(({ type }) => type !== 'opened')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(stood).toBeGreaterThan(tried);
  });

  it('judges what follows as if nothing had been changed, where its rules are the same', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(120), (events, cut) => {
        // What arrives from before the change is judged alone, so here nothing is late.
        const sorted = [...events]
          .map((event) => (event.type === 'measurement' ? { ...event, receivedAt: event.at } : event))
          .sort(compareEvents);
        const until = sorted.slice(0, cut);
        // The instant of the change itself belongs to what was before.
        const rest = sorted.slice(cut).filter(({ at }) => at > (until.at(-1)?.at ?? START));
        const unchanged = foldEvents(first, initialState(first, START), [...until, ...rest]).state;
        const before = foldEvents(first, initialState(first, START), until).state;
        const state = foldEvents(same, before, rest).state;
        expect(standing(same, state)).toEqual(standing(first, unchanged));
      }),
      { numRuns: 1000 },
    );
  });

  it('comes to the same however what follows is ordered inside the window, split, given twice, or restarted between', () => {
    const shuffled = changed.chain((given) => {
      const until = given.events.slice(0, given.cut);
      const from = until.at(-1)?.at ?? START;
      const rest = given.events
        .slice(given.cut)
        .flatMap((event): TriageEvent[] =>
          event.type === 'tick' ? [] : [{ ...event, at: from + 1 + ((event.at - from) % (23 * HOUR)) }],
        );
      return fc.record({
        until: fc.constant(until),
        rest: fc.constant(rest),
        permuted: fc.shuffledSubarray(rest, { minLength: rest.length }),
        version: fc.constant(given.version),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ until, rest, permuted, version: [, second] }) => {
        const left = foldEvents(first, initialState(first, START), until).state;
        const before = step(second, left, { type: 'tick', at: left.watermark }).state;
        const whole = foldEvents(second, before, rest).state;
        const oneByOne = permuted.reduce((state, event) => step(second, restarted(state), event).state, before);
        expect(openAlerts(second, oneByOne)).toEqual(openAlerts(second, whole));
        const again = foldEvents(second, whole, permuted);
        expect(again.findings).toEqual([]);
        expect(openAlerts(second, again.state)).toEqual(openAlerts(second, whole));
      }),
      { numRuns: 600 },
    );
  });

  it('knows what was judged before it by what it was, and judges it no second time', () => {
    fc.assert(
      fc.property(changed, ({ events, cut, version: [, second] }) => {
        const until = events.slice(0, cut);
        const before = foldEvents(first, initialState(first, START), until).state;
        const taken = step(second, before, { type: 'tick', at: before.watermark }).state;
        const recent = until.filter(({ type, at }) => type !== 'tick' && at > before.watermark - DAY);
        expect(foldEvents(second, taken, recent).findings).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});
