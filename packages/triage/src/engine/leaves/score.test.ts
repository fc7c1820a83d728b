import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { ProtocolSchema } from '../../protocol/schema.ts';
import type { TriageEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts, type TriageState } from '../state.ts';
import { foldEvents } from '../step.ts';
import { fromStoredForm, storedForm } from '../stored/storedForm.ts';
import { SCORING } from '../testing/scoreProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const protocol = compileProtocol(applyLimits(ProtocolSchema.parse(SCORING), null, START));

/** Nobody could be better: a total of 0. */
const WELL = {
  'respiratory-rate': 16,
  'oxygen-saturation': 97,
  'inspired-oxygen': 0,
  'systolic-pressure': 125,
  'heart-rate': 72,
  consciousness: 0,
  'body-temperature': 37,
} as const;
type Part = keyof typeof WELL;

const at = (metric: MetricCode, minute: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + minute * MINUTE,
  value,
});
/** A round that begins at a minute, one part a minute; `left` are not measured. */
const round = (minute: number, change: Partial<Record<Part, number>> = {}, ...left: Part[]): TriageEvent[] =>
  Object.entries({ ...WELL, ...change }).flatMap(([metric, value], part) =>
    left.includes(metric as Part) ? [] : [at(metric as Part, minute + part, value)],
  );
const closed = (minute: number, ruleId = 'news2'): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + minute * MINUTE,
});

const lived = (...events: TriageEvent[]) => foldEvents(protocol, initialState(protocol, START), events).state;
const present = (state: TriageState) =>
  Object.fromEntries(openAlerts(protocol, state).map((alert) => [alert.ruleId, alert.present ?? 'cleared']));
/** Five points: pulse 1, breathing oxygen 2, temperature 2. */
const FIVE = { 'heart-rate': 95, 'inspired-oxygen': 1, 'body-temperature': 39.4 };

