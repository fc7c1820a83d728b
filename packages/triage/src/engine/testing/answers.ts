import fc from 'fast-check';
import { applyLimits } from '../../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import type { MarkedAnswer, QuestionnaireResult } from '../../questionnaire/result.ts';
import type { AnsweredEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';

export const START = Date.parse('2026-03-01T08:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const FORM = 'urn:test:form';
export const UNASKED = 'urn:test:unasked';

const text = { nb: 'regel', en: 'rule' };
const rule = { kind: 'clinical', text, action: text, source: 'assumption: of the tests' } as const;

/** Asks for a form each day, and judges it alone, with a metric, and where it is missing. */
export const ASKING: ProtocolInput = {
  id: 'asking',
  version: 1,
  condition: 'copd',
  title: text,
  source: 'assumption: of the tests',
  numbers: {},
  questionnaires: [{ url: FORM, title: { nb: 'Skjema', en: 'Form' } }],
  rules: [
    {
      ...rule,
      id: 'symptoms',
      levels: {
        red: { when: { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'red' } },
        yellow: { when: { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'yellow' } },
      },
    },
    {
      ...rule,
      id: 'contact',
      levels: { yellow: { when: { type: 'questionnaire', questionnaire: FORM, about: 'contact', atLeast: 'yellow' } } },
    },
    {
      ...rule,
      id: 'worse-and-low',
      levels: {
        red: {
          when: {
            type: 'all',
            within: 2 * DAY,
            of: [
              { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 90 },
              { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'yellow' },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'unanswered',
      kind: 'missing',
      autoClose: true,
      levels: { yellow: { when: { type: 'unanswered', questionnaire: FORM, every: DAY, grace: 12 * HOUR } } },
    },
  ],
};

/** The same, with the form on some days of the week and a grace that lasts into the next day. */
export const ASKING_BY_PLAN: ProtocolInput = {
  ...ASKING,
  plan: {
    timeZone: 'Europe/Oslo',
    entries: [
      {
        questionnaire: FORM,
        days: ['monday', 'thursday', 'saturday'],
        from: '06:00',
        by: '18:00',
        graceMinutes: 30 * 60,
        onHolidays: 'not-asked',
      },
    ],
    holidays: ['2026-03-05'],
  },
  rules: ASKING.rules.map((one) =>
    one.id === 'unanswered' ? { ...one, levels: { yellow: { when: { type: 'overdue', questionnaire: FORM } } } } : one,
  ),
};

export const compileAsking = (protocol: ProtocolInput = ASKING) =>
  compileProtocol(applyLimits(ProtocolSchema.parse(protocol), null, START));

export const GREEN: QuestionnaireResult = { colour: 'green', contact: null, score: null, marked: [], unjudged: [] };
const answer = (colour: 'red' | 'yellow'): MarkedAnswer => ({
  linkId: colour,
  colour,
  question: { nb: 'Hvordan?', en: 'How?' },
  answer: { nb: 'Ille', en: 'Badly' },
});
export const YELLOW: QuestionnaireResult = { ...GREEN, colour: 'yellow', marked: [answer('yellow')] };
export const RED: QuestionnaireResult = { ...GREEN, colour: 'red', marked: [answer('yellow'), answer('red')] };
export const CONTACT: QuestionnaireResult = { ...GREEN, contact: 'yellow' };
export const NOTE: QuestionnaireResult = {
  ...GREEN,
  unjudged: [{ linkId: 'more', question: { nb: 'Mer?', en: 'More?' }, answer: { nb: 'Ja', en: 'Yes' } }],
};

/** A response `at` so many milliseconds after the start. */
export function response(
  at: number,
  result: QuestionnaireResult,
  { id = `response-${at}`, questionnaire = FORM, delay = 0 } = {},
): AnsweredEvent {
  const title = { nb: 'Skjema', en: 'Form' };
  const instants = { at: START + at, receivedAt: START + at + delay };
  return { type: 'answered', responseId: id, questionnaire, version: '1', title, ...instants, result };
}

const RESULTS = [GREEN, GREEN, YELLOW, RED, CONTACT, NOTE];

/** What a response comes to, with its number among what there is. */
export const anyResult: fc.Arbitrary<[said: number, result: QuestionnaireResult]> = fc
  .nat(RESULTS.length - 1)
  .map((said) => [said, RESULTS[said] ?? GREEN]);

/** A response within so many days of the start, received at once or up to `delayMinutes` later. Some are of one and the same instant; those of one id say the same. */
export const anyResponse = (days: number, delayMinutes = 0): fc.Arbitrary<AnsweredEvent> =>
  fc
    .record({
      minute: fc.oneof(
        fc.nat(days * 24 * 60),
        fc.nat(days).map((day) => day * 24 * 60),
      ),
      said: fc.nat(RESULTS.length - 1),
      questionnaire: fc.constantFrom(FORM, FORM, FORM, UNASKED),
      id: fc.nat(2),
      delay: fc.nat(delayMinutes),
    })
    .map(({ minute, said, questionnaire, id, delay }) =>
      response(minute * MINUTE, RESULTS[said] ?? GREEN, {
        id: `response-${minute}-${id}-${said}`,
        questionnaire,
        delay: delay * MINUTE,
      }),
    );
