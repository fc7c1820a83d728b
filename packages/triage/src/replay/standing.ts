import type { Finding } from '../engine/alerts/finding.ts';

/*
 * The alerts of a replay that stand open, and when somebody who attends to them closes each: in the instant when it has cleared, otherwise a day after it opened or became red.
 * What is missing stays one alert until something comes: nobody closes it meanwhile, only to be told the same at the next deadline.
 */

/** *Assumption*: within a day somebody has dealt with an alert, and closed it. */
const ATTENDED_WITHIN_MS = 86_400_000;

/** By rule. */
export type Standing = Map<string, StandingAlert>;

interface StandingAlert {
  readonly finding: Finding;
  readonly hasCleared: boolean;
  /** When a person will have dealt with it at the latest, epoch milliseconds; infinite where there is nothing to deal with but to wait. */
  readonly dueAt: number;
}

/** What stands after one finding more. */
export function note(standing: Standing, finding: Finding): void {
  const { type, ruleId, closed, at } = finding;
  if (closed) {
    standing.delete(ruleId);
    return;
  }
  const known = standing.get(ruleId)?.dueAt ?? Number.POSITIVE_INFINITY;
  const isKnown = Number.isFinite(known) && type !== 'opened' && type !== 'raised';
  const dueAt = isKnown ? known : at + ATTENDED_WITHIN_MS;
  standing.set(ruleId, {
    finding,
    hasCleared: type === 'cleared',
    dueAt: isSilence(finding) ? Number.POSITIVE_INFINITY : dueAt,
  });
}

/** Nothing but that nothing has come. */
function isSilence({ kind, evidence: { items } }: Finding): boolean {
  if (kind === 'missing') return true;
  return items.length > 0 && items.every(({ type }) => type === 'missing' || type === 'unanswered');
}

/** When somebody first closes something of what stands or is found, before the instant `until`; null: nobody does. */
export function attendedIn(
  standing: Standing,
  findings: readonly Finding[],
  until: number,
): { readonly at: number; readonly hasCleared: boolean } | null {
  const ahead = new Map(standing);
  for (const finding of findings) {
    const dueAt = soonestOf(ahead);
    if (dueAt < finding.at) return { at: dueAt, hasCleared: false };
    if (finding.type === 'cleared' && !finding.closed) return { at: finding.at, hasCleared: true };
    note(ahead, finding);
  }
  const dueAt = soonestOf(ahead);
  return dueAt < until ? { at: dueAt, hasCleared: false } : null;
}

/** What somebody closes at the instant `at`, as the findings that tell of it. Of what holds still it is an update that closes. */
export function closedAt(standing: Standing, at: number): Finding[] {
  const closed: Finding[] = [];
  for (const { finding, hasCleared, dueAt } of standing.values()) {
    if (hasCleared) closed.push({ ...finding, closed: true });
    else if (dueAt <= at) closed.push({ ...finding, type: 'updated', at, closed: true });
  }
  return closed;
}

function soonestOf(standing: Standing): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const { dueAt } of standing.values()) if (dueAt < soonest) soonest = dueAt;
  return soonest;
}
