import { randomUUID } from 'node:crypto';
import { allWellWords, decideReview } from '@samvakt/care';
import type { EpisodeStatus } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { readTeamNames, tellAllWell } from '../patientMessage/write.ts';
import { allowed, refused } from '../refused.ts';
import { readStatusNow } from './statusNow.ts';

/** As far ahead as a measurement may be: clocks in homes differ. */
const AHEAD_MS = 5 * 60_000;

/** One follow-up of an act "reviewed, all well". Instants are epoch milliseconds. */
export type Review = {
  /** One press of the button, for many follow-ups: within it each patient is told once. */
  actId: string;
  episodeId: string;
  /** When the list that was looked at was made, and the newest measurement of this follow-up that stood in it. */
  seenAt: number;
  seenUntil: number | null;
  practitionerId: string;
  now: number;
};

/**
 * Says that a follow-up was looked at and is well: its line in the timeline, and one message to the patient. Judged at its own commit, under the
 * locks that keep ingest from changing it meanwhile. One transaction's worth for one follow-up, so that another's refusal is its own. Throws
 * `ActRefused`. The same act again on the same follow-up changes nothing. Returns the status that was judged.
 */
export async function reviewEpisode(client: Queryable, review: Review): Promise<EpisodeStatus> {
  const { actId, episodeId, seenAt, seenUntil, practitionerId, now } = review;
  if (seenAt > now || (seenUntil !== null && seenUntil > now + AHEAD_MS)) {
    throw refused('time-runs-backwards', 'What was looked at cannot be of a later time than now.');
  }
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const { actor } = await readActing(client, practitionerId);
  await claimAct(client, review);
  const done = await client.query('select from review where act_id = $1 and episode_id = $2', [actId, episodeId]);
  if (done.rowCount !== 0) return 'green';
  const { status, paused, alertsChangedAt } = await readStatusNow(client, episode, now);
  const accountableTeamId = episode.accountable?.teamId ?? null;
  const accountableSince = episode.accountable?.since ?? 0;
  allowed(
    decideReview({ accountableTeamId, accountableSince, status, paused, alertsChangedAt }, { seenAt }, { actor }),
  );
  if (accountableTeamId === null)
    throw new Error(`episode ${episodeId}: a review was allowed with no accountable team`);
  await client.query(
    `
      insert into review (id, act_id, episode_id, team_id, reviewed_by, reviewed_at, seen_until)
      values ($1, $2, $3, $4, $5, $6, $7)
    `,
    [
      randomUUID(),
      actId,
      episodeId,
      accountableTeamId,
      practitionerId,
      new Date(now),
      seenUntil === null ? null : new Date(seenUntil),
    ],
  );
  const text = allWellWords(await readTeamNames(client, accountableTeamId), seenUntil);
  const { patientId } = episode;
  const told = await tellAllWell(client, { text, reviewActId: actId }, { episodeId, patientId, practitionerId, now });
  await appendChanges(client, [
    {
      kind: 'episode-reviewed',
      occurredAt: now,
      patientId,
      episodeId,
      practitionerId,
      teamId: accountableTeamId,
      data: { actId, told, ...(seenUntil === null ? {} : { seenUntil: new Date(seenUntil).toISOString() }) },
    },
  ]);
  return status;
}

/** An act is one person's: under another's the patient would be told less than was said, or nothing. */
async function claimAct(client: Queryable, { actId, practitionerId, now }: Review): Promise<void> {
  await client.query(
    'insert into review_act (act_id, made_by, made_at) values ($1, $2, $3) on conflict (act_id) do nothing',
    [actId, practitionerId, new Date(now)],
  );
  const { rowCount } = await client.query('select from review_act where act_id = $1 and made_by = $2', [
    actId,
    practitionerId,
  ]);
  if (rowCount !== 1) throw refused('act-of-another', 'This act is another person’s. Begin a new one.');
}
