import type { AccessLogEntry } from '@samvakt/store';

/** A list that stays open is one look for this long. */
const ONE_LOOK_MS = 10 * 60_000;
const REMEMBERED_AT_MOST = 100_000;

/**
 * A screen fetches its lists again whenever something changes, and a row per patient each time would bury the looks that people took.
 * Gives back the entries that are not a repetition: the same person, the same list and the same patient on the same basis within ten
 * minutes. Remembered per process; one that was forgotten is logged once more, never once too little.
 */
export function createRepetitions(): (entries: readonly AccessLogEntry[]) => AccessLogEntry[] {
  const lastAt = new Map<string, number>();
  return (entries) =>
    entries.filter((entry) => {
      const { practitionerId, action, episodeId, basis, occurredAt } = entry;
      const key = `${practitionerId} ${action} ${episodeId} ${basis}`;
      const before = lastAt.get(key);
      if (before !== undefined && before <= occurredAt && occurredAt - before < ONE_LOOK_MS) return false;
      if (lastAt.size >= REMEMBERED_AT_MOST) lastAt.clear();
      lastAt.set(key, occurredAt);
      return true;
    });
}
