import { EPISODE_STATUSES, type EpisodeStatus, type WorklistItem } from '@samvakt/contract';
import { epochMs } from '../format/format.ts';

const rank = (status: EpisodeStatus) => EPISODE_STATUSES.indexOf(status);

/** Longest waiting first; without a time last. */
const waited = ({ since }: Pick<WorklistItem, 'since'>) => (since === null ? Number.POSITIVE_INFINITY : epochMs(since));

/** Worst status first, among equals the one that has stood longest, then by name, so that equal rows never trade places. */
export function worstFirst(a: WorklistItem, b: WorklistItem): number {
  if (a.status !== b.status) return rank(a.status) - rank(b.status);
  const [first, second] = [waited(a), waited(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.patient.name.localeCompare(b.patient.name, 'nb') || a.episodeId.localeCompare(b.episodeId);
}

export type StatusCounts = Readonly<Record<EpisodeStatus, number>>;

export function countByStatus(items: readonly Pick<WorklistItem, 'status'>[]): StatusCounts {
  const counts = { red: 0, yellow: 0, unknown: 0, green: 0 };
  for (const { status } of items) counts[status] += 1;
  return counts;
}
