import { describe, expect, it } from 'vitest';
import type { ProtocolInput } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { initialState, openAlerts } from './state.ts';
import { foldEvents } from './step.ts';
import {
  ASKING,
  ASKING_BY_PLAN,
  compileAsking,
  DAY,
  FORM,
  GREEN,
  response,
  START,
  UNASKED,
} from './testing/answers.ts';

/* A protocol version begins to wait for a form: from when it is put in force, or from when the form was last answered where that is known. */

const without = (protocol: ProtocolInput, ...ids: string[]) => protocol.rules.filter(({ id }) => !ids.includes(id));
const tick = (at: number): TriageEvent => ({ type: 'tick', at: START + at });
const answers = { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'yellow' } as const;
const ruleOf = (id: string) => ASKING.rules.find((rule) => rule.id === id) ?? expect.unreachable(`no rule ${id}`);
const both = [...(ASKING.questionnaires ?? []), { url: UNASKED, title: { nb: 'Annet', en: 'Other' } }];

/** When the next thing falls due, in days from the start, after these events under one version and a tick under the next, at day 20. */
function dueAfter(before: CompiledProtocol, next: CompiledProtocol, ...events: TriageEvent[]) {
  const { state } = foldEvents(before, initialState(before, START), [...events, tick(20 * DAY)]);
  const carried = foldEvents(next, state, [tick(20 * DAY)]);
  const due = nextTickAt(next, carried.state);
  return {
    due: due === null ? null : (due - START) / DAY,
    told: carried.findings.map(({ type, ruleId }) => `${type} ${ruleId}`),
    open: openAlerts(next, carried.state).map(({ ruleId, openedAt }) => `${ruleId} ${(openedAt - START) / DAY}`),
  };
}

describe('a version that waits for the next response after the latest', () => {
  const before = compileAsking({ ...ASKING, rules: without(ASKING, 'unanswered') });
  const next = compileAsking({ ...ASKING, version: 2 });

  it.each([
    ['never answered', []],
    ['answered long ago', [response(3 * DAY, GREEN)]],
    ['answered the day before', [response(19 * DAY, GREEN)]],
  ])('waits from when it is put in force: %s', (_, events) => {
    expect(dueAfter(before, next, ...events)).toEqual({ due: 21.5, told: [], open: [] });
  });

  it('goes on waiting as it did where it waited already, and leaves open what is overdue', () => {
    const same = compileAsking({ ...ASKING, version: 2 });
    const first = compileAsking();
    expect(dueAfter(first, same, response(19 * DAY, GREEN)).due).toBe(20.5);
    expect(dueAfter(first, same, response(3 * DAY, GREEN))).toEqual({ due: null, told: [], open: ['unanswered 4.5'] });
  });

  it('waits for what is measured from the latest reading', () => {
    const missing = { type: 'missing', metric: 'oxygen-saturation', every: 2 * DAY, grace: 0 } as const;
    const measured = compileAsking({
      ...ASKING,
      version: 2,
      rules: [
        ...without(ASKING, 'unanswered'),
        { ...ruleOf('unanswered'), id: 'silent', levels: { yellow: { when: missing } } },
      ],
    });
    const reading = { type: 'measurement', metric: 'oxygen-saturation', at: START + 19 * DAY, value: 95 } as const;
    expect(dueAfter(before, measured, reading)).toEqual({ due: 21, told: [], open: [] });
  });
});

describe('a version that waits for the form on the days of its plan', () => {
  const other = {
    ...ruleOf('contact'),
    id: 'other',
    levels: { yellow: { when: { ...answers, questionnaire: UNASKED } } },
  };
  const judging = { ...ASKING_BY_PLAN, questionnaires: both };
  const before = compileAsking({ ...judging, plan: undefined, rules: [...without(ASKING, 'unanswered'), other] });
  const next = compileAsking({ ...judging, version: 2, rules: [...ASKING_BY_PLAN.rules, other] });
  const fresh = { due: 21.625, told: [], open: [] };

  it('asks for nothing that was due before anybody waited for it, where it has never been answered', () => {
    expect(dueAfter(before, next)).toEqual(fresh);
  });

  it('knows when it was last answered where another rule has judged that, and what was due since', () => {
    expect(dueAfter(before, next, response(19 * DAY, GREEN))).toEqual(fresh);
    expect(dueAfter(before, next, response(2 * DAY, GREEN))).toEqual({
      due: null,
      told: ['opened unanswered'],
      open: ['unanswered 7.625'],
    });
  });

  it('takes no other form for it', () => {
    expect(dueAfter(before, next, response(2 * DAY, GREEN, { questionnaire: UNASKED }))).toEqual(fresh);
  });
});
