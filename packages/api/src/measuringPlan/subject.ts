import type { LocalizedText, MetricCode } from '@samvakt/contract';
import { type PlanSubject, type Protocol, titleOf } from '@samvakt/triage';

/** What is asked for, a form with what the protocol calls it. */
export function namedSubject(
  protocol: Protocol,
  { metric, questionnaire }: PlanSubject,
): { metric: MetricCode } | { questionnaire: string; title: LocalizedText } {
  return metric === undefined ? { questionnaire, title: titleOf(protocol, questionnaire) } : { metric };
}
