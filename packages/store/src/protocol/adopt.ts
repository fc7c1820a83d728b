import { isDeepStrictEqual } from 'node:util';
import { type AdoptionState, decideAdoption, type NotHolding } from '@samvakt/care';
import { applyLimits, blamed, type Limits, LimitsSchema, type Protocol, turnedRound } from '@samvakt/triage';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import { demandCover } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { putLimits } from '../limits/put.ts';
import { readOwn } from '../own/unreadable.ts';
import { type MessageAct, tellPlan } from '../patientMessage/write.ts';
import { readOwnPlan } from '../plan/judgedBy.ts';
import { type ProtocolKey, readProtocols } from '../reading/protocol.ts';
import { allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { applyProtocolAdopted } from '../triage/apply.ts';
import { readInForceFrom } from '../triage/state.ts';
import { isSameSetting, type KeptSetting, readPresentSetting } from '../whatIf/presentSetting.ts';
import { demandShown, notShown, type ShownBefore, shownColumns } from '../whatIf/shown.ts';

/** Another protocol version for one patient, from now on. */
export type NewAdoption = {
  episodeId: string;
  protocol: ProtocolKey;
  reason: string;
  /** The number of the newest adoption, and the version of the limits, that were read; 0 for none. */
  basedOn: number;
  limitsVersion: number;
  /** The patient's own numbers that are knowingly given up, since they would not hold. */
  giveUp: readonly string[];
  /** What the person was shown before; null only where the installation itself acts. */
  shown: ShownBefore | null;
  /** Where a trial was shown: what it compared with. */
  comparedWith?: KeptSetting;
  practitionerId: string | null;
  now: number;
};

/**
 * Puts a registered protocol version in force for one patient. What is open stays open: the state is carried over under the lock that ingest takes, and judged by
 * the new version from this instant on. Refused where an hour would be nobody's, for the accountable team and for one that a handover is open to.
 * One transaction's worth. Gives the number of the adoption. Throws `ActRefused`.
 */
export async function adoptProtocol(client: Queryable, adoption: NewAdoption): Promise<number> {
  const { episodeId, practitionerId, now } = adoption;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const [wanted] = await readProtocols(client, [adoption.protocol]);
  const limits = await readNewestLimits(client, episodeId);
  const state = await readState(client, { episode, wanted, limits, now });
  const actor = practitionerId === null ? 'the-installation' : (await readActing(client, practitionerId)).actor;
  allowed(decideAdoption(state, adoption, { now, actor }));
  const { accountableTeamId: teamId, present } = state;
  if (wanted === undefined || teamId === null)
    throw new Error(`episode ${episodeId}: an adoption of nothing was allowed`);
  await demandShownBefore(client, adoption);
  for (const covered of [teamId, ...(await readTeamsToCome(client, episodeId))]) {
    await demandCover(client, { teamId: covered, protocol: wanted, now });
  }
  const number = present.number + 1;
  const givenUp = Object.fromEntries(adoption.giveUp.map((name) => [name, limits?.values[name]]));
  const from = await readInForceFrom(client, { episodeId, now });
  await write(client, { adoption, number, present, givenUp, from });
  await appendChanges(client, [
    {
      kind: 'protocol-adopted',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId,
      practitionerId: practitionerId ?? undefined,
      teamId,
      data: {
        number,
        from: { id: present.id, version: present.version },
        to: { id: wanted.id, version: wanted.version },
        reason: adoption.reason,
        ...(adoption.giveUp.length === 0 ? {} : { givenUp }),
        ...(adoption.shown !== null && 'withoutReplay' in adoption.shown
          ? { withoutReplay: adoption.shown.withoutReplay }
          : {}),
      },
    },
  ]);
  if (limits !== null && adoption.giveUp.length > 0) {
    const kept = Object.entries(limits.values).filter(([name]) => !adoption.giveUp.includes(name));
    await putLimits(client, {
      episode: { id: episodeId, patientId: episode.patientId, teamId },
      // What is left rests on the same reason and author, and ends when it would have ended.
      limits: { ...limits, version: limits.version + 1, values: Object.fromEntries(kept) },
      practitionerId,
      shown: null,
      told: { givenUp },
      now,
    });
  }
  await applyProtocolAdopted(client, { episodeId, at: from });
  await tellOtherPlan(
    client,
    { before: present, wanted, teamId },
    { episodeId, patientId: episode.patientId, practitionerId, now },
  );
  return number;
}

/** Where the patient has no plan of their own, another version may ask for something else from now on: the home is told. */
async function tellOtherPlan(
  client: Queryable,
  { before, wanted, teamId }: { before: ProtocolKey; wanted: Protocol; teamId: string },
  act: MessageAct,
): Promise<void> {
  if ((await readOwnPlan(client, act.episodeId)) !== null) return;
  const [earlier] = await readProtocols(client, [before]);
  const plan = wanted.plan ?? null;
  if (!isDeepStrictEqual(earlier?.plan ?? null, plan)) await tellPlan(client, { plan, teamId }, act);
}

async function demandShownBefore(client: Queryable, adoption: NewAdoption): Promise<void> {
  const { episodeId, practitionerId, protocol, shown, comparedWith, now } = adoption;
  if (practitionerId === null) return;
  if (shown === null) throw refused('replay-not-shown', 'Look at what the version would have changed first.');
  if ('trialId' in shown) {
    // Who answers for a trial has looked at it; what it compared with must judge still.
    if (comparedWith !== undefined && isSameSetting(comparedWith, await readPresentSetting(client, adoption))) return;
    throw notShown('What judges the patient has changed since the trial. Use the patient’s own page.');
  }
  const question = { type: 'protocol', id: protocol.id, version: protocol.version } as const;
  await demandShown(client, shown, { episodeId, practitionerId, question, now });
}

async function readState(
  client: Queryable,
  given: { episode: LockedEpisode; wanted: Protocol | undefined; limits: Limits | null; now: number },
): Promise<AdoptionState> {
  const { episode, wanted, limits, now } = given;
  const { rows } = await client.query<{
    condition: string;
    startedAt: Date;
    number: number | null;
    at: Date | null;
    by: string | null;
    proposalPending: boolean;
  }>(
    `
      select episode.condition, lower(episode.period) as "startedAt", newest.number, newest.adopted_at as at, practitioner.name as by,
        exists (select from limits_proposal where episode_id = episode.id and status = 'pending' and deadline_at > $2) as "proposalPending"
      from episode
      left join lateral (
        select number, adopted_at, adopted_by from protocol_adoption where episode_id = episode.id order by number desc limit 1
      ) as newest on true
      left join practitioner on practitioner.id = newest.adopted_by
      where episode.id = $1
    `,
    [episode.id, new Date(now)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`episode ${episode.id} is gone while it is locked`);
  return {
    accountableTeamId: episode.accountable?.teamId ?? null,
    condition: row.condition,
    present: {
      id: episode.protocolId,
      version: episode.protocolVersion,
      number: row.number ?? 0,
      since: (row.at ?? row.startedAt).getTime(),
      by: row.by,
    },
    wanted: wanted ?? null,
    limitsVersion: limits?.version ?? 0,
    wouldNotHold: wanted === undefined ? [] : numbersNotHolding(wanted, limits, now),
    proposalPending: row.proposalPending,
  };
}

/** The patient's own numbers that would not hold under a protocol version though they have not ended. */
export function numbersNotHolding(protocol: Protocol, limits: Limits | null, now: number): NotHolding[] {
  if (limits === null || (limits.until !== null && limits.until <= now)) return [];
  // Judged as on the day that they begin: a limit for next week is no fault today.
  const { faults } = applyLimits(protocol, limits, Math.max(now, limits.since));
  const notHolding = faults.flatMap(({ name, code }): NotHolding[] =>
    code === 'expired' || code === 'not-yet' ? [] : [{ name, why: code }],
  );
  const out = new Set(notHolding.map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(limits.values).filter(([name]) => !out.has(name)));
  const turned = new Set(turnedRound(protocol, values).map((order) => blamed(order, values)));
  return [...notHolding, ...[...turned].map((name) => ({ name, why: 'yellow-beyond-red' as const }))];
}

/** The newest version of a patient's own limits, in force or not; null where there are none. @throws SettingUnreadable */
export async function readNewestLimits(client: Queryable, episodeId: string): Promise<Limits | null> {
  const { rows } = await client.query<{ body: unknown }>(
    'select body from limits where episode_id = $1 order by version desc limit 1',
    [episodeId],
  );
  return rows[0] === undefined ? null : readOwn(LimitsSchema, rows[0].body, { episodeId, setting: 'limits' });
}

/** To whom the responsibility is on its way: the version would judge for them too. */
async function readTeamsToCome(client: Queryable, episodeId: string): Promise<string[]> {
  const { rows } = await client.query<{ teamId: string }>(
    `select to_team_id as "teamId" from handover where episode_id = $1 and status in ('offered', 'scheduled')`,
    [episodeId],
  );
  return rows.map(({ teamId }) => teamId);
}

async function write(
  client: Queryable,
  given: {
    adoption: NewAdoption;
    number: number;
    present: ProtocolKey;
    givenUp: Record<string, number | undefined>;
    /** When it begins to judge. */
    from: number;
  },
): Promise<void> {
  const { adoption, number, present, givenUp, from } = given;
  const { episodeId, protocol, reason, practitionerId, shown } = adoption;
  await client.query(
    `
      insert into protocol_adoption (episode_id, number, from_id, from_version, to_id, to_version, adopted_at, reason, adopted_by, given_up,
        replay_id, without_replay, trial_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    `,
    [
      episodeId,
      number,
      present.id,
      present.version,
      protocol.id,
      protocol.version,
      new Date(from),
      reason,
      practitionerId,
      JSON.stringify(givenUp),
      ...shownColumns(shown),
      shown !== null && 'trialId' in shown ? shown.trialId : null,
    ],
  );
  await client.query('update episode set protocol_id = $2, protocol_version = $3 where id = $1', [
    episodeId,
    protocol.id,
    protocol.version,
  ]);
  // Beside the state, under its lock: whoever has waited for that lock reads it there.
  await client.query(
    'update triage_state set protocol_id = $2, protocol_version = $3, setting_since = $4 where episode_id = $1',
    [episodeId, protocol.id, protocol.version, new Date(from)],
  );
}
