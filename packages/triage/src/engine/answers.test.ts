import { describe, expect, it } from 'vitest';
import { ProtocolSchema } from '../protocol/schema.ts';
import { describeFinding, explainFinding } from '../wording/finding.ts';
import { describeRule } from '../wording/rule.ts';
import type { TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import { asksFor, compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
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

const protocol = compileAsking();
const stateAfter = (...events: TriageEvent[]): TriageState =>
  foldEvents(protocol, initialState(protocol, START), events).state;
const open = (state: TriageState) =>
  openAlerts(protocol, state).map(
    ({ ruleId, severity, phase, late }) => `${severity} ${ruleId} ${phase}${late ? ' late' : ''}`,
  );
const close = (ruleId: string, at: number): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + at });

describe('a form that the protocol asks for', () => {
  it.each([
    ['of an ordinary day opens nothing', GREEN, []],
    ['with a yellow answer opens a yellow alert', YELLOW, ['yellow symptoms open']],
    ['with a red answer opens a red alert', RED, ['red symptoms open']],
    ['in which the patient asks to be contacted opens an alert of its own', CONTACT, ['yellow contact open']],
    ['with both opens both', { ...RED, contact: 'yellow' } as const, ['yellow contact open', 'red symptoms open']],
    ['with an answer that no rule judges asks for a review', NOTE, [`yellow review:questionnaire:${FORM} open`]],
    [
      'whose other answers raise an alert is read with it, and asks for no review besides',
      { ...YELLOW, unjudged: NOTE.unjudged },
      ['yellow symptoms open'],
    ],
  ])('%s', (_, result, alerts) => {
    expect(open(stateAfter(response(HOUR, result)))).toEqual(alerts);
  });

  it('says which answers it was, and of which response', () => {
    const [alert] = openAlerts(protocol, stateAfter(response(HOUR, RED)));
    expect(alert?.evidence.items).toEqual([
      {
        type: 'questionnaire',
        questionnaire: FORM,
        version: '1',
        responseId: `response-${HOUR}`,
        title: { nb: 'Skjema', en: 'Form' },
        at: START + HOUR,
        about: 'answers',
        colour: 'red',
        answers: RED.marked,
      },
    ]);
    const declared = protocol.effective.protocol;
    expect(alert && describeFinding(declared, alert.evidence, 'nb')).toBe('Skjema: 1 rødt og 1 gult svar');
    expect(alert && explainFinding(declared, alert.evidence, 'nb', null)).toBe(
      'Skjema: rødt: Hvordan? Ille; gult: Hvordan? Ille',
    );
    const [contact] = openAlerts(protocol, stateAfter(response(HOUR, CONTACT)));
    expect(contact && describeFinding(declared, contact.evidence, 'en')).toBe(
      'The patient asks to be contacted (“Form”)',
    );
  });

  it('that is better waits for a person: what a patient has said is answered', () => {
    const state = stateAfter(response(HOUR, YELLOW), response(DAY, GREEN));
    expect(open(state)).toEqual(['yellow symptoms cleared']);
    expect(open(stateAfter(response(HOUR, NOTE), response(DAY, GREEN)))).toEqual([
      `yellow review:questionnaire:${FORM} cleared`,
    ]);
  });

  it.each([
    ['red and an ordinary one', RED, GREEN, ['red symptoms open']],
    ['red and yellow', RED, YELLOW, ['red symptoms open']],
    ['red and one with a wish to be contacted', RED, CONTACT, ['yellow contact open', 'red symptoms open']],
    ['red and one with a note', RED, NOTE, [`yellow review:questionnaire:${FORM} open`, 'red symptoms open']],
    ['yellow and an ordinary one', YELLOW, GREEN, ['yellow symptoms open']],
    ['with a note and an ordinary one', NOTE, GREEN, [`yellow review:questionnaire:${FORM} open`]],
  ])(
    'of one and the same instant, %s: the worst counts, whatever their ids and whichever comes first',
    (_, ...rest) => {
      const [one, other, alerts] = rest;
      for (const ids of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        const both = [response(HOUR, one, { id: `${ids[0]}` }), response(HOUR, other, { id: `${ids[1]}` })];
        const fresh = initialState(protocol, START);
        const read = (events: readonly TriageEvent[]) =>
          events.reduce((state, event) => step(protocol, state, event).state, fresh);
        expect(open(stateAfter(...both)).toSorted()).toEqual(alerts.toSorted());
        for (const { severity, present } of openAlerts(protocol, stateAfter(...both))) expect(present).toBe(severity);
        expect(read(both)).toEqual(stateAfter(...both));
        expect(read(both.toReversed())).toEqual(stateAfter(...both));
      }
    },
  );

  it('of one and the same instant as one that asks for a review is no answer to it, also where the review stood already', () => {
    const review = `yellow review:questionnaire:${FORM} open`;
    for (const [asking, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const both = [response(DAY, NOTE, { id: asking }), response(DAY, GREEN, { id: other })];
      const state = stateAfter(response(HOUR, NOTE), ...both);
      expect(open(state)).toContain(review);
      expect(open(stateAfter(response(HOUR, NOTE), ...both, response(DAY + 1, GREEN)))).not.toContain(review);
    }
  });

  it('of one and the same instant as a red one that was closed is judged by itself', () => {
    const red = response(HOUR, RED, { id: 'b' });
    const unseen = response(HOUR, YELLOW, { id: 'a', delay: 5 * HOUR });
    const state = stateAfter(red, close('symptoms', 2 * HOUR), unseen);
    expect(open(state)).toEqual(['yellow symptoms open']);
  });

  it('of a later instant answers all of an earlier one', () => {
    const both = [response(HOUR, RED, { id: 'b' }), response(HOUR, GREEN, { id: 'c' })];
    expect(open(stateAfter(...both, response(HOUR + 1, GREEN)))).toEqual(['red symptoms cleared']);
  });

  it('that turns red raises the alert that stands', () => {
    const state = stateAfter(response(HOUR, YELLOW));
    const { findings } = step(protocol, state, response(DAY, RED));
    expect(findings.map(({ type, severity }) => [type, severity])).toEqual([['raised', 'red']]);
  });

  it('opens anew after a person has closed it, by the next response and not by the same', () => {
    const state = stateAfter(response(HOUR, RED), close('symptoms', 2 * HOUR));
    expect(open(state)).toEqual([]);
    expect(open(foldEvents(protocol, state, [response(HOUR, RED)]).state)).toEqual([]);
    expect(open(foldEvents(protocol, state, [response(DAY, YELLOW)]).state)).toEqual(['yellow symptoms open']);
  });

  it('that was answered before a close and received after it opens it again: nobody can have seen it', () => {
    const unseen = response(HOUR, RED, { delay: 5 * HOUR });
    expect(open(stateAfter(response(0, YELLOW), close('symptoms', 2 * HOUR), unseen))).toEqual(['red symptoms open']);
  });

  it.each([
    ['a form with an answer that no rule judges', NOTE, FORM],
    ['a form that nothing asks for', GREEN, UNASKED],
  ])(
    '%s, answered before a review was closed and received after it, asks for one of its own',
    (_, result, questionnaire) => {
      const id = `review:questionnaire:${questionnaire}`;
      const seen = response(0, result, { questionnaire });
      const unseen = response(HOUR, result, { questionnaire, delay: 5 * HOUR });
      const state = stateAfter(seen, close(id, 2 * HOUR), unseen);
      expect(open(state)).toEqual([`yellow ${id} open`]);
      expect(openAlerts(protocol, state)[0]?.evidence.review?.response?.responseId).toBe(`response-${HOUR}`);
      expect(open(foldEvents(protocol, state, [close(id, 7 * HOUR)]).state)).toEqual([]);
      const came = response(HOUR, result, { questionnaire });
      expect(open(stateAfter(seen, close(id, 2 * HOUR), came))).toEqual([]);
    },
  );

  it('that came after a review was closed is not asked for again where a rule’s alert stands for it', () => {
    const unseen = response(HOUR, { ...YELLOW, unjudged: NOTE.unjudged }, { delay: 5 * HOUR });
    const id = `review:questionnaire:${FORM}`;
    expect(open(stateAfter(response(0, NOTE), close(id, 2 * HOUR), unseen))).toEqual(['yellow symptoms open']);
  });

  it('asks for its review anew at each response that needs one', () => {
    const id = `review:questionnaire:${FORM}`;
    const state = stateAfter(response(HOUR, NOTE), close(id, 2 * HOUR));
    expect(open(state)).toEqual([]);
    expect(open(foldEvents(protocol, state, [response(3 * HOUR, NOTE)]).state)).toEqual([`yellow ${id} open`]);
  });

  it('counts together with a reading inside the window, and not beyond it', () => {
    const low = (at: number): TriageEvent => ({
      type: 'measurement',
      metric: 'oxygen-saturation',
      at: START + at,
      value: 88,
    });
    expect(open(stateAfter(response(HOUR, YELLOW), low(DAY)))).toContain('red worse-and-low open');
    expect(open(stateAfter(response(HOUR, YELLOW), low(2 * DAY + HOUR)))).toContain('red worse-and-low open');
    expect(open(stateAfter(response(HOUR, YELLOW), low(2 * DAY + HOUR + 1)))).not.toContain('red worse-and-low open');
  });

  it('that is missing by its deadline opens an alert, which the next response closes', () => {
    const state = stateAfter(response(HOUR, GREEN));
    expect(nextTickAt(protocol, state)).toBe(START + HOUR + 36 * HOUR);
    const overdue = step(protocol, state, { type: 'tick', at: START + 2 * DAY }).state;
    const [alert] = openAlerts(protocol, overdue);
    expect(alert).toMatchObject({ ruleId: 'unanswered', kind: 'missing', openedAt: START + 37 * HOUR });
    expect(alert && describeFinding(protocol.effective.protocol, alert.evidence, 'nb')).toMatch(
      /^Skjemaet «Skjema» er ikke besvart siden 1\. mars/,
    );
    expect(open(step(protocol, overdue, response(2 * DAY + 1, GREEN)).state)).toEqual([]);
  });

  it('is judged on its own and marked late when it is older than all that can still change', () => {
    const now = { type: 'tick', at: START + 40 * DAY } as const;
    const late = (result: typeof RED) =>
      open(
        foldEvents(protocol, stateAfter(response(39 * DAY, GREEN), now), [response(DAY, result, { delay: 39 * DAY })])
          .state,
      );
    expect(late(RED)).toEqual(['red symptoms open late']);
    expect(late(CONTACT)).toEqual(['yellow contact open late']);
    expect(late(NOTE)).toEqual([`yellow review:questionnaire:${FORM} open late`]);
    expect(late(GREEN)).toEqual([]);
  });
});

describe('a form that nothing asks for', () => {
  const id = `review:questionnaire:${UNASKED}`;
  it('asks for a review, also when all of it is green', () => {
    expect(asksFor(protocol, UNASKED)).toBe(false);
    expect(asksFor(protocol, FORM)).toBe(true);
    const state = stateAfter(response(HOUR, GREEN, { questionnaire: UNASKED }));
    expect(open(state)).toEqual([`yellow ${id} open`]);
    const [alert] = openAlerts(protocol, state);
    expect(alert && describeFinding(protocol.effective.protocol, alert.evidence, 'en')).toBe(
      'The form “Form” has been answered, but the protocol does not ask for it',
    );
  });
  it('asks for it also when it comes late', () => {
    const state = stateAfter({ type: 'tick', at: START + 40 * DAY });
    const unasked = response(DAY, GREEN, { questionnaire: UNASKED, delay: 39 * DAY });
    expect(open(foldEvents(protocol, state, [unasked]).state)).toContain(`yellow ${id} open late`);
  });
});

describe('a red answer that only a combination looks at', () => {
  it('asks for a review where the combination does not hold', () => {
    const rules = ASKING.rules.filter(({ id }) => id === 'worse-and-low');
    const narrow = compileAsking({ ...ASKING, rules });
    const { state } = foldEvents(narrow, initialState(narrow, START), [response(HOUR, RED)]);
    expect(openAlerts(narrow, state)).toMatchObject([
      { ruleId: `review:questionnaire:${FORM}`, evidence: { review: { code: 'unjudged-answers' } } },
    ]);
  });
});

describe('a rule that cannot judge', () => {
  const broken = compileAsking({
    ...ASKING,
    rules: ASKING.rules.map((rule) =>
      rule.id === 'symptoms'
        ? {
            ...rule,
            levels: {
              red: {
                when: {
                  type: 'all',
                  of: [
                    { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'red' },
                    { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'gone' } },
                  ],
                },
              },
            },
          }
        : rule,
    ),
    numbers: { gone: { value: 1, min: 0, max: 2, unit: '%', text: { nb: 'x', en: 'x' }, source: 'assumption' } },
  });
  const numberless = { ...broken.effective, numbers: {} };
  it('asks for a review at each response, in time and late', () => {
    const compiled = compileProtocol(numberless);
    const { state } = foldEvents(compiled, initialState(compiled, START), [response(HOUR, GREEN)]);
    expect(openAlerts(compiled, state).map(({ ruleId }) => ruleId)).toEqual(['review:symptoms']);
    const review = 'review:symptoms';
    const next = foldEvents(compiled, state, [close(review, 2 * HOUR), response(3 * HOUR, RED)]).state;
    expect(openAlerts(compiled, next).map(({ ruleId }) => ruleId)).toEqual([review]);
    const unseen = foldEvents(compiled, state, [
      close(review, 3 * HOUR),
      response(2 * HOUR, RED, { delay: DAY }),
    ]).state;
    expect(openAlerts(compiled, unseen).map(({ ruleId }) => ruleId)).toEqual([review]);
    const later = foldEvents(compiled, initialState(compiled, START), [{ type: 'tick', at: START + 40 * DAY }]).state;
    const late = foldEvents(compiled, later, [response(DAY, GREEN, { delay: 39 * DAY })]).state;
    expect(openAlerts(compiled, late).map(({ ruleId }) => ruleId)).toContain('review:symptoms');
  });
});

