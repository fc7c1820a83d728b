import { type EscalationPolicy, EscalationPolicySchema, type EscalationTarget } from '@samvakt/contract';

const MINUTE_MS = 60_000;

/** A policy as it stands in the form: minutes as they are written. */
export interface PolicyDraft {
  readonly steps: readonly {
    readonly target: EscalationTarget;
    readonly minutes: string;
    readonly severities: 'both' | 'red' | 'yellow';
  }[];
  readonly rounds: string;
  readonly answerMinutes: string;
}

export function policyDraftOf({ steps, rounds, answerMs }: EscalationPolicy): PolicyDraft {
  return {
    steps: steps.map(({ afterMs, target, severities }) => ({
      target,
      minutes: String(afterMs / MINUTE_MS),
      severities: severities.length === 2 ? 'both' : (severities[0] ?? 'red'),
    })),
    rounds: String(rounds),
    answerMinutes: String(answerMs / MINUTE_MS),
  };
}

/** The policy that the form says, or what is wrong with it. */
export function policyOf(draft: PolicyDraft): { policy: EscalationPolicy } | { fault: 'team' | 'numbers' } {
  const policy = {
    steps: draft.steps.map(({ target, minutes, severities }) => ({
      afterMs: msOf(minutes),
      target,
      severities: severities === 'both' ? ['red', 'yellow'] : [severities],
    })),
    rounds: numberOf(draft.rounds),
    answerMs: msOf(draft.answerMinutes),
  };
  const parsed = EscalationPolicySchema.safeParse(policy);
  if (parsed.success) return { policy: parsed.data };
  return { fault: parsed.error.issues.every(({ code }) => code === 'custom') ? 'team' : 'numbers' };
}

/** An empty field is no zero. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
const msOf = (minutes: string): number => Math.round(numberOf(minutes) * MINUTE_MS);
