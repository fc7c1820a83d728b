import type { EpisodeDetail, MeasuringPlan, ShownBefore } from '@samvakt/contract';
import { useState } from 'react';
import { ApiProblem } from '../api/problem.ts';

/** What a person thinks of changing: the patient's own numbers, the protocol version, or the measuring plan (null: the protocol's). */
export type Proposed =
  | { readonly values: Readonly<Record<string, number>> }
  | { readonly protocol: { readonly id: string; readonly version: number } }
  | { readonly plan: MeasuringPlan | null };

/** Of what the replay is on the screen now; `replayId` null where it could not be shown. */
export interface ReplayOnScreen {
  readonly of: Proposed;
  readonly replayId: string | null;
}

/** What is in force, as one word: a replay is against it, and is another when it has changed. */
export const presentOf = ({ protocol, limits }: Pick<EpisodeDetail, 'protocol' | 'limits'>): string =>
  `${protocol.id} ${protocol.version} ${protocol.inForce.number} ${limits?.version ?? 0}`;

/** `waiting`: exactly this has not been shown yet; `failed`: it cannot be; else what to name when it is saved. */
export type Seen = 'waiting' | 'failed' | { readonly replayId: string };

/** Whether the replay of exactly what is proposed now is on the screen. */
export function useSeen(proposed: Proposed | undefined): { seen: Seen; onScreen: (replay: ReplayOnScreen) => void } {
  const [replay, onScreen] = useState<ReplayOnScreen>();
  return { seen: proposed === undefined ? 'waiting' : seenOf(proposed, replay), onScreen };
}

export function seenOf(proposed: Proposed, replay: ReplayOnScreen | undefined): Seen {
  if (replay === undefined || wordOf(replay.of) !== wordOf(proposed)) return 'waiting';
  return replay.replayId === null ? 'failed' : { replayId: replay.replayId };
}

function wordOf(proposed: Proposed): string {
  if ('plan' in proposed) return JSON.stringify(proposed.plan);
  if ('protocol' in proposed) return JSON.stringify([proposed.protocol.id, proposed.protocol.version]);
  return JSON.stringify(Object.entries(proposed.values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What goes with the change; undefined where nothing has been shown, and no word why. */
export function shownBefore(seen: Seen, withoutReplay: string): ShownBefore | undefined {
  if (seen === 'waiting') return undefined;
  if (seen !== 'failed') return seen;
  return withoutReplay === '' ? undefined : { withoutReplay };
}

/** What was shown is too old, or not of this: it is to be asked for again. */
export const isNotShown = (error: unknown): boolean =>
  error instanceof ApiProblem && error.problem.reason === 'replay-not-shown';
