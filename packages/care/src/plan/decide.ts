import { type MeasuringPlan, subjectOfEntry } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { norwegianHolidays } from '../openingHours/holidays.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** How many years ahead a plan knows its holidays. Beyond, they are asked for like any day: a plan that is too old asks too much, never too little. */
const HOLIDAY_YEARS = 10;

/** `version`: the newest of the patient's own; 0: none. `plannable`: what the protocol that judges has a rule about when it does not come, metrics and questionnaires. */
export type PlanState = {
  readonly accountableTeamId: string | null;
  readonly version: number;
  readonly plannable: readonly string[];
};

/** `plan` null: the protocol's own again. `basedOnVersion`: what was shown. */
export type PlanCommand = {
  readonly plan: MeasuringPlan | null;
  readonly reason: string;
  readonly basedOnVersion: number;
};

/** The version to be written, or why not. `plan` null: the protocol's own again. */
export type PlanDecision =
  | {
      readonly ok: true;
      readonly version: number;
      readonly plan: MeasuringPlan | null;
      readonly reason: string;
    }
  | Refusal;

/** Whether a patient's measuring plan may be set, and what is then written: with the holidays of the years that it is to hold in, whatever was sent. */
export function decidePlan(
  { accountableTeamId, version, plannable }: PlanState,
  { plan, reason, basedOnVersion }: PlanCommand,
  { actor, now }: { readonly actor: Actor; readonly now: number },
): PlanDecision {
  if (accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended.');
  if (!belongsTo(actor, accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can set the measuring plan.');
  }
  if (version !== basedOnVersion) {
    return refuse('version-moved-on', 'The measuring plan has changed since it was read. Read it again.');
  }
  if (reason.trim() === '') return refuse('reason-missing', 'Say why the measuring plan is changed.');
  const unknown = plan?.entries.map(subjectOfEntry).find((subject) => !plannable.includes(subject));
  if (unknown !== undefined) {
    return refuse('plan-subject-unknown', `The protocol has no rule about ${unknown} that does not come.`);
  }
  return { ok: true, version: version + 1, reason: reason.trim(), plan: plan && withHolidays(plan, now) };
}

function withHolidays(plan: MeasuringPlan, now: number): MeasuringPlan {
  const first = new Date(now).getUTCFullYear();
  return { ...plan, holidays: holidaysOf(plan, first, first + HOLIDAY_YEARS) };
}

/** A plan as it would have been, had it held from `from` until `until` (epoch milliseconds): with the holidays of the years then, and those it has. */
export function planAsIfFrom(plan: MeasuringPlan, { from, until }: { from: number; until: number }): MeasuringPlan {
  const years = [from, until].map((at) => new Date(at).getUTCFullYear()) as [number, number];
  const holidays = [...plan.holidays, ...holidaysOf(plan, ...years)];
  return { ...plan, holidays: [...new Set(holidays)].sort() };
}

function holidaysOf({ entries }: MeasuringPlan, first: number, last: number): string[] {
  if (!entries.some(({ onHolidays }) => onHolidays === 'not-asked')) return [];
  return Array.from({ length: last - first + 1 }, (_, ahead) => first + ahead).flatMap(norwegianHolidays);
}
