import {
  differingParts,
  type MeasuringPlan,
  type PresentSetting,
  type SettingPart,
  type ShownBefore,
} from '@samvakt/contract';
import { ApiProblem } from '../api/problem.ts';

/** What a person thinks of changing: the patient's own numbers, the protocol version, or the measuring plan (null: the protocol's). */
export type Proposed =
  | { readonly values: Readonly<Record<string, number>> }
  | { readonly protocol: { readonly id: string; readonly version: number } }
  | { readonly plan: MeasuringPlan | null };

/** Of what the replay is on the screen now, and when what was in force it was asked for. */
export interface ReplayOnScreen {
  readonly of: Proposed;
  readonly askedUnder: PresentSetting;
  /** What it is compared with; null where it could not be shown. */
  readonly answered: { readonly replayId: string; readonly against: PresentSetting } | null;
}

/** What is in force, as the person has taken note of it, and as the newest news has it. */
export interface SettingInSight {
  readonly read: PresentSetting;
  readonly newest: PresentSetting;
}

/** A setting as one word: a replay is against it, and is another when it has changed. */
export const wordOfSetting = (setting: PresentSetting): string => Object.values(setting).join(' ');

/**
 * `waiting`: exactly this has not been shown yet; `outdated`: what is shown is compared with what is not in force any more; `failed`: it cannot be shown; else what to
 * name when it is saved.
 */
export type Seen = 'waiting' | 'outdated' | 'failed' | { readonly replayId: string };

/** Whether the replay of exactly what is proposed now, against what is in force now, is on the screen. */
export function seenOf(proposed: Proposed, replay: ReplayOnScreen | undefined, setting: SettingInSight): Seen {
  if (changedParts(replay, setting).length > 0) return 'outdated';
  if (replay === undefined || wordOf(replay.of) !== wordOf(proposed) || isOfAnother(replay, setting)) return 'waiting';
  return replay.answered === null ? 'failed' : { replayId: replay.answered.replayId };
}

/** What has changed of what is in force since the person took note of it, as the page has heard or the replay has found. */
export function changedParts(replay: ReplayOnScreen | undefined, { read, newest }: SettingInSight): SettingPart[] {
  const found = replay?.answered && !isOfAnother(replay, { read, newest }) ? replay.answered.against : read;
  return [...new Set([...differingParts(read, newest), ...differingParts(read, found)])];
}

/** It was asked for before the person took note of what is in force now. */
const isOfAnother = (replay: ReplayOnScreen, { read }: SettingInSight): boolean =>
  wordOfSetting(replay.askedUnder) !== wordOfSetting(read);

/** What is proposed, as one word. */
export function wordOf(proposed: Proposed): string {
  if ('plan' in proposed) return JSON.stringify(proposed.plan);
  if ('protocol' in proposed) return JSON.stringify([proposed.protocol.id, proposed.protocol.version]);
  return JSON.stringify(Object.entries(proposed.values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What goes with the change; undefined where nothing has been shown, and no word why. */
export function shownBefore(seen: Seen, withoutReplay: string): ShownBefore | undefined {
  if (seen === 'waiting' || seen === 'outdated') return undefined;
  if (seen !== 'failed') return seen;
  return withoutReplay === '' ? undefined : { withoutReplay };
}

/** What is said of a form that has nothing to name as shown. */
export const unseenText = (seen: Seen) => (seen === 'outdated' ? 'whatIf.runItAnew' : 'whatIf.waitForIt');

/** What was shown is too old, or not of this: it is to be asked for again. */
export const isNotShown = (error: unknown): boolean =>
  error instanceof ApiProblem && error.problem.reason === 'replay-not-shown';
