import { randomUUID } from 'node:crypto';
import type { Queryable } from './database.ts';

/** An episode under lock, with the team that is accountable for it now. */
export type LockedEpisode = {
  id: string;
  patientId: string;
  protocolId: string;
  protocolVersion: number;
  /** At the instant that was asked for; null once the episode has ended. */
  accountable: { teamId: string; since: number } | null;
};

/**
 * Takes the locks that every act on an episode takes, always in the same order, and then reads who is accountable at `now` (epoch milliseconds):
 * a boundary that was agreed beforehand is passed by the clock alone. What has moved already has moved, also for one whose clock is behind: two
 * machines' clocks differ, and a team must not act after it has handed over. Null: no such episode.
 *
 * First the triage state, which ingest locks before it writes alerts: from here to the commit no alert of the episode opens or changes, so
 * that an acceptance cannot pass a red alert by. Then the episode. `no key update` is enough to exclude every other act, and lets ingest's
 * foreign keys through. Reading comes after the locks, in a statement of its own, so that it sees what the one before us committed.
 */
export async function lockEpisode(client: Queryable, episodeId: string, now: number): Promise<LockedEpisode | null> {
  await client.query('select from triage_state where episode_id = $1 for update', [episodeId]);
  const { rows: episodes } = await client.query<Omit<LockedEpisode, 'accountable'> & { running: boolean }>(
    `
      select id, upper_inf(period) as running, patient_id as "patientId", protocol_id as "protocolId", protocol_version as "protocolVersion"
      from episode where id = $1 for no key update
    `,
    [episodeId],
  );
  const [found] = episodes;
  if (found === undefined) return null;
  const { running, ...episode } = found;
  if (!running) return { ...episode, accountable: null };
  const { rows: held } = await client.query<{ teamId: string; since: Date }>(
    `
      select team_id as "teamId", lower(period) as since
      from responsibility left join handover on handover.id = handover_id
      where responsibility.episode_id = $1
        and (lower(period) <= $2::timestamptz or handover.status is distinct from 'scheduled')
      order by lower(period) desc limit 1
    `,
    [episodeId, new Date(now)],
  );
  const [holder] = held;
  return {
    ...episode,
    accountable: holder === undefined ? null : { teamId: holder.teamId, since: holder.since.getTime() },
  };
}

/** Ends the period that is running. The caller begins the next in the same transaction, or ends the episode: the commit refuses a gap. */
export async function endResponsibility(
  client: Queryable,
  { episodeId, teamId, at }: { episodeId: string; teamId: string; at: number },
): Promise<void> {
  const { rowCount } = await client.query(
    `
      update responsibility set period = tstzrange(lower(period), $3)
      where episode_id = $1 and team_id = $2 and upper_inf(period)
    `,
    [episodeId, teamId, new Date(at)],
  );
  if (rowCount !== 1) throw new Error(`episode ${episodeId}: team ${teamId} has no running period of responsibility`);
}

/** A period without end. `handoverId`: the handover that brought it; null for the first. `plannedUntil` is shown, and ends nothing. */
export type NewPeriod = {
  episodeId: string;
  teamId: string;
  at: number;
  handoverId: string | null;
  plannedUntil: number | null;
};

export async function beginResponsibility(client: Queryable, period: NewPeriod): Promise<void> {
  const { episodeId, teamId, at, handoverId, plannedUntil } = period;
  await client.query(
    `
      insert into responsibility (id, episode_id, team_id, period, handover_id, planned_until)
      values ($1, $2, $3, tstzrange($4, null), $5, $6)
    `,
    [randomUUID(), episodeId, teamId, new Date(at), handoverId, plannedUntil === null ? null : new Date(plannedUntil)],
  );
}

/** Where the responsibility passes at a later time: epoch milliseconds. */
export type PlannedBoundary = {
  episodeId: string;
  fromTeamId: string;
  toTeamId: string;
  at: number;
  handoverId: string;
};

/** Writes the boundary ahead: both periods exist from now on, and meet at `at`. */
export async function planResponsibility(
  client: Queryable,
  { episodeId, fromTeamId, toTeamId, at, handoverId, plannedUntil }: PlannedBoundary & { plannedUntil: number | null },
): Promise<void> {
  await endResponsibility(client, { episodeId, teamId: fromTeamId, at });
  await beginResponsibility(client, { episodeId, teamId: toTeamId, at, handoverId, plannedUntil });
}

/** Takes a boundary back that has not been passed: the sender's period is without end again. */
export async function unplanResponsibility(
  client: Queryable,
  { episodeId, fromTeamId, at, handoverId }: PlannedBoundary,
): Promise<void> {
  const { rowCount: taken } = await client.query(
    'delete from responsibility where episode_id = $1 and handover_id = $2 and lower(period) = $3',
    [episodeId, handoverId, new Date(at)],
  );
  const { rowCount: given } = await client.query(
    `
      update responsibility set period = tstzrange(lower(period), null)
      where episode_id = $1 and team_id = $2 and upper(period) = $3
    `,
    [episodeId, fromTeamId, new Date(at)],
  );
  if (taken !== 1 || given !== 1) throw new Error(`episode ${episodeId}: handover ${handoverId} has no boundary ahead`);
}
