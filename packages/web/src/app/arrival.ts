import type { ActOutcome } from '../form/Outcome.tsx';

export interface Arrival {
  /** What was done, to be said at this path when one comes there. */
  readonly say: (path: string, outcome: ActOutcome) => void;
  readonly saidAt: (path: string) => ActOutcome | undefined;
  /** One has come to this path: what was to be said at another has been read. */
  readonly cameTo: (path: string) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** An act that ends on another page than it began on is said where it ends. Framework-free. */
export function createArrival(): Arrival {
  const listeners = new Set<() => void>();
  let said: { readonly path: string; readonly outcome: ActOutcome } | undefined;

  function become(next: typeof said): void {
    said = next;
    for (const listener of listeners) listener();
  }

  return {
    say: (path, outcome) => become({ path, outcome }),
    saidAt: (path) => (said?.path === path ? said.outcome : undefined),
    cameTo: (path) => {
      if (said !== undefined && said.path !== path) become(undefined);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
