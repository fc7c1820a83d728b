import { describe, expect, it } from 'vitest';
import type { ProtocolInput } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import { type CompiledProtocol, compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents } from './step.ts';
import {
  ASKING,
  CONTACT,
  compileAsking,
  DAY,
  FORM,
  GREEN,
  HOUR,
  NOTE,
  RED,
  response,
  START,
  UNASKED,
  YELLOW,
} from './testing/answers.ts';

/* Responses that come late, unseen, or beside something that stands open already. */

const protocol = compileAsking();
const run = (own: CompiledProtocol, ...events: TriageEvent[]) =>
  foldEvents(own, initialState(own, START), events).state;
const onTo = (own: CompiledProtocol, state: TriageState, ...events: TriageEvent[]) =>
  foldEvents(own, state, events).state;
const standing = (own: CompiledProtocol, state: TriageState) =>
  openAlerts(own, state).map(
    ({ ruleId, severity, phase, late }) => `${severity} ${ruleId} ${phase}${late ? ' late' : ''}`,
  );
const tick = (at: number): TriageEvent => ({ type: 'tick', at: START + at });
const close = (ruleId: string, at: number): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + at });
const saturation = (at: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  at: START + at,
  value,
});
const REVIEW = `review:questionnaire:${FORM}`;
const only = (...rules: ProtocolInput['rules']) => compileAsking({ ...ASKING, rules });
const ruleOf = (id: string) => {
  const rule = ASKING.rules.find((one) => one.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
};
const answers = { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'yellow' } as const;
const low = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 90 } as const;
/** A rule about the form that names a number which is not in force. */
const numberless = compileProtocol({
  ...compileAsking({
    ...ASKING,
    numbers: { gone: { value: 1, min: 0, max: 2, unit: '%', text: { nb: 'x', en: 'x' }, source: 'assumption' } },
    rules: [
      {
        ...ruleOf('worse-and-low'),
        levels: { red: { when: { type: 'any', of: [answers, { ...low, set: { number: 'gone' } }] } } },
      },
      ruleOf('contact'),
    ],
  }).effective,
  numbers: {},
});

describe('a response after its time', () => {
  it('leaves the alert about its absence from when it was due, where a person is to close that', () => {
    const kept = only({ ...ruleOf('unanswered'), autoClose: false });
    const state = run(kept, response(3 * DAY, GREEN));
    expect(standing(kept, state)).toEqual(['yellow unanswered cleared']);
    expect(openAlerts(kept, state)[0]?.openedAt).toBe(START + 36 * HOUR);
    expect(standing(protocol, run(protocol, response(3 * DAY, GREEN)))).toEqual([]);
  });

  it.each([
    ['at once', 0, ''],
    ['a day later', DAY, ''],
    ['more than a day later', DAY + 1, ' late'],
  ])('that was received %s is in its place, and marked late or not', (_, delay, mark) => {
    expect(standing(protocol, run(protocol, response(HOUR, RED, { delay })))).toContain(`red symptoms open${mark}`);
    // So is one that the person who closed the alert cannot have seen.
    const state = run(
      protocol,
      response(0, YELLOW),
      close('symptoms', 2 * HOUR),
      response(HOUR, RED, { delay: Math.max(delay, HOUR + 1) }),
    );
    expect(standing(protocol, state)).toContain(`red symptoms open${mark}`);
  });
});

