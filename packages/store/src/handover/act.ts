import {
  type CounterProposal,
  decideHandover,
  type EndingCommand,
  type HandoverRecord,
  THE_CLOCK,
} from '@samvakt/care';
import type { ReadBack } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { demandCoverOf } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import { lockEpisode } from '../responsibility.ts';
import { applyHandoverEffects } from './apply.ts';
import { lockHandover } from './row.ts';

/** What is common to every act of a person: which handover, the version that the person saw, who, and when (epoch milliseconds). */
export type HandoverAct = { handoverId: string; version: number; practitionerId: string; now: number };

/** Who has decided a handover: a person's act, or null for the deadline. Returns the handover as it stands after. */
type Ending = { handoverId: string; practitionerId: string | null; now: number };

/**
 * Moves the responsibility to the receiving team. One transaction's worth: run it inside `Database.transaction`. Throws `ActRefused`.
 */
export function acceptHandover(client: Queryable, act: HandoverAct & { readBack: ReadBack }): Promise<HandoverRecord> {
  return endHandover(client, act, { type: 'accept', version: act.version, readBack: act.readBack });
}

/** The receiving team says no, with a reason, and may say what it would accept; the sender stays accountable. Throws `ActRefused`. */
export function declineHandover(
  client: Queryable,
  act: HandoverAct & { reason: string; proposal?: CounterProposal | undefined },
): Promise<HandoverRecord> {
  const { version, reason, proposal } = act;
  return endHandover(client, act, { type: 'decline', version, reason, proposal });
}

/** The sending team takes its offer back. Throws `ActRefused`. */
export function withdrawHandover(
  client: Queryable,
  act: HandoverAct & { reason?: string | undefined },
): Promise<HandoverRecord> {
  return endHandover(client, act, { type: 'withdraw', version: act.version, reason: act.reason });
}

/** Either side ends a scheduled handover before its time; the sender stays accountable. Throws `ActRefused`. */
export function callOffHandover(client: Queryable, act: HandoverAct & { reason: string }): Promise<HandoverRecord> {
  return endHandover(client, act, { type: 'call-off', version: act.version, reason: act.reason });
}

/** Judges and carries out one ending under the locks of its episode. */
export async function endHandover(
  client: Queryable,
  { handoverId, practitionerId, now }: Ending,
  command: EndingCommand,
): Promise<HandoverRecord> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from handover where id = $1',
    [handoverId],
  );
  // A handover's episode never changes, so it may be read before the locks that it leads to.
  const episode = rows[0] === undefined ? null : await lockEpisode(client, rows[0].episodeId, now);
  if (episode === null) throw refused('no-such-handover', 'There is no such handover.');
  const handover = await lockHandover(client, handoverId);
  const openRedAlertIds = await readOpenRedAlertIds(client, episode.id);
  const acting = practitionerId === null ? null : await readActing(client, practitionerId);
  const decision = allowed(
    decideHandover(
      {
        accountableTeamId: episode.accountable?.teamId ?? null,
        accountableSince: episode.accountable?.since ?? 0,
        handover,
      },
      command,
      {
        now,
        actor: acting?.actor ?? THE_CLOCK,
        actorName: acting?.name ?? null,
        openRedAlertIds,
      },
    ),
  );
  const next = decision.next.handover;
  // Between offer and acceptance hours may have changed, and the receiver may mend its own.
  if (command.type === 'accept' && next !== null) await demandCoverOf(client, episode, { teamId: next.toTeamId, now });
  if (next === null || handover === null) throw new Error('a decided handover has vanished');
  const sinceAcceptance =
    command.type === 'take-effect' ? await unnamedOf(client, handoverId, openRedAlertIds) : undefined;
  await refusingBroken(async () => {
    if (command.type === 'take-effect') await writeEffect(client, handover, next, sinceAcceptance ?? []);
    else if (command.type === 'call-off') await writeCallOff(client, handover, next, { ...command, practitionerId });
    else await writeEnding(client, { seen: handover, next, command, practitionerId });
    await applyHandoverEffects(client, decision.effects, {
      episodeId: episode.id,
      patientId: episode.patientId,
      practitionerId,
      teamId: teamOf(command, next, acting?.actor.teamIds),
      told: sinceAcceptance === undefined ? undefined : { redAlertIds: sinceAcceptance },
      now,
    });
  });
  return next;
}

