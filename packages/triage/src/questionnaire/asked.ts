import type { LocalizedText } from '@samvakt/contract';
import { countsFrom, latestOf } from '../engine/leaves/deadline.ts';
import { NEVER } from '../engine/metricPlace.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import type { TriageState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';

/** A form that the protocol asks for again and again, and how it stands. Instants in epoch milliseconds, `every` in milliseconds. */
export interface AskedForm {
  readonly questionnaire: string;
  readonly title: LocalizedText;
  readonly every: number;
  /** When it was last answered, as far as the follow-up knows; null: never. */
  readonly lastAt: number | null;
  /** When it should be answered; `overdueAt`: when it is missed, with the grace. A pause puts both off. */
  readonly by: number;
  readonly overdueAt: number;
  readonly overdue: boolean;
}

/** The forms that are asked for, as they stand at the instant `at`, whether or not a timer has told the state of it; one line for each form, the first to fall due. */
export function askedForms(protocol: CompiledProtocol, state: TriageState, at: number): AskedForm[] {
  const { leaves } = foldEvents(protocol, state, [{ type: 'tick', at }]).state.current;
  const asked = new Map<string, AskedForm>();
  for (const { place, questionnaire, dueAt } of protocol.deadlines) {
    const leaf = leaves[place];
    const declared = protocol.leaves[place]?.declared;
    if (!questionnaire || !leaf || declared?.type !== 'unanswered') continue;
    const readAt = latestOf(leaf, NEVER);
    const overdue = leaf.mode === 'true';
    const overdueAt = overdue && leaf.due !== undefined ? leaf.due : dueAt(countsFrom(leaf, state.since), readAt);
    const { url, title } = questionnaire;
    const known = asked.get(url);
    if (known && known.overdueAt <= overdueAt) continue;
    const lastAt = readAt === NEVER ? null : readAt;
    const { every, grace } = declared;
    asked.set(url, { questionnaire: url, title, every, lastAt, by: overdueAt - grace, overdueAt, overdue });
  }
  return [...asked.values()];
}
