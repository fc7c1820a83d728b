const HOUR = 3_600_000;

/** How far ahead a task may be due, as lengths shown with the time at which they end: these cannot be misread as a date can. */
export const DUE_HOURS = [1, 4, 8, 24, 48, 72, 168] as const;
export const DEFAULT_DUE_HOURS = 24;

/** When it is due, on the whole minute. */
export const dueAfter = (hours: number, now: number): number => Math.ceil((now + hours * HOUR) / 60_000) * 60_000;
