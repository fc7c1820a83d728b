import type { LiveMessage } from '@samvakt/contract';
import { keys } from '../api/keys.ts';

export type Change = Extract<LiveMessage, { type: 'change' }>;
export type QueryKey = readonly unknown[];

/** Which answers a change makes old. Only those that a page shows just now are fetched again. */
export function keysTouchedBy(change: Change): QueryKey[] {
  const { kind, episodeId, handoverId } = change;
  const episode = episodeId === null ? [] : [keys.episode(episodeId)];
  const timeline = episodeId === null ? [] : [keys.timeline(episodeId)];
  switch (kind) {
    case 'measurements-received':
      return [keys.worklist(), ...episode, ...(episodeId === null ? [] : [keys.trends(episodeId)]), keys.devices()];
    case 'device-status':
    case 'device-assigned':
      return [keys.devices(), ...episode];
    case 'message-quarantined':
      return [keys.devices(), keys.anyQuarantine()];
    case 'handover-offered':
    case 'handover-accepted':
    case 'handover-declined':
    case 'handover-withdrawn':
    case 'handover-expired':
      return [
        keys.worklist(),
        ...episode,
        ...timeline,
        keys.handovers(),
        handoverId === null ? keys.anyHandover() : keys.handover(handoverId),
      ];
    case 'responsibility-began':
    case 'responsibility-ended':
      return [keys.worklist(), ...episode, ...timeline, keys.handovers(), keys.devices()];
    case 'alert-noted':
      return [...episode, ...timeline];
    default:
      // Alerts, limits, start and end: an open handover shows the red alerts that stand open now.
      return [keys.worklist(), ...episode, ...timeline, keys.anyHandover()];
  }
}

export interface Refresher {
  readonly add: (keys: readonly QueryKey[]) => void;
  readonly stop: () => void;
}

export interface RefresherParts {
  readonly invalidate: (key: QueryKey) => void;
  readonly now: () => number;
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
}

/** A change is on the screen this long after it was heard at the latest when all is quiet. */
export const GATHER_MS = 150;
/** A burst of changes fetches each answer at most this often. */
export const PACE_MS = 1_000;

/** Gathers what has become old and has it fetched together, soon after a quiet time and at a steady pace in a storm. */
export function createRefresher(parts: RefresherParts): Refresher {
  const waiting = new Map<string, QueryKey>();
  let timer: unknown;
  let flushedAt = Number.NEGATIVE_INFINITY;

  const flush = () => {
    timer = undefined;
    flushedAt = parts.now();
    const gathered = [...waiting.values()];
    waiting.clear();
    for (const key of gathered) parts.invalidate(key);
  };

  return {
    add: (added) => {
      for (const key of added) waiting.set(JSON.stringify(key), key);
      if (waiting.size === 0 || timer !== undefined) return;
      timer = parts.setTimeout(flush, Math.max(GATHER_MS, flushedAt + PACE_MS - parts.now()));
    },
    stop: () => {
      parts.clearTimeout(timer);
      timer = undefined;
      waiting.clear();
    },
  };
}
