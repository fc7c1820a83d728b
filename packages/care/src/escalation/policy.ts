import type { EscalationPolicy } from '@samvakt/contract';

const MINUTE_MS = 60_000;

/**
 * What holds for a team that has set no policy of its own. All times are *assumptions*: no national response time exists, and agreements between the
 * parties set their own. A yellow alert is told to the team once in its opening hours; more would be noise.
 */
export const DEFAULT_ESCALATION_POLICY: EscalationPolicy = {
  steps: [
    { afterMs: 0, target: 'on-duty', severities: ['red'] },
    { afterMs: 10 * MINUTE_MS, target: 'team', severities: ['red'] },
    { afterMs: 10 * MINUTE_MS, target: 'lead', severities: ['red'] },
    { afterMs: 0, target: 'covering-team', severities: ['red'] },
    { afterMs: 240 * MINUTE_MS, target: 'team', severities: ['yellow'] },
  ],
  rounds: 3,
  answerMs: 15 * MINUTE_MS,
};

/** How long before a claim ends its holder is reminded. *Assumption*. */
export const CLAIM_REMINDER_MS = 15 * MINUTE_MS;
