import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { nextTickAt } from '../engine/nextTick.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { ASKING, compileAsking, DAY, FORM, GREEN, HOUR, RED, response, START } from '../engine/testing/answers.ts';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { askedForms } from './asked.ts';

/** Asked for each day, with half a day of grace. */
const protocol = compileAsking();
const stateAfter = (...events: TriageEvent[]) => foldEvents(protocol, initialState(protocol, START), events).state;
const form = (change: object) => [
  { questionnaire: FORM, title: { nb: 'Skjema', en: 'Form' }, every: DAY, lastAt: null, overdue: false, ...change },
];

describe('the forms that are asked for', () => {
  it('count from the start of the follow-up, and then from the latest answer', () => {
    expect(askedForms(protocol, stateAfter(), START + HOUR)).toEqual(
      form({ by: START + DAY, overdueAt: START + 1.5 * DAY }),
    );
    const state = stateAfter(response(5 * HOUR, GREEN), response(2 * HOUR, RED));
    const lastAt = START + 5 * HOUR;
    expect(askedForms(protocol, state, START + DAY)).toEqual(
      form({ lastAt, by: lastAt + DAY, overdueAt: lastAt + 1.5 * DAY }),
    );
  });

  it('are overdue from the instant at which the alert opens, also where no timer has told of it', () => {
    const state = stateAfter(response(0, GREEN));
    const overdueAt = START + 1.5 * DAY;
    expect(nextTickAt(protocol, state)).toBe(overdueAt);
    expect(askedForms(protocol, state, overdueAt - 1)).toMatchObject([{ overdue: false, overdueAt }]);
    expect(askedForms(protocol, state, overdueAt)).toMatchObject([{ overdue: true, by: START + DAY, overdueAt }]);
    expect(askedForms(protocol, state, START + 9 * DAY)).toMatchObject([{ overdue: true, overdueAt }]);
  });

  it('count anew from when a person closed the alert about one', () => {
    const closedAt = START + 3 * DAY;
    const state = stateAfter(
      { type: 'tick', at: START + 2 * DAY },
      { type: 'alert-closed', ruleId: 'unanswered', at: closedAt },
    );
    expect(askedForms(protocol, state, closedAt)).toEqual(
      form({ by: closedAt + DAY, overdueAt: closedAt + 1.5 * DAY }),
    );
  });

  it('are put off by a pause', () => {
    const until = START + 4 * DAY;
    const pause = { id: 'p', scope: { type: 'episode' } as const, includesRed: false, from: START + HOUR, until };
    const paused = compileProtocol(applyLimits(ProtocolSchema.parse(ASKING), null, START, [pause]));
    expect(askedForms(paused, initialState(paused, START), START + 2 * HOUR)).toEqual(
      form({ by: until + DAY, overdueAt: until + 1.5 * DAY }),
    );
  });

  it('are one line each, by the first deadline', () => {
    const [symptoms, contact, both, unanswered] = ASKING.rules;
    if (!symptoms || !contact || !both || !unanswered) throw new Error('the rules of the test have changed');
    const later = {
      ...unanswered,
      id: 'much-later',
      levels: { yellow: { when: { type: 'unanswered', questionnaire: FORM, every: 5 * DAY, grace: 0 } } },
    } as const;
    const twice = compileAsking({ ...ASKING, rules: [symptoms, contact, both, later, unanswered] });
    expect(askedForms(twice, initialState(twice, START), START)).toMatchObject([{ overdueAt: START + 1.5 * DAY }]);
  });

  it('are none where no rule misses one', () => {
    const silent = compileAsking({ ...ASKING, rules: ASKING.rules.filter(({ id }) => id !== 'unanswered') });
    expect(askedForms(silent, initialState(silent, START), START + 9 * DAY)).toEqual([]);
  });
});
