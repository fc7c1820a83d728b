import { describe, expect, it } from 'vitest';
import { exampleHandover, exampleItem, hospital, idOf, ingrid } from '../testing/examples.ts';
import { changedRows, inboxNews, worklistNews } from './news.ts';

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
    expect(inboxNews([known], [known, fresh, decided])).toEqual([{ kind: 'offer', handover: fresh }]);
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