describe('a protocol version that begins to ask for a form', () => {
  it('counts the deadline from when it was put in force', () => {
    const before = compileAsking({ ...ASKING, rules: ASKING.rules.filter(({ id }) => id !== 'unanswered') });
    const next = compileAsking({ ...ASKING, version: 2 });
    const { state } = foldEvents(before, initialState(before, START), [{ type: 'tick', at: START + 20 * DAY }]);
    const { state: carried, findings } = foldEvents(next, state, [{ type: 'tick', at: START + 20 * DAY }]);
    expect(findings).toEqual([]);
    expect(nextTickAt(next, carried)).toBe(START + 20 * DAY + 36 * HOUR);
  });
  it('keeps the alert of the version before', () => {
    const next = compileAsking({ ...ASKING, version: 2 });
    const carried = foldEvents(next, stateAfter(response(HOUR, RED)), [response(DAY, GREEN)]).state;
    expect(openAlerts(next, carried)).toMatchObject([{ ruleId: 'symptoms', severity: 'red', phase: 'cleared' }]);
  });
});

describe('a protocol', () => {
  const faults = (protocolInput: unknown) =>
    ProtocolSchema.safeParse(protocolInput).error?.issues.map(({ message }) => message) ?? [];
  it('is refused when a rule is about a form that it does not ask for', () => {
    expect(faults({ ...ASKING, questionnaires: undefined })[0]).toMatch(/does not ask for/);
  });
  it('is refused when an alert about answers would close by itself', () => {
    const rules = ASKING.rules.map((rule) => ({ ...rule, autoClose: true }));
    expect(faults({ ...ASKING, rules })[0]).toMatch(/must not close by itself/);
  });
  it('says what it asks, in a sentence', () => {
    const { effective } = protocol;
    const sentences = effective.protocol.rules.map((rule) => describeRule(effective, rule, 'en'));
    expect(sentences.slice(0, 2)).toEqual([
      'Red: at least one red answer in “Form”. Yellow: at least one yellow or red answer in “Form”.',
      'Yellow: the patient asks to be contacted in “Form”.',
    ]);
    expect(sentences.at(-1)).toBe('Yellow: the form “Form” not answered for 1 d 12 h.');
  });
});
