import { describe, expect, it } from 'vitest';
import { exampleHandover, exampleItem, hospital, idOf, ingrid } from '../testing/examples.ts';
import { changedRows, inboxNews, worklistNews } from './news.ts';

const green = exampleItem(1);
const yellow = exampleItem(1, { status: 'yellow', openAlerts: { red: 0, yellow: 1, paused: 0 } });
const red = exampleItem(1, { status: 'red', openAlerts: { red: 1, yellow: 0, paused: 0 } });
const twoReds = exampleItem(1, { status: 'red', openAlerts: { red: 2, yellow: 0, paused: 0 } });
const unknown = exampleItem(1, { status: 'unknown' });

describe('news of the worklist', () => {
  it.each([
    ['green to red', green, red, ['red']],
    ['yellow to red', yellow, red, ['red']],
    ['a second red on a red', red, twoReds, ['red']],
    ['green to yellow', green, yellow, ['yellow']],
    ['green to unknown', green, unknown, ['unknown']],
    ['red to yellow', red, yellow, []],
    ['red to green', red, green, []],
    ['yellow to unknown', yellow, unknown, []],
    ['nothing', red, red, []],
  ])('%s', (_name, before, after, kinds) => {
    expect(worklistNews([before], [after]).map(({ kind }) => kind)).toEqual(kinds);
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
