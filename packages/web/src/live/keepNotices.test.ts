import { expect, it } from 'vitest';
import { keepNotices } from './keepNotices.ts';

const red = (id: number) => ({ id, kind: 'red' });
const offer = (id: number) => ({ id, kind: 'offer' });
const ids = (notices: readonly { id: number }[]) => notices.map(({ id }) => id);

it('lets what comes stand on top of what stands, so that nothing moves', () => {
  expect(ids(keepNotices([], [red(1), red(2)]))).toEqual([2, 1]);
  expect(ids(keepNotices([red(1)], [offer(2)]))).toEqual([2, 1]);
});

it('puts what comes in the place of the oldest, which goes, where there is room for no more', () => {
  const standing = keepNotices([], [red(1), red(2), red(3)]);
  expect(ids(standing)).toEqual([3, 2, 1]);
  const after = keepNotices(standing, [red(4)]);
  expect(ids(after)).toEqual([3, 2, 4]);
  // The oldest is told by when it came, not by where it stands.
  expect(ids(keepNotices(after, [red(5)]))).toEqual([3, 5, 4]);
});

it('lets no red go for what is not red', () => {
  const standing = keepNotices([], [red(1), offer(2), red(3)]);
  expect(ids(keepNotices(standing, [offer(4), offer(5)]))).toEqual([3, 5, 1]);
  expect(ids(keepNotices(standing, [red(4)]))).toEqual([3, 4, 1]);
  const reds = keepNotices([], [red(1), red(2), red(3)]);
  expect(ids(keepNotices(reds, [offer(4)]))).toEqual([3, 2, 1]);
});
