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
    dueAt: now,
  };
}

/** Judges where an alert's escalation stands at `now` (epoch milliseconds). Pure: the caller holds the locks, and writes what comes out. */
export function decideEscalation(
  before: EscalationRun,
  alert: EscalatedAlert,
  team: EscalatingTeam | null,
  now: number,
): EscalationDecision {
  if (alert.status !== 'open' || team === null) return still({ ...before, status: 'stopped', dueAt: null });
  if (alert.pausedUntil !== null) return still({ ...before, status: 'held', dueAt: alert.pausedUntil });
  const run = currentRun(before, alert, team, now);
  if (run.status === 'exhausted' || run.status === 'stopped') return still(run);
  if (run.dueAt !== null && now < run.dueAt) return still(run);
  return advance(run, alert.severity, team, now);
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
  return before;
}

/** One that was held before its first look told nobody: it is the same run, later. */
function renewed(before: EscalationRun, reason: RunReason, now: number): EscalationRun {
  return before.teamId === null ? { ...before, status: 'waiting', dueAt: now } : beginRun(before, reason, now);
}

/** The first look at a run: from now on it is this team's, by this version of its policy. */
function entered(run: EscalationRun, { severity }: EscalatedAlert, team: EscalatingTeam): EscalationRun {
  const { teamId, policyVersion, policy } = team;
  const at = nextStep(policy, severity, 0);
  const stamped = { ...run, teamId, policyVersion, severity };
  if (at === null) return { ...stamped, status: 'stopped', dueAt: null };
  // A claim that ended has cost time already, and is answered by the first step at once.
  const wait = run.reason === 'claim-ended' ? 0 : at.step.afterMs;
  return { ...stamped, step: at.place, dueAt: whenOpen(run.startedAt + wait, severity, team) };
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
    const to = recipientOf(at.step, team);
    if (typeof to === 'string') {
      skipped.push({ ...taken, reason: to });
      place = at.place;
      continue;
    }
    return told({ ...run, step: at.place + 1 }, { severity, team, now, skipped, notification: { ...taken, to } });
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
  const dueAt = whenOpen(now + wait, severity, team);
  return {
    next: { ...run, step: next?.place ?? team.policy.steps.length, dueAt },
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
    const dueAt = whenOpen(now + policy.answerMs, severity, team);
    return { next: { ...run, step: policy.steps.length, dueAt }, notifications: [], skipped, gaveUp: false };
  }
  if (run.round + 1 >= policy.rounds) {
    return { next: { ...run, status: 'exhausted', dueAt: null }, notifications: [], skipped, gaveUp: true };
  }
  return advance({ ...run, round: run.round + 1, step: 0 }, severity, team, now);
}

/** The first step from `place` on that applies to the severity, or null. */
function nextStep(policy: EscalationPolicy, severity: 'red' | 'yellow', from: number) {
  const place = policy.steps.findIndex((step, at) => at >= from && step.severities.includes(severity));
  const step = policy.steps[place];
  return step === undefined ? null : { place, step };
}

function recipientOf({ target }: EscalationStep, team: EscalatingTeam): Recipient | SkippedStep['reason'] {
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
