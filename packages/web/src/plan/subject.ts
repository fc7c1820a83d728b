import type { LocalizedText, MetricCode, Occasion } from '@samvakt/contract';
import { metricName } from '../texts/names.ts';
import type { Translate } from '../texts/useTexts.ts';

/** What a plan asks for, with what a form is called. */
type Subject =
  | { readonly metric: MetricCode; readonly questionnaire?: undefined }
  | { readonly questionnaire: string; readonly metric?: undefined; readonly title: LocalizedText };

export function subjectName(t: Translate, localized: (text: LocalizedText) => string, subject: Subject): string {
  return subject.metric === undefined ? localized(subject.title) : metricName(t, subject.metric);
}

/** Of two of a plan: whether they are about the same. */
export const subjectKey = ({ metric, questionnaire }: Subject): string => metric ?? questionnaire;

/** What came of a due time, in a word: a measurement is taken, a form answered. */
export function stateName(t: Translate, { state, metric }: Pick<Occasion, 'state' | 'metric'>): string {
  return state === 'answered' && metric === undefined
    ? t('measuringPlan.formAnswered')
    : t(`measuringPlan.states.${state}`);
}
