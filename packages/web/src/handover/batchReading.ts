import type { Faults } from '../form/faults.ts';

/* A list of a hundred is read through one by one, for the better part of an hour. What is here keeps the place in it. */

interface Item {
  readonly episodeId: string;
}

/** In the order of `first`; those that have come since stand last. Nobody moves while the list is read. */
export function inFirstOrder<T extends Item>(items: readonly T[], first: readonly string[]): T[] {
  const places = new Map(first.map((episodeId, place) => [episodeId, place]));
  const placeOf = ({ episodeId }: Item) => places.get(episodeId) ?? first.length;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The next of `unread` after `from` in the order of the list, and from the top when the end is reached; undefined: all are read. */
export function nextUnread(
  order: readonly string[],
  unread: ReadonlySet<string>,
  from: string | undefined,
): string | undefined {
  const place = from === undefined ? -1 : order.indexOf(from);
  return [...order.slice(place + 1), ...order.slice(0, place + 1)].find(
    (episodeId) => episodeId !== from && unread.has(episodeId),
  );
}

/** More lines of the same than these are one. */
const FEW = 3;

/** The faults for the list on top: what many patients lack alike is one line, which leads to the first of them. */
export function gathered(faults: Faults): Faults {
  const lines = new Map(faults);
  for (const [kind, text] of [
    ['severity', 'batch.severitiesMissing'],
    ['read', 'batch.readingsMissing'],
  ] as const) {
    const alike = [...faults.keys()].filter((field) => field.startsWith(`${kind}-`));
    const [first, ...others] = alike;
    if (first === undefined || alike.length <= FEW) continue;
    for (const field of others) lines.delete(field);
    lines.set(first, ({ t }) => t(text, { count: alike.length }));
  }
  return lines;
}
