import { describe, expect, it } from 'vitest';
import { type FeedLine, replay } from './replay.ts';

const line = (kind: string, occurredAt: number, more: Partial<FeedLine> = {}): FeedLine => ({
  kind,
  occurredAt,
  teamId: null,
  handoverId: null,
  fromTeamId: null,
  toTeamId: null,
  effectiveAt: null,
  ...more,
});
const started = line('episode-started', 0, { teamId: 'a' });
const began = (at: number, teamId: string | null, handoverId: string | null = null) =>
  line('responsibility-began', at, { teamId, handoverId });
const laidDown = (at: number, teamId: string) => line('responsibility-ended', at, { teamId });
const accepted = (at: number, fromTeamId: string, toTeamId: string, handoverId = 'h') =>
  line('handover-accepted', at, { fromTeamId, toTeamId, handoverId });
const scheduled = (at: number, effectiveAt: number, fromTeamId = 'a', toTeamId = 'b') => ({
  ...accepted(at, fromTeamId, toTeamId),
  effectiveAt,
});
const calledOff = (at: number, handoverId = 'h') => line('handover-called-off', at, { handoverId });
const superseded = (at: number, handoverId = 'h') => line('handover-superseded', at, { handoverId });
const takenOver = (at: number, fromTeamId: string, toTeamId: string) =>
  line('handover-taken-over', at, { fromTeamId, toTeamId, handoverId: 'e' });
const over = (at: number) => line('episode-ended', at);

