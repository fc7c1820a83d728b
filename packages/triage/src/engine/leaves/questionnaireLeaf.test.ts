import { describe, expect, it } from 'vitest';
import type { Pause } from '../../pause/schema.ts';
import { NEVER } from '../metricPlace.ts';
import { EVERYTHING } from '../rules/calm.ts';
import { CONTACT, DAY, FORM, GREEN, HOUR, NOTE, RED, response, START, YELLOW } from '../testing/answers.ts';
import { soonestOf } from './deadline.ts';
import { draftOf, PLAIN_FALSE } from './leafState.ts';
import { compileQuestionnaire, compileUnanswered } from './questionnaireLeaf.ts';

/* What one leaf makes of a response, and of one that does not come. */

const judging = (about: 'answers' | 'contact', atLeast: 'yellow' | 'red') =>
  compileQuestionnaire({ type: 'questionnaire', questionnaire: FORM, about, atLeast });
const judged = (about: 'answers' | 'contact', atLeast: 'yellow' | 'red', result = GREEN) => {
  const leaf = judging(about, atLeast);
  const draft = draftOf(leaf.initial());
  leaf.answered(draft, response(HOUR, result));
  return draft;
};

describe('what a response comes to', () => {
  it('is unknown before there is one', () => {
    expect(judging('answers', 'yellow').initial().mode).toBe('unknown');
  });

  it.each([
    ['answers', 'yellow', GREEN, 'false', []],
    ['answers', 'yellow', YELLOW, 'true', ['yellow']],
    ['answers', 'yellow', RED, 'true', ['yellow', 'red']],
    ['answers', 'red', YELLOW, 'false', []],
    ['answers', 'red', RED, 'true', ['yellow', 'red']],
    ['answers', 'yellow', CONTACT, 'false', []],
    ['answers', 'yellow', NOTE, 'false', []],
    ['contact', 'yellow', RED, 'false', []],
    ['contact', 'yellow', CONTACT, 'true', []],
    ['contact', 'red', CONTACT, 'false', []],
    ['contact', 'red', { ...RED, contact: 'red' as const }, 'true', []],
  ] as const)('by its %s, at least %s: %j', (about, atLeast, result, mode, answers) => {
    const draft = judged(about, atLeast, result);
    expect(draft.mode).toBe(mode);
    expect(draft.lastAt).toBe(START + HOUR);
    const { item } = draft;
    expect(item?.type === 'questionnaire' ? item.answers.map(({ colour }) => colour) : []).toEqual(answers);
    expect(item?.type === 'questionnaire' ? item.about : null).toBe(mode === 'true' ? about : null);
  });

  it('is that of the latest, and unknown after a person’s close until the next', () => {
    const leaf = judging('answers', 'yellow');
    const draft = judged('answers', 'yellow', RED);
    leaf.answered(draft, response(2 * HOUR, GREEN));
    expect(draft).toMatchObject({ mode: 'false', item: undefined });
    leaf.answered(draft, response(3 * HOUR, RED));
    expect(draft.mode).toBe('true');
    leaf.close(draft, START + 4 * HOUR);
    expect(draft).toMatchObject({ mode: 'unknown', item: undefined });
  });

  it.each([
    ['red, then yellow', RED, YELLOW, 'first', 'red'],
    ['yellow, then red', YELLOW, RED, 'second', 'red'],
    ['yellow, then an ordinary one', YELLOW, GREEN, 'first', 'yellow'],
    ['an ordinary one, then yellow', GREEN, YELLOW, 'second', 'yellow'],
    ['of two red ones the second', RED, RED, 'second', 'red'],
    ['of two yellow ones the second', YELLOW, YELLOW, 'second', 'yellow'],
  ] as const)('is the worse of two of one and the same instant: %s', (_, one, other, worse, colour) => {
    const leaf = judging('answers', 'yellow');
    const draft = draftOf(leaf.initial());
    leaf.answered(draft, response(HOUR, one, { id: 'first' }));
    leaf.answered(draft, response(HOUR, other, { id: 'second' }));
    expect(draft).toMatchObject({ mode: 'true', item: { colour, responseId: worse } });
    // A later one takes its place, whatever it says.
    leaf.answered(draft, response(2 * HOUR, YELLOW));
    expect(draft.item).toMatchObject({ colour: 'yellow', responseId: `response-${2 * HOUR}` });
  });

  it('hangs on no reading', () => {
    const leaf = judging('answers', 'yellow');
    expect(leaf.metrics).toEqual([]);
    expect(leaf.calm).toEqual(EVERYTHING);
    expect(leaf.needsReview(9 * DAY, 1, 0)).toBe(false);
  });
});

