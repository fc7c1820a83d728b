import {
  type AlertCommand,
  type AlertEffect,
  type AlertState,
  claimWithinCover,
  decideAlert,
  decideClaimEnd,
} from '@samvakt/care';
import type { Outcome } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { beginEscalations, stopEscalation } from '../escalation/begin.ts';
import { enterEpisode } from '../handover/enter.ts';
import { sendNotifications } from '../notification/send.ts';
import { ActRefused, allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { applyAlertClosed } from '../triage/apply.ts';
import { cancelClaimEnd, scheduleClaimEnd } from './claimEndJob.ts';
import { cancelClaimReminder, scheduleClaimReminder } from './claimReminder.ts';
import { readHelpers } from './helpers.ts';
import { insertNote, isNoted } from './note.ts';
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

/** `noteId`: the new note's, made by whoever writes it: again under it nothing is done. One transaction's worth. Throws `ActRefused`. */
export function addAlertNote(
  client: Queryable,
  act: AlertAct & { noteId?: string | undefined; text: string },
): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'note', text: act.text });
}

/** Closes an alert with what was done about it, and tells triage, so that the rule starts anew. Throws `ActRefused`. */
export function resolveAlert(
  client: Queryable,
  act: AlertAct & { version: number; outcome: Outcome; note?: string | undefined },
): Promise<AlertState> {
  return actOnAlert(client, act, { type: 'resolve', version: act.version, outcome: act.outcome, note: act.note });
}

/**
 * What the timer does at the end of a claim: the alert goes back to open, and the feed says why. `stale`: the alert was released, closed or
 * claimed anew, and nothing happens. `early`: the end was put off, the cover that it hangs on has changed, or two machines' clocks differ; the timer is set again.
 */
export async function endClaim(
  client: Queryable,
  { alertId, now }: { alertId: string; now: number },
): Promise<'ended' | 'stale' | 'early'> {
  const locked = await lockAlertAndEpisode(client, alertId, now);
  if (locked === null) return 'stale';
  const state = await withinCover(client, { ...locked, now });
  const decision = decideClaimEnd(state, now);
  if (!decision.ok && decision.code === 'not-claimed') return 'stale';
  if (!decision.ok && decision.code === 'deadline-not-passed' && state.claim !== null) {
    await putClaimEnd(client, { alertId, from: locked.alert.state.claim?.until ?? null, until: state.claim.until });
    return 'early';
  }
  if (!decision.ok) throw new ActRefused(decision);
  await carryOut(client, { act: { alertId, practitionerId: null, now }, ...locked, ...decision });
  return 'ended';
}

/** The alert as it stands, its claim no longer than the right by which it was made. */
async function withinCover(
  client: Queryable,
  { alert, episode, now }: { alert: LockedAlert; episode: LockedEpisode; now: number },
): Promise<AlertState> {
  const { claim } = alert.state;
  if (claim === null) return alert.state;
  const { actor: holder } = await readActing(client, claim.practitionerId);
  return claimWithinCover(alert.state, { now, holder, helpers: await readHelpers(client, { alert, episode, now }) });
}

/** Sets the timer of a claim again; where the cover that it hangs on ends sooner than it did, the claim now does so too. */
async function putClaimEnd(
  client: Queryable,
  { alertId, from, until }: { alertId: string; from: number | null; until: number },
): Promise<void> {
  if (until !== from) {
    await client.query('update alert set claimed_until = $2 where id = $1', [alertId, new Date(until)]);
    await scheduleClaimReminder(client, { alertId, until });
  }
  await scheduleClaimEnd(client, { alertId, at: until });
}

type AlertActWithNote = AlertAct & { noteId?: string | undefined };

async function actOnAlert(client: Queryable, act: AlertActWithNote, command: AlertCommand): Promise<AlertState> {
  const { alertId, practitionerId, now } = act;
  const locked = await lockAlertAndEpisode(client, alertId, now);
  if (locked === null) throw refused('no-such-alert', 'There is no such alert.');
  if (command.type === 'note' && (await isNoted(client, { ...act, text: command.text }))) return locked.alert.state;
  const { actor, name } = await readActing(client, practitionerId);
  const helpers = await readHelpers(client, { ...locked, now });
  const decision = allowed(decideAlert(locked.alert.state, command, { now, actor, actorName: name, helpers }));
  await carryOut(client, { act, ...locked, ...decision });
  return decision.next;
}