describe('replaying the feed', () => {
  it('tells who held it when', () => {
    expect(
      replay([
        started,
        began(0, 'a'),
        laidDown(5, 'a'),
        began(5, 'b', 'h'),
        accepted(5, 'a', 'b'),
        laidDown(9, 'b'),
        over(9),
      ]),
    ).toMatchObject({
      breach: null,
      startedAt: 0,
      endedAt: 9,
      periods: [
        { teamId: 'a', from: 0, until: 5 },
        { teamId: 'b', from: 5, until: 9 },
      ],
    });
    expect(replay([started, began(0, 'a')])).toMatchObject({
      breach: null,
      periods: [{ teamId: 'a', from: 0, until: null }],
    });
    expect(replay([])).toMatchObject({ breach: null, startedAt: null, periods: [] });
  });

  it.each<[string, FeedLine[], object]>([
    [
      'a boundary ahead, which holds without a line of its own',
      [started, began(0, 'a'), scheduled(2, 5)],
      {
        promisedAt: 5,
        periods: [
          { teamId: 'a', from: 0, until: 5 },
          { teamId: 'b', from: 5, until: null },
        ],
      },
    ],
    [
      'the same boundary when a timer has told of it',
      [started, began(0, 'a'), scheduled(2, 5), laidDown(5, 'a'), began(5, 'b', 'h')],
      {
        promisedAt: null,
        periods: [
          { teamId: 'a', from: 0, until: 5 },
          { teamId: 'b', from: 5, until: null },
        ],
      },
    ],
    [
      'one that was called off',
      [started, began(0, 'a'), scheduled(2, 5), calledOff(4)],
      { promisedAt: null, periods: [{ teamId: 'a', from: 0, until: null }] },
    ],
    [
      'one that a take-over ended',
      [
        started,
        began(0, 'a'),
        scheduled(2, 5),
        superseded(3),
        laidDown(3, 'a'),
        began(3, 'b', 'e'),
        takenOver(3, 'a', 'b'),
      ],
      {
        promisedAt: null,
        periods: [
          { teamId: 'a', from: 0, until: 3 },
          { teamId: 'b', from: 3, until: null },
        ],
      },
    ],
    [
      'an offer that a take-over ended',
      [started, began(0, 'a'), superseded(3), laidDown(3, 'a'), began(3, 'b', 'e'), takenOver(3, 'a', 'b')],
      { promisedAt: null },
    ],
  ])('tells of %s', (_name, lines, told) => {
    expect(replay(lines)).toMatchObject({ breach: null, ...told });
  });

  it.each<[string, FeedLine[], string]>([
    ["a promise of another's", [started, began(0, 'a'), scheduled(2, 5, 'c')], 'promise-not-possible'],
    ['a promise for the past', [started, began(0, 'a'), scheduled(2, 2)], 'promise-not-possible'],
    ['two promises', [started, began(0, 'a'), scheduled(2, 5), scheduled(3, 6)], 'promise-not-possible'],
    ['an acceptance beside a promise', [started, began(0, 'a'), scheduled(2, 5), laidDown(4, 'a')], 'promise-broken'],
    [
      'a move to another than was promised',
      [started, began(0, 'a'), scheduled(2, 5), laidDown(5, 'a'), began(5, 'c', 'h')],
      'promise-broken',
    ],
    ['calling off what was not promised', [started, began(0, 'a'), calledOff(3)], 'promise-broken'],
    ['calling off too late', [started, began(0, 'a'), scheduled(2, 5), calledOff(5)], 'promise-broken'],
    ['calling off another', [started, began(0, 'a'), scheduled(2, 5), calledOff(4, 'x')], 'promise-broken'],
    [
      'an end with a promise open',
      [started, began(0, 'a'), scheduled(2, 5), laidDown(5, 'a'), over(5)],
      'promise-broken',
    ],
    ['taken over and not moved', [started, began(0, 'a'), takenOver(3, 'a', 'b')], 'acceptance-without-move'],
    ['something before the start', [began(0, 'a')], 'not-started'],
    ['two starts', [started, began(0, 'a'), started], 'started-twice'],
    ['a start that nobody took', [started], 'nobody-took-over'],
    ['a start taken late', [started, began(1, 'a')], 'nobody-took-over'],
    ['a start taken by no team', [started, began(0, null)], 'nobody-took-over'],
    ['a second beside the first', [started, began(0, 'a'), began(3, 'b', 'h')], 'began-while-held'],
    ['an end by who did not hold it', [started, began(0, 'a'), laidDown(3, 'b')], 'ended-by-a-stranger'],
    ['an end of nothing', [started, laidDown(3, 'b')], 'ended-by-a-stranger'],
    ['a period of no length', [started, began(0, 'a'), laidDown(0, 'a')], 'ended-by-a-stranger'],
    ['laid down and not taken up', [started, began(0, 'a'), laidDown(3, 'a')], 'nobody-took-over'],
    ['taken up later', [started, began(0, 'a'), laidDown(3, 'a'), began(4, 'b', 'h')], 'nobody-took-over'],
    ['moved by no handover', [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b')], 'moved-without-acceptance'],
    [
      'moved by a handover that nobody accepted',
      [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b', 'h')],
      'moved-without-acceptance',
    ],
    [
      'moved on before the acceptance',
      [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b', 'h'), laidDown(4, 'b')],
      'moved-without-acceptance',
    ],
    ['accepted and not moved', [started, began(0, 'a'), accepted(3, 'a', 'b')], 'acceptance-without-move'],
    [
      'accepted from another',
      [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b', 'h'), accepted(3, 'c', 'b')],
      'acceptance-without-move',
    ],
    [
      'accepted at another time',
      [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b', 'h'), accepted(4, 'a', 'b')],
      'acceptance-without-move',
    ],
    [
      'accepted by another handover',
      [started, began(0, 'a'), laidDown(3, 'a'), began(3, 'b', 'h'), accepted(3, 'a', 'b', 'x')],
      'acceptance-without-move',
    ],
    ['an end while held', [started, began(0, 'a'), over(3)], 'held-after-the-end'],
    ['an end with a hole before it', [started, began(0, 'a'), laidDown(3, 'a'), over(4)], 'nobody-took-over'],
    [
      'something after the end',
      [started, began(0, 'a'), laidDown(3, 'a'), over(3), began(3, 'b', 'h')],
      'after-the-end',
    ],
  ])('finds %s', (_name, lines, code) => {
    expect(replay(lines).breach).toMatchObject({ code });
  });

  it('refuses to judge what it does not know', () => {
    expect(() => replay([started, line('alert-opened', 1)])).toThrow('does not speak of responsibility');
  });
});
