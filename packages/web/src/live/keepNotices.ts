interface Kept {
  /** Grows with each that comes. */
  readonly id: number;
  readonly kind: string;
}

const KEPT = 3;

/**
 * What stands on the screen when something has come: the newest, and what is red before what is not, for a list of offers that expire must not hide it. They stand
 * upwards from the bottom of the window, and none of those that stay moves under the pointer: what comes takes the place of what goes, or stands on top.
 */
export function keepNotices<Notice extends Kept>(
  standing: readonly Notice[],
  fresh: readonly Notice[],
): readonly Notice[] {
  const oldestFirst = [...standing, ...fresh].sort((a, b) => a.id - b.id);
  const reds = oldestFirst.filter(({ kind }) => kind === 'red').slice(-KEPT);
  const others = oldestFirst.filter(({ kind }) => kind !== 'red');
  const kept = new Set([...reds, ...others.slice(Math.max(0, others.length - (KEPT - reds.length)))]);
  const coming = fresh.filter((notice) => kept.has(notice));
  const inPlace = standing.flatMap((notice) => (kept.has(notice) ? notice : coming.splice(0, 1)));
  return [...coming.reverse(), ...inPlace];
}
