import type { PausePreview, PauseScope } from '@samvakt/contract';
import type { AlertOfPeriod } from '@samvakt/store';
import { isOfPause, type Protocol } from '@samvakt/triage';
import { pausable } from '../alert/show.ts';
import { findingWords } from '../protocol/wording.ts';

type Previewed = PausePreview['held'][number];

/**
 * What a pause would have held back of these alerts, and which red ones of its scope it would have left standing, counted by rule and
 * severity.
 */
export function previewOf(
  protocol: Protocol,
  alerts: readonly AlertOfPeriod[],
  { scope, includesRed }: { scope: PauseScope; includesRed: boolean },
): Pick<PausePreview, 'held' | 'shown'> {
  const held = alerts.filter((alert) => isOfPause(protocol, { scope, includesRed }, pausable(alert)));
  const inScope = alerts.filter((alert) => isOfPause(protocol, { scope, includesRed: true }, pausable(alert)));
  return {
    held: counted(protocol, held),
    shown: counted(
      protocol,
      inScope.filter((alert) => !held.includes(alert)),
    ),
  };
}

function counted(protocol: Protocol, alerts: readonly AlertOfPeriod[]): Previewed[] {
  const groups = Map.groupBy(alerts, ({ ruleId, severity }) => `${severity} ${ruleId}`);
  const lines = [...groups.values()].flatMap(([newest, ...older]): Previewed[] => {
    if (newest === undefined) return [];
    const { ruleId, severity, kind, openedAt } = newest;
    const all = [newest, ...older];
    return [
      {
        ruleId,
        severity,
        kind,
        meaning: findingWords(protocol, newest).meaning,
        count: all.length,
        open: all.filter(({ status }) => status !== 'resolved').length,
        newestAt: openedAt,
      },
    ];
  });
  return lines.toSorted(
    (a, b) => a.severity.localeCompare(b.severity) || b.count - a.count || a.ruleId.localeCompare(b.ruleId),
  );
}
