import { randomUUID } from 'node:crypto';
import { type AlertCommand, type AlertEffect, type AlertState, decideAlert } from '@samvakt/care';
import type { Outcome } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';
import { lockEpisode } from '../responsibility.ts';
import { applyAlertClosed } from '../triage/apply.ts';
import { type LockedAlert, lockAlert } from './row.ts';

/** Which alert, who, and when (epoch milliseconds). */
export type AlertAct = { alertId: string; practitionerId: string; now: number };

/** Says that one is on it. One transaction's worth. Throws `ActRefused`, with the name of a colleague who has it. */
export function claimAlert(client: Queryable, act: AlertAct & { version: number }): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'claim', version: act.version });
}

/** Puts a claim back; anybody of the accountable team may. Throws `ActRefused`. */
export function releaseAlert(client: Queryable, act: AlertAct & { version: number }): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'release', version: act.version });
}

export function addAlertNote(client: Queryable, act: AlertAct & { text: string }): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'note', text: act.text });
}

/** Closes an alert with what was done about it, and tells triage, so that the rule starts anew. Throws `ActRefused`. */
export function resolveAlert(
  client: Queryable,
  act: AlertAct & { version: number; outcome: Outcome; note?: string | undefined },
): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'resolve', version: act.version, outcome: act.outcome, note: act.note });
}

async function actOnAlert(client: Queryable, act: AlertAct, command: AlertCommand): Promise<AlertState> {
  const { alertId, practitionerId, now } = act;
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from alert where id = $1',
    [alertId],
  );
  const episode = rows[0] === undefined ? null : await lockEpisode(client, rows[0].episodeId);
  if (episode === null) throw refused('no-such-alert', 'There is no such alert.');
  const alert = await lockAlert(client, alertId, episode.accountable?.teamId ?? null);
  const { actor, name } = await readActing(client, practitionerId);
  const { next, effects } = allowed(decideAlert(alert.state, command, { now, actor, actorName: name }));
  if (next !== alert.state) await writeAlert(client, { act, seen: alert.state, next });
  const place = { act, alert, next, episodeId: episode.id, patientId: episode.patientId };
  for (const effect of effects) await applyEffect(client, effect, place);
  return next;
}

async function writeAlert(
  client: Queryable,
  { act, seen, next }: { act: AlertAct; seen: AlertState; next: AlertState },
): Promise<void> {
  const { rowCount } = await client.query(
    `
      update alert set status = $3, version = $4, claimed_by = $5, claimed_at = $6, resolved_by = $7, resolved_at = $8, outcome = $9,
        updated_at = $10
      where id = $1 and version = $2
    `,
    [
      act.alertId,
      seen.version,
      next.status,
      next.version,
      next.claim?.practitionerId ?? null,
      next.claim === null ? null : new Date(next.claim.at),
      next.resolution === null ? null : act.practitionerId,
      next.resolution === null ? null : new Date(next.resolution.at),
      next.resolution?.outcome ?? null,
      new Date(act.now),
    ],
  );
  if (rowCount !== 1) throw refused('version-moved-on', 'The alert has changed since it was read. Read it again.');
}

async function applyEffect(
  client: Queryable,
  effect: AlertEffect,
  place: { act: AlertAct; alert: LockedAlert; next: AlertState; episodeId: string; patientId: string },
): Promise<void> {
  const { act, alert, next, episodeId, patientId } = place;
  switch (effect.type) {
    case 'add-note':
      await client.query(
        'insert into alert_note (id, alert_id, written_by, written_at, text) values ($1, $2, $3, $4, $5)',
        [randomUUID(), act.alertId, act.practitionerId, new Date(act.now), effect.text],
      );
      return;
    case 'tell-triage-closed':
      return applyAlertClosed(client, { episodeId, ruleId: alert.ruleId, at: effect.at });
    case 'announce':
      return appendChanges(client, [
        {
          kind: effect.kind,
          occurredAt: act.now,
          patientId,
          episodeId,
          alertId: act.alertId,
          practitionerId: act.practitionerId,
          teamId: alert.state.accountableTeamId ?? undefined,
          data: {
            ruleId: alert.ruleId,
            severity: alert.severity,
            ...(next.resolution === null ? {} : { outcome: next.resolution.outcome }),
          },
        },
      ]);
  }
}
