import type { RuleAlert } from './alerts/alert.ts';
import type { ReviewReason } from './alerts/finding.ts';
import { askForReview, type ReviewState } from './alerts/review.ts';
import type { Fold } from './fold.ts';
import { draftOf, type LeafDraft, type LeafState, PLAIN_FALSE } from './leaves/leafState.ts';
import { Memory, NO_MEMORY, type Remembered } from './memory.ts';
import type { CompiledProtocol, CompiledRule } from './rules/compile.ts';
import { judgeRule, type RuleState } from './rules/rule.ts';

/**
 * A fold that is being worked on. Nothing that it was made from is ever changed: its lists are copied when something in them is to be changed for the first time
 * (`owns...`), and a leaf when it is drafted, that is, when it is the same as in `origin`; afterwards they are changed in place.
 */
export interface Working {
  readonly protocol: CompiledProtocol;
  readonly since: number;
  leaves: LeafState[];
  origin: readonly LeafState[];
  ownsLeaves: boolean;
  rules: RuleState[];
  ownsRules: boolean;
  seen: number[];
  reviews: Readonly<Record<string, ReviewState>>;
  /** Some review is remembered; it is seldom so, and this is asked at every reading. */
  reviewed: boolean;
  /** As in `Remembered`. */
  past: Remembered['past'];
  nextMark: number;
  /** As in `Remembered`; `NOT_KNOWN` until it is asked for. */
  nextDue: number;
  /** What is judged now came later than a day. */
  late: boolean;
  /** Alerts as they were before the event in hand, for those that it changed. */
  before: Earlier[] | null;
}

/** An alert of the fold as it was before. */
export interface Earlier {
  readonly id: string;
  readonly alert: RuleAlert | undefined;
}

export function work(protocol: CompiledProtocol, fold: Fold, since: number): Working {
  const { leaves, rules, seen, reviews } = fold;
  const { past, nextMark, nextDue } = Memory.of(fold.memory);
  return {
    protocol,
    since,
    leaves: leaves as LeafState[],
    origin: leaves,
    ownsLeaves: false,
    rules: rules as RuleState[],
    ownsRules: false,
    seen: seen.slice(),
    reviews,
    reviewed: hasAny(reviews),
    past,
    nextMark,
    nextDue,
    late: false,
    before: null,
  };
}

function hasAny(reviews: Readonly<Record<string, ReviewState>>): boolean {
  for (const _ in reviews) return true;
  return false;
}

/** What has been worked out so far, while the working fold goes on. */
export function snapshotOf(working: Working): Fold {
  working.origin = working.leaves;
  working.ownsLeaves = false;
  working.ownsRules = false;
  return {
    leaves: working.leaves,
    rules: working.rules,
    seen: working.seen.slice(),
    reviews: working.reviews,
    memory: NO_MEMORY,
  };
}

/** What has been worked out in the end: the working fold must not be used any more. */
export function foldOf({ leaves, rules, seen, reviews }: Working): Fold {
  return { leaves, rules, seen, reviews, memory: NO_MEMORY };
}

/** The same, where it has grown from `fold` by events in order and nothing else. */
export function grownFrom({ memory }: Fold, working: Working): Fold {
  const { leaves, rules, seen, reviews, past, nextMark, nextDue } = working;
  const known = Memory.of(memory);
  const isAsBefore = past === known.past && nextMark === known.nextMark && nextDue === known.nextDue;
  return { leaves, rules, seen, reviews, memory: isAsBefore ? memory : new Memory({ past, nextMark, nextDue }) };
}

/** `follows`: it is drafted to be read, and its window is that of an earlier leaf. */
export function drafted(working: Working, place: number, state: LeafState, follows = false): LeafDraft {
  if (state !== working.origin[place] && state !== PLAIN_FALSE) return state as LeafDraft;
  const draft = draftOf(state, follows);
  setLeaf(working, place, draft);
  return draft;
}

export function setLeaf(working: Working, place: number, state: LeafState): void {
  if (!working.ownsLeaves) {
    working.leaves = working.leaves.slice();
    working.ownsLeaves = true;
  }
  working.leaves[place] = state;
}

export function setRule(working: Working, { place, declared }: CompiledRule, next: RuleState): void {
  const previous = working.rules[place];
  if (previous === next) return;
  if (!working.ownsRules) {
    working.rules = working.rules.slice();
    working.ownsRules = true;
  }
  working.rules[place] = next;
  if (previous?.alert !== next.alert) noteBefore(working, declared.id, previous?.alert);
}

export function judge(working: Working, rule: CompiledRule, at: number): void {
  const state = working.rules[rule.place];
  if (state) setRule(working, rule, judgeRule(working.protocol, rule, state, working, at));
}

export function setReview(working: Working, id: string, next: ReviewState | null): void {
  const previous = working.reviews[id];
  if (previous === next) return;
  const { [id]: _, ...others } = working.reviews;
  working.reviews = next ? { ...others, [id]: next } : others;
  working.reviewed = hasAny(working.reviews);
  if (previous?.alert !== next?.alert) noteBefore(working, id, previous?.alert);
}

export function noteBefore(working: Working, id: string, alert: RuleAlert | undefined): void {
  working.before ??= [];
  for (const known of working.before) if (known.id === id) return;
  working.before.push({ id, alert });
}

/** Somebody is to look at what could not be judged. */
export function ask(working: Working, id: string, at: number, reason: ReviewReason): void {
  setReview(working, id, askForReview(working.protocol, working.reviews[id], id, at, reason));
}
