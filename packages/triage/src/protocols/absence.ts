import {
  type LocalizedText,
  type MeasuringPlan,
  type MeasuringPlanEntry,
  type MetricCode,
  PLAN_DAYS,
  type PlanDay,
} from '@samvakt/contract';
import type { ProtocolInput } from '../protocol/schema.ts';
import { nameOf } from '../wording/terms.ts';
import { DAY } from './time.ts';

type RuleInput = ProtocolInput['rules'][number];

const ASSUMPTION = 'assumption: no published figure for how long a silence may last; agreed with each patient';

/** Once on each of its days, at any time of the day: missed when the day is over, also on holidays. *Assumption.* */
export const onceADay = (metric: MetricCode, days: MeasuringPlanEntry['days'] = PLAN_DAYS): MeasuringPlanEntry => ({
  metric,
  days,
  from: '00:00',
  by: '20:00',
  graceMinutes: 240,
  onHolidays: 'asked',
});

/** Once a week, at any time of that day or of the two that follow: missed when these are over, also on holidays. *Assumption.* */
export const onceAWeek = (questionnaire: string, day: PlanDay = 'sunday'): MeasuringPlanEntry => ({
  questionnaire,
  days: [day],
  from: '00:00',
  by: '20:00',
  graceMinutes: 240 + 2 * 24 * 60,
  onHolidays: 'asked',
});

/** What a patient of the protocol is asked for, on the clock in Norway. */
export const standardPlan = (...entries: MeasuringPlanEntry[]): MeasuringPlan => ({
  timeZone: 'Europe/Oslo',
  entries,
  holidays: [],
});

/** A rule for each of these that a team may plan beside what the protocol asks of all: silent until it is planned. */
export function rulesOfPlanned(...metrics: MetricCode[]): RuleInput[] {
  return metrics.map((metric) => ({
    id: `${metric}-overdue`,
    kind: 'missing',
    text: {
      nb: `Planlagt måling mangler: ${nameOf(metric, 'nb')}`,
      en: `A planned measurement is missing: ${nameOf(metric, 'en')}`,
    },
    action: {
      nb: 'Spør hvordan det går, og om planen passer.',
      en: 'Ask how the patient is, and whether the plan suits.',
    },
    source: ASSUMPTION,
    autoClose: true,
    levels: { yellow: { when: { type: 'overdue', metric } } },
  }));
}

/** What is asked of every patient of the protocol has not come in time: yellow until it comes, and somebody is to check within a day that the device works. */
export function measurementMissing({
  metric,
  check,
  ...said
}: Pick<RuleInput, 'id' | 'text' | 'action' | 'source'> & { metric: MetricCode; check: LocalizedText }): RuleInput {
  return {
    ...said,
    kind: 'missing',
    autoClose: true,
    task: { kind: 'check-device', text: check, within: DAY },
    levels: { yellow: { when: { type: 'overdue', metric } } },
  };
}

/** Nothing at all has come for so many days: somebody is to call. */
export function inactiveFor(days: number, ...metrics: MetricCode[]): RuleInput {
  return {
    id: 'inactive',
    kind: 'missing',
    text: { nb: `Ingen målinger på ${days} døgn`, en: `No measurements for ${days} days` },
    action: {
      nb: 'Ring pasienten. Får du ikke svar, ring pårørende eller hjemmetjenesten.',
      en: 'Call the patient. If there is no answer, call the next of kin or the home nurses.',
    },
    source: ASSUMPTION,
    autoClose: true,
    task: {
      kind: 'call-back',
      text: { nb: 'Ring pasienten: ingen målinger kommer', en: 'Call the patient: no measurements come' },
      within: DAY,
    },
    levels: {
      yellow: {
        when: { type: 'all', of: metrics.map((metric) => ({ type: 'missing', metric, every: days * DAY, grace: 0 })) },
      },
    },
  };
}