/** On whose behalf; null for the clock. A member of both teams calls off for the sender. */
function teamOf(command: EndingCommand, handover: HandoverRecord, own: readonly string[] | undefined): string | null {
  if (own === undefined) return null;
  if (command.type === 'withdraw') return handover.fromTeamId;
  if (command.type === 'call-off' && own.includes(handover.fromTeamId)) return handover.fromTeamId;
  return handover.toTeamId;
}

async function writeEffect(
  client: Queryable,
  seen: HandoverRecord,
  next: HandoverRecord,
  redAlertIds: readonly string[],
): Promise<void> {
  const { rowCount } = await client.query(
    'update handover set status = $3, version = $4, red_alerts_since_acceptance = $5 where id = $1 and version = $2',
    [seen.id, seen.version, next.status, next.version, JSON.stringify(redAlertIds)],
  );
  if (rowCount !== 1) throw MOVED_ON();
}

async function writeCallOff(
  client: Queryable,
  seen: HandoverRecord,
  next: HandoverRecord,
  { reason, practitionerId }: { reason: string; practitionerId: string | null },
): Promise<void> {
  const { rowCount } = await client.query(
    `
      update handover set status = $3, version = $4, called_off_by = $5, called_off_at = $6, called_off_reason = $7
      where id = $1 and version = $2
    `,
    [
      seen.id,
      seen.version,
      next.status,
      next.version,
      practitionerId,
      next.calledOff === null ? null : new Date(next.calledOff.at),
      reason,
    ],
  );
  if (rowCount !== 1) throw MOVED_ON();
}

async function writeEnding(
  client: Queryable,
  {
    seen,
    next,
    command,
    practitionerId,
  }: { seen: HandoverRecord; next: HandoverRecord; command: EndingCommand; practitionerId: string | null },
): Promise<void> {
  const reason = command.type === 'decline' || command.type === 'withdraw' ? (command.reason ?? null) : null;
  const readBack = command.type === 'accept' ? JSON.stringify(command.readBack) : null;
  const proposal = command.type === 'decline' ? command.proposal : undefined;
  const { rowCount } = await client.query(
    `
      update handover set status = $3, version = $4, decided_by = $5, decided_at = $6, decision_reason = $7, read_back = $8,
        counter_proposal = $9
      where id = $1 and version = $2
    `,
    [
      seen.id,
      seen.version,
      next.status,
      next.version,
      practitionerId,
      next.decided === null ? null : new Date(next.decided.at),
      reason,
      readBack,
      proposal === undefined ? null : proposalJson(proposal),
    ],
  );
  if (rowCount !== 1) throw MOVED_ON();
}

function proposalJson({ earliestAt, conditions }: CounterProposal): string {
  return JSON.stringify({ earliestAt: earliestAt === null ? null : new Date(earliestAt).toISOString(), conditions });
}

const MOVED_ON = () => refused('version-moved-on', 'The handover has changed since it was read. Read it again.');

/** The red alerts that are open now and that the read-back of a handover did not name. */
async function unnamedOf(client: Queryable, handoverId: string, openRedAlertIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ named: string[] | null }>(
    `select read_back -> 'redAlertIds' as named from handover where id = $1`,
    [handoverId],
  );
  const named = new Set(rows[0]?.named ?? []);
  return openRedAlertIds.filter((id) => !named.has(id));
}

export async function readOpenRedAlertIds(client: Queryable, episodeId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from alert where episode_id = $1 and status <> 'resolved' and severity = 'red' order by id`,
    [episodeId],
  );
  return rows.map((row) => row.id);
}
