import type { WorklistItem } from '@samvakt/contract';
import { useEffect, useMemo, useRef, useState } from 'react';
import { nextUnread } from './batchReading.ts';

/** What can be done to one of the list; the same functions for as long as the form is open, so that only the rows that change are drawn again. */
export interface BatchActs {
  readonly toggle: (episodeId: string, on: boolean) => void;
  readonly setOpen: (episodeId: string, on: boolean) => void;
  /** `as`: the open alerts that were read, or undefined where that is taken back. */
  readonly markRead: (episodeId: string, as: string | undefined) => void;
  /** To the next that has not been read, after this one; what has been read is closed behind one. */
  readonly goOn: (from: string | undefined) => void;
}

interface Lists {
  /** Everybody, in the order of the list. */
  readonly ordered: readonly WorklistItem[];
  /** Those of them who are not filtered away. */
  readonly shown: readonly WorklistItem[];
  readonly onShowAll: () => void;
}

type Ids = ReadonlySet<string>;
const withOrWithout = (ids: Ids, one: string, on: boolean): Ids =>
  new Set(on ? [...ids, one] : [...ids].filter((other) => other !== one));
const idsOf = (items: readonly WorklistItem[]) => items.map(({ episodeId }) => episodeId);

/** Who is chosen, whose digest is open and whose has been read, and the way on to the next that has not. */
export function useBatchReading({ ordered, shown, onShowAll }: Lists) {
  const [chosenEver, setChosen] = useState<Ids>(new Set());
  const [open, setOpen] = useState<Ids>(new Set());
  // The open alerts with which each was read.
  const [read, setRead] = useState<ReadonlyMap<string, string>>(new Map());
  const [target, setTarget] = useState<{ readonly episodeId: string }>();
  // Whom a colleague has offered meanwhile, or who is not ours any more, is not offered.
  const free: Ids = new Set(idsOf(ordered.filter(({ openHandover }) => openHandover === null)));
  const chosen: Ids = new Set([...chosenEver].filter((episodeId) => free.has(episodeId)));
  const dropped = [...chosenEver].filter((episodeId) => !free.has(episodeId));
  const unread: Ids = new Set([...chosen].filter((episodeId) => !read.has(episodeId)));

  useEffect(() => {
    if (!target) return;
    const summary = document.getElementById(`offer-read-${target.episodeId}`);
    summary?.focus({ preventScroll: true });
    summary?.closest('li')?.scrollIntoView({ block: 'start' });
  }, [target]);

  function goOn(from: string | undefined) {
    const inSight = nextUnread(idsOf(shown), unread, from);
    const next = inSight ?? nextUnread(idsOf(ordered), unread, from);
    if (next === undefined) return;
    if (inSight === undefined) onShowAll();
    setOpen((before) => withOrWithout(new Set([...before].filter((one) => unread.has(one))), next, true));
    setTarget({ episodeId: next });
  }
  const newest = useRef(goOn);
  useEffect(() => {
    newest.current = goOn;
  });

  const acts = useMemo<BatchActs>(
    () => ({
      toggle: (episodeId, on) => setChosen((before) => withOrWithout(before, episodeId, on)),
      setOpen: (episodeId, on) => setOpen((before) => withOrWithout(before, episodeId, on)),
      markRead: (episodeId, as) =>
        setRead((before) => {
          const after = new Map(before);
          if (as === undefined) after.delete(episodeId);
          else after.set(episodeId, as);
          return after;
        }),
      goOn: (from) => newest.current(from),
    }),
    [],
  );

  return {
    free,
    chosen,
    /** Chosen, and meanwhile offered by a colleague or no longer ours. */
    dropped,
    unread,
    open,
    read,
    acts,
    choose: (ids: readonly string[]) => setChosen((before) => new Set([...before, ...ids])),
  };
}