describe('a response from long ago', () => {
  const settled = (own = protocol) => run(own, response(39 * DAY, GREEN), tick(40 * DAY));
  const late = (result: typeof RED, questionnaire = FORM) => response(DAY, result, { questionnaire, delay: 39 * DAY });
  const codes = (own: CompiledProtocol, state: TriageState) =>
    openAlerts(own, state).map(({ evidence, late: marked }) => [evidence.review?.code, marked]);

  it('is judged by each level on its own', () => {
    expect(standing(protocol, onTo(protocol, settled(), late(YELLOW)))).toEqual(['yellow symptoms open late']);
    expect(standing(protocol, onTo(protocol, settled(), late({ ...RED, contact: 'yellow' })))).toEqual([
      'yellow contact open late',
      'red symptoms open late',
    ]);
  });

  it('says why somebody must look at it', () => {
    expect(codes(protocol, onTo(protocol, settled(), late(NOTE)))).toEqual([['unjudged-answers', true]]);
    expect(codes(protocol, onTo(protocol, settled(), late(GREEN, UNASKED)))).toEqual([['not-asked', true]]);
    expect(codes(numberless, onTo(numberless, run(numberless, tick(40 * DAY)), late(NOTE)))).toEqual([
      ['rule-failed', true],
    ]);
  });

  it('is judged by what asks about it, and by nothing else', () => {
    const other = { ...answers, questionnaire: UNASKED };
    const both = compileAsking({
      ...ASKING,
      questionnaires: [...(ASKING.questionnaires ?? []), { url: UNASKED, title: { nb: 'Annet', en: 'Other' } }],
      rules: [
        {
          ...ruleOf('symptoms'),
          levels: { red: { when: { type: 'all', of: [answers, other] } }, yellow: { when: answers } },
        },
      ],
    });
    expect(standing(both, onTo(both, settled(both), late(RED)))).toEqual(['yellow symptoms open late']);
    expect(standing(both, run(both, response(HOUR, RED)))).toEqual(['yellow symptoms open']);
    expect(standing(both, run(both, response(HOUR, RED), response(2 * HOUR, RED, { questionnaire: UNASKED })))).toEqual(
      ['red symptoms open'],
    );
    const unseen = [response(0, YELLOW), close('symptoms', 2 * HOUR), response(HOUR, RED, { delay: 5 * HOUR })];
    expect(standing(both, run(both, ...unseen))).toEqual(['yellow symptoms open']);
  });

  it('ends the wait for its form, where the next is not due yet either, and for no other', () => {
    const patient = only({
      ...ruleOf('unanswered'),
      levels: { yellow: { when: { type: 'unanswered', questionnaire: FORM, every: 90 * DAY, grace: 0 } } },
    });
    const due = (...events: TriageEvent[]) => {
      const at = nextTickAt(patient, onTo(patient, run(patient, tick(40 * DAY)), ...events));
      return at === null ? null : (at - START) / DAY;
    };
    const from = (day: number, questionnaire = FORM) => response(day * DAY, GREEN, { questionnaire, delay: 39 * DAY });
    expect(due()).toBe(90);
    expect(due(from(5))).toBe(95);
    expect(due(from(5), from(3))).toBe(95);
    expect(due(from(3), from(5))).toBe(95);
    expect(due(from(5, UNASKED))).toBe(90);
    expect(due(close('unanswered', 35 * DAY), from(5))).toBe(125);
  });
});

describe('a response beside what stands open', () => {
  it('is read by somebody, though an alert of its rule stands open for another reason', () => {
    const either = only({ ...ruleOf('symptoms'), levels: { yellow: { when: { type: 'any', of: [low, answers] } } } });
    const open = run(either, saturation(0, 80));
    expect(standing(either, open)).toEqual(['yellow symptoms open']);
    expect(standing(either, onTo(either, open, response(HOUR, NOTE)))).toEqual([
      `yellow ${REVIEW} open`,
      'yellow symptoms open',
    ]);
    // What is yellow itself is read with the alert.
    const said = { ...YELLOW, unjudged: NOTE.unjudged };
    expect(standing(either, onTo(either, open, response(HOUR, said)))).toEqual(['yellow symptoms open']);
  });

  it('is read by somebody where the alert that it was part of has cleared', () => {
    const narrow = only(ruleOf('worse-and-low'));
    const open = run(narrow, saturation(0, 80), response(HOUR, RED));
    expect(standing(narrow, open)).toEqual(['red worse-and-low open']);
    const better = onTo(narrow, open, saturation(2 * HOUR, 96));
    expect(standing(narrow, better)).toEqual(['red worse-and-low cleared']);
    expect(standing(narrow, onTo(narrow, better, response(3 * HOUR, RED)))).toEqual([
      `yellow ${REVIEW} open`,
      'red worse-and-low cleared',
    ]);
  });

  it('asks for one review where a rule cannot judge it, and not for another', () => {
    expect(standing(numberless, run(numberless, response(HOUR, NOTE)))).toEqual(['yellow review:worse-and-low open']);
  });

  it('asks for nothing where the wish to be contacted stands', () => {
    expect(standing(protocol, run(protocol, response(HOUR, CONTACT)))).toEqual(['yellow contact open']);
    const { evidence } = openAlerts(protocol, run(protocol, response(HOUR, { ...RED, contact: 'yellow' })))[0] ?? {};
    expect(evidence?.items).toMatchObject([{ about: 'contact', answers: [] }]);
  });
});

