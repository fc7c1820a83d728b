import {
  decideLimitsEnd,
  decideLimitsProposal,
  type LimitsProposalCommand,
  type LimitsProposalState,
  THE_CLOCK,
} from '@samvakt/care';
import type { ChangeKind } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { setLimits } from '../episode.ts';
import { enterEpisode } from '../handover/enter.ts';
import { type ProposedLimits, readProposed } from '../reading/limits.ts';
import { ActRefused, allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { demandShown, type ShownBefore, type ShownOfPatient, shownColumns, shownOf } from '../whatIf/shown.ts';
import { scheduleProposalExpiry } from './jobs.ts';

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
    const question = { type: 'values', values: demandProposed(proposal).values } as const;
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
    const { proposed } = proposal;
    // What cannot be read is ended all the same, so that it can be proposed again.
    const data = { ...(proposed && { values: proposed.values }), ...(reason === null ? {} : { note: reason }) };
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
  proposal: LockedProposal,
  {
    practitionerId,
    confirmed,
    now,
  }: Pick<ProposalAct, 'practitionerId' | 'now'> & { confirmed: ShownOfPatient | null },
): Promise<number> {
  const { reason, shown, state } = proposal;
  const { values, until } = demandProposed(proposal);
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

type LockedProposal = {
  /** Null where it cannot be read. */
  proposed: ProposedLimits | null;
  reason: string;
  shown: ShownBefore | null;
  state: LimitsProposalState;
};

/** @throws ActRefused where what was proposed cannot be read: nobody confirms what nobody has seen */
function demandProposed({ proposed }: LockedProposal): ProposedLimits {
  if (proposed !== null) return proposed;
  throw refused(
    'patient-unreadable',
    'What was proposed cannot be read, so it cannot be confirmed. Decline it or take it back, and propose it again.',
  );
}

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
    proposed: readProposed(row.body),
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

/** The newest version of a patient's limits; 0: none. */
export async function newestVersion(client: Queryable, episodeId: string): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from limits where episode_id = $1',
    [episodeId],
  );
  return rows[0]?.version ?? 0;
}

type Announced = {
  kind: Extract<ChangeKind, 'limits-proposed' | `limits-proposal-${string}`>;
  episode: LockedEpisode;
  practitionerId: string | null;
  now: number;
  data: Record<string, unknown>;
};

export const announce = (client: Queryable, { kind, episode, practitionerId, now, data }: Announced): Promise<void> =>
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
