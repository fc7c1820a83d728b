import { describe, expect, it } from 'vitest';
import { exampleHandover, exampleItem, hospital, idOf, ingrid } from '../testing/examples.ts';
import { changedRows, handoverNews, worklistNews } from './news.ts';

const green = exampleItem(1);
const yellow = exampleItem(1, { status: 'yellow', openAlerts: { red: 0, yellow: 1, paused: 0 } });
const low = { id: idOf(401), summary: { nb: 'SpO₂ 79 %', en: 'SpO₂ 79 %' } };
const fast = { id: idOf(402), summary: { nb: 'Puls 140/min', en: 'Heart rate 140/min' } };
const redWith = (...redAlerts: (typeof low)[]) =>
  exampleItem(1, {
    status: 'red',
    // As the API has it: the reason is the oldest red alert's.
    reason: low.summary,
    openAlerts: { red: redAlerts.length, yellow: 0, paused: 0 },
    redAlerts,
  });
const red = redWith(low);
const twoReds = redWith(low, fast);
const unknown = exampleItem(1, { status: 'unknown' });
const held = { red: 0, yellow: 0, paused: 1 };

describe('news of the worklist', () => {
  it.each([
    ['green to red', green, red, ['red']],
    ['yellow to red', yellow, red, ['red']],
    ['a second red on a red', red, twoReds, ['red']],
    ['two reds at once', green, twoReds, ['red', 'red']],
    ['another red in the place of one that was closed', red, redWith(fast), ['red']],
    ['one of two reds closed', twoReds, red, []],
    ['a yellow that a pause holds back', yellow, exampleItem(1, { status: 'unknown', openAlerts: held }), []],
    ['an alert that opens in a pause', green, exampleItem(1, { status: 'unknown', openAlerts: held }), []],
    ['a pause that is over', exampleItem(1, { status: 'unknown', openAlerts: held }), yellow, ['yellow']],
    ['green to yellow', green, yellow, ['yellow']],
    ['green to unknown', green, unknown, ['unknown']],
    ['red to yellow', red, yellow, []],
    ['red to green', red, green, []],
    ['yellow to unknown', yellow, unknown, []],
    ['nothing', red, red, []],
  ])('%s', (_name, before, after, kinds) => {
    expect(worklistNews([before], [after]).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('of a second red is told in its own words, not in those of the first', () => {
    expect(worklistNews([red], [twoReds])).toEqual([{ kind: 'red', item: twoReds, alert: fast }]);
  });

  it('an episode that has just come is not news of its own', () => {
    expect(worklistNews([], [red])).toEqual([]);
  });
});

describe('news of the inbox', () => {
  it('is an offer that was not there', () => {
    const known = exampleHandover();
    const fresh = exampleHandover({ id: idOf(301) });
    const decided = exampleHandover({ id: idOf(302), status: 'declined' });
    const before = { inbox: [known], outbox: [] };
    const after = { inbox: [known, fresh, decided], outbox: [] };
    expect(handoverNews(before, after)).toEqual([{ kind: 'offer', handover: fresh }]);
  });
});

describe('news of a deadline', () => {
  const open = exampleHandover();
  const reminded = exampleHandover({ remindedAt: open.offeredAt });
  const expired = exampleHandover({ ...reminded, status: 'expired' });
  it.each([
    ['an answer that is wanted soon', open, reminded, ['reminder']],
    ['a reminder that was there', reminded, reminded, []],
    ['an answer that nobody gave', reminded, expired, ['expired']],
    [
      'one that nobody gave, and that nobody was reminded of',
      open,
      exampleHandover({ status: 'expired' }),
      ['expired'],
    ],
    ['an answer that was given after the reminder', reminded, exampleHandover({ ...reminded, status: 'declined' }), []],
    ['one that had expired', expired, expired, []],
  ])('is %s', (_name, before, after, kinds) => {
    for (const side of ['inbox', 'outbox'] as const) {
      const letters = (handover: typeof open) => ({ inbox: [], outbox: [], [side]: [handover] });
      const news = handoverNews(letters(before), letters(after));
      expect(news).toEqual(kinds.map((kind) => ({ kind, handover: after, side })));
    }
  });

  it('is none for who has just come to the page', () => {
    expect(handoverNews({ inbox: [], outbox: [] }, { inbox: [], outbox: [expired] })).toEqual([]);
  });
});

describe('changed rows', () => {
  it('are those that look otherwise than before', () => {
    expect(changedRows([green], [exampleItem(1)])).toEqual([]);
    expect(changedRows([green], [yellow])).toEqual([green.episodeId]);
    expect(changedRows([green], [exampleItem(1, { claimedBy: ingrid })])).toEqual([green.episodeId]);
    expect(
      changedRows(
        [green],
        [
          exampleItem(1, {
            openHandover: { id: idOf(3), status: 'offered', toTeam: hospital, deadlineAt: '', effectiveAt: null },
          }),
        ],
      ),
    ).toEqual([green.episodeId]);
    expect(changedRows([], [green])).toEqual([green.episodeId]);
  });

  it('do not count a new measurement that changes nothing', () => {
    expect(changedRows([green], [exampleItem(1, { newestMeasurementAt: '2026-11-21T08:00:00Z' })])).toEqual([]);
  });
});
