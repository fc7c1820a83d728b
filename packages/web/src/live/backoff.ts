/** Growing pauses between attempts: 0.5 s doubled up to 20 s, each cut by up to half at random so that many screens do not return at once. */
export interface Backoff {
  readonly next: () => number;
  readonly reset: () => void;
}

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

export function createBackoff(random: () => number): Backoff {
  let attempts = 0;
  return {
    next: () => {
      const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts);
      attempts += 1;
      return Math.round(whole * (1 - random() / 2));
    },
    reset: () => {
      attempts = 0;
    },
  };
}