describe('a score', () => {
  it('is judged when its last part has come, and not before', () => {
    const five = round(0, FIVE);
    expect(present(lived(...five.slice(0, -1)))).toEqual({});
    expect(present(lived(...five))).toEqual({ news2: 'yellow', 'hot-at-least': 'yellow' });
  });

  it('that was well and can no longer be put together is unknown: nothing may rest on its having been well', () => {
    const well = round(0);
    const hot = at('body-temperature', 200, 38.5);
    expect(present(lived(...well, at('body-temperature', 7, 38.5)))).toEqual({ 'hot-at-least': 'yellow' });
    expect(present(lived(...well, hot))).toEqual({});
    const state = lived(...well, hot);
    const modes = protocol.leaves.flatMap(({ declared }, place) =>
      declared.type === 'score' ? state.current.leaves[place]?.mode : [],
    );
    expect(new Set(modes)).toEqual(new Set(['unknown']));
  });

  it('is judged once for all leaves of a rule, which keep one window; also where they were read from what is stored', () => {
    const state = lived(...round(0), ...round(60, FIVE));
    const written = fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))));
    const parted = {
      ...written,
      current: { ...written.current, leaves: JSON.parse(JSON.stringify(written.current.leaves)) },
    };
    const next = round(120, { ...FIVE, consciousness: 1 });
    const [together, apart] = [state, parted].map((from) => foldEvents(protocol, from, next).state);
    expect(apart?.current).toEqual(together?.current);
    expect(together && present(together)).toEqual({ news2: 'red', single: 'yellow' });
    for (const { current } of [together ?? state, apart ?? state]) {
      const [red, yellow] = protocol.rules[0]?.leaves.map((_, place) => current.leaves[place]?.window) ?? [];
      expect(red).toBeDefined();
      expect(yellow).toBe(red);
    }
  });

  it('says in its evidence what each part was, its points and its time, and what was set', () => {
    const [alert] = openAlerts(protocol, lived(...round(0, FIVE))).filter(({ ruleId }) => ruleId === 'news2');
    expect(alert?.evidence.items).toEqual([
      {
        type: 'score',
        score: 'news2',
        output: 'total',
        test: 'at-least',
        threshold: { name: 'urgent', value: 5, origin: 'protocol' },
        compared: 5,
        complete: true,
        settings: { 'saturation-scale': { name: 'scale', value: 1, origin: 'protocol' } },
        within: 120 * MINUTE,
        parts: [
          ['respiratoryRate', 'respiratory-rate', 0, 16, 0],
          ['oxygenSaturation', 'oxygen-saturation', 1, 97, 0],
          ['oxygen', 'inspired-oxygen', 2, 1, 2],
          ['systolicPressure', 'systolic-pressure', 3, 125, 0],
          ['pulse', 'heart-rate', 4, 95, 1],
          ['consciousness', 'consciousness', 5, 0, 0],
          ['temperature', 'body-temperature', 6, 39.4, 2],
        ].map(([part, metric, minute, value, points]) => ({
          part,
          metric,
          reading: { at: START + Number(minute) * MINUTE, value },
          points,
        })),
      },
    ]);
  });

  it.each(Object.keys(WELL) as Part[])('has no total without %s: nothing opens, and nothing is judged well', (part) => {
    // Four of the five points are there whatever is left out but the oxygen and the temperature.
    const state = lived(...round(0, { 'heart-rate': 95, 'inspired-oxygen': 1, 'body-temperature': 38.5 }, part));
    expect(present(state)).toEqual({});
    expect(state.current.leaves[0]?.mode).toBe('unknown');
  });

  it('lets what was observed already warrant what it warrants, and says what is missing', () => {
    const state = lived(...round(0, { ...FIVE, 'respiratory-rate': 26 }, 'consciousness'));
    expect(present(state)).toMatchObject({ news2: 'red', single: 'yellow' });
    const items = openAlerts(protocol, state).flatMap(({ evidence }) => evidence.items);
    expect(items.filter((item) => item.type === 'score')).toMatchObject([
      { complete: false, compared: 8, parts: { 5: { part: 'consciousness', reading: null, points: null } } },
      { complete: false, compared: 3 },
    ]);
  });

  it('knows no part that is older than it may be', () => {
    // The first part would give the two points that are wanting.
    const [breaths, ...rest] = round(0, { 'respiratory-rate': 22, 'inspired-oxygen': 1, 'body-temperature': 38.5 });
    const later = (minutes: number) => rest.map((event) => ({ ...event, at: event.at + minutes * MINUTE }));
    expect(present(lived(breaths as TriageEvent, ...later(114)))).toMatchObject({ news2: 'yellow' });
    const apart = present(lived(breaths as TriageEvent, ...later(115)));
    expect(apart).toMatchObject({ 'review:news2': 'yellow' });
    expect(apart).not.toHaveProperty('news2');
  });

  it('that cannot be computed never clears an alert, a lower total does', () => {
    const partly = round(300, {}, 'consciousness');
    expect(present(lived(...round(0, FIVE), ...partly))).toMatchObject({ news2: 'yellow' });
    expect(present(lived(...round(0, FIVE), ...round(300)))).toEqual({});
  });

  it('asks for a review when every part has come again and there is still no total', () => {
    const spread = round(300).map((event, part) => ({ ...event, at: START + (300 + part * 30) * MINUTE }));
    const state = lived(...round(0), ...spread);
    expect(present(state)).toMatchObject({ 'review:news2': 'yellow', 'review:single': 'yellow' });
    const review = openAlerts(protocol, state).find(({ ruleId }) => ruleId === 'review:news2');
    expect(review?.evidence.review).toEqual({
      code: 'no-total',
      metric: 'body-temperature',
      reading: { at: START + 480 * MINUTE, value: 37 },
      detail: 'news2',
    });
    // A total answers it; what was asked stays until a person has seen it.
    expect(present(lived(...round(0), ...spread, ...round(500)))).toMatchObject({ 'review:news2': 'cleared' });
  });

  it('whose review is not answered when a person closes the alert of its rule, but by a total', () => {
    const spread = round(300).map((event, part) => ({ ...event, at: START + (300 + part * 30) * MINUTE }));
    const before = [...round(0), ...spread, closed(490)];
    expect(present(lived(...before, at('heart-rate', 500, 70)))).toMatchObject({ 'review:news2': 'yellow' });
    expect(present(lived(...before, ...round(500)))).toMatchObject({ 'review:news2': 'cleared' });
  });

  it('asks for none in the middle of a round', () => {
    expect(present(lived(...round(0), ...round(300).slice(0, 6)))).toEqual({});
  });

  it('begins anew when a person has closed its alert: a new total is made of new parts', () => {
    const [again] = round(20, { 'respiratory-rate': 17 });
    const before = [...round(0, FIVE), closed(15)];
    expect(present(lived(...before, again as TriageEvent))).not.toHaveProperty('news2');
    expect(present(lived(...before, ...round(20, FIVE)))).toMatchObject({ news2: 'yellow' });
    // What is bad by itself counts at once.
    expect(present(lived(...before, closed(16, 'single'), at('heart-rate', 20, 140)))).toMatchObject({
      single: 'yellow',
    });
  });

  it('in a combination is unknown when all its parts are older than the combination takes', () => {
    const well = round(0);
    const hot = (minute: number) => at('body-temperature', minute, 37.8);
    expect(present(lived(...well, hot(30)))).toEqual({ 'hot-at-least': 'yellow' });
  });

  it('of a reading too late to be put in its place opens what that reading warrants by itself, and is marked late', () => {
    const settled: TriageEvent = { type: 'tick', at: START + 40 * 24 * 60 * MINUTE };
    const late = (value: number) =>
      openAlerts(protocol, foldEvents(protocol, lived(settled), [at('heart-rate', 60, value)]).state);
    const found = (value: number) => late(value).filter(({ kind }) => kind !== 'missing');
    expect(found(140).find(({ ruleId }) => ruleId === 'single')).toMatchObject({
      severity: 'yellow',
      late: true,
      evidence: { items: [{ compared: 3, complete: false }] },
    });
    expect(found(115).find(({ ruleId }) => ruleId === 'review:news2')).toMatchObject({ kind: 'review', late: true });
    expect(found(70)).toEqual([]);
  });
});

