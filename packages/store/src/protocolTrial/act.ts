import { readActing } from '../acting.ts';
import type { Queryable } from '../database.ts';
import { readProtocols } from '../reading/protocol.ts';
import { refused } from '../refused.ts';
import { scheduleTrial } from './job.ts';

/** A protocol version to be tried on the last `days` of all whom a team follows by another version of the same protocol. */
export type NewProtocolTrial = {
  trialId: string;
  teamId: string;
  protocolId: string;
  protocolVersion: number;
  days: number;
  practitionerId: string;
  now: number;
};

/** Asks for a trial. Nothing that judges anybody changes by it. One transaction's worth. Throws `ActRefused`. */
export async function startProtocolTrial(client: Queryable, trial: NewProtocolTrial): Promise<void> {
  const { trialId, teamId, protocolId, protocolVersion, days, practitionerId, now } = trial;
  await refuseStranger(client, teamId, practitionerId);
  const [protocol] = await readProtocols(client, [{ id: protocolId, version: protocolVersion }]);
  if (protocol === undefined) throw refused('no-such-protocol', 'There is no such protocol version.');
  // Who asks twice at once asks once.
  await client.query('select from team where id = $1 for no key update', [teamId]);
  const { rowCount: running } = await client.query(
    `select from protocol_trial where team_id = $1 and status in ('queued', 'running')`,
    [teamId],
  );
  if (running !== 0) throw refused('trial-running', 'The team has a trial under way. Wait for it, or cancel it.');
  await client.query(
    `
      insert into protocol_trial (id, team_id, protocol_id, protocol_version, days, status, asked_by, asked_at)
      values ($1, $2, $3, $4, $5, 'queued', $6, $7)
    `,
    [trialId, teamId, protocolId, protocolVersion, days, practitionerId, new Date(now)],
  );
  const { rowCount: episodes } = await client.query(
    `
      insert into protocol_trial_episode (trial_id, episode_id)
      select $1, episode.id from episode
      join responsibility on responsibility.episode_id = episode.id and responsibility.period @> $5::timestamptz
      where responsibility.team_id = $2 and episode.period @> $5::timestamptz
        and episode.protocol_id = $3 and episode.protocol_version <> $4
    `,
    [trialId, teamId, protocolId, protocolVersion, new Date(now)],
  );
  if (episodes === 0) throw refused('nobody-to-try-on', 'The team follows nobody by another version of this protocol.');
  await scheduleTrial(client, trialId);
}

/** Ends a trial that is under way; what has been found stays. Throws `ActRefused`. */
export async function cancelProtocolTrial(
  client: Queryable,
  { trialId, practitionerId, now }: { trialId: string; practitionerId: string; now: number },
): Promise<void> {
  const { rows } = await client.query<{ teamId: string; status: string }>(
    'select team_id as "teamId", status from protocol_trial where id = $1 for update',
    [trialId],
  );
  const [trial] = rows;
  if (trial === undefined) throw refused('no-such-trial', 'There is no such trial.');
  await refuseStranger(client, trial.teamId, practitionerId);
  if (trial.status !== 'queued' && trial.status !== 'running') {
    throw refused('trial-over', `The trial is ${trial.status}.`);
  }
  await client.query(`update protocol_trial set status = 'cancelled', ended_at = $2 where id = $1`, [
    trialId,
    new Date(now),
  ]);
}

export async function refuseStranger(client: Queryable, teamId: string, practitionerId: string): Promise<void> {
  const { actor } = await readActing(client, practitionerId);
  if (!actor.teamIds.includes(teamId))
    throw refused('not-your-team', 'A trial is the matter of the team’s own people.');
}
