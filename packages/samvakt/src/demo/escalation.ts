import { randomUUID } from 'node:crypto';
import type { EscalationPolicy } from '@samvakt/contract';
import { type Queryable, setDuty, setEscalationPolicy, setLead } from '@samvakt/store';
import { demoId } from './draw.ts';
import { TEAMS } from './organizations.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Short times, so that somebody who watches the demo sees a red alert that nobody claims go from step to step. */
const POLICY: EscalationPolicy = {
  steps: [
    { afterMs: 0, target: 'on-duty', severities: ['red'] },
    { afterMs: MINUTE_MS, target: 'team', severities: ['red'] },
    { afterMs: MINUTE_MS, target: 'lead', severities: ['red'] },
    { afterMs: 0, target: 'covering-team', severities: ['red'] },
    { afterMs: 60 * MINUTE_MS, target: 'team', severities: ['yellow'] },
  ],
  rounds: 2,
  answerMs: 2 * MINUTE_MS,
};

/** Who has the duty and who leads, by subject. Nobody has the duty of the heart clinic: its first step is skipped. */
const ROSTER: Readonly<Record<(typeof TEAMS)[number]['key'], { onDuty: string | null; lead: string }>> = {
  'follow-up': { onDuty: 'ingrid', lead: 'jonas' },
  response: { onDuty: 'mona', lead: 'amir' },
  lung: { onDuty: 'silje', lead: 'olav' },
  heart: { onDuty: null, lead: 'henrik' },
};

/** What the demo's teams have set for themselves. Once: what is changed on the screen stays. */
export async function seedEscalation(client: Queryable, now: number): Promise<void> {
  for (const { id: teamId, key } of TEAMS) {
    const { onDuty, lead } = ROSTER[key];
    const leadId = demoId(`practitioner/${lead}`);
    await setEscalationPolicy(client, {
      teamId,
      version: 0,
      policy: POLICY,
      reason: 'Korte tider i demonstrasjonen',
      practitionerId: null,
      now,
    });
    await setLead(client, { teamId, practitionerId: leadId, setBy: null, now });
    if (onDuty === null) continue;
    await setDuty(client, {
      dutyId: randomUUID(),
      teamId,
      practitionerId: demoId(`practitioner/${onDuty}`),
      from: now,
      until: now + 7 * DAY_MS,
      setBy: leadId,
      now,
    });
  }
}
