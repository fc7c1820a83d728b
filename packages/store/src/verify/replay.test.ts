import { describe, expect, it } from 'vitest';
import { type FeedLine, replay } from './replay.ts';

const line = (kind: string, occurredAt: number, more: Partial<FeedLine> = {}): FeedLine => ({
  kind,
  occurredAt,
  teamId: null,
  handoverId: null,
  fromTeamId: null,
  toTeamId: null,
  ...more,
});
const started = line('episode-started', 0, { teamId: 'a' });
const began = (at: number, teamId: string | null, handoverId: string | null = null) =>
  line('responsibility-began', at, { teamId, handoverId });
const laidDown = (at: number, teamId: string) => line('responsibility-ended', at, { teamId });
const accepted = (at: number, fromTeamId: string, toTeamId: string, handoverId = 'h') =>
  line('handover-accepted', at, { fromTeamId, toTeamId, handoverId });
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

  it.each<[string, FeedLine[], string]>([
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
