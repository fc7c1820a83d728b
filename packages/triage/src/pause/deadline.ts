import type { Rule, Severity } from '../protocol/schema.ts';
import type { Pause } from './schema.ts';

/**
 * The pauses under which one level of a rule asks for nothing of these subjects: one, or those that are silent together. Of the latter a pause of metrics puts off nothing unless it names
 * them all: a patient of whom nothing else comes either is silent, whatever is not asked for.
 */
export function pausesOfLeaf(
  pauses: readonly Pause[],
  { id }: Pick<Rule, 'id'>,
  severity: Severity,
  subjects: readonly string[],
): readonly Pause[] {
  return pauses.filter(
    ({ scope, includesRed }) =>
      (severity === 'yellow' || includesRed) &&
      (scope.type === 'episode' ||
        (scope.type === 'metrics' && subjects.every((subject) => scope.metrics.some((metric) => metric === subject))) ||
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
