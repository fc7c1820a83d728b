import type { EventEmitter } from 'node:events';

/** A terminal, npm and the bootstrap each hand on the same Ctrl-C: what comes this soon after the first is that one again. */
const SAME_PRESS_MS = 700;

export interface SignalOptions {
  /** Normally `process`. */
  readonly source: EventEmitter;
  readonly onFirst: () => void;
  readonly onSecond: () => void;
  readonly now: () => number;
}

/** Calls `onFirst` at the first wish to stop and `onSecond` at the next one. Losing the process that started us is such a wish. */
export function watchSignals({ source, onFirst, onSecond, now }: SignalOptions): void {
  let firstAt: number | undefined;
  const wish = () => {
    if (firstAt === undefined) {
      firstAt = now();
      onFirst();
    } else if (now() - firstAt > SAME_PRESS_MS) {
      onSecond();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) source.on(name, wish);
}
