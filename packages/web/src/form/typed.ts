import type { Said } from '../texts/said.ts';

/** One text that stands in a field, with the field's name as it stood on the screen. */
export interface Line {
  readonly label: string;
  readonly text: string;
}

/** What a form had in it when it went away without being sent. `where`: the title of the page. */
export interface Unsaved {
  readonly id: number;
  readonly where: string;
  readonly lines: readonly Line[];
  /** It may have been sent all the same. */
  readonly mayBeDone: boolean;
}

/** A form on the screen, as far as somebody has written in it. */
export interface Writing {
  /** Whether something is in it that would be lost. */
  touched: boolean;
  /** What is in it is on its way: whether it is lost, the answer says. */
  sending: Promise<boolean> | undefined;
  /** It was sent, and no answer said whether that was done. A later no does not take this back, only what was done. */
  mayBeDone: boolean;
  lines: readonly Line[];
  where: string;
  /** What would be lost, where it is more than text. */
  loss: Said | undefined;
}

export const newWriting = (): Writing => ({
  touched: false,
  sending: undefined,
  mayBeDone: false,
  lines: [],
  where: '',
  loss: undefined,
});

interface Question {
  readonly kind: 'leave' | 'close' | 'signOut';
  readonly loss: Said | undefined;
  /** Some of what would be lost may have been saved all the same. */
  readonly mayBeDone: boolean;
}

export interface TypedState {
  /** Waits for a yes or a no. */
  readonly question: Question | undefined;
  readonly unsaved: readonly Unsaved[];
}

export interface Typed {
  readonly state: () => TypedState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly add: (writing: Writing) => void;
  /** The form is gone. What was in it and went nowhere is kept, to be read and copied. */
  readonly remove: (writing: Writing) => void;
  /** An act got no answer that says whether it was done: what is on its way may have been sent. */
  readonly unanswered: () => void;
  /** Whether leaving the page would lose something. What is on its way is not asked about. */
  readonly isOnPage: () => boolean;
  /** Whether closing the tab, or the session, would lose something. */
  readonly isInTab: () => boolean;
  /** Whether some of that may have been saved all the same: it was sent, and no answer has said so. */
  readonly mayBeDone: () => boolean;
  /** Whether what is written may be thrown away; true where nothing is. A yes is carried out. */
  readonly ask: (kind: Question['kind'], of?: Writing) => Promise<boolean>;
  readonly answer: (yes: boolean) => void;
  /** Throws away all that is written, by a yes or because it is another person's. */
  readonly discard: () => void;
  readonly forget: (id: number) => void;
}

/**
 * Knows of everything on the screen that is written and not saved. Each form tells of itself; what asks before something is lost, and what
 * shows the text of a form that went away under somebody's hands, asks here. Framework-free.
 */
export function createTyped(): Typed {
  const writings = new Set<Writing>();
  /** Gone from the screen before their answer came. */
  const leaving = new Set<Writing>();
  const listeners = new Set<() => void>();
  let state: TypedState = { question: undefined, unsaved: [] };
  let settle: ((yes: boolean) => void) | undefined;
  let nextId = 1;

  function become(change: Partial<TypedState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  function keep({ where, lines, mayBeDone }: Writing): void {
    if (lines.length === 0) return;
    become({ unsaved: [...state.unsaved, { id: nextId, where, lines, mayBeDone }] });
    nextId += 1;
  }

  const isOnPage = () => [...writings].some(({ touched, sending }) => touched && sending === undefined);
  const isInTab = () => state.unsaved.length > 0 || [...writings].some(({ touched }) => touched);
  /** What is on its way is as little known as what got no answer. */
  const isInDoubt = (of: Iterable<Writing>) =>
    [...of].some(({ touched, mayBeDone, sending }) => touched && (mayBeDone || sending !== undefined));
  const mayBeDone = () => state.unsaved.some((one) => one.mayBeDone) || isInDoubt(writings);

  function throwAway(of: Iterable<Writing>): void {
    for (const writing of of) writing.touched = false;
  }

  function discard(): void {
    throwAway(writings);
    become({ unsaved: [] });
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (writing) => writings.add(writing),
    remove: (writing) => {
      writings.delete(writing);
      if (!writing.touched) return;
      if (writing.sending === undefined) {
        keep(writing);
        return;
      }
      leaving.add(writing);
      void writing.sending.then((went) => went || keep(writing)).finally(() => leaving.delete(writing));
    },
    unanswered: () => {
      for (const writing of [...writings, ...leaving]) if (writing.sending) writing.mayBeDone = true;
    },
    isOnPage,
    isInTab,
    mayBeDone,
    ask: (kind, of) => {
      const isAtStake = of ? of.touched : kind === 'signOut' ? isInTab() : isOnPage();
      if (!isAtStake) return Promise.resolve(true);
      // One question at a time; the other act is as if it had not been tried.
      if (settle) return Promise.resolve(false);
      const loss = of ? of.loss : [...writings].find((one) => one.touched && one.loss)?.loss;
      const isDoubtful = kind === 'signOut' ? mayBeDone() : isInDoubt(of ? [of] : writings);
      return new Promise((resolve) => {
        settle = (yes) => {
          if (yes && kind === 'signOut') discard();
          else if (yes) throwAway(of ? [of] : writings);
          resolve(yes);
        };
        become({ question: { kind, loss, mayBeDone: isDoubtful } });
      });
    },
    answer: (yes) => {
      const told = settle;
      settle = undefined;
      become({ question: undefined });
      told?.(yes);
    },
    discard,
    forget: (id) => become({ unsaved: state.unsaved.filter((one) => one.id !== id) }),
  };
}
