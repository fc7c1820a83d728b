import type { MeasuringPlan } from '@samvakt/contract';
import { isSame } from '../engine/same.ts';
import type { PlanVersion } from './schema.ts';

/** The plan that a protocol version comes with, from when that version judged (epoch milliseconds); null: it has none. */
export interface StandardPlan {
  readonly since: number;
  readonly plan: MeasuringPlan | null;
}

/** Before any follow-up. */
const ALWAYS = 0;
const NOTHING: MeasuringPlan = { timeZone: 'UTC', entries: [], holidays: [] };

/**
 * What was asked for when, also where another protocol version, with another plan of its own, was put in force in between: such a plan asks from then on, and what
 * was due before belongs to the one before it. `standards`, oldest first, the first of them since the beginning; the last is that of the protocol that judges now. `own`: the
 * patient's own versions, which hold whatever protocol judges.
 */
export function plansInTime(standards: readonly StandardPlan[], own: readonly PlanVersion[]): readonly PlanVersion[] {
  const [first, ...later] = standards.filter(
    ({ plan }, place) => place === 0 || !isSame(plan, standards[place - 1]?.plan),
  );
  if (first === undefined || later.length === 0) return own;
  const versions = own.toSorted((a, b) => a.since - b.since || (a.version ?? 0) - (b.version ?? 0));
  const turns = [ALWAYS, ...later.map(({ since }) => since), ...versions.map(({ since }) => since)];
  const inTime: PlanVersion[] = [];
  for (const since of [...new Set(turns)].sort((a, b) => a - b)) {
    const version = versions.findLast((one) => one.since <= since);
    if (version?.plan) {
      if (version.since === since) inTime.push(version);
      continue;
    }
    const standard = later.findLast((one) => one.since <= since) ?? first;
    // The last is the protocol's own, as it is where no other version has judged.
    inTime.push({ version: null, since, plan: standard === later.at(-1) ? null : (standard.plan ?? NOTHING) });
  }
  return inTime;
}