describe('a response that came while a person closed a review', () => {
  const unseen = (result: typeof RED, own = {}) => response(HOUR, result, { delay: 5 * HOUR, ...own });
  const codes = (own: CompiledProtocol, ...events: TriageEvent[]) =>
    openAlerts(own, run(own, ...events)).map(({ ruleId, evidence }) => [ruleId, evidence.review?.code]);

  it('asks for its own, and says why', () => {
    expect(codes(protocol, response(0, NOTE), close(REVIEW, 2 * HOUR), unseen(NOTE))).toEqual([
      [REVIEW, 'unjudged-answers'],
    ]);
    const unasked = { questionnaire: UNASKED };
    const id = `review:questionnaire:${UNASKED}`;
    expect(codes(protocol, response(0, GREEN, unasked), close(id, 2 * HOUR), unseen(GREEN, unasked))).toEqual([
      [id, 'not-asked'],
    ]);
    const broken = 'review:worse-and-low';
    expect(codes(numberless, response(0, NOTE), close(broken, 2 * HOUR), unseen(NOTE))).toEqual([
      [broken, 'rule-failed'],
    ]);
  });

  it('asks for none where it says nothing', () => {
    expect(codes(protocol, response(0, NOTE), close(REVIEW, 2 * HOUR), unseen(GREEN))).toEqual([]);
  });

  it('asks for it though it is red, where no alert of its rule stands', () => {
    const narrow = only(ruleOf('worse-and-low'));
    expect(codes(narrow, response(0, RED), close(REVIEW, 2 * HOUR), unseen(RED))).toEqual([
      [REVIEW, 'unjudged-answers'],
    ]);
  });

  it('asks for it though an alert of the form stands, where that is not about what it says', () => {
    const events = [response(0, NOTE), response(HOUR / 2, CONTACT), close(REVIEW, 2 * HOUR), unseen(NOTE)];
    expect(codes(protocol, ...events)).toEqual([
      ['contact', undefined],
      [REVIEW, 'unjudged-answers'],
    ]);
  });

  it('asks for none of another kind than the one that was closed', () => {
    const inr: TriageEvent = { type: 'measurement', metric: 'inr', at: START, value: 2 };
    const other = 'review:metric:inr';
    const said = { ...YELLOW, unjudged: NOTE.unjudged };
    for (const result of [NOTE, said]) {
      const state = run(protocol, inr, close(other, 2 * HOUR), unseen(result));
      expect(standing(protocol, state).some((line) => line.includes(other))).toBe(false);
    }
    const green = run(numberless, inr, close(other, 2 * HOUR), unseen(GREEN));
    expect(standing(numberless, green)).toEqual(['yellow review:worse-and-low open']);
    const unasked = run(protocol, inr, close(other, 2 * HOUR), unseen(GREEN, { questionnaire: UNASKED }));
    expect(standing(protocol, unasked)).toEqual([`yellow review:questionnaire:${UNASKED} open`]);
    // Also of the rules that the form is about only the one whose review it was, and only while it cannot judge.
    const gain = { type: 'change', metric: 'body-weight', test: 'above', set: 2, measure: 'absolute' } as const;
    const change = { ...gain, reference: 'minimum', over: DAY } as const;
    const lacking = only({ ...ruleOf('symptoms'), levels: { red: { when: { type: 'all', of: [answers, change] } } } });
    const weight: TriageEvent = { type: 'measurement', metric: 'body-weight', at: START + 2 * DAY, value: 80 };
    const asked = run(lacking, weight);
    expect(standing(lacking, asked)).toEqual(['yellow review:symptoms open']);
    const late = response(2 * DAY + HOUR, GREEN, { delay: 5 * HOUR });
    expect(standing(lacking, onTo(lacking, asked, close('review:symptoms', 2 * DAY + 2 * HOUR), late))).toEqual([]);
  });
});
