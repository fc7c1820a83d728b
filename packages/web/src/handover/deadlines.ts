const HOUR = 3_600_000;

/**
 * How long a receiver is given to answer. *Assumption*: no national response time exists, each agreement sets its own; four hours fit
 * within a working day. A choice of lengths, shown with the time they end, cannot be misread as a date can.
 */
export const DEADLINE_HOURS = [1, 2, 4, 8, 24, 72] as const;
export const DEFAULT_DEADLINE_HOURS = 4;

/** When the answer is due, on the whole minute. */
export const deadlineAfter = (hours: number, now: number): number => Math.ceil((now + hours * HOUR) / 60_000) * 60_000;
