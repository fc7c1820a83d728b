import { describe, expect, it } from 'vitest';
import type { AnsweredItem, EvidenceItem, ReviewReason } from '../engine/alerts/finding.ts';
import { AT, DAY, explained, found } from './testing/finding.ts';

const title = { nb: 'Kolsplager i dag', en: 'COPD symptoms today' };
const form = { questionnaire: 'https://example.org/q', version: '1', responseId: 'r', title, at: AT };

describe('answers', () => {
  const answer = (colour: 'red' | 'yellow', nb: string, en: string) =>
    ({
      linkId: nb,
      colour,
      question: { nb: `${nb}?`, en: `${en}?` },
      answer: { nb: 'ja', en: 'yes' },
    }) as unknown as AnsweredItem['answers'][number];
  const answered = (about: 'answers' | 'contact', ...answers: AnsweredItem['answers']): EvidenceItem => ({
    type: 'questionnaire',
    ...form,
    about,
    colour: 'red',
    answers,
  });

  const one = { red: answer('red', 'Pust', 'Breath'), yellow: answer('yellow', 'Hoste', 'Cough') };
  const times = (red: number, yellow: number) =>
    answered('answers', ...Array(yellow).fill(one.yellow), ...Array(red).fill(one.red));

  it.each([
    [0, 1, 'Hoste? ja (gult svar)', 'Cough? yes (yellow answer)'],
    [1, 0, 'Pust? ja (rødt svar)', 'Breath? yes (red answer)'],
    [2, 0, '2 røde svar', '2 red answers'],
    [0, 5, '5 gule svar', '5 yellow answers'],
    [1, 1, '1 rødt og 1 gult svar', '1 red and 1 yellow answer'],
    [1, 4, '1 rødt og 4 gule svar', '1 red and 4 yellow answers'],
    [2, 1, '2 røde og 1 gult svar', '2 red and 1 yellow answer'],
  ])('are counted by colour in one short line, and a single one is named: %i red, %i yellow', (red, yellow, nb, en) => {
    expect(found([times(red, yellow)])).toEqual([`Kolsplager i dag: ${nb}`, `COPD symptoms today: ${en}`]);
  });

  it('are all named where the alert is explained, red before yellow', () => {
    expect(explained([answered('answers', one.yellow, one.red)], null)).toEqual([
      'Kolsplager i dag: rødt: Pust? ja; gult: Hoste? ja',
      'COPD symptoms today: red: Breath? yes; yellow: Cough? yes',
    ]);
    const [all] = explained([times(2, 3)], null);
    expect(all?.match(/Pust|Hoste/g)).toEqual(['Pust', 'Pust', 'Hoste', 'Hoste', 'Hoste']);
  });

  it('are not, where the patient asks to be contacted', () => {
    expect(found([answered('contact', answer('red', 'Pust', 'Breath'))])).toEqual([
      'Pasienten ber om kontakt («Kolsplager i dag»)',
      'The patient asks to be contacted (“COPD symptoms today”)',
    ]);
  });

  it('that have not come are waited for since the last', () => {
    const unanswered = (lastAt: number | null): EvidenceItem => ({
      type: 'unanswered',
      questionnaire: form.questionnaire,
      title,
      lastAt,
      since: 0,
      dueAt: AT,
    });
    expect(found([unanswered(null)])).toEqual([
      'Skjemaet «Kolsplager i dag» er ikke besvart siden oppfølgingen begynte',
      'The form “COPD symptoms today” has not been answered since the follow-up began',
    ]);
    expect(found([unanswered(AT)])).toEqual([
      'Skjemaet «Kolsplager i dag» er ikke besvart siden 10. mars kl. 13:00',
      'The form “COPD symptoms today” has not been answered since 10 Mar, 13:00',
    ]);
  });

  it('that the plan asked for were to come by its time', () => {
    const planned = { opensAt: AT - DAY, by: AT, version: 2 };
    const missed = (lastAt: number | null): EvidenceItem => ({
      ...{ type: 'unanswered', questionnaire: form.questionnaire, title, lastAt, since: 0, dueAt: AT + DAY, planned },
    });
    expect(found([missed(null)])).toEqual([
      'Skjemaet «Kolsplager i dag» skulle vært besvart innen 10. mars kl. 13:00, aldri besvart',
      'The form “COPD symptoms today” was to be answered by 10 Mar, 13:00, never answered',
    ]);
    expect(found([missed(AT - 2 * DAY)])).toEqual([
      'Skjemaet «Kolsplager i dag» skulle vært besvart innen 10. mars kl. 13:00, sist besvart 8. mars kl. 13:00',
      'The form “COPD symptoms today” was to be answered by 10 Mar, 13:00, last answered 8 Mar, 13:00',
    ]);
  });
});

describe('a review', () => {
  const review = (change: Partial<ReviewReason>) =>
    found([], { review: { code: 'rule-failed', metric: null, reading: null, detail: null, ...change } });

  it.each([
    [
      'of a form that was not asked for',
      { code: 'not-asked', response: form },
      'Skjemaet «Kolsplager i dag» er besvart, men protokollen spør ikke etter det',
      'The form “COPD symptoms today” has been answered, but the protocol does not ask for it',
    ],
    [
      'of answers that no rule judges',
      { code: 'unjudged-answers', response: form },
      'Skjemaet «Kolsplager i dag» har svar som ingen regel vurderer',
      'The form “COPD symptoms today” has answers that no rule judges',
    ],
    [
      'of a form whose rule failed',
      { code: 'rule-failed', response: form },
      'Skjemaet «Kolsplager i dag»: regelen feilet',
      'The form “COPD symptoms today”: the rule failed',
    ],
    [
      'of a form whose rule failed, with why',
      { code: 'rule-failed', response: form, detail: 'why' },
      'Skjemaet «Kolsplager i dag»: regelen feilet (why)',
      'The form “COPD symptoms today”: the rule failed (why)',
    ],
    ['of nothing that is known', {}, 'Måling: regelen feilet', 'Reading: the rule failed'],
    [
      'of a metric without a reading',
      { code: 'no-rule', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of what was not asked for, without the form',
      { code: 'not-asked', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of answers that no rule judges, without the form',
      { code: 'unjudged-answers', metric: 'inr' },
      'INR: ingen regel vurderer dette',
      'INR: no rule judges this',
    ],
    [
      'of a reading whose metric is not known',
      { code: 'no-rule', reading: { at: AT, value: 2 } },
      'Måling: ingen regel vurderer dette',
      'Reading: no rule judges this',
    ],
  ] as [string, Partial<ReviewReason>, string, string][])('%s', (_, change, nb, en) => {
    expect(review(change)).toEqual([nb, en]);
  });
});
