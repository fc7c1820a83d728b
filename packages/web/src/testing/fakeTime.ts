/** A clock that tests move by hand: timers run in the order of their due times, each at its own instant. */
export function fakeTime(start = 1_000_000) {
  let at = start;
  let next = 1;
  const timers = new Map<number, { due: number; run: () => void }>();
  return {
    now: () => at,
    parts: {
      now: () => at,
      setTimeout: (run: () => void, ms: number): unknown => {
        timers.set(next, { due: at + ms, run });
        next += 1;
        return next - 1;
      },
      clearTimeout: (timer: unknown) => {
        if (typeof timer === 'number') timers.delete(timer);
      },
    },
    advance: (ms: number) => {
      const until = at + ms;
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.due <= until).sort((a, b) => a[1].due - b[1].due)[0];
        if (!due) break;
        timers.delete(due[0]);
        at = due[1].due;
        due[1].run();
      }
      at = until;
    },
  };
}
