import type { EscalationPolicy, EscalationStep } from '@samvakt/contract';
import { nextOpening } from '../openingHours/openingHours.ts';
import type {
  EscalatedAlert,
  EscalatingTeam,
  EscalationDecision,
  EscalationNotification,
  EscalationRun,
  Recipient,
  RunReason,
  SkippedStep,
} from './state.ts';

/*
 * Escalation in one paragraph. While an alert is nobody's, its team's policy is gone through step by step. A step that is due tells its target once
 * and the next one waits its time; a step that has nobody to tell is skipped at once, and that is kept with its reason. After the last step of a round there is a
 * wait for an answer, then the next round, and after the last round nobody has answered. Red waits for no opening hours; the steps of a yellow alert do.
 * While the team is closed and another covers, a red alert is told to the covering team at once in each round, whatever the policy's order and waits; the steps to the closed team
 * and its lead are skipped as closed. The same when the watch passes while the alert stands: at closing time, or when another cover is declared. What the covering
 * team did not answer begins anew when the team is back.
 * Whoever claims or closes the alert stops the run. When the alert becomes nobody's again, another team's, or red, a new run begins. Every timer
 * leads here and judges what is so now: a timer that is stale changes nothing.
 */

/** A run that has not been looked at: due at once, so that its first look says who is told. */
export function beginRun(before: EscalationRun | null, reason: RunReason, now: number): EscalationRun {
  return {
    run: (before?.run ?? 0) + 1,
    reason,
    startedAt: now,
    status: 'waiting',
    teamId: null,
    policyVersion: null,
    severity: null,
    round: 0,
    step: 0,
    wantedAt: now,
    dueAt: now,
    toldCover: null,
  };
}

/** Judges where an alert's escalation stands at `now` (epoch milliseconds). Pure: the caller holds the locks, and writes what comes out. */
export function decideEscalation(
  before: EscalationRun,
  alert: EscalatedAlert,
  team: EscalatingTeam | null,
  now: number,
): EscalationDecision {
  if (alert.status !== 'open' || team === null) return still(stopped(before));
  if (alert.pausedUntil !== null) return still({ ...before, status: 'held', dueAt: alert.pausedUntil });
  const run = currentRun(before, alert, team, now);
  if (run.status === 'stopped') return still(run);
  const { severity } = alert;
  const decision = isDue(run, severity, team, now) ? advance(run, severity, team, now) : still(run);
  return watched(decision, severity, team, now);
}

/** Whether the next step is to be taken: red at its time, yellow at its time while the team is there. */
function isDue(
  { status, wantedAt, dueAt }: EscalationRun,
  severity: 'red' | 'yellow',
  team: EscalatingTeam,
  now: number,
) {
  const wanted = wantedAt ?? dueAt;
  return status === 'waiting' && (wanted === null || (wanted <= now && whenOpen(now, severity, team) <= now));
}

/** Tells the covering team what it has not been told yet, and says when to look again: at the next step, or when the watch passes on. */
function watched(
  decision: EscalationDecision,
  severity: 'red' | 'yellow',
  team: EscalatingTeam,
  now: number,
): EscalationDecision {
  const { next, notifications } = decision;
  const cover = coveringNow(severity, team);
  const untold = cover !== null && next.toldCover !== cover;
  const toldCover = untold ? cover : next.toldCover;
  return {
    ...decision,
    next: { ...next, toldCover, dueAt: lookAt(next, severity, team, now) },
    notifications: untold
      ? [{ ...coverStep(next, team), to: { type: 'team', teamId: cover } }, ...notifications]
      : notifications,
  };
}

function lookAt(
  { status, wantedAt, dueAt }: EscalationRun,
  severity: 'red' | 'yellow',
  team: EscalatingTeam,
  now: number,
) {
  const wanted = status === 'waiting' ? (wantedAt ?? dueAt) : null;
  if (severity === 'yellow') return wanted === null ? null : whenOpen(Math.max(wanted, now), severity, team);
  const passes = team.cover.until !== null && team.cover.until > now ? team.cover.until : null;
  return wanted === null || passes === null ? (wanted ?? passes) : Math.min(wanted, passes);
}

/** The team that acts on the alert in the place of its own; null while its own does, or nobody can be told. */
function coveringNow(severity: 'red' | 'yellow', { cover }: EscalatingTeam): string | null {
  return severity === 'red' && cover.by === 'covering-team' ? cover.teamId : null;
}

/** The place of what is told outside the policy's order: that of its step to the covering team, or one after its last. */
function coverStep({ round }: EscalationRun, { policy }: EscalatingTeam) {
  const place = policy.steps.findIndex(
    ({ target, severities }) => target === 'covering-team' && severities.includes('red'),
  );
  return { round, step: place === -1 ? policy.steps.length : place, target: 'covering-team' as const };
}

function stopped(run: EscalationRun): EscalationRun {
  return { ...run, status: 'stopped', wantedAt: null, dueAt: null };
}

/** The run that stands, or a new one where the alert has become another team's, red, or visible again since it was looked at. */
function currentRun(before: EscalationRun, alert: EscalatedAlert, team: EscalatingTeam, now: number): EscalationRun {
  if (before.status === 'held') return entered(renewed(before, 'pause-over', now), alert, team);
  // Nothing may be left standing by an act that forgot to begin a run.
  if (before.status === 'stopped' && nextStep(team.policy, alert.severity, 0) !== null)
    return entered(renewed(before, 'found', now), alert, team);
  if (before.teamId === null) return entered(before, alert, team);
  if (before.teamId !== team.teamId) return entered(renewed(before, 'handover', now), alert, team);
  if (before.severity === 'yellow' && alert.severity === 'red')
    return entered(renewed(before, 'raised', now), alert, team);
  const nobodyAnswered = before.status === 'exhausted' && before.toldCover !== null;
  if (nobodyAnswered && team.cover.by === 'own-team') return entered(renewed(before, 'team-back', now), alert, team);
  return before;
}

