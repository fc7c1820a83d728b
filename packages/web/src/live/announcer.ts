/** What a screen reader should hear. `assertive` interrupts: it is for a new red alert and for nothing less. */
export type Urgency = 'assertive' | 'polite';

interface Announcement {
  readonly id: number;
  readonly urgency: Urgency;
  readonly text: string;
}

export interface Announcer {
  readonly say: (urgency: Urgency, text: string) => void;
  readonly current: () => readonly Announcement[];
  readonly subscribe: (listener: () => void) => () => void;
}

/** Older ones leave the live region; a screen reader has read them when they came. */
const KEPT = 4;

export function createAnnouncer(): Announcer {
  const listeners = new Set<() => void>();
  let said: readonly Announcement[] = [];
  let next = 1;
  return {
    say: (urgency, text) => {
      said = [...said, { id: next, urgency, text }].slice(-KEPT);
      next += 1;
      for (const listener of listeners) listener();
    },
    current: () => said,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
