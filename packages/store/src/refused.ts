import { type Refusal, type RefusalCode, type RefusalKind, refuse } from '@samvakt/care';
import type { UncoveredHour } from '@samvakt/contract';
import { brokenConstraint } from './database.ts';

/** One of several that was refused: which rule, and a sentence that names the patient. */
export type RefusedOne = { readonly episodeId: string; readonly refusal: RefusalCode; readonly reason: string };

/**
 * Thrown by every act that the rules do not allow; the transaction rolls back and nothing has happened.
 * `code` says how to answer, `refusal` which rule it was, `reason` is a sentence for the person who tried.
 */
export class ActRefused extends Error {
  readonly code: RefusalKind;
  readonly refusal: RefusalCode;
  readonly reason: string;
  readonly uncovered: UncoveredHour | undefined;
  /** Of an act on several follow-ups: every one that was refused. */
  readonly each: readonly RefusedOne[] | undefined;

  constructor(refusal: Refusal, options?: ErrorOptions & { each?: readonly RefusedOne[] }) {
    super(`${refusal.code}: ${refusal.reason}`, options);
    this.name = 'ActRefused';
    this.code = refusal.kind;
    this.refusal = refusal.code;
    this.reason = refusal.reason;
    this.uncovered = refusal.uncovered;
    this.each = options?.each;
  }
}

/** Gives back what was allowed and throws what was refused. */
export function allowed<Decision extends { readonly ok: true }>(decision: Decision | Refusal): Decision {
  if (!decision.ok) throw new ActRefused(decision);
  return decision;
}

export function refused(code: RefusalCode, reason: string): ActRefused {
  return new ActRefused(refuse(code, reason));
}

/** What the database itself refuses says the same as the rule that it stands behind. */
const BROKEN: Record<string, [RefusalCode, string]> = {
  handover_one_open_per_episode: ['handover-already-open', 'A handover of this follow-up is open already.'],
  handover_request_one_open_per_team: ['request-already-open', 'The team has asked already.'],
  responsibility_no_overlap: ['version-moved-on', 'Responsibility has moved since this was read. Read it again.'],
  responsibility_is_continuous: ['version-moved-on', 'Responsibility has moved since this was read. Read it again.'],
  handover_to_team_id_fkey: ['no-such-team', 'There is no such team to hand over to.'],
  responsibility_team_id_fkey: ['no-such-team', 'There is no such team.'],
  relation_team_id_fkey: ['no-such-team', 'There is no such team.'],
  handover_batch_to_team_id_fkey: ['no-such-team', 'There is no such team to hand over to.'],
  task_owner_team_id_fkey: ['no-such-team', 'There is no such team.'],
  alert_note_pkey: ['id-of-another', 'Another note stands under this id.'],
  episode_patient_id_fkey: ['no-such-patient', 'There is no such patient.'],
};

/** Runs statements of an act; a constraint that stands behind a rule is thrown as that rule's refusal, with the database's own error as cause. */
export async function refusingBroken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const found = BROKEN[brokenConstraint(error) ?? ''];
    if (found === undefined) throw error;
    throw new ActRefused(refuse(...found), { cause: error });
  }
}
