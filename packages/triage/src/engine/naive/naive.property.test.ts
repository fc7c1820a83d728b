import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import type { TriageEvent } from '../event.ts';
import { type CompiledProtocol, compileProtocol } from '../rules/compile.ts';
import { initialState, type OpenAlert, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { anyResponse, HOUR, START } from '../testing/answers.ts';
import { type History, naiveAlerts } from './naive.ts';
import { compileEveryLeaf, EVERY_LEAF, throws } from './testing/everyLeaf.ts';
import {
  anyHistory,
  anyPauses,
  anySpoiltHistory,
  endOf,
  eventsOf,
  type Generated,
  unique,
} from './testing/histories.ts';
import { anyPlans, PLANNED } from './testing/planned.ts';
import { shown } from './testing/shown.ts';

const compiled = compileEveryLeaf(START);

function expected({ readings, closes, wait, spoilt }: Generated, end: number, more: Partial<History> = {}) {
  const given = { readings: [...unique(readings), ...spoilt.readings], closes, refused: spoilt.refused };
  return naiveAlerts({ protocol: EVERY_LEAF, since: START, now: end + wait * HOUR, throws, ...given, ...more });
}

const folded = (protocol: CompiledProtocol, events: readonly TriageEvent[]) =>
  openAlerts(protocol, foldEvents(protocol, initialState(protocol, START), events).state);

/** In how many histories something stood open in the end: rules by their id, reviews by why they were asked for and what has become of them. */
class Reached {
  readonly #counts = new Map<string, number>();
  tried = 0;

  add(open: readonly OpenAlert[], { closes }: Generated): void {
    this.tried += 1;
    const kinds = open.flatMap(({ ruleId, present, openedAt, evidence: { review } }) => {
      if (!review) return [ruleId];
      const isAgain = closes.some((close) => close.ruleId === ruleId && close.at < openedAt);
      const code = review.code === 'rule-failed' ? ruleId : review.code;
      return [code, ...(present ? [] : [`${code}, answered`]), ...(isAgain ? [`${code}, again`] : [])];
    });
    for (const kind of new Set(kinds)) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  has(kind: string): boolean {
    return this.#counts.has(kind);
  }

  /** Those of the kinds that stood open in less than this share of the histories. */
  tooSeldom(share: number, kinds: readonly string[]): string[] {
    return kinds.filter((kind) => (this.#counts.get(kind) ?? 0) < Math.floor(share * this.tried));
  }
}

const FAILING = ['review:names-nothing', 'review:throws', 'review:throws, answered', 'no-rule'];
const SPOILT = ['not-a-number', 'refused'];
const LACKING = ['no-reference', 'no-reference, answered', 'no-reference, again'];
/** Asked for anew after a person had closed it. */
const AGAIN = ['review:names-nothing, again', 'review:throws, again', 'no-rule, again', 'not-a-number, again'];

/** 12,000 random histories in all. */
describe('the engine and the naive reference agree', () => {
  it.each([
    ['on dense days', 24, 60, 3200, [...FAILING, ...SPOILT], AGAIN],
    ['on a week', 7 * 24, 80, 3200, [...FAILING, ...SPOILT, ...LACKING], [...AGAIN, 'refused, again']],
    ['on sparse weeks', 21 * 24, 80, 3200, [...FAILING, ...SPOILT, ...LACKING], [...AGAIN, 'refused, again']],
  ])(
    '%s',
    (_name, hours, readings, numRuns, reviews, again) => {
      const reached = new Reached();
      fc.assert(
        fc.property(anySpoiltHistory(hours, readings), (generated) => {
          const end = endOf(generated);
          const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
          const open = folded(compiled, [...eventsOf(generated), tick]);
          expect(shown(open)).toEqual(expected(generated, end));
          reached.add(open, generated);
        }),
        { numRuns },
      );
      // Agreement on nothing would be no agreement.
      const opened = EVERY_LEAF.rules.filter(({ id }) => reached.has(id));
      expect(opened.length).toBeGreaterThan(EVERY_LEAF.rules.length / 2);
      expect(reached.tooSeldom(1 / 10, reviews)).toEqual([]);
      expect(reached.tooSeldom(1 / 100, again)).toEqual([]);
    },
    120_000,
  );

  it('on weeks with pauses', () => {
    const withPauses = fc.tuple(anyHistory(14 * 24, 60), anyPauses(14 * 24));
    const reached = new Reached();
    let putOff = 0;
    fc.assert(
      fc.property(withPauses, ([generated, given]) => {
        const end = endOf(generated);
        const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
        const open = folded(compileEveryLeaf(START, given), [...eventsOf(generated), tick]);
        expect(shown(open)).toEqual(expected(generated, end, { pauses: given }));
        reached.add(open, generated);
        if (JSON.stringify(shown(open)) !== JSON.stringify(expected(generated, end))) putOff += 1;
      }),
      { numRuns: 2000 },
    );
    expect(putOff).toBeGreaterThan(reached.tried / 20);
    expect(reached.tooSeldom(1 / 10, [...FAILING, ...LACKING])).toEqual([]);
  });

  it('on weeks with plans that change and pauses', () => {
    const days = 14;
    const answered = fc.array(anyResponse(days), { maxLength: 5 });
    const planned = fc.tuple(anyHistory(days * 24, 60), anyPauses(days * 24), anyPlans(days * 24), answered);
    const reached = new Reached();
    let byPlan = 0;
    let forms = 0;
    fc.assert(
      fc.property(planned, ([generated, given, set, came]) => {
        // One response has one content.
        const answers = [
          ...new Map(came.toReversed().map((one) => [`${one.questionnaire} ${one.responseId}`, one])).values(),
        ];
        const end = Math.max(endOf(generated), ...answers.map(({ at }) => at));
        const own = compileProtocol(applyLimits(PLANNED, null, START, given, set));
        const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
        const open = folded(own, [...eventsOf(generated), ...answers, tick]);
        const wanted = expected(generated, end, { protocol: PLANNED, answers, pauses: given, plans: set });
        expect(shown(open)).toEqual(wanted);
        reached.add(open, generated);
        const without = expected(generated, end, { protocol: PLANNED, answers });
        if (JSON.stringify(wanted) !== JSON.stringify(without)) byPlan += 1;
        if (wanted.some(({ ruleId }) => ruleId === 'overdue-form')) forms += 1;
      }),
      { numRuns: 500 },
    );
    // What was found depends on the plan, or the agreement would say nothing of it.
    expect(byPlan).toBeGreaterThan(reached.tried / 13);
    expect(forms).toBeGreaterThan(reached.tried / 10);
    expect(reached.tooSeldom(1 / 10, ['no-rule', 'not-asked', 'unjudged-answers'])).toEqual([]);
  });

  it('in whatever order the events of a day come, one by one and with restarts', () => {
    const shuffled = anyHistory(22, 40).chain((generated) => {
      const events = eventsOf(generated);
      return fc.tuple(fc.constant(generated), fc.shuffledSubarray(events, { minLength: events.length }));
    });
    const reached = new Reached();
    fc.assert(
      fc.property(shuffled, ([generated, events]) => {
        const end = endOf(generated);
        let state = initialState(compiled, START);
        for (const event of events) state = JSON.parse(JSON.stringify(step(compiled, state, event).state));
        state = step(compiled, state, { type: 'tick', at: end + generated.wait * HOUR }).state;
        const open = openAlerts(compiled, state);
        expect(shown(open)).toEqual(expected(generated, end));
        reached.add(open, generated);
      }),
      { numRuns: 400 },
    );
    expect(reached.tooSeldom(1 / 20, FAILING)).toEqual([]);
  });
});
