import { decideEpisodeEnd } from '@samvakt/care';
import {
  applyLimits,
  compileProtocol,
  initialState,
  type Limits,
  LimitsSchema,
  nextTickAt,
  type Protocol,
  storedForm,
} from '@samvakt/triage';
import { readActing } from './acting.ts';
import { appendChanges } from './change.ts';
import { demandCover } from './cover/cover.ts';
import type { Queryable } from './database.ts';
import { enterEpisode } from './handover/enter.ts';
import { lapseRequests } from './handover/lapse.ts';
import { refuseTurnedRound } from './limits/order.ts';
import { putLimits } from './limits/put.ts';
import { demandReadable } from './own/settings.ts';
import { tellFirstPlan } from './patientMessage/planInForce.ts';
import { tellPlanIsOver } from './patientMessage/write.ts';
import { endAllPauses } from './pause/endAll.ts';
import { readProtocols } from './reading/protocol.ts';
import { allowed, refused, refusingBroken } from './refused.ts';
import { beginResponsibility, endResponsibility } from './responsibility.ts';
import { scheduleTicks } from './tickJob.ts';
import type { ShownBefore } from './whatIf/shown.ts';

/** A new course of follow-up. Instants are epoch milliseconds. */
export type NewEpisode = {
  id: string;
  patientId: string;
  /** The protocol version that will judge the readings; its condition becomes the episode's. */
  protocolId: string;
  protocolVersion: number;
  /** The first accountable team. */
  teamId: string;
  /** Goal and self-management plan, stored as it is. */
  plan: Record<string, unknown>;
  /** A member of the team; null when the installation itself starts it (import, demonstration data). */
  practitionerId: string | null;
  now: number;
};

/**
 * Starts follow-up: the episode, its first period of responsibility, what triage remembers, and what the home is told of the plan, from one instant on.
 * One transaction's worth. Throws `ActRefused`. One patient has at most one running episode per condition.
 */
export async function startEpisode(client: Queryable, episode: NewEpisode): Promise<void> {
  const { id, patientId, teamId, practitionerId, now } = episode;
  const protocol = await demandProtocol(client, episode.protocolId, episode.protocolVersion);
  if (practitionerId !== null) {
    const { actor } = await readActing(client, practitionerId);
    if (!actor.teamIds.includes(teamId)) {
      throw refused('not-your-team', 'Follow-up is started for a team by one of its own.');
    }
  }
  await refuseSecond(client, patientId, protocol.condition);
  await demandCover(client, { teamId, protocol, now });
  await refusingBroken(async () => {
    await client.query(
      `
        insert into episode (id, patient_id, condition, protocol_id, protocol_version, plan, period)
        values ($1, $2, $3, $4, $5, $6, tstzrange($7, null))
      `,
      [id, patientId, protocol.condition, protocol.id, protocol.version, JSON.stringify(episode.plan), new Date(now)],
    );
    await beginResponsibility(client, { episodeId: id, teamId, at: now, handoverId: null, plannedUntil: null });
  });
  await startTriage(client, { episodeId: id, protocol, now });
  await tellFirstPlan(client, { protocol, teamId }, { episodeId: id, patientId, practitionerId, now });
  const about = { occurredAt: now, patientId, episodeId: id, practitionerId: practitionerId ?? undefined, teamId };
  await appendChanges(client, [
    { ...about, kind: 'episode-started', data: { condition: protocol.condition } },
    { ...about, kind: 'responsibility-began', data: { at: new Date(now).toISOString() } },
  ]);
}

/** Ends follow-up, when nothing is left open. One transaction's worth. Throws `ActRefused`. */
export async function endEpisode(
  client: Queryable,
  { episodeId, practitionerId, now }: { episodeId: string; practitionerId: string; now: number },
): Promise<void> {
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const { actor, name } = await readActing(client, practitionerId);
  const { rows } = await client.query<{ handoverOpen: boolean; openAlerts: number; openTasks: number }>(
    `
      select exists (select from handover where episode_id = $1 and status in ('offered', 'scheduled')) as "handoverOpen",
        (select count(*)::int from alert where episode_id = $1 and status <> 'resolved') as "openAlerts",
        (select count(*)::int from task where episode_id = $1 and status = 'open') as "openTasks"
    `,
    [episodeId],
  );
  const state = {
    accountableTeamId: episode.accountable?.teamId ?? null,
    accountableSince: episode.accountable?.since ?? 0,
    handoverOpen: rows[0]?.handoverOpen ?? false,
    openAlerts: rows[0]?.openAlerts ?? 0,
    openTasks: rows[0]?.openTasks ?? 0,
  };
  allowed(decideEpisodeEnd(state, { now, actor }));
  const teamId = state.accountableTeamId;
  if (teamId === null) throw new Error(`episode ${episodeId}: an end was allowed with no accountable team`);
  await endAllPauses(client, { episode, practitionerId, name, now });
  await client.query('update episode set period = tstzrange(lower(period), $2) where id = $1', [
    episodeId,
    new Date(now),
  ]);
  await endResponsibility(client, { episodeId, teamId, at: now });
  await lapseRequests(client, { episodeId, teamId: null, now });
  await tellPlanIsOver(client, teamId, { episodeId, patientId: episode.patientId, practitionerId, now });
  await client.query('update triage_state set next_tick_at = null where episode_id = $1', [episodeId]);
  const about = { occurredAt: now, patientId: episode.patientId, episodeId, practitionerId, teamId };
  await appendChanges(client, [
    { ...about, kind: 'responsibility-ended', data: { at: new Date(now).toISOString() } },
    { ...about, kind: 'episode-ended' },
  ]);
}

