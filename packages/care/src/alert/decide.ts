import type { ALERT_STATUSES, ChangeKind, Outcome } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { CLAIM_REMINDER_MS } from '../escalation/policy.ts';
import type { RunReason } from '../escalation/state.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * An alert in one paragraph. Triage opens it; a person of the accountable team claims it, so that the others know that somebody is on it, and
 * closes it with an outcome. A claim can be released by anybody of the accountable team (the claimant may have gone home), but never
 * taken over in one step: who wants a colleague's alert sees the colleague's name first. A claim that is not acted upon ends by itself after two hours, and the alert is
 * open again; its holder is reminded some time before, and a note by the claimant puts the end off. An alert that becomes nobody's again begins its
 * escalation anew; one that somebody has, or closes, has none. Notes may be added at any time, also afterwards. While the accountable team is off duty the
 * team that covers does the same with its red alerts, in its own name; a supporting team may add notes.
 */

/** How long a claim holds without an act. *Assumption*: no national response time exists; agreements between the parties set their own. */
export const CLAIM_MS = 2 * 60 * 60 * 1000;

/** An alert as far as its rules look at it. Instants are epoch milliseconds. */
export type AlertState = {
  readonly status: (typeof ALERT_STATUSES)[number];
  readonly version: number;
  /** The team that is accountable for the alert's episode now; null once the episode has ended. */
  readonly accountableTeamId: string | null;
  readonly claim: {
    readonly practitionerId: string;
    readonly name: string;
    readonly at: number;
    /** When it ends by itself. */
    readonly until: number;
  } | null;
  /** Who closed it (a name; null where its rule did), when and how; null while it is open. */
  readonly resolution: { readonly by: string | null; readonly at: number; readonly outcome: string } | null;
};

/** `version` is the one that the actor saw. */
export type AlertCommand =
  | { readonly type: 'claim'; readonly version: number }
  | { readonly type: 'release'; readonly version: number }
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'resolve';
      readonly version: number;
      readonly outcome: Outcome;
      readonly note?: string | undefined;
    };

/** Teams that may do something with an alert without being accountable for it. */
export type AlertHelpers = {
  /** The team that acts on red while the accountable team is off duty; null where none does, or the alert is not red. */
  readonly coveringTeamId: string | null;
  /** When that ends (epoch milliseconds): a claim of its people ends with it. Null where no end is in sight. */
  readonly coveringUntil: number | null;
  /** Teams that support the episode: they may add notes. */
  readonly supportingTeamIds: readonly string[];
};

/** Who acts and when (epoch milliseconds). `helpers` left out: no other team may do anything. */
export type AlertContext = {
  readonly now: number;
  readonly actor: Actor;
  readonly actorName: string;
  readonly helpers?: AlertHelpers;
};

/** What a decided act does beside the alert itself, in the same transaction. */
export type AlertEffect =
  | { readonly type: 'add-note'; readonly text: string }
  | { readonly type: 'schedule-claim-end'; readonly at: number }
  | { readonly type: 'cancel-claim-end' }
  /** The alert is nobody's: its team's escalation policy is gone through from its first step. */
  | { readonly type: 'begin-escalation'; readonly reason: RunReason }
  | { readonly type: 'stop-escalation' }
  /** The team is told that a colleague's claim has ended without an act. */
  | { readonly type: 'tell-claim-ended' }
  /** The engine forgets what it had against the patient under this rule, up to now. */
  | { readonly type: 'tell-triage-closed'; readonly at: number }
  | { readonly type: 'announce'; readonly kind: ChangeKind };

/** The alert as it then stands and what else is to be done, or why not. */
export type AlertDecision =
  | {
      readonly ok: true;
      readonly next: AlertState;
      readonly effects: readonly AlertEffect[];
      /** In whose name; null for the clock. */
      readonly teamId: string | null;
    }
  | Refusal;
type Judged = Omit<Extract<AlertDecision, { ok: true }>, 'teamId'> | Refusal;

