import {
  type EpisodePlan,
  type MeasuringPlan,
  type MeasuringPlanEntry,
  MeasuringPlanSchema,
  type MetricCode,
  PLAN_DAYS,
  type PlanDay,
} from '@samvakt/contract';
import type { Faults } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import type { Translate } from '../texts/useTexts.ts';

/** One entry as it stands in the form; `key` keeps its fields when others go. */
export type DraftEntry = MeasuringPlanEntry & { readonly key: number };

export const TIME_ZONE_OF_PLAN = 'Europe/Oslo';

/** The plan in force as the form begins with it. */
export function draftOf({ plan }: Pick<EpisodePlan, 'plan'>): DraftEntry[] {
  return (plan?.entries ?? []).map((entry, key) => ({ ...entry, key }));
}

type Plannable = Pick<EpisodePlan, 'metrics' | 'questionnaires'>;

const nextKey = (draft: readonly DraftEntry[]): number => Math.max(-1, ...draft.map(({ key }) => key)) + 1;

/** A new one: once a day, of what is not planned yet. */
export function newEntry({ metrics }: Plannable, draft: readonly DraftEntry[]): DraftEntry | null {
  const metric = metrics.find((one) => !draft.some((entry) => entry.metric === one)) ?? metrics[0];
  if (metric === undefined) return null;
  const times = { days: [...PLAN_DAYS], from: '06:00', by: '10:00', graceMinutes: 120 };
  return { key: nextKey(draft), metric, ...times, onHolidays: 'asked' };
}

/** A new form: once a week with two days of grace, of those that are not planned yet. */
export function newFormEntry({ questionnaires }: Plannable, draft: readonly DraftEntry[]): DraftEntry | null {
  const urls = questionnaires.map(({ url }) => url);
  const questionnaire = urls.find((url) => !draft.some((entry) => entry.questionnaire === url)) ?? urls[0];
  if (questionnaire === undefined) return null;
  const times = { from: '00:00', by: '20:00', graceMinutes: 2 * 24 * 60, onHolidays: 'asked' } as const;
  const on = (day: PlanDay): DraftEntry => ({ key: nextKey(draft), questionnaire, days: [day], ...times });
  // Of a form that is planned already, on a day when that does not wait any more.
  const own = draft.filter((entry) => entry.questionnaire === questionnaire);
  const free = PLAN_DAYS.findLast((day) => proposedBy([...own, on(day)], TIME_ZONE_OF_PLAN) !== undefined);
  return on(free ?? 'sunday');
}

/** The same times for something else of the same kind. */
export function askingFor(
  { metric: _, questionnaire: __, ...times }: DraftEntry,
  subject: { metric: MetricCode } | { questionnaire: string },
): DraftEntry {
  return { ...subject, ...times };
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

/** What an entry is called in the form. `number`: its place, from 1. */
export function entryName(t: Translate, { metric }: Pick<DraftEntry, 'metric'>, number: number): string {
  return t(metric === undefined ? 'measuringPlan.formEntry' : 'measuringPlan.entry', { number });
}

/** What is wrong, by the field of each entry: the contract's own check, in the words of the screen. */
export function planFaults(
  draft: readonly DraftEntry[],
  { timeZone, reason }: { timeZone: string; reason: string },
): Faults {
  const faults = new Map<string, Said>();
  const checked = MeasuringPlanSchema.safeParse(planOf(draft, timeZone));
  for (const { path, code } of checked.error?.issues ?? []) {
    const [, place, field] = path;
    const entry = typeof place === 'number' ? draft[place] : undefined;
    if (!entry || (field !== 'days' && field !== 'from' && field !== 'by')) continue;
    const name = fieldOf(entry.key, field);
    // A time that cannot be read is told as such, before what follows from it.
    const overlaps = field === 'from' && code === 'custom';
    const fault = !overlaps ? field : entry.metric === undefined ? 'formOverlap' : 'overlap';
    const told: Said = ({ t }) => t(`measuringPlan.faults.${fault}`, { entry: entryName(t, entry, Number(place) + 1) });
    if (!faults.has(name)) faults.set(name, told);
  }
  if (reason === '') faults.set('reason', ({ t }) => t('measuringPlan.faults.reason'));
  return faults;
}
