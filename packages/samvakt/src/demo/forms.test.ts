import { demoPopulation, occasionsOf as livedBy } from '@samvakt/simulator';
import { applyLimits, occasionsOf, PROTOCOLS } from '@samvakt/triage';
import { expect, it } from 'vitest';

const DAY = 86_400_000;
/** Over the change to winter time. */
const SINCE = Date.parse('2026-09-21T06:00:00Z');
const NOW = Date.parse('2026-11-21T12:00:00Z');

/** When each form was answered in the home, by its URL. */
function answersIn(home: Parameters<typeof livedBy>[0]) {
  const answers: Record<string, { at: number; responseId: string }[]> = {};
  for (const { at, responses } of livedBy(home, SINCE)) {
    if (at > NOW) return answers;
    for (const { url } of responses) {
      answers[url] = [...(answers[url] ?? []), { at, responseId: `${at}` }];
    }
  }
  return answers;
}

it('every home of the demo answers each form that its protocol plans, in its time', () => {
  let planned = 0;
  for (const home of demoPopulation({ seed: 7, startedAt: NOW })) {
    const protocol = PROTOCOLS.find(({ condition }) => condition === home.condition);
    if (!protocol) throw new Error(`nothing judges ${home.condition}`);
    const asked = { from: SINCE, until: NOW - 3 * DAY, readings: {}, answers: answersIn(home), since: SINCE, now: NOW };
    const forms = occasionsOf(applyLimits(protocol, null, NOW), asked).filter((one) => one.questionnaire !== undefined);
    planned += forms.length;
    expect(forms.filter(({ state }) => state !== 'answered')).toEqual([]);
  }
  // Eight Sundays of 23 people.
  expect(planned).toBe(8 * 23);
});