/** Judges one act on an alert. Pure: the caller holds the lock on what `state` was read from. */
export function decideAlert(state: AlertState, command: AlertCommand, context: AlertContext): AlertDecision {
  const teamId = teamOf(context, command, state.accountableTeamId);
  if (teamId === null) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can act on an alert.');
  }
  const judged = judge(state, command, context);
  return judged.ok ? { ...judged, teamId } : judged;
}

/** In whose name the person may do it: the accountable team's, the covering team's, or for a note a supporting team's. */
function teamOf({ actor, helpers }: AlertContext, command: AlertCommand, accountableTeamId: string | null) {
  const supporting = command.type === 'note' ? (helpers?.supportingTeamIds ?? []) : [];
  const candidates = [accountableTeamId, helpers?.coveringTeamId ?? null, ...supporting];
  return candidates.find((candidate) => belongsTo(actor, candidate)) ?? null;
}

function judge(state: AlertState, command: AlertCommand, context: AlertContext): Judged {
  if (command.type === 'note') return noted(state, command.text, context);
  if (state.status === 'resolved') return refuse('already-resolved', howResolved(state));
  if (command.version !== state.version) return refuse('version-moved-on', whyMoved(state, command.version));
  switch (command.type) {
    case 'claim':
      return claimed(state, context);
    case 'release':
      return released(state);
    case 'resolve':
      return resolved(state, command, context);
  }
}

/** What the clock does to a claim that has reached its end. `deadline-not-passed` and `not-claimed` tell a timer that it is early or stale. */
export function decideClaimEnd(state: AlertState, now: number): AlertDecision {
  if (state.status !== 'claimed' || state.claim === null)
    return refuse('not-claimed', 'Nobody has claimed this alert.');
  if (now < state.claim.until) return refuse('deadline-not-passed', `The claim holds until ${iso(state.claim.until)}.`);
  return {
    ok: true,
    next: { ...state, status: 'open', version: state.version + 1, claim: null },
    effects: [
      { type: 'announce', kind: 'alert-released' },
      { type: 'tell-claim-ended' },
      { type: 'begin-escalation', reason: 'claim-ended' },
    ],
    teamId: null,
  };
}

/**
 * The alert with its claim no longer than the cover under which somebody of another team made it: hours and cover may have changed since. A claim is never made longer. Of
 * the accountable team's own it is as it was.
 */
export function claimWithinCover(
  state: AlertState,
  { now, holder, helpers }: { readonly now: number; readonly holder: Actor; readonly helpers: AlertHelpers },
): AlertState {
  const { claim, accountableTeamId } = state;
  if (claim === null || belongsTo(holder, accountableTeamId)) return state;
  const { coveringTeamId, coveringUntil } = helpers;
  const until = belongsTo(holder, coveringTeamId) ? (coveringUntil ?? claim.until) : now;
  return until < claim.until ? { ...state, claim: { ...claim, until } } : state;
}

/** When the holder of a claim that ends at `until` is reminded. */
export const claimReminderAt = (until: number): number => until - CLAIM_REMINDER_MS;

/**
 * Whether a claim's holder is to be reminded now that it ends soon; `until` is the end that the reminder is about. `not-claimed`: there is nothing to
 * remind of any more. `deadline-not-passed`: the end was put off, or the clock is early.
 */
export function decideClaimReminder(
  state: AlertState,
  now: number,
): { readonly ok: true; readonly practitionerId: string; readonly until: number } | Refusal {
  const { claim } = state;
  if (state.status !== 'claimed' || claim === null || claim.until <= now)
    return refuse('not-claimed', 'Nobody has a claim that ends soon.');
  const at = claimReminderAt(claim.until);
  if (now < at) return refuse('deadline-not-passed', `The reminder is due at ${iso(at)}.`);
  return { ok: true, practitionerId: claim.practitionerId, until: claim.until };
}

