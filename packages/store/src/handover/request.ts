import { decideAccess, decideHandoverRequest, type HandoverRequestRecord, REQUEST_ANSWER_MS } from '@samvakt/care';
import type { ChangeKind } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { readAccessFacts } from '../reading/access.ts';
import { readAccountableElsewhere } from '../reading/handoverRequest.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { enterEpisode } from './enter.ts';
import { scheduleLapse } from './lapse.ts';

/** A team asks for the responsibility. Instants are epoch milliseconds. */
export type NewHandoverRequest = {
  requestId: string;
  episodeId: string;
  /** The team that asks; one of the person's own. */
  teamId: string;
  reason: string;
  /** Epoch milliseconds; null: as soon as may be. */
  wantedAt: number | null;
  practitionerId: string;
  now: number;
};
/** An act on a request: by whom, on which version, when (epoch milliseconds). */
export type HandoverRequestAct = { requestId: string; version: number; practitionerId: string; now: number };

/** Asks the accountable team for the responsibility. One transaction's worth. Throws `ActRefused`. */
export async function requestHandover(client: Queryable, given: NewHandoverRequest): Promise<void> {
  const { requestId, episodeId, teamId, reason, wantedAt, practitionerId, now } = given;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const { actor } = await readActing(client, practitionerId);
  // The team itself must see the patient; that another team of the same person does is not enough.
  const ownOnly = actor.teamIds.filter((own) => own === teamId);
  const [facts] = await readAccessFacts(client, { episodeIds: [episodeId], now });
  const sees = facts !== undefined && decideAccess({ ...facts, memberships: ownOnly, now }).allowed;
  const knows = sees || (await readAccountableElsewhere(client, { episodeId, teamIds: ownOnly, now })) !== null;
  const { next } = allowed(
    decideHandoverRequest(
      { accountableTeamId: episode.accountable?.teamId ?? null, request: await openOf(client, episodeId, teamId) },
      { type: 'ask', requestId, teamId, knows, reason, wantedAt },
      { now, actor },
    ),
  );
  const deadlineAt = now + REQUEST_ANSWER_MS;
  await refusingBroken(() =>
    client.query(
      `
        insert into handover_request (id, episode_id, team_id, status, version, reason, wanted_at, requested_by, requested_at, deadline_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      `,
      [
        next.id,
        episodeId,
        teamId,
        next.status,
        next.version,
        reason,
        wantedAt === null ? null : new Date(wantedAt),
        practitionerId,
        new Date(now),
        new Date(deadlineAt),
      ],
    ),
  );
  await scheduleLapse(client, { requestId: next.id, at: deadlineAt });
  await tell(client, { episode, request: next, kind: 'handover-requested', practitionerId, now });
}

/** The accountable team says no, with a reason. Throws `ActRefused`. */
export function refuseHandoverRequest(client: Queryable, act: HandoverRequestAct & { reason: string }): Promise<void> {
  return close(client, act, { type: 'refuse', version: act.version, reason: act.reason });
}

/** The asking team takes its request back. Throws `ActRefused`. */
export function withdrawHandoverRequest(client: Queryable, act: HandoverRequestAct): Promise<void> {
  return close(client, act, { type: 'withdraw', version: act.version });
}

async function close(
  client: Queryable,
  { requestId, practitionerId, now }: HandoverRequestAct,
  command: { type: 'refuse'; version: number; reason: string } | { type: 'withdraw'; version: number },
): Promise<void> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from handover_request where id = $1',
    [requestId],
  );
  // A request's episode never changes, so it may be read before the locks that it leads to.
  const episode = rows[0] === undefined ? null : await enterEpisode(client, rows[0].episodeId, now);
  if (episode === null) throw refused('no-such-request', 'There is no such request.');
  const { actor } = await readActing(client, practitionerId);
  const state = {
    accountableTeamId: episode.accountable?.teamId ?? null,
    request: await lockRequest(client, requestId, episode.id),
  };
  const { next } = allowed(decideHandoverRequest(state, command, { now, actor }));
  const reason = command.type === 'refuse' ? command.reason : null;
  await writeDecision(client, next, { practitionerId, now, reason, handoverId: null });
  const kind = command.type === 'refuse' ? 'handover-request-refused' : 'handover-request-withdrawn';
  await tell(client, { episode, request: next, kind, practitionerId, now });
}

/** Closes a request by the offer that is being made of it, under the locks of the episode. Returns what writes it once the offer is there. */
export async function answerByOffer(
  client: Queryable,
  episode: LockedEpisode,
  offer: { requestId: string; handoverId: string; toTeamId: string; practitionerId: string; now: number },
): Promise<() => Promise<void>> {
  const { requestId, handoverId, toTeamId, practitionerId, now } = offer;
  const { actor } = await readActing(client, practitionerId);
  const request = await lockRequest(client, requestId, episode.id);
  const accountableTeamId = episode.accountable?.teamId ?? null;
  const { next } = allowed(
    decideHandoverRequest({ accountableTeamId, request }, { type: 'answer', toTeamId }, { now, actor }),
  );
  return () => writeDecision(client, next, { practitionerId, now, reason: null, handoverId });
}

const RECORD = `select id, team_id as "teamId", status, version from handover_request`;

async function openOf(client: Queryable, episodeId: string, teamId: string): Promise<HandoverRequestRecord | null> {
  const { rows } = await client.query<HandoverRequestRecord>(
    `${RECORD} where episode_id = $1 and team_id = $2 and status = 'open' for update`,
    [episodeId, teamId],
  );
  return rows[0] ?? null;
}

async function lockRequest(
  client: Queryable,
  requestId: string,
  episodeId: string,
): Promise<HandoverRequestRecord | null> {
  const { rows } = await client.query<HandoverRequestRecord>(`${RECORD} where id = $1 and episode_id = $2 for update`, [
    requestId,
    episodeId,
  ]);
  return rows[0] ?? null;
}

async function writeDecision(
  client: Queryable,
  next: HandoverRequestRecord,
  by: { practitionerId: string; now: number; reason: string | null; handoverId: string | null },
): Promise<void> {
  await client.query(
    `
      update handover_request set status = $2, version = $3, decided_by = $4, decided_at = $5, decision_reason = $6, handover_id = $7
      where id = $1
    `,
    [next.id, next.status, next.version, by.practitionerId, new Date(by.now), by.reason, by.handoverId],
  );
}

/** `askingTeamId` in the data: a team that asks need not see the episode, and hears what becomes of its request all the same. */
function tell(
  client: Queryable,
  told: {
    episode: LockedEpisode;
    request: HandoverRequestRecord;
    kind: ChangeKind;
    practitionerId: string;
    now: number;
  },
): Promise<void> {
  const { episode, request, kind, practitionerId, now } = told;
  return appendChanges(client, [
    {
      kind,
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      practitionerId,
      teamId: kind === 'handover-request-refused' ? (episode.accountable?.teamId ?? undefined) : request.teamId,
      data: { requestId: request.id, askingTeamId: request.teamId },
    },
  ]);
}
