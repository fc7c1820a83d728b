import type { LiveMessage } from '@samvakt/contract';
import { keys } from '../api/keys.ts';

export type Change = Extract<LiveMessage, { type: 'change' }>;
export type QueryKey = readonly unknown[];

/** With these the patient is told who follows, or what to measure, or what waits to be told is held back or let out. */
const TELLS_PATIENT: ReadonlySet<Change['kind']> = new Set([
  'handover-accepted',
  'handover-took-effect',
  'handover-taken-over',
  'measuring-plan-set',
  'protocol-adopted',
  'episode-ended',
  'pause-began',
  'pause-ended',
]);

/** Which answers a change makes old. Only those that a page shows just now are fetched again. */
export function keysTouchedBy(change: Change): QueryKey[] {
  const { kind, episodeId, handoverId } = change;
  const episode = episodeId === null ? [] : [keys.episode(episodeId)];
  const timeline = episodeId === null ? [] : [keys.timeline(episodeId)];
  switch (kind) {
    case 'measurements-received':
      return [keys.worklist(), ...episode, ...(episodeId === null ? [] : [keys.trends(episodeId)]), keys.devices()];
    case 'device-status':
      return [keys.devices(), ...episode];
    case 'device-assigned':
    case 'device-returned':
      // About a patient and not about one follow-up: it stands on the page of each.
      return [keys.devices(), keys.anyEpisode(), keys.anyTimeline(), keys.messages()];
    case 'message-quarantined':
      return [
        keys.devices(),
        keys.anyQuarantine(),
        // That something could not be judged stands on the patient, and in a letter about the patient.
        ...(episodeId === null
          ? []
          : [keys.worklist(), ...episode, keys.anyHandover(), keys.handoverDigest(episodeId)]),
      ];
    case 'handover-offered':
    case 'handover-accepted':
    case 'handover-declined':
    case 'handover-withdrawn':
    case 'handover-expired':
    case 'handover-reminder':
    case 'handover-took-effect':
    case 'handover-called-off':
    case 'handover-superseded':
    case 'handover-taken-over':
    case 'handover-reviewed':
    case 'handover-requested':
    case 'handover-request-refused':
    case 'handover-request-withdrawn':
    case 'handover-request-lapsed':
      return [
        keys.worklist(),
        ...episode,
        ...timeline,
        keys.handovers(),
        keys.anyHandoverBatch(),
        ...(TELLS_PATIENT.has(kind) ? [keys.messages()] : []),
        handoverId === null ? keys.anyHandover() : keys.handover(handoverId),
      ];
    case 'responsibility-began':
    case 'responsibility-ended':
      return [keys.worklist(), ...episode, ...timeline, keys.handovers(), keys.devices()];
    case 'task-added':
    case 'task-claimed':
    case 'task-released':
    case 'task-moved':
    case 'task-overdue':
    case 'task-done':
    case 'task-cancelled':
      return [keys.tasks(), ...timeline];
    case 'episode-reviewed':
      return [keys.worklist(), ...timeline, keys.messages()];
    case 'message-shown':
    case 'message-not-shown':
      return [keys.messages(), ...timeline];
    case 'claim-reminder':
      return timeline;
    case 'notification-sent':
    case 'notification-seen':
      return [keys.notifications()];
    case 'duty-changed':
    case 'lead-changed':
    case 'escalation-policy-set':
    case 'escalation-plan-withdrawn':
      return [keys.duty()];
    case 'hours-changed':
    case 'cover-declared':
    case 'cover-withdrawn':
    case 'hours-plan-withdrawn':
    case 'hours-took-effect':
      return [keys.cover(), keys.teamHours(), keys.worklist(), keys.anyEpisode()];
    case 'alert-noted':
      return [...episode, ...timeline];
    default:
      // Alerts, forms, limits, protocols, start and end: a form says whether its alerts are closed; an open handover shows the red alerts that stand open now, and a notification whether its alert still
      // waits; which versions there are, and what the one in force says of open alerts, may be other than before.
      return [
        keys.worklist(),
        ...episode,
        ...timeline,
        ...(episodeId === null ? [] : [keys.forms(episodeId), keys.protocols(episodeId)]),
        keys.anyHandover(),
        // Of one patient only: with a hundred of them open, each reading of another's would stand in that patient's log.
        episodeId === null ? keys.anyHandoverDigest() : keys.handoverDigest(episodeId),
        keys.notifications(),
        ...(TELLS_PATIENT.has(kind) ? [keys.messages()] : []),
      ];
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

/**
 * In a storm each answer is fetched at most this often, by the first part of its key. Every look at a patient leaves a trace in the
 * patient's own log, and a curve over a week gains nothing by being drawn each second.
 */
const PACES_MS: Readonly<Record<string, number>> = { worklist: 1_000, episode: 2_000, trend: 10_000, devices: 10_000 };
const OTHER_PACE_MS = 1_000;

const paceOf = (key: QueryKey) => PACES_MS[String(key[0])] ?? OTHER_PACE_MS;

/** Gathers what has become old and has it fetched, soon after a quiet time and at a steady pace in a storm; nothing is forgotten. */
export function createRefresher(parts: RefresherParts): Refresher {
  const waiting = new Map<string, QueryKey>();
  const fetchedAt = new Map<string, number>();
  let timer: unknown;
  let plannedFor = 0;

  /** When a key may be fetched again. */
  const dueAt = (name: string, key: QueryKey, now: number) =>
    Math.max(now, (fetchedAt.get(name) ?? Number.NEGATIVE_INFINITY) + paceOf(key));

  function plan(): void {
    if (waiting.size === 0) return;
    const now = parts.now();
    const next = Math.max(now + GATHER_MS, Math.min(...[...waiting].map(([name, key]) => dueAt(name, key, now))));
    // A flush that comes earlier stays as it is: what keeps coming must not put it off.
    if (timer !== undefined && plannedFor <= next) return;
    parts.clearTimeout(timer);
    plannedFor = next;
    timer = parts.setTimeout(flush, next - now);
  }

  function flush(): void {
    timer = undefined;
    const now = parts.now();
    for (const [name, key] of [...waiting]) {
      if (dueAt(name, key, now) > now) continue;
      waiting.delete(name);
      fetchedAt.set(name, now);
      parts.invalidate(key);
    }
    plan();
  }

  return {
    add: (added) => {
      for (const key of added) waiting.set(JSON.stringify(key), key);
      plan();
    },
    stop: () => {
      parts.clearTimeout(timer);
      timer = undefined;
      waiting.clear();
    },
  };
}
