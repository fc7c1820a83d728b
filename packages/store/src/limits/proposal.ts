import { randomUUID } from 'node:crypto';
import {
  decideLimitsEnd,
  decideLimitsProposal,
  LIMITS_PROPOSAL_MS,
  type LimitsProposalCommand,
  type LimitsProposalState,
  THE_CLOCK,
} from '@samvakt/care';
import type { ChangeKind } from '@samvakt/contract';
import { applyLimits, LimitsSchema } from '@samvakt/triage';
import { z } from 'zod';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { setLimits } from '../episode.ts';
import { enterEpisode } from '../handover/enter.ts';
import { readProtocols } from '../reading/protocol.ts';
import { ActRefused, allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { demandShown, type ShownBefore, type ShownOfPatient, shownColumns, shownOf } from '../whatIf/shown.ts';
import { scheduleProposalExpiry } from './jobs.ts';
import { refuseTurnedRound } from './order.ts';

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

/** Which proposal, who (null: the clock), and when. */
type ProposalAct = { proposalId: string; practitionerId: string | null; now: number };

/** Who confirms has been shown the what-if as well as who proposed. */
type ShownProposalCommand =
  | Exclude<LimitsProposalCommand, { type: 'confirm' }>
  | { type: 'confirm'; shown: ShownOfPatient };

/** Confirms, declines or takes back a proposal. Gives the version of the limits where they now hold. Throws `ActRefused`. */
export async function actOnLimitsProposal(
  client: Queryable,
  { proposalId, practitionerId, now }: ProposalAct,
  command: ShownProposalCommand,
): Promise<{ status: LimitsProposalState['status']; version: number | null }> {
  const episodeId = await findEpisodeOfLimitsProposal(client, proposalId);
  const episode = episodeId === null ? null : await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-proposal', 'There is no such proposal.');
  const proposal = await lockProposal(client, proposalId, episode);
  const actor = practitionerId === null ? THE_CLOCK : (await readActing(client, practitionerId)).actor;
  const {
    status,
    takesEffect,
    announce: kind,
  } = allowed(decideLimitsProposal(proposal.state, command, { now, actor }));
  const confirmed = command.type === 'confirm' ? command.shown : null;
  if (confirmed !== null && practitionerId !== null) {
    const question = { type: 'values', values: proposal.values } as const;
    await demandShown(client, confirmed, { episodeId: episode.id, practitionerId, question, now });
  }
  const version = takesEffect ? await takeEffect(client, episode, proposal, { practitionerId, confirmed, now }) : null;
  const reason = command.type === 'decline' ? command.reason : null;
  await client.query(
    `
      update limits_proposal set status = $2, decided_by = $3, decided_at = $4, decision_reason = $5, limits_version = $6,
        confirmed_replay_id = $7, confirmed_without_replay = $8
      where id = $1
    `,
    [proposalId, status, practitionerId, new Date(now), reason, version, ...shownColumns(confirmed)],
  );
  if (kind !== null) {
    const data = { values: proposal.values, ...(reason === null ? {} : { note: reason }) };
    await announce(client, { kind, episode, practitionerId, now, data });
  }
  return { status, version };
}

/** What the timer does at the deadline of a proposal. */
export async function expireLimitsProposal(
  client: Queryable,
  { proposalId, now }: { proposalId: string; now: number },
): Promise<'expired' | 'stale' | 'early'> {
  try {
    await actOnLimitsProposal(client, { proposalId, practitionerId: null, now }, { type: 'expire' });
    return 'expired';
  } catch (error) {
    if (!(error instanceof ActRefused)) throw error;
    if (error.refusal === 'no-such-proposal' || error.refusal === 'proposal-already-decided') return 'stale';
    if (error.refusal !== 'deadline-not-passed') throw error;
    const { rows } = await client.query<{ deadlineAt: Date }>(
      'select deadline_at as "deadlineAt" from limits_proposal where id = $1',
      [proposalId],
    );
    if (rows[0] !== undefined) await scheduleProposalExpiry(client, { proposalId, at: rows[0].deadlineAt.getTime() });
    return 'early';
  }
}

/** Proposals whose deadline passed before `before` (epoch milliseconds) and that nobody has ended: what the queue has lost. */
export async function readOverdueLimitsProposals(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from limits_proposal where status = 'pending' and deadline_at < $1 order by deadline_at limit 1000`,
    [new Date(before)],
  );
  return rows.map(({ id }) => id);
}

/** Which episode a proposal is about; null for an unknown proposal. */
export async function findEpisodeOfLimitsProposal(client: Queryable, proposalId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from limits_proposal where id = $1',
    [proposalId],
  );
  return rows[0]?.episodeId ?? null;
}

async function takeEffect(
  client: Queryable,
  episode: LockedEpisode,
  { values, until, reason, shown, state }: LockedProposal,
  {
    practitionerId,
    confirmed,
    now,
  }: Pick<ProposalAct, 'practitionerId' | 'now'> & { confirmed: ShownOfPatient | null },
): Promise<number> {
  allowed(decideLimitsEnd(until, now));
  return setLimits(client, {
    episodeId: episode.id,
    values,
    reason,
    since: now,
    until,
    confirmedBy: practitionerId,
    shown,
    ...(confirmed !== null && 'withoutReplay' in confirmed
      ? { told: { confirmedWithoutReplay: confirmed.withoutReplay } }
      : {}),
    practitionerId: state.proposedBy,
    now,
  });
}

const BodySchema = z.object({ values: z.record(z.string(), z.number()), until: z.number() });

type LockedProposal = z.output<typeof BodySchema> & {
  reason: string;
  shown: ShownBefore | null;
  state: LimitsProposalState;
};

async function lockProposal(client: Queryable, proposalId: string, episode: LockedEpisode): Promise<LockedProposal> {
  const { rows } = await client.query<{
    status: LimitsProposalState['status'];
    body: unknown;
    reason: string;
    basedOnVersion: number;
    proposedBy: string;
    proposedAt: Date;
    deadlineAt: Date;
    replayId: string | null;
    withoutReplay: string | null;
  }>(
    `
      select status, body, reason, based_on_version as "basedOnVersion", proposed_by as "proposedBy",
        proposed_at as "proposedAt", deadline_at as "deadlineAt", replay_id as "replayId", without_replay as "withoutReplay"
      from limits_proposal where id = $1 for update
    `,
    [proposalId],
  );
  const [row] = rows;
  if (row === undefined) throw refused('no-such-proposal', 'There is no such proposal.');
  return {
    ...BodySchema.parse(row.body),
    reason: row.reason,
    shown: shownOf(row),
    state: {
      status: row.status,
      proposedBy: row.proposedBy,
      proposedAt: row.proposedAt.getTime(),
      deadlineAt: row.deadlineAt.getTime(),
      basedOnVersion: row.basedOnVersion,
      currentVersion: await newestVersion(client, episode.id),
      accountable: episode.accountable,
    },
  };
}

async function newestVersion(client: Queryable, episodeId: string): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from limits where episode_id = $1',
    [episodeId],
  );
  return rows[0]?.version ?? 0;
}

async function hasPending(client: Queryable, episodeId: string): Promise<boolean> {
  const { rowCount } = await client.query(`select from limits_proposal where episode_id = $1 and status = 'pending'`, [
    episodeId,
  ]);
  return rowCount !== 0;
}

type Announced = {
  kind: Extract<ChangeKind, 'limits-proposed' | `limits-proposal-${string}`>;
  episode: LockedEpisode;
  practitionerId: string | null;
  now: number;
  data: Record<string, unknown>;
};

const announce = (client: Queryable, { kind, episode, practitionerId, now, data }: Announced): Promise<void> =>
  appendChanges(client, [
    {
      kind,
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      practitionerId: practitionerId ?? undefined,
      teamId: episode.accountable?.teamId,
      data,
    },
  ]);