async function lockAlertAndEpisode(
  client: Queryable,
  alertId: string,
  now: number,
): Promise<{ alert: LockedAlert; episode: LockedEpisode } | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from alert where id = $1',
    [alertId],
  );
  // An alert's episode never changes, so it may be read before the locks that it leads to.
  const episode = rows[0] === undefined ? null : await enterEpisode(client, rows[0].episodeId, now);
  if (episode === null) return null;
  return { episode, alert: await lockAlert(client, alertId, episode.accountable?.teamId ?? null) };
}

/** A decided act with everything that its effects need. `practitionerId` null: the clock. */
type Decided = {
  act: { alertId: string; practitionerId: string | null; now: number; noteId?: string | undefined };
  alert: LockedAlert;
  episode: LockedEpisode;
  next: AlertState;
  effects: readonly AlertEffect[];
  /** In whose name; null for the clock, which acts in the accountable team's. */
  teamId: string | null;
};

async function carryOut(client: Queryable, decided: Decided): Promise<void> {
  if (decided.next !== decided.alert.state) await writeAlert(client, decided);
  for (const effect of decided.effects) await applyEffect(client, effect, decided);
}

async function writeAlert(client: Queryable, { act, alert, next }: Decided): Promise<void> {
  const { claim, resolution } = next;
  const { rowCount } = await client.query(
    `
      update alert set status = $3, version = $4, claimed_by = $5, claimed_at = $6, claimed_until = $7, resolved_by = $8,
        resolved_at = $9, outcome = $10, updated_at = $11
      where id = $1 and version = $2
    `,
    [
      act.alertId,
      alert.state.version,
      next.status,
      next.version,
      claim?.practitionerId ?? null,
      claim === null ? null : new Date(claim.at),
      claim === null ? null : new Date(claim.until),
      resolution === null ? null : act.practitionerId,
      resolution === null ? null : new Date(resolution.at),
      resolution?.outcome ?? null,
      new Date(act.now),
    ],
  );
  if (rowCount !== 1) throw refused('version-moved-on', 'The alert has changed since it was read. Read it again.');
}

async function applyEffect(client: Queryable, effect: AlertEffect, decided: Decided): Promise<void> {
  const { act, alert, episode, next, teamId } = decided;
  const { alertId, practitionerId, now } = act;
  switch (effect.type) {
    case 'add-note':
      return insertNote(client, { id: act.noteId, alertId, practitionerId, now, text: effect.text });
    case 'schedule-claim-end':
      await scheduleClaimReminder(client, { alertId, until: effect.at });
      return scheduleClaimEnd(client, { alertId, at: effect.at });
    case 'cancel-claim-end':
      await cancelClaimReminder(client, alertId);
      return cancelClaimEnd(client, alertId);
    case 'begin-escalation':
      return beginEscalations(client, { runs: [{ alertId, reason: effect.reason }], now });
    case 'stop-escalation':
      return stopEscalation(client, alertId);
    case 'tell-claim-ended':
      return tellClaimEnded(client, decided);
    case 'tell-triage-closed':
      return applyAlertClosed(client, { episodeId: episode.id, ruleId: alert.ruleId, at: effect.at });
    case 'announce':
      return appendChanges(client, [
        {
          kind: effect.kind,
          occurredAt: now,
          patientId: episode.patientId,
          episodeId: episode.id,
          alertId,
          practitionerId: practitionerId ?? undefined,
          teamId: teamId ?? alert.state.accountableTeamId ?? undefined,
          data: {
            ruleId: alert.ruleId,
            severity: alert.severity,
            ...(next.resolution === null ? {} : { outcome: next.resolution.outcome }),
            ...(practitionerId === null ? { reason: 'claim-ended', claimedBy: alert.state.claim?.practitionerId } : {}),
          },
        },
      ]);
  }
}

/** The whole team hears it, the one who had the claim too. */
async function tellClaimEnded(client: Queryable, { act, alert }: Decided): Promise<void> {
  const { accountableTeamId, claim } = alert.state;
  if (accountableTeamId === null || claim === null) return;
  await sendNotifications(
    client,
    [
      {
        kind: 'claim-ended',
        alertId: act.alertId,
        accountableTeamId,
        severity: alert.severity,
        to: { type: 'team', teamId: accountableTeamId },
        step: null,
        claimUntil: claim.until,
      },
    ],
    act.now,
  );
}
