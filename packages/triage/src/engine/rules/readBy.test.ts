import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForSomebody } from '../alerts/review.ts';
import type { TriageEvent } from '../event.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import {
  anyResponse,
  CONTACT,
  compileAsking,
  DAY,
  FORM,
  GREEN,
  HOUR,
  MINUTE,
  NOTE,
  RED,
  response,
  START,
  UNASKED,
  YELLOW,
} from '../testing/answers.ts';
import { alertsToRead, responsesOf } from './readBy.ts';

const protocol = compileAsking();
const fresh = () => initialState(protocol, START);
const stateAfter = (...events: TriageEvent[]) => foldEvents(protocol, fresh(), events).state;
/** Each response comes once and has one content. */
const responses = fc.uniqueArray(anyResponse(40, 20_000), {
  maxLength: 20,
  size: 'max',
  selector: ({ responseId }) => responseId,
});
const review = `review:questionnaire:${FORM}`;

describe('the alerts that ask somebody to read a form', () => {
  it.each([
    ['all is well', GREEN, []],
    ['an answer is yellow', YELLOW, ['symptoms']],
    ['an answer is red', RED, ['symptoms']],
    ['the patient wants to be contacted', CONTACT, ['contact']],
    ['both', { ...RED, contact: 'yellow' } as const, ['contact', 'symptoms']],
    ['no rule judges an answer', NOTE, [review]],
  ])('where %s', (_, result, rules) => {
    const own = response(HOUR, result);
    expect(alertsToRead(protocol, stateAfter(own), own)).toEqual(rules);
  });

  it('are none of another form’s: an ordinary form behind a red one is not waited for', () => {
    const [red, ordinary] = [response(HOUR, RED), response(DAY, GREEN)];
    const state = stateAfter(red, ordinary);
    expect(alertsToRead(protocol, state, ordinary)).toEqual([]);
    expect(alertsToRead(protocol, state, red)).toEqual(['symptoms']);
  });

  it('are the same one for two forms behind the same alert', () => {
    const [red, yellow] = [response(HOUR, RED), response(DAY, YELLOW)];
    const state = stateAfter(red, yellow);
    expect([red, yellow].map((one) => alertsToRead(protocol, state, one))).toEqual([['symptoms'], ['symptoms']]);
  });

  it('are the review where nothing asks for the form, also when all of it is green', () => {
    const unasked = response(HOUR, GREEN, { questionnaire: UNASKED });
    expect(alertsToRead(protocol, stateAfter(unasked), unasked)).toEqual([`review:questionnaire:${UNASKED}`]);
  });

  it('are always some where a form says anything, however late and in whatever order', () => {
    fc.assert(
      fc.property(responses, (all) => {
        let state = fresh();
        for (const event of all) {
          state = step(protocol, state, event).state;
          const found = alertsToRead(protocol, state, event);
          const isToRead = event.questionnaire === UNASKED || asksForSomebody(event);
          expect(found.length > 0).toBe(isToRead);
          const open = openAlerts(protocol, state).map(({ ruleId }) => ruleId);
          expect(open).toEqual(expect.arrayContaining(found));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a form that came after a person had closed an alert', () => {
  const closes = fc.array(
    fc.record({
      type: fc.constant('alert-closed' as const),
      ruleId: fc.constantFrom('symptoms', 'contact', review, `review:questionnaire:${UNASKED}`),
      at: fc.nat(40 * 24 * 60).map((minute) => START + minute * MINUTE),
    }),
    { maxLength: 12, size: 'max' },
  );
  const cameAt = (event: TriageEvent) => ('receivedAt' in event ? (event.receivedAt ?? event.at) : event.at);

  it('always has an alert that asks somebody to read it, whenever it was answered: nobody can have seen it', () => {
    fc.assert(
      fc.property(responses, closes, (answered, closed) => {
        let state = fresh();
        // In the order in which the platform hears of them; what came at the instant of a close had come by then.
        for (const event of [...answered, ...closed].toSorted((a, b) => cameAt(a) - cameAt(b))) {
          state = step(protocol, state, event).state;
          if (event.type !== 'answered') continue;
          const isToRead = event.questionnaire === UNASKED || asksForSomebody(event);
          expect(alertsToRead(protocol, state, event).length > 0).toBe(isToRead);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the responses that an alert rests on', () => {
  const evidenceOf = (...events: TriageEvent[]) =>
    openAlerts(protocol, stateAfter(...events)).map(({ evidence }) => evidence);

  it('are those of its answers, or that which asked for a review', () => {
    expect(evidenceOf(response(HOUR, RED)).map(responsesOf)).toEqual([[`response-${HOUR}`]]);
    expect(evidenceOf(response(HOUR, NOTE)).map(responsesOf)).toEqual([[`response-${HOUR}`]]);
  });

  it('are none of a form that nobody has answered', () => {
    expect(evidenceOf({ type: 'tick', at: START + 3 * DAY }).map(responsesOf)).toEqual([[]]);
  });
});
