import type { Rule, Severity } from '../protocol/schema.ts';
import type { Pause } from './schema.ts';

/** The pauses under which one level of a rule asks for nothing of a metric. */
export function pausesOfLeaf(
  pauses: readonly Pause[],
  { id }: Pick<Rule, 'id'>,
  severity: Severity,
  metric: string,
): readonly Pause[] {
  return pauses.filter(
    ({ scope, includesRed }) =>
      (severity === 'yellow' || includesRed) &&
      (scope.type === 'episode' ||
        (scope.type === 'metrics' && scope.metrics.includes(metric)) ||
        (scope.type === 'rules' && scope.rules.includes(id))),
  );
}

/** When something falls due that is expected within `length` of `from`: where a pause comes between, within `length` of the pause's end. */
export function deadline(from: number, length: number, pauses: readonly Pause[]): number {
  let due = from + length;
  for (const pause of [...pauses].sort((a, b) => a.from - b.from)) {
    if (pause.from < due && pause.until > Math.max(from, pause.from)) due = Math.max(due, pause.until + length);
  }
  return due;
}