/** A claim holds for its time; that of somebody who only covers, no longer than the cover. */
function claimEnd({ accountableTeamId }: AlertState, { now, actor, helpers }: AlertContext): number {
  const until = now + CLAIM_MS;
  if (belongsTo(actor, accountableTeamId)) return until;
  return Math.min(until, helpers?.coveringUntil ?? until);
}

function noted(state: AlertState, text: string, context: AlertContext): Judged {
  const { actor } = context;
  if (!isVisible(text)) return refuse('note-missing', 'A note needs a text.');
  const told: AlertEffect[] = [
    { type: 'add-note', text },
    { type: 'announce', kind: 'alert-noted' },
  ];
  const { claim } = state;
  if (state.status !== 'claimed' || claim?.practitionerId !== actor.practitionerId)
    return { ok: true, next: state, effects: told };
  const until = claimEnd(state, context);
  return {
    ok: true,
    next: { ...state, claim: { ...claim, until } },
    effects: [{ type: 'schedule-claim-end', at: until }, ...told],
  };
}

function claimed(state: AlertState, context: AlertContext): Judged {
  if (state.claim !== null && state.claim.practitionerId !== context.actor.practitionerId) return heldBy(state.claim);
  // Claiming what one holds already changes nothing and is no fault: the button was pressed twice.
  if (state.claim !== null) return { ok: true, next: state, effects: [] };
  const until = claimEnd(state, context);
  const claim = { practitionerId: context.actor.practitionerId, name: context.actorName, at: context.now, until };
  return {
    ok: true,
    next: { ...state, status: 'claimed', version: state.version + 1, claim },
    effects: [
      { type: 'schedule-claim-end', at: until },
      { type: 'stop-escalation' },
      { type: 'announce', kind: 'alert-claimed' },
    ],
  };
}

function released(state: AlertState): Judged {
  if (state.claim === null) return refuse('not-claimed', 'Nobody has claimed this alert.');
  return {
    ok: true,
    next: { ...state, status: 'open', version: state.version + 1, claim: null },
    effects: [
      { type: 'cancel-claim-end' },
      { type: 'announce', kind: 'alert-released' },
      { type: 'begin-escalation', reason: 'released' },
    ],
  };
}

function resolved(
  state: AlertState,
  command: Extract<AlertCommand, { type: 'resolve' }>,
  context: AlertContext,
): Judged {
  if (state.claim !== null && state.claim.practitionerId !== context.actor.practitionerId) return heldBy(state.claim);
  const note = isVisible(command.note ?? '') ? (command.note?.trim() ?? '') : '';
  if (command.outcome === 'no-action-needed' && note === '') {
    return refuse('note-missing', 'The outcome no-action-needed demands a note with the reason.');
  }
  return {
    ok: true,
    next: {
      ...state,
      status: 'resolved',
      version: state.version + 1,
      resolution: { by: context.actorName, at: context.now, outcome: command.outcome },
    },
    effects: [
      ...(note === '' ? [] : [{ type: 'add-note', text: note } as const]),
      state.claim === null ? { type: 'stop-escalation' } : { type: 'cancel-claim-end' },
      { type: 'tell-triage-closed', at: context.now },
      { type: 'announce', kind: 'alert-resolved' },
    ],
  };
}

function heldBy(claim: NonNullable<AlertState['claim']>): Refusal {
  return refuse(
    'claimed-by-another',
    `${claim.name} has had this alert since ${iso(claim.at)}. Speak with ${claim.name}, or release the claim first.`,
  );
}

function whyMoved(state: AlertState, seen: number): string {
  const holder = state.claim === null ? '' : ` ${state.claim.name} has it since ${iso(state.claim.at)}.`;
  return `The alert has changed since it was read: version ${state.version} now, ${seen} then.${holder} Read it again.`;
}

function howResolved(state: AlertState): string {
  if (state.resolution === null) return 'The alert is closed.';
  const by = state.resolution.by === null ? 'by its rule' : `by ${state.resolution.by}`;
  return `The alert was closed ${by} at ${iso(state.resolution.at)}: ${state.resolution.outcome}.`;
}

const iso = (at: number): string => new Date(at).toISOString();
