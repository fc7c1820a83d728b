import { jitter } from './chance.ts';

/** Breakfast, lunch, dinner and an evening bite: hour of the day (UTC) and the rise in mmol/L of a person with diabetes. */
const MEALS = [
  { hour: 7, rise: 2.2 },
  { hour: 11, rise: 1.6 },
  { hour: 16, rise: 2.4 },
  { hour: 20, rise: 0.9 },
] as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A meal's rise peaks after an hour and is gone after some four (assumption: a treated person's common curve). */
const PEAK_AFTER = HOUR;

/** The rise of glucose above fasting from the meals of the day and of the evening before, in mmol/L. */
export function mealsAt(seed: number, at: number): number {
  const today = Math.floor(at / DAY);
  let rise = 0;
  for (const day of [today - 1, today]) {
    for (const [index, meal] of MEALS.entries()) {
      const key = day * MEALS.length + index;
      const eatenAt = day * DAY + meal.hour * HOUR + jitter(seed, 'meal/time', key) * 0.75 * HOUR;
      const since = (at - eatenAt) / PEAK_AFTER;
      if (since <= 0 || since > 8) continue;
      const size = meal.rise * (1 + 0.3 * jitter(seed, 'meal/size', key));
      rise += size * since * Math.exp(1 - since);
    }
  }
  return rise;
}
