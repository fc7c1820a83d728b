import { type EpisodePlan, type MeasuringPlan, type MeasuringPlanEntry, MeasuringPlanSchema } from '@samvakt/contract';
import type { Faults } from '../form/faults.ts';
import type { Translate } from '../texts/useTexts.ts';

/** One entry as it stands in the form; `key` keeps its fields when others go. */
export type DraftEntry = MeasuringPlanEntry & { readonly key: number };

export const TIME_ZONE_OF_PLAN = 'Europe/Oslo';

/** The plan in force as the form begins with it. */
export function draftOf({ plan }: Pick<EpisodePlan, 'plan'>): DraftEntry[] {
  return (plan?.entries ?? []).map((entry, key) => ({ ...entry, key }));
}

/** A new one: once a day, of what is not planned yet. */
export function newEntry({ metrics }: Pick<EpisodePlan, 'metrics'>, draft: readonly DraftEntry[]): DraftEntry | null {
  const metric = metrics.find((one) => !draft.some((entry) => entry.metric === one)) ?? metrics[0];
  if (metric === undefined) return null;
  const key = Math.max(-1, ...draft.map((entry) => entry.key)) + 1;
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
  return { key, metric, days: [...days], from: '06:00', by: '10:00', graceMinutes: 120, onHolidays: 'asked' };
}

/** What would be sent; the platform fills in the holidays. */
export function planOf(draft: readonly DraftEntry[], timeZone: string): MeasuringPlan {
  return { timeZone, entries: draft.map(({ key: _, ...entry }) => entry), holidays: [] };
}

/** The same, if it is a plan that could be saved. */
export function proposedBy(draft: readonly DraftEntry[], timeZone: string): MeasuringPlan | undefined {
  const checked = MeasuringPlanSchema.safeParse(planOf(draft, timeZone));
  return checked.data;
}

export const fieldOf = (key: number, field: 'days' | 'from' | 'by'): string => `${key}-${field}`;

/** The id of a field's element. */
export const idOf = (field: string): string => `measuring-plan-${field}`;

/** What is wrong, by the field of each entry: the contract's own check, in the words of the screen. */
export function planFaults(
  t: Translate,
  draft: readonly DraftEntry[],
  { timeZone, reason }: { timeZone: string; reason: string },
): Faults {
  const faults = new Map<string, string>();
  const checked = MeasuringPlanSchema.safeParse(planOf(draft, timeZone));
  for (const { path, code } of checked.error?.issues ?? []) {
    const [, place, field] = path;
    const entry = typeof place === 'number' ? draft[place] : undefined;
    if (!entry || (field !== 'days' && field !== 'from' && field !== 'by')) continue;
    const name = fieldOf(entry.key, field);
    const number = Number(place) + 1;
    // A time that cannot be read is told as such, before what follows from it.
    const overlaps = field === 'from' && code === 'custom';
    if (!faults.has(name)) faults.set(name, t(`measuringPlan.faults.${overlaps ? 'overlap' : field}`, { number }));
  }
  if (reason === '') faults.set('reason', t('measuringPlan.faults.reason'));
  return faults;
}
