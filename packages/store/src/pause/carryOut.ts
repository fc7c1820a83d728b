import type { PauseEffect, PauseRecord } from '@samvakt/care';
import { type Protocol, pausedUntil } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { lookAtHeld } from '../escalation/begin.ts';
import { readProtocols } from '../reading/protocol.ts';
import { refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { readOpenAlerts } from '../triage/alerts.ts';
import { applyPausesChanged } from '../triage/apply.ts';
import { readHeldBack } from './heldBack.ts';
import { cancelPauseTurn, schedulePauseTurn } from './turnJob.ts';

/** A decided act with all that its effects need. `before` null: it is new. `practitionerId` null: the clock. */
type Decided = {
  before: PauseRecord | null;
  next: PauseRecord;
  effects: readonly PauseEffect[];
  episode: LockedEpisode;
  practitionerId: string | null;
  now: number;
};

/** Writes a pause and carries out what was decided, in the transaction that holds the locks of its episode. */
export async function carryOut(client: Queryable, decided: Decided): Promise<void> {
  if (decided.before === null) await insertPause(client, decided);
  else await updatePause(client, decided.before, decided);
  await client.query(
    `
      update triage_state set pauses_version = (select sum(version) from pause where pause.episode_id = $1)
      where triage_state.episode_id = $1
    `,
    [decided.episode.id],
  );
  for (const effect of decided.effects) await applyEffect(client, effect, decided);
  await lookAtHeld(client, { episodeId: decided.episode.id, now: decided.now });
}

async function insertPause(client: Queryable, { next, episode, practitionerId, now }: Decided): Promise<void> {
  await client.query(
    `
      insert into pause (id, episode_id, scope, includes_red, reason, note, set_by, set_at, starts_at, ends_at, began_at, version)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    `,
    [
      next.id,
      episode.id,
      JSON.stringify(next.scope),
      next.includesRed,
      next.reason,
      next.note,
      practitionerId,
      new Date(now),
      new Date(next.startsAt),
      new Date(next.endsAt),
      next.begun ? new Date(next.startsAt) : null,
      next.version,
    ],
  );
}

async function updatePause(
  client: Queryable,
  before: PauseRecord,
  { next, practitionerId, now }: Decided,
): Promise<void> {
  const { rowCount } = await client.query(
    `
      update pause set ends_at = $3, began_at = case when $4 then coalesce(began_at, $5) end, ended_at = $6, ended_by = $7, version = $8
      where id = $1 and version = $2
    `,
    [
      before.id,
      before.version,
      new Date(next.endsAt),
      next.begun,
      new Date(now),
      next.ended === null ? null : new Date(next.ended.at),
      next.ended === null ? null : practitionerId,
      next.version,
    ],
  );
  if (rowCount !== 1) throw refused('version-moved-on', 'The pause has changed since it was read. Read it again.');
}

async function applyEffect(client: Queryable, effect: PauseEffect, decided: Decided): Promise<void> {
  const { next, episode, practitionerId, now } = decided;
  switch (effect.type) {
    case 'schedule-turn':
      return schedulePauseTurn(client, { pauseId: next.id, at: effect.at });
    case 'cancel-turn':
      return cancelPauseTurn(client, next.id);
    case 'tell-triage':
      return applyPausesChanged(client, { episodeId: episode.id, at: now });
    case 'announce':
      return appendChanges(client, [
        {
          kind: effect.kind,
          occurredAt: now,
          patientId: episode.patientId,
          episodeId: episode.id,
          practitionerId: practitionerId ?? undefined,
          teamId: practitionerId === null ? undefined : episode.accountable?.teamId,
          data: { ...said(next), ...(effect.kind === 'pause-ended' ? await appearing(client, decided) : {}) },
        },
      ]);
  }
}

function said({ id, scope, includesRed, reason, note, startsAt, endsAt, ended }: PauseRecord): Record<string, unknown> {
  return {
    pauseId: id,
    scope,
    includesRed,
    pauseReason: reason,
    note,
    startsAt: iso(startsAt),
    endsAt: iso(endsAt),
    ...(ended === null ? {} : { endedAt: iso(ended.at) }),
  };
}

/** The open alerts that this pause held back and nothing holds back any more: how many, and the worst of them, for whoever is to hear of it. */
async function appearing(client: Queryable, { before, episode, now }: Decided): Promise<Record<string, unknown>> {
  if (before === null) return {};
  const protocol = await readProtocol(client, episode);
  const open = (await readOpenAlerts(client, [episode.id])).get(episode.id) ?? [];
  const held = await readHeldBack(client, { episodeIds: [episode.id], now });
  const { scope, includesRed, startsAt, endsAt } = before;
  const lifted = { scope, includesRed, from: startsAt, until: endsAt };
  const at = Math.min(now, endsAt - 1);
  const alerts = open.filter((alert) => pausedUntil(protocol, [lifted], alert, at) !== null && !held.has(alert.id));
  if (alerts.length === 0) return { appearing: 0 };
  const severity = alerts.some((alert) => alert.severity === 'red') ? 'red' : 'yellow';
  return { appearing: alerts.length, severity };
}

async function readProtocol(client: Queryable, { id, protocolId, protocolVersion }: LockedEpisode): Promise<Protocol> {
  const [protocol] = await readProtocols(client, [{ id: protocolId, version: protocolVersion }]);
  if (protocol === undefined)
    throw new Error(`episode ${id}: protocol ${protocolId} ${protocolVersion} is not registered`);
  return protocol;
}

const iso = (at: number): string => new Date(at).toISOString();
