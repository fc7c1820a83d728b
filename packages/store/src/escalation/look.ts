import { beginRun, decideEscalation, type EscalationDecision } from '@samvakt/care';
import { pausedUntil } from '@samvakt/triage';
import { lockAlert } from '../alert/row.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { sendNotifications } from '../notification/send.ts';
import { readReadablePauses } from '../pause/judgedBy.ts';
import { readProtocols } from '../reading/protocol.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { readOpenAlerts } from '../triage/alerts.ts';
import { scheduleLook } from './job.ts';
import { lockRun, writeRun } from './row.ts';
import { type OnFault, readEscalatingTeam } from './team.ts';

/** What a look came to: a step was taken, nobody has answered, there is nothing to do now, or nobody waits for it any more. */
export type Look = 'told' | 'gave-up' | 'waiting' | 'stale';

/**
 * What the timer does: looks at where an alert's escalation stands, carries out what @samvakt/care decides (who is told, what is skipped, when to look
 * again), and sets the next timer in the same transaction. A worker that is killed has either done all of it or nothing, and what it had taken is
 * found by the sweep. `stale`: the alert is claimed, closed, or gone. `onFault` hears of hours, policy and pauses that cannot be read: red is told without them.
 */
export async function lookAtEscalation(
  client: Queryable,
  { alertId, now, onFault = () => {} }: { alertId: string; now: number; onFault?: OnFault },
): Promise<Look> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from alert where id = $1',
    [alertId],
  );
  const episode = rows[0] === undefined ? null : await enterEpisode(client, rows[0].episodeId, now);
  if (episode === null) return 'stale';
  const alert = await lockAlert(client, alertId, episode.accountable?.teamId ?? null);
  const run = (await lockRun(client, alertId)) ?? beginRun(null, 'found', now);
  const escalated = {
    status: alert.state.status,
    severity: alert.severity,
    pausedUntil: await readPausedUntil(client, { episode, alertId, now, onFault }),
  };
  const teamId = episode.accountable?.teamId;
  const team = teamId === undefined ? null : await readTeamOf(client, run, { teamId, now, onFault });
  const decision = decideEscalation(run, escalated, team, now);
  await writeRun(client, alertId, decision.next);
  if (decision.next.dueAt !== null) await scheduleLook(client, { alertIds: [alertId], at: decision.next.dueAt });
  await tell(client, { decision, alertId, severity: alert.severity, ruleId: alert.ruleId, episode, now });
  if (decision.gaveUp) return 'gave-up';
  if (decision.notifications.length > 0) return 'told';
  return decision.next.status === 'stopped' ? 'stale' : 'waiting';
}

/** A run that has begun goes on with the policy that it began with; a new one takes what is in force. */
async function readTeamOf(
  client: Queryable,
  run: { teamId: string | null; policyVersion: number | null; status: string; severity: string | null },
  { teamId, now, onFault }: { teamId: string; now: number; onFault: OnFault },
) {
  const inForce = await readEscalatingTeam(client, { teamId, policyVersion: null, now, onFault });
  if (run.teamId !== teamId || run.status !== 'waiting' || run.policyVersion === inForce.policyVersion) return inForce;
  return readEscalatingTeam(client, { teamId, policyVersion: run.policyVersion, now, onFault });
}

/** A pause that cannot be read holds nothing back: what stands open must reach somebody. */
async function readPausedUntil(
  client: Queryable,
  { episode, alertId, now, onFault }: { episode: LockedEpisode; alertId: string; now: number; onFault: OnFault },
): Promise<number | null> {
  const pauses = (await readReadablePauses(client, [episode.id], onFault)).get(episode.id)?.pauses ?? [];
  if (pauses.length === 0) return null;
  const alert = (await readOpenAlerts(client, [episode.id])).get(episode.id)?.find(({ id }) => id === alertId);
  if (alert === undefined) return null;
  const [protocol] = await readProtocols(client, [{ id: episode.protocolId, version: episode.protocolVersion }]);
  if (protocol === undefined) throw new Error(`episode ${episode.id}: its protocol is not registered`);
  return pausedUntil(protocol, pauses, alert, now);
}

type Taken = {
  decision: EscalationDecision;
  alertId: string;
  severity: 'red' | 'yellow';
  ruleId: string;
  episode: LockedEpisode;
  now: number;
};

/** One line in the feed for what was done, and the notifications themselves. */
async function tell(client: Queryable, taken: Taken): Promise<void> {
  const { decision, alertId, severity, ruleId, episode, now } = taken;
  const { next, notifications, skipped, gaveUp } = decision;
  if (episode.accountable === null || (notifications.length === 0 && skipped.length === 0 && !gaveUp)) return;
  const accountableTeamId = episode.accountable.teamId;
  await appendChanges(client, [
    {
      kind: gaveUp ? 'alert-unanswered' : 'alert-escalated',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      alertId,
      teamId: accountableTeamId,
      data: {
        ruleId,
        severity,
        run: next.run,
        policyVersion: next.policyVersion,
        told: notifications.map(({ round, step, target, to }) => ({ round, step, target, to })),
        skipped,
      },
    },
  ]);
  await sendNotifications(
    client,
    notifications.map(({ round, step, target, to }) => ({
      kind: 'escalation' as const,
      alertId,
      accountableTeamId,
      severity,
      to,
      step: { run: next.run, round, step, target },
      claimUntil: null,
    })),
    now,
  );
}