describe('a protocol with a score', () => {
  const [first, ...others] = ProtocolSchema.parse(SCORING).rules;
  const demands = others.at(-1)?.levels.yellow?.when;
  const leaf = first?.levels.red?.when;
  const messagesOf = (rules: unknown) =>
    ProtocolSchema.safeParse({ ...SCORING, rules }).error?.issues.map(({ message }) => message) ?? [];
  const withLeaf = (change: object) =>
    messagesOf([{ ...first, levels: { red: { when: { ...leaf, ...change } } } }, ...others]);

  it('is taken as it stands', () => {
    expect(withLeaf({})).toEqual([]);
  });

  it.each([
    ['an unknown score', { score: 'news3' }],
    ['an unknown output', { output: 'sum' }],
    ['a test downwards', { test: 'below' }],
    ['a setting that the score has not', { settings: { scale: 1 } }],
    ['a setting with a value that the score does not know', { settings: { 'saturation-scale': 3 } }],
    ['a setting by a number that is not declared', { settings: { 'saturation-scale': { number: 'nothing' } } }],
    ['a setting by a number that may be anything', { settings: { 'saturation-scale': { number: 'urgent' } } }],
  ])('is refused with %s', (_, change) => {
    expect(withLeaf(change)).toHaveLength(1);
  });

  it('is refused when a part is not asked for: the score could stay away and nobody be told', () => {
    if (demands?.type !== 'any') throw new Error('the protocol demands nothing');
    for (const metric of Object.keys(WELL)) {
      const asked = demands.of.filter((one) => one.type !== 'missing' || one.metric !== metric);
      const rule = { ...others.at(-1), levels: { yellow: { when: { type: 'any', of: asked } } } };
      expect(messagesOf([first, rule])).toContain(`news2 needs ${metric}, which no rule demands (missing)`);
    }
  });
});
