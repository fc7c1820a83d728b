import type { Ending, RuleAlert } from './alerts/alert.ts';
import { deviceOfAlert } from './alerts/offline.ts';
import type { ReviewState } from './alerts/review.ts';
import type { LeafState } from './leaves/leafState.ts';
import type { Memory } from './memory.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import type { RuleState } from './rules/rule.ts';

/** Everything that the events so far, in order, have come to. Plain JSON. */
export interface Fold {
  /** The leaves of all rules of the protocol, in its order. */
  readonly leaves: readonly LeafState[];
  /** One for each rule of the protocol, in its order. */
  readonly rules: readonly RuleState[];
  /** When each metric was last read, by the metric's place. */
  readonly seen: readonly number[];
  readonly reviews: Readonly<Record<string, ReviewState>>;
  /** No part of what it says. */
  readonly memory: Memory;
}
type Ended = Pick<Fold, 'rules' | 'reviews'> & { readonly protocol: CompiledProtocol };

/** How the latest alert of this id ended, if one did. */
export function endingOf({ protocol, rules, reviews }: Ended, id: string): Ending | undefined {
  const closedAt = reviews[id]?.closedAt;
  if (closedAt !== undefined) return { at: closedAt, by: 'person' };
  return rules[protocol.places.get(id) ?? -1]?.ended;
}

/** The same, also of a device: its alert ends when nothing is hidden behind it any more. */
export function endingOfShown(ended: Ended, id: string, stands: boolean, now: number): Ending | undefined {
  if (deviceOfAlert(id) === null) return endingOf(ended, id);
  return stands ? undefined : { at: now, by: 'rule' };
}

export function alertOf({ protocol, rules, reviews }: Ended, id: string): RuleAlert | undefined {
  return reviews[id]?.alert ?? rules[protocol.places.get(id) ?? -1]?.alert;
}