/** The patient's own numbers, to be in force from `since`; `until` asks for renewal, null for none. */
export type NewLimits = {
  episodeId: string;
  values: Record<string, number>;
  reason: string;
  since: number;
  until: number | null;
  /** The second person, where a value lies beyond the protocol's allowed range. */
  confirmedBy: string | null;
  /** A member of the accountable team; null when the installation itself sets them. */
  practitionerId: string | null;
  /** What was shown before; it has been judged already. */
  shown?: ShownBefore | null;
  /** What is told of it besides. */
  told?: Record<string, unknown>;
  now: number;
};

/**
 * Writes the next version of a patient's limits and asks triage to judge by them. A value that would not hold (unknown name, beyond the
 * range without a second person) is refused, not stored. One transaction's worth. Returns the version. Throws `ActRefused`.
 */
export async function setLimits(client: Queryable, given: NewLimits): Promise<number> {
  const { episodeId, practitionerId, confirmedBy, now } = given;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  if (episode.accountable === null) throw refused('episode-ended', 'The follow-up has ended.');
  // Who puts them in force: the author may have proposed them while another team was accountable.
  const decidedBy = confirmedBy ?? practitionerId;
  if (decidedBy !== null) {
    const { actor } = await readActing(client, decidedBy);
    if (!actor.teamIds.includes(episode.accountable.teamId)) {
      throw refused('not-the-accountable-team', 'Only the team that is accountable now can set limits.');
    }
  }
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) + 1 as version from limits where episode_id = $1',
    [episodeId],
  );
  const version = rows[0]?.version ?? 1;
  const protocol = await demandProtocol(client, episode.protocolId, episode.protocolVersion);
  await demandReadable(client, episodeId);
  const limits = validLimits(protocol, given, version);
  const about = { id: episodeId, patientId: episode.patientId, teamId: episode.accountable.teamId };
  const { shown = null, told = {} } = given;
  await putLimits(client, { episode: about, limits, practitionerId, shown, told, now });
  return version;
}

function validLimits(protocol: Protocol, given: NewLimits, version: number): Limits {
  const { values, reason, since, until, confirmedBy, practitionerId } = given;
  const author = practitionerId ?? 'installation';
  const parsed = LimitsSchema.safeParse({ version, values, reason, author, since, until, confirmedBy });
  if (!parsed.success) {
    throw refused(
      'limits-invalid',
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  }
  if (until !== null && until <= since) throw refused('limits-invalid', 'The limits end before they begin.');
  // Judged as on the day that they begin: a limit for next week is no fault today.
  const { faults } = applyLimits(protocol, parsed.data, since);
  if (faults.length > 0) {
    throw refused('limits-invalid', faults.map(({ name, code }) => `${name}: ${code}`).join('; '));
  }
  refuseTurnedRound(protocol, values);
  return parsed.data;
}

async function demandProtocol(client: Queryable, id: string, version: number): Promise<Protocol> {
  const [protocol] = await readProtocols(client, [{ id, version }]);
  if (protocol === undefined) throw refused('no-such-protocol', `Protocol ${id} version ${version} is not registered.`);
  return protocol;
}

async function refuseSecond(client: Queryable, patientId: string, condition: string): Promise<void> {
  const { rowCount } = await client.query('select from patient where id = $1 for no key update', [patientId]);
  if (rowCount === 0) throw refused('no-such-patient', 'There is no such patient.');
  const { rowCount: running } = await client.query(
    'select from episode where patient_id = $1 and condition = $2 and upper_inf(period)',
    [patientId, condition],
  );
  if (running !== 0) throw refused('already-followed', 'The patient is already followed for this condition.');
}

async function startTriage(
  client: Queryable,
  { episodeId, protocol, now }: { episodeId: string; protocol: Protocol; now: number },
): Promise<void> {
  const compiled = compileProtocol(applyLimits(protocol, null, now));
  const state = initialState(compiled, now);
  const tickAt = nextTickAt(compiled, state);
  await client.query(
    `
      insert into triage_state (episode_id, state, protocol_id, protocol_version, next_tick_at, updated_at)
      values ($1, $2, $3, $4, $5, $6)
    `,
    [
      episodeId,
      JSON.stringify(storedForm(state)),
      protocol.id,
      protocol.version,
      tickAt === null ? null : new Date(tickAt),
      new Date(now),
    ],
  );
  if (tickAt !== null) await scheduleTicks(client, [{ episodeId, at: tickAt }]);
}
