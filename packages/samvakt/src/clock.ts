/** The one clock of the running system, epoch milliseconds; everything below is handed it. */
export const systemClock = (): number => Date.now();
