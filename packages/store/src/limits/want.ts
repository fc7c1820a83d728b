import { randomUUID } from 'node:crypto';
import { decideLimitsEnd, LIMITS_PROPOSAL_MS } from '@samvakt/care';
import { applyLimits, LimitsSchema } from '@samvakt/triage';
import { readActing } from '../acting.ts';
import type { Queryable } from '../database.ts';
import { setLimits } from '../episode.ts';
import { enterEpisode } from '../handover/enter.ts';
import { demandReadable } from '../own/settings.ts';
import { readProtocols } from '../reading/protocol.ts';
import { allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { demandShown, type ShownOfPatient, shownColumns } from '../whatIf/shown.ts';
import { readUntoldLimitsEnd, tellLimitsEnd } from './end.ts';
import { scheduleProposalExpiry } from './jobs.ts';
import { refuseTurnedRound } from './order.ts';
import { announce, expireLimitsProposal, newestVersion } from './proposal.ts';

/** What a person wants to hold for one patient from now until `until` (epoch milliseconds). `basedOnVersion`: what was shown; 0 for none. */
export type WantedLimits = {
  episodeId: string;
  values: Record<string, number>;
  reason: string;
  until: number;
  basedOnVersion: number;
  /** What the person was shown before: the what-if of exactly these values. */
  shown: ShownOfPatient;
  practitionerId: string;
  now: number;
};

/** `set`: in force. `proposed`: waits for a second person until `deadlineAt` (epoch milliseconds). */
export type WantedLimitsAnswer =
  | { outcome: 'set'; version: number }
  | { outcome: 'proposed'; proposalId: string; deadlineAt: number };

/**
 * Sets a patient's limits where the protocol's range allows them, and proposes them to a second person of the team where it does not. One
 * transaction's worth. Throws `ActRefused`.
 */
export async function wantLimits(client: Queryable, wanted: WantedLimits): Promise<WantedLimitsAnswer> {
  const { episodeId, values, reason, until, practitionerId, now } = wanted;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  if (episode.accountable === null) throw refused('episode-ended', 'The follow-up has ended.');
  const { actor } = await readActing(client, practitionerId);
  if (!actor.teamIds.includes(episode.accountable.teamId)) {
    throw refused('not-the-accountable-team', 'Only the team that is accountable now can set limits.');
  }
  allowed(decideLimitsEnd(until, now));
  await demandReadable(client, episodeId);
  await settleLimits(client, episodeId, now);
  if ((await newestVersion(client, episodeId)) !== wanted.basedOnVersion) {
    throw refused('version-moved-on', 'The limits have changed since they were read. Read them again.');
  }
  if (await hasPending(client, episodeId)) {
    throw refused('proposal-pending', 'A proposal waits for a second person. Decide it or take it back first.');
  }
  await demandShown(client, wanted.shown, {
    episodeId,
    practitionerId,
    question: { type: 'values', values },
    now,
  });
  if (!(await needsSecondPerson(client, episode, wanted))) {
    const judged = { since: now, until, confirmedBy: null, shown: wanted.shown };
    return {
      outcome: 'set',
      version: await setLimits(client, { episodeId, values, reason, ...judged, practitionerId, now }),
    };
  }
  return { outcome: 'proposed', ...(await propose(client, episode, wanted)) };
}

async function needsSecondPerson(client: Queryable, episode: LockedEpisode, wanted: WantedLimits): Promise<boolean> {
  const { protocolId: id, protocolVersion: version } = episode;
  const [protocol] = await readProtocols(client, [{ id, version }]);
  if (protocol === undefined) throw refused('no-such-protocol', `Protocol ${id} version ${version} is not registered.`);
  const { values, reason, until, practitionerId, now } = wanted;
  const limits = LimitsSchema.parse({ version: 1, values, reason, author: practitionerId, since: now, until });
  // Before anybody is asked to confirm it.
  refuseTurnedRound(protocol, values);
  return applyLimits(protocol, limits, now).faults.some(({ code }) => code === 'needs-second-person');
}

async function propose(
  client: Queryable,
  episode: LockedEpisode,
  { values, reason, until, basedOnVersion, shown, practitionerId, now }: WantedLimits,
): Promise<{ proposalId: string; deadlineAt: number }> {
  const [proposalId, deadlineAt] = [randomUUID(), now + LIMITS_PROPOSAL_MS];
  await client.query(
    `
      insert into limits_proposal (id, episode_id, status, body, reason, based_on_version, proposed_by, proposed_at, deadline_at,
        replay_id, without_replay)
      values ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10)
    `,
    [
      proposalId,
      episode.id,
      JSON.stringify({ values, until }),
      reason,
      basedOnVersion,
      practitionerId,
      new Date(now),
      new Date(deadlineAt),
      ...shownColumns(shown),
    ],
  );
  await scheduleProposalExpiry(client, { proposalId, at: deadlineAt });
  await announce(client, { kind: 'limits-proposed', episode, practitionerId, now, data: { values } });
  return { proposalId, deadlineAt };
}

/** Does what a timer that has not run should have done: nobody waits for a second person who can come no more, and what has ended is told before what follows it. */
async function settleLimits(client: Queryable, episodeId: string, now: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from limits_proposal where episode_id = $1 and status = 'pending' and deadline_at <= $2`,
    [episodeId, new Date(now)],
  );
  for (const { id } of rows) await expireLimitsProposal(client, { proposalId: id, now });
  const version = await readUntoldLimitsEnd(client, episodeId, now);
  if (version !== null) await tellLimitsEnd(client, { episodeId, version, now });
}

async function hasPending(client: Queryable, episodeId: string): Promise<boolean> {
  const { rowCount } = await client.query(`select from limits_proposal where episode_id = $1 and status = 'pending'`, [
    episodeId,
  ]);
  return rowCount !== 0;
}
