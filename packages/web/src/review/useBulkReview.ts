import type { ReviewResult, WorklistItem } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { keys } from '../api/keys.ts';
import { mayBeDone } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';

/** Few enough at a time that one sees how far it has come. */
const A_REQUEST = 5;

/** One press of the button: what was seen then, and what has come of it. */
export interface Run {
  readonly actId: string;
  /** When the picture was made that was looked at. */
  readonly seenAt: string;
  readonly items: readonly WorklistItem[];
  readonly results: ReadonlyMap<string, ReviewResult>;
  readonly running: boolean;
  /** What kept the rest from being tried; they can be tried again within the same act. */
  readonly error: unknown;
  /** How many of the rest were sent with nobody knowing whether it was done. */
  readonly inDoubt: number;
}

/** Green, with nothing paused: the only ones of which all is well can be said. */
export const isReviewable = (item: WorklistItem): boolean => item.status === 'green' && item.pauses.length === 0;

/**
 * Greens handled together. What is selected and turns anything but green meanwhile is not selected any more; the API judges each once more
 * at its own commit. What is selected stays so while one looks at a patient and comes back.
 */
export function useBulkReview(shown: readonly WorklistItem[], computedAt: string) {
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const kept = queryClient.getQueryData<ReadonlySet<string>>(keys.chosenGreens());
  const [active, setActive] = useState(kept !== undefined);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(kept ?? new Set());
  const [run, setRun] = useState<Run>();
  const reviewable = useMemo(() => shown.filter(isReviewable), [shown]);
  const selected = useMemo(() => reviewable.filter(({ episodeId }) => chosen.has(episodeId)), [reviewable, chosen]);

  useEffect(() => {
    if (active) queryClient.setQueryData(keys.chosenGreens(), chosen);
    else queryClient.removeQueries({ queryKey: keys.chosenGreens() });
  }, [active, chosen, queryClient]);

  const toggle = (episodeId: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(episodeId)) after.add(episodeId);
      return after;
    });

  async function send(begun: Run): Promise<void> {
    let now: Run = { ...begun, running: true, error: undefined, inDoubt: 0 };
    setRun(now);
    const left = begun.items.filter(({ episodeId }) => !begun.results.has(episodeId));
    for (let start = 0; start < left.length; start += A_REQUEST) {
      const episodes = left
        .slice(start, start + A_REQUEST)
        .map(({ episodeId, newestMeasurementAt }) => ({ episodeId, newestMeasurementAt }));
      try {
        const { results } = await acts.reviewEpisodes({ actId: now.actId, seenAt: now.seenAt, episodes });
        now = { ...now, results: new Map([...now.results, ...results.map((one) => [one.episodeId, one] as const)]) };
      } catch (error) {
        now = { ...now, error, inDoubt: mayBeDone(error) ? episodes.length : 0 };
        break;
      }
      setRun(now);
    }
    setRun({ ...now, running: false });
    setChosen(new Set());
    await queryClient.invalidateQueries({ queryKey: keys.worklist() });
  }

  return {
    active,
    reviewable,
    selected,
    run,
    setActive: (on: boolean) => {
      setActive(on);
      setChosen(new Set());
      if (on) setRun(undefined);
    },
    toggle,
    selectAll: () => setChosen(new Set(reviewable.map(({ episodeId }) => episodeId))),
    selectNone: () => setChosen(new Set()),
    start: () =>
      send({
        actId: crypto.randomUUID(),
        seenAt: computedAt,
        items: selected,
        results: new Map(),
        running: true,
        error: undefined,
        inDoubt: 0,
      }),
    retry: () => (run ? send(run) : Promise.resolve()),
  };
}
export type BulkReview = ReturnType<typeof useBulkReview>;
