import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { MeasuringPlan, PresentSetting } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';
import { isSameSetting, KeptSettingSchema, readPresentSetting } from './presentSetting.ts';

/*
 * Before limits, a measuring plan or a protocol are changed, the person has been shown what that would have changed. Every what-if that is answered is kept for a while; the
 * change names the one that was shown, and the answer must have been to the same person, about exactly this change, against what is in force.
 * Where the replay could not be shown, the person says so in words, which are kept with the change.
 */

/** What a person saw before a change: a replay, a trial on the whole team's patients, or, knowingly, nothing. */
export type ShownBefore = { replayId: string } | { withoutReplay: string } | { trialId: string };

/** What a person saw before a change to one patient. */
export type ShownOfPatient = Exclude<ShownBefore, { trialId: string }>;

/** What was proposed. */
export type Proposed =
  | { type: 'values'; values: Readonly<Record<string, number>> }
  | { type: 'protocol'; id: string; version: number }
  | { type: 'plan'; plan: MeasuringPlan | null };

/** *Assumption*: a replay of yesterday does not show what the patient has measured today. */
const SHOWN_FOR_MS = 60 * 60_000;

/** Keeps that an answer was given to a person. Gives its id. */
export async function keepReplayShown(
  client: Queryable,
  shown: {
    episodeId: string;
    practitionerId: string;
    days: number;
    question: Proposed;
    present: PresentSetting;
    found: Record<string, number>;
    now: number;
  },
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `
      insert into replay_shown (id, episode_id, practitioner_id, days, question, present, found, shown_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
    `,
    [
      id,
      shown.episodeId,
      shown.practitionerId,
      shown.days,
      JSON.stringify(shown.question),
      JSON.stringify(shown.present),
      JSON.stringify(shown.found),
      new Date(shown.now),
    ],
  );
  return id;
}

/** Refuses a change before which its replay was not shown. Call it under the episode's locks. Throws `ActRefused`. */
export async function demandShown(
  client: Queryable,
  shown: ShownOfPatient,
  change: { episodeId: string; practitionerId: string; question: Proposed; now: number },
): Promise<void> {
  if ('withoutReplay' in shown) {
    if (shown.withoutReplay.trim() === '') throw refused('reason-missing', 'Say why it is saved without the replay.');
    return;
  }
  const { rows } = await client.query<{ question: unknown; present: unknown }>(
    `
      select question, present from replay_shown
      where id = $1 and episode_id = $2 and practitioner_id = $3 and shown_at > $4
    `,
    [shown.replayId, change.episodeId, change.practitionerId, new Date(change.now - SHOWN_FOR_MS)],
  );
  const [row] = rows;
  const isSame =
    row !== undefined &&
    isDeepStrictEqual(row.question, JSON.parse(JSON.stringify(change.question))) &&
    isSameSetting(KeptSettingSchema.parse(row.present), await readPresentSetting(client, change));
  if (isSame) return;
  throw notShown(
    'What this change would have changed has not been shown to you lately. Look at the replay of exactly this, then save.',
  );
}

export const notShown = (why: string) => refused('replay-not-shown', why);

/** `replay_id` and `without_replay` of a change. */
export function shownColumns(shown: ShownBefore | null): [replayId: string | null, withoutReplay: string | null] {
  if (shown === null) return [null, null];
  return ['replayId' in shown ? shown.replayId : null, 'withoutReplay' in shown ? shown.withoutReplay : null];
}

/** The same, read back. */
export function shownOf(row: { replayId: string | null; withoutReplay: string | null }): ShownBefore | null {
  if (row.replayId !== null) return { replayId: row.replayId };
  return row.withoutReplay === null ? null : { withoutReplay: row.withoutReplay };
}

/** Removes what was shown before `before` and led to no change. Gives how many. */
export async function forgetReplaysShown(client: Queryable, before: number): Promise<number> {
  const { rowCount } = await client.query(
    `
      delete from replay_shown where shown_at < $1
        and not exists (select from limits where replay_id = replay_shown.id)
        and not exists (select from limits_proposal where replay_id = replay_shown.id)
        and not exists (select from limits_proposal where confirmed_replay_id = replay_shown.id)
        and not exists (select from measuring_plan where replay_id = replay_shown.id)
        and not exists (select from protocol_adoption where replay_id = replay_shown.id)
    `,
    [new Date(before)],
  );
  return rowCount ?? 0;
}
