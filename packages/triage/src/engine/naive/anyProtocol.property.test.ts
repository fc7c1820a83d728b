import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { leavesOfRule } from '../../protocol/check.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, type OpenAlert, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { fromStoredForm, storedForm } from '../stored/storedForm.ts';
import { naiveAlerts } from './naive.ts';
import { anyLife, eventsOfLife, type Life } from './testing/anyLife.ts';
import { shown } from './testing/shown.ts';

const compile = ({ protocol, since, pauses, plans }: Life) =>
  compileProtocol(applyLimits(protocol, null, since, pauses, plans));
const tickOf = ({ now }: Life) => ({ type: 'tick', at: now }) as const;

/** In how many lives an alert stood open: by the kinds of leaf of its rule, by its phase, and by why a review was asked for. */
function note(counts: Map<string, number>, { protocol }: Life, open: readonly OpenAlert[]): void {
  const kinds = open.flatMap(({ ruleId, phase, late, evidence }) => {
    const rule = protocol.rules.find(({ id }) => id === ruleId);
    const text = JSON.stringify(rule?.levels ?? null);
    const joined = ['"not"', '"at-least","', '"within"', '"any"'].filter((word) => text.includes(word));
    const leaves = rule ? [...leavesOfRule(rule)].map(({ type }) => type) : [];
    return [...leaves, ...joined, ...(late ? ['late'] : []), ...(rule ? [phase] : []), evidence.review?.code ?? ''];
  });
  for (const kind of new Set(kinds)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

const LEAVES = ['value', 'change', 'mean', 'share', 'variation', 'missing', 'overdue', 'unanswered', 'questionnaire'];
const JOINED = ['"not"', '"within"', '"any"'];
const PHASES = ['open', 'cleared'];
const REVIEWS = ['no-rule', 'no-reference', 'refused', 'not-asked', 'unjudged-answers'];

describe('whatever protocol the language can say, the engine and the naive reference agree', () => {
  it.each([
    ['on what comes at once', { days: 4, readings: 40, scores: false, delay: 0 }, 1500, [...LEAVES, ...REVIEWS]],
    ['on weeks', { days: 18, readings: 60, scores: false, delay: 0 }, 500, [...LEAVES, ...REVIEWS]],
    ['on scores', { days: 3, readings: 30, scores: true, delay: 0 }, 700, ['score', 'no-total']],
    [
      'on what came after a person had closed an alert',
      { days: 4, readings: 50, scores: false, delay: 200 },
      1500,
      [...LEAVES, 'late'],
    ],
    ['on scores that came so', { days: 3, readings: 30, scores: true, delay: 133 }, 500, ['score']],
  ])(
    '%s',
    (_name, span, numRuns, kinds) => {
      const counts = new Map<string, number>();
      let tried = 0;
      // What is asked of a review while data comes late is held by the tests of reviews.
      const isCompared = ({ ruleId }: { ruleId: string }) => span.delay === 0 || !ruleId.startsWith('review:');
      fc.assert(
        fc.property(anyLife(span), (life) => {
          const protocol = compile(life);
          const { state } = foldEvents(protocol, initialState(protocol, life.since), [
            ...eventsOfLife(life),
            tickOf(life),
          ]);
          const open = openAlerts(protocol, state).filter(isCompared);
          expect(shown(open)).toEqual(naiveAlerts(life).filter(isCompared));
          note(counts, life, open);
          tried += 1;
        }),
        { numRuns },
      );
      // Agreement on nothing would be no agreement.
      const seldom = [...kinds, ...JOINED, ...PHASES].filter(
        (kind) => (counts.get(kind) ?? 0) < Math.floor(tried / 100),
      );
      expect(seldom).toEqual([]);
      if (!span.scores) expect(counts.get('recovering') ?? 0).toBeGreaterThanOrEqual(Math.floor(tried / 500));
    },
    180_000,
  );
});

describe('whatever protocol the language can say, the state is the same', () => {
  it('in any order inside the lateness window, one by one, with closes and restarts', () => {
    const span = { days: 1, readings: 30, scores: true, delay: 20 };
    const shuffled = anyLife(span).chain((life) => {
      const events = eventsOfLife({ ...life, refused: [] }).filter(({ at }) => at < life.since + 23 * 3_600_000);
      return fc.tuple(fc.constant(life), fc.shuffledSubarray(events, { minLength: events.length }));
    });
    fc.assert(
      fc.property(shuffled, ([life, events]) => {
        const protocol = compile(life);
        const all = [...events, tickOf(life)];
        const together = foldEvents(protocol, initialState(protocol, life.since), all).state;
        let state = initialState(protocol, life.since);
        for (const event of all) {
          state = fromStoredForm(JSON.parse(JSON.stringify(storedForm(step(protocol, state, event).state))));
        }
        expect(state).toEqual(together);
        expect(openAlerts(protocol, state)).toEqual(openAlerts(protocol, together));
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});