/** One that was held before its first look told nobody: it is the same run, later. */
function renewed(before: EscalationRun, reason: RunReason, now: number): EscalationRun {
  return before.teamId === null
    ? { ...before, status: 'waiting', wantedAt: now, dueAt: now }
    : beginRun(before, reason, now);
}

/** The first look at a run: from now on it is this team's, by this version of its policy. */
function entered(run: EscalationRun, { severity }: EscalatedAlert, team: EscalatingTeam): EscalationRun {
  const { teamId, policyVersion, policy } = team;
  const at = nextStep(policy, severity, 0);
  const stamped = { ...run, teamId, policyVersion, severity };
  if (at === null) return stopped(stamped);
  // A claim that ended has cost time already, and is answered by the first step at once.
  const wait = run.reason === 'claim-ended' ? 0 : at.step.afterMs;
  return { ...stamped, step: at.place, wantedAt: run.startedAt + wait };
}

function advance(
  run: EscalationRun,
  severity: 'red' | 'yellow',
  team: EscalatingTeam,
  now: number,
): EscalationDecision {
  const { policy } = team;
  const skipped: SkippedStep[] = [];
  for (let place = run.step; ; place += 1) {
    const at = nextStep(policy, severity, place);
    if (at === null) return endOfRound(run, severity, team, now, skipped);
    const taken = { round: run.round, step: at.place, target: at.step.target };
    const to = recipientOf(at.step, { severity, team, run });
    if (typeof to === 'string') {
      skipped.push({ ...taken, reason: to });
      place = at.place;
      continue;
    }
    const toldCover = at.step.target === 'covering-team' && to.type === 'team' ? to.teamId : run.toldCover;
    const next = { ...run, toldCover, step: at.place + 1 };
    return told(next, { severity, team, now, skipped, notification: { ...taken, to } });
  }
}

type Told = {
  severity: 'red' | 'yellow';
  team: EscalatingTeam;
  now: number;
  skipped: readonly SkippedStep[];
  notification: EscalationNotification;
};

/** Somebody was told: the next step has its wait, or the round its answer's. */
function told(run: EscalationRun, { severity, team, now, skipped, notification }: Told): EscalationDecision {
  const next = nextStep(team.policy, severity, run.step);
  const wait = next === null ? team.policy.answerMs : next.step.afterMs;
  return {
    next: { ...run, step: next?.place ?? team.policy.steps.length, wantedAt: now + wait },
    notifications: [notification],
    skipped,
    gaveUp: false,
  };
}

/**
 * No step is left in this round. Where steps have just been skipped on the way here, the answer to the last one that told somebody has not been waited
 * for: that wait comes first. Otherwise it is over, and the next round begins or nobody has answered.
 */
function endOfRound(
  run: EscalationRun,
  severity: 'red' | 'yellow',
  team: EscalatingTeam,
  now: number,
  skipped: readonly SkippedStep[],
): EscalationDecision {
  const { policy } = team;
  if (skipped.length > 0) {
    const next = { ...run, step: policy.steps.length, wantedAt: now + policy.answerMs };
    return { next, notifications: [], skipped, gaveUp: false };
  }
  if (run.round + 1 >= policy.rounds) {
    const next = { ...run, status: 'exhausted' as const, wantedAt: null, dueAt: null };
    return { next, notifications: [], skipped, gaveUp: true };
  }
  return advance({ ...run, round: run.round + 1, step: 0, toldCover: null }, severity, team, now);
}

/** The first step from `place` on that applies to the severity, or null. */
function nextStep(policy: EscalationPolicy, severity: 'red' | 'yellow', from: number) {
  const place = policy.steps.findIndex((step, at) => at >= from && step.severities.includes(severity));
  const step = policy.steps[place];
  return step === undefined ? null : { place, step };
}

function recipientOf(
  { target }: EscalationStep,
  { severity, team, run }: { severity: 'red' | 'yellow'; team: EscalatingTeam; run: EscalationRun },
): Recipient | SkippedStep['reason'] {
  const cover = coveringNow(severity, team);
  if (cover !== null && (target === 'team' || target === 'lead')) return 'team-closed';
  if (cover !== null && target === 'covering-team' && run.toldCover === cover) return 'told-already';
  switch (target) {
    case 'on-duty':
      return team.onDuty === null ? 'nobody-on-duty' : { type: 'person', practitionerId: team.onDuty };
    case 'team':
      return { type: 'team', teamId: team.teamId };
    case 'lead':
      return team.lead === null ? 'no-lead' : { type: 'person', practitionerId: team.lead };
    case 'covering-team':
      return team.cover.by === 'covering-team' ? { type: 'team', teamId: team.cover.teamId } : 'no-covering-team';
  }
}

/** Yellow waits until the team is there; red never does. */
function whenOpen(at: number, severity: 'red' | 'yellow', { hours }: EscalatingTeam): number {
  return severity === 'red' ? at : (nextOpening(hours, at) ?? at);
}

function still(next: EscalationRun): EscalationDecision {
  return { next, notifications: [], skipped: [], gaveUp: false };
}