describe('a response that does not come', () => {
  const title = { nb: 'Skjema', en: 'Form' };
  const pause = (from: number, until: number): Pause => ({
    scope: { type: 'episode' },
    includesRed: false,
    from: START + from,
    until: START + until,
  });
  const waiting = (...pauses: Pause[]) =>
    compileUnanswered({ type: 'unanswered', questionnaire: FORM, every: DAY, grace: 12 * HOUR }, pauses, title);
  const due = (leaf: ReturnType<typeof waiting>, after: number, answeredAt: number) =>
    ((leaf.deadline?.dueAt(after, answeredAt) ?? Number.NaN) - START) / HOUR;

  it('is missed when its time and its grace have passed, since the latest or since a close', () => {
    const leaf = waiting();
    expect(leaf.initial()).toBe(PLAIN_FALSE);
    expect(due(leaf, START, NEVER)).toBe(36);
    expect(due(leaf, START, START + 10 * HOUR)).toBe(46);
    expect(due(leaf, START + 20 * HOUR, START + 10 * HOUR)).toBe(56);
    expect(leaf.deadline && soonestOf(leaf.deadline, new Map(), START + 20 * HOUR, START + 10 * HOUR)).toBe(
      START + 56 * HOUR,
    );
    expect(leaf.deadline).toMatchObject({ metric: null, questionnaire: { url: FORM, title } });
  });

  it('is waited for anew when a pause that came between has ended', () => {
    const leaf = waiting(pause(15 * HOUR, 100 * HOUR));
    expect(due(leaf, START, NEVER)).toBe(136);
    expect(due(leaf, START, START + 10 * HOUR)).toBe(136);
    expect(due(leaf, START, START + 110 * HOUR)).toBe(146);
    expect(due(leaf, START + 110 * HOUR, START + 10 * HOUR)).toBe(146);
  });

  it('is answered by one that came, of which the latest counts', () => {
    const leaf = waiting();
    const draft = draftOf({ mode: 'true', due: START + 36 * HOUR, lastAt: START + 10 * HOUR });
    leaf.answered(draft, response(5 * HOUR, GREEN));
    expect(draft).toMatchObject({ mode: 'false', due: undefined, lastAt: START + 10 * HOUR });
    leaf.answered(draft, response(40 * HOUR, GREEN));
    expect(draft.lastAt).toBe(START + 40 * HOUR);
  });

  it('is waited for from a person’s close on, the latest of them', () => {
    const leaf = waiting();
    const draft = draftOf({ mode: 'true', due: START + 36 * HOUR });
    leaf.close(draft, START + 50 * HOUR);
    expect(draft).toMatchObject({ mode: 'false', due: undefined, from: START + 50 * HOUR });
    leaf.close(draft, START + 40 * HOUR);
    expect(draft.from).toBe(START + 50 * HOUR);
    leaf.close(draft, START + 60 * HOUR);
    expect(draft.from).toBe(START + 60 * HOUR);
    expect(leaf.calm).toEqual(EVERYTHING);
    expect(leaf.needsReview(9 * DAY, 1, 0)).toBe(false);
  });
});
