import type { UncoveredHour } from '@samvakt/contract';

/** How a refusal is answered: as an unknown thing, a missing right, a state that has moved on, or content that does not hold. */
export const REFUSAL_KINDS = ['not-found', 'forbidden', 'conflict', 'unprocessable'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** Every reason for which an act can be refused, with its kind. Closed: a new refusal is a new line here. */
export const REFUSALS = {
  'no-such-episode': 'not-found',
  'no-such-handover': 'not-found',
  'no-such-request': 'not-found',
  'no-such-alert': 'not-found',
  'no-such-task': 'not-found',
  'no-such-pause': 'not-found',
  'no-such-relation': 'not-found',
  'no-such-duty': 'not-found',
  'no-such-notification': 'not-found',
  'no-such-patient': 'not-found',
  'no-such-protocol': 'not-found',
  'no-such-team': 'unprocessable',
  'not-the-accountable-team': 'forbidden',
  'not-the-receiving-team': 'forbidden',
  'not-the-owner-team': 'forbidden',
  'not-your-team': 'forbidden',
  'not-the-lead': 'forbidden',
  'only-the-clock': 'forbidden',
  'episode-ended': 'conflict',
  'handover-already-open': 'conflict',
  'handover-already-decided': 'conflict',
  'version-moved-on': 'conflict',
  'responsibility-just-moved': 'conflict',
  'act-of-another': 'conflict',
  'deadline-passed': 'conflict',
  'deadline-not-passed': 'conflict',
  'request-already-open': 'conflict',
  'request-already-answered': 'conflict',
  'digest-changed': 'conflict',
  'not-scheduled': 'conflict',
  'effect-not-due': 'conflict',
  'already-in-effect': 'conflict',
  'review-already-answered': 'conflict',
  'claimed-by-another': 'conflict',
  'not-claimed': 'conflict',
  'already-resolved': 'conflict',
  'alerts-open': 'conflict',
  'already-followed': 'conflict',
  'task-closed': 'conflict',
  'tasks-open': 'conflict',
  'not-green': 'conflict',
  'paused-now': 'conflict',
  'changed-since-seen': 'conflict',
  'already-paused': 'conflict',
  'relation-exists': 'conflict',
  'pause-over': 'conflict',
  'turn-not-come': 'conflict',
  'duty-taken': 'conflict',
  'duty-over': 'conflict',
  'not-covering': 'conflict',
  'already-planned': 'conflict',
  'not-planned': 'conflict',
  'triage-unreadable': 'conflict',
  'triage-readable': 'conflict',
  'beginning-not-ahead': 'unprocessable',
  'beginning-too-far': 'unprocessable',
  'to-the-same-team': 'unprocessable',
  'deadline-not-ahead': 'unprocessable',
  'reason-missing': 'unprocessable',
  'severity-differs': 'unprocessable',
  'first-action-missing': 'unprocessable',
  'red-alert-not-taken-over': 'unprocessable',
  'not-an-open-red-alert': 'unprocessable',
  'note-missing': 'unprocessable',
  'time-runs-backwards': 'unprocessable',
  'no-such-proposal': 'not-found',
  'no-such-trial': 'not-found',
  'trial-running': 'conflict',
  'trial-over': 'conflict',
  'nobody-to-try-on': 'unprocessable',
  'protocol-not-registered': 'unprocessable',
  'other-condition': 'unprocessable',
  'already-in-force': 'conflict',
  'limits-would-not-hold': 'unprocessable',
  'limits-hold': 'unprocessable',
  'replay-not-shown': 'unprocessable',
  'trial-not-done': 'conflict',
  'not-in-the-trial': 'unprocessable',
  'not-the-author': 'forbidden',
  'second-person-needed': 'forbidden',
  'proposal-already-decided': 'conflict',
  'proposal-pending': 'conflict',
  'limits-invalid': 'unprocessable',
  'limits-turned-round': 'unprocessable',
  'limits-end-not-ahead': 'unprocessable',
  'limits-end-too-late': 'unprocessable',
  'hour-not-covered': 'unprocessable',
  'return-too-early': 'unprocessable',
  'effect-too-early': 'unprocessable',
  'deadline-too-far': 'unprocessable',
  'effect-too-far': 'unprocessable',
  'return-too-far': 'unprocessable',
  'alert-named-twice': 'unprocessable',
  'request-of-another-team': 'unprocessable',
  'no-review-wanted': 'unprocessable',
  'proposal-not-ahead': 'unprocessable',
  'due-not-ahead': 'unprocessable',
  'team-not-involved': 'unprocessable',
  'person-not-in-team': 'unprocessable',
  'duty-not-ahead': 'unprocessable',
  'duty-too-long': 'unprocessable',
  'pause-not-ahead': 'unprocessable',
  'pause-too-far-ahead': 'unprocessable',
  'pause-too-long': 'unprocessable',
  'pause-scope-unknown': 'unprocessable',
  'pause-note-missing': 'unprocessable',
  'plan-subject-unknown': 'unprocessable',
  'id-of-another': 'unprocessable',
} as const satisfies Record<string, RefusalKind>;
/** The name of the rule that refused, as `reason` of the API's problem answer says it. */
export type RefusalCode = keyof typeof REFUSALS;

/** A refused act: what kind, which rule, and a sentence for the person who tried. */
export type Refusal = {
  readonly ok: false;
  readonly kind: RefusalKind;
  readonly code: RefusalCode;
  readonly reason: string;
  /** With `hour-not-covered`: which hour. */
  readonly uncovered?: UncoveredHour;
};

/** A refusal of that code, with its kind. `reason` is a sentence in English; screens say the code in their own language. */
export function refuse(code: RefusalCode, reason: string): Refusal {
  return { ok: false, kind: REFUSALS[code], code, reason };
}
