import { type Evidence, subjectsOfItem } from '../engine/alerts/finding.ts';
import { leavesOfRule, subjectsOfLeaf } from '../protocol/check.ts';
import type { Protocol, Severity } from '../protocol/schema.ts';
import type { Pause } from './schema.ts';

/** An alert as far as a pause asks. `ruleId` may be that of a review (`review:<rule>`, `review:metric:<code>`). */
export interface PausedAlert {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly evidence: Pick<Evidence, 'items' | 'review'>;
}

const REVIEW = 'review:';

/** Whether alerts like this one are of the pause, whatever the time. A red one is only where the pause says so. */
export function isOfPause(protocol: Protocol, pause: Omit<Pause, 'from' | 'until'>, alert: PausedAlert): boolean {
  if (alert.severity === 'red' && !pause.includesRed) return false;
  const { scope } = pause;
  switch (scope.type) {
    case 'episode':
      return true;
    case 'rules':
      return scope.rules.includes(ruleOf(alert));
    case 'metrics': {
      const metrics = metricsOf(protocol, alert);
      return metrics.size > 0 && [...metrics].every((metric) => scope.metrics.includes(metric));
    }
  }
}

/**
 * Until when an alert is paused at the instant `now`: it stays open and keeps its evidence, but nobody is asked to act on it. Null: it is
 * not. `protocol` is the one that judges the episode now.
 */
export function pausedUntil(
  protocol: Protocol,
  pauses: readonly Pause[],
  alert: PausedAlert,
  now: number,
): number | null {
  let latest: number | null = null;
  for (const pause of pauses) {
    if (now < pause.from || now >= pause.until || !isOfPause(protocol, pause, alert)) continue;
    latest = Math.max(latest ?? pause.until, pause.until);
  }
  return latest;
}

function ruleOf({ ruleId }: PausedAlert): string {
  return ruleId.startsWith(REVIEW) ? ruleId.slice(REVIEW.length) : ruleId;
}

/** All that the rule looks at and all that the alert saw, questionnaires among it (which a pause of metrics never names): what it may come to rest on next is not hidden by what it rests on now. */
function metricsOf(protocol: Protocol, alert: PausedAlert): Set<string> {
  const metrics = new Set<string>(alert.evidence.items.flatMap(subjectsOfItem));
  const reviewed = alert.evidence.review?.metric;
  if (reviewed) metrics.add(reviewed);
  const response = alert.evidence.review?.response;
  if (response) metrics.add(response.questionnaire);
  const rule = protocol.rules.find(({ id }) => id === ruleOf(alert));
  for (const leaf of rule ? leavesOfRule(rule) : []) for (const subject of subjectsOfLeaf(leaf)) metrics.add(subject);
  return metrics;
}
