import type { LocalizedText } from '@samvakt/contract';
import { deadline } from '../../pause/deadline.ts';
import type { Pause } from '../../pause/schema.ts';
import type { FormAbsence, Leaf } from '../../protocol/expression.ts';
import type { Severity } from '../../protocol/schema.ts';
import type { AnsweredItem, EvidenceItem } from '../alerts/finding.ts';
import type { AnsweredEvent } from '../event.ts';
import { EVERYTHING } from '../rules/calm.ts';
import { type Deadline, noteAt, wait } from './deadline.ts';
import type { CompiledLeaf } from './leaf.ts';
import { type LeafDraft, PLAIN_FALSE, UNREAD } from './leafState.ts';

type Questionnaire = Extract<Leaf, { type: 'questionnaire' }>;
type Unanswered = Extract<Leaf, { type: 'unanswered' }>;

/** As `missing`: so long after the latest response. */
export function compileUnanswered(leaf: Unanswered, pauses: readonly Pause[], title: LocalizedText): CompiledLeaf {
  const length = leaf.every + leaf.grace;
  return compileFormAbsence(leaf, {
    metric: null,
    length,
    questionnaire: { url: leaf.questionnaire, title },
    dueAt: (after, answeredAt) => deadline(Math.max(after, answeredAt), length, pauses),
  });
}

/**
 * Becomes true by time alone, false by a response. It remembers itself when the latest one came, also while nothing asks for it (`deadline` null): a plan that begins to
 * ask may count what was answered before.
 */
export function compileFormAbsence(declared: FormAbsence, deadline: Deadline | null): CompiledLeaf {
  return {
    metrics: [],
    declared,
    ...(deadline && { deadline }),
    initial: () => PLAIN_FALSE,
    calm: EVERYTHING,
    follows: false,
    read: () => {},
    reread: () => {},
    answered: (draft, { at }) => noteAt(draft, Math.max(at, draft.lastAt ?? at)),
    close: (draft, at) => {
      wait(draft);
      draft.from = Math.max(at, draft.from ?? at);
    },
    alone: () => null,
    needsReview: () => false,
    carryOver: (state) => state,
  };
}

/**
 * True or false by the latest response; unknown before the first one, and after a person's close until the next. Of responses of one and the same instant the
 * worst counts: which of them comes first is by chance of their ids.
 */
export function compileQuestionnaire(leaf: Questionnaire): CompiledLeaf {
  return {
    metrics: [],
    declared: leaf,
    initial: () => UNREAD,
    calm: EVERYTHING,
    follows: false,
    read: () => {},
    reread: () => {},
    answered: (draft, event) => {
      const item = worstOfInstant(foundIn(leaf, event), draft.item, event.at);
      draft.mode = item ? 'true' : 'false';
      draft.item = item;
      draft.lastAt = event.at;
    },
    close: (draft: LeafDraft) => {
      draft.mode = 'unknown';
      draft.item = undefined;
    },
    carryOver: (state) => state,
    alone: () => null,
    needsReview: () => false,
  };
}

function worstOfInstant(
  item: AnsweredItem | undefined,
  known: EvidenceItem | undefined,
  at: number,
): AnsweredItem | undefined {
  if (known?.type !== 'questionnaire' || known.at !== at) return item;
  return item === undefined || (known.colour === 'red' && item.colour === 'yellow') ? known : item;
}

/** What makes the leaf true; undefined where the response does not. Every coloured answer goes with it: who acts on a red one must know of the yellow. */
export function foundIn(leaf: Questionnaire, event: AnsweredEvent): AnsweredItem | undefined {
  const { about, atLeast } = leaf;
  const { questionnaire, version, responseId, title, at, result } = event;
  const found = about === 'contact' ? result.contact : result.colour;
  if (found === null || found === 'green' || (atLeast === 'red' && found !== 'red')) return undefined;
  const colour: Severity = found;
  const answers = about === 'contact' ? [] : result.marked;
  return { type: 'questionnaire', questionnaire, version, responseId, title, at, about, colour, answers };
}
