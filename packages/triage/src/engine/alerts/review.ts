import type { MetricCode } from '@samvakt/contract';
import type { AnsweredEvent } from '../event.ts';
import { DAY } from '../leaves/window.ts';
import type { CompiledProtocol } from '../rules/compile.ts';
import type { RuleAlert } from './alert.ts';
import type { ReviewReason } from './finding.ts';

/** A review that the engine itself asks for. Once a person has closed it, it stays away while nothing has changed, up to a time. */
export interface ReviewState {
  readonly alert?: RuleAlert;
  readonly closedAt?: number;
  /** When a response last asked for it. */
  readonly askedAt?: number;
}

/**
 * After a person's close: a rule that still cannot judge asks again after a day, a metric that no rule judges after a week. *Assumption.* Each response to a
 * questionnaire is news of the patient, and asks at once.
 */
const AGAIN_AFTER: Record<ReviewReason['code'], number> = {
  'no-reference': DAY,
  'no-total': DAY,
  'rule-failed': DAY,
  'no-rule': 7 * DAY,
  'not-a-number': 0,
  refused: DAY,
  'not-asked': 0,
  'unjudged-answers': 0,
};

export function reviewOfRule(ruleId: string): string {
  return `review:${ruleId}`;
}

export function reviewOfMetric(metric: MetricCode): string {
  return `review:metric:${metric}`;
}

export function reviewOfQuestionnaire(url: string): string {
  return `review:questionnaire:${url}`;
}

/** Of what was sent and could not be taken for what it says; null: not even of which metric it was. */
export function reviewOfRefused(metric: MetricCode | null): string {
  return metric === null ? 'review:refused' : `review:refused:${metric}`;
}

/** Why a response asks for a review: no rule asks for its questionnaire, or none has raised what it says. */
export function reasonOfAnswers(
  code: 'not-asked' | 'unjudged-answers',
  { questionnaire, version, responseId, title, at }: AnsweredEvent,
): ReviewReason {
  const response = { questionnaire, version, responseId, title, at };
  return { code, metric: null, reading: null, detail: null, response };
}

/** A rule that asks for the questionnaire cannot judge at all. */
export function reasonOfBroken(detail: string, event: AnsweredEvent): ReviewReason {
  return { ...reasonOfAnswers('not-asked', event), code: 'rule-failed', detail };
}

/** What a rule threw, in its own words. */
export function whyFailed(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a response says anything that somebody must see. */
export function asksForSomebody({ result }: Pick<AnsweredEvent, 'result'>): boolean {
  return result.colour !== 'green' || result.contact !== null || result.unjudged.length > 0;
}

export function reviewAlert(
  protocol: CompiledProtocol,
  ruleId: string,
  at: number,
  review: ReviewReason,
  late: boolean,
): RuleAlert {
  const [kind, severity] = ['review', 'yellow'] as const;
  const evidence = { ...protocol.stamp, ruleId, severity, kind, at, items: [], review };
  return { kind, severity, present: severity, phase: 'open', openedAt: at, changedAt: at, late, evidence };
}

/** The review after something could not be judged. The same object when it changes nothing. */
export function askForReview(
  protocol: CompiledProtocol,
  state: ReviewState | undefined,
  ruleId: string,
  at: number,
  reason: ReviewReason,
): ReviewState {
  const asked = reason.response ? { askedAt: at } : {};
  if (state?.alert) {
    const { alert } = state;
    if (alert.phase === 'open') return reason.response && state.askedAt !== at ? { alert, ...asked } : state;
    return { alert: { ...alert, phase: 'open', present: 'yellow', changedAt: at }, ...asked };
  }
  const wait = reason.response ? 0 : AGAIN_AFTER[reason.code];
  if (state && at - (state.closedAt ?? at) < wait) return state;
  return { alert: reviewAlert(protocol, ruleId, at, reason, false), ...asked };
}

/** The review after its rule could judge again: what a person has closed is forgotten, what stands open waits for a person. */
export function reviewAnswered(state: ReviewState, at: number): ReviewState | null {
  if (!state.alert) return null;
  if (state.alert.phase === 'cleared') return state;
  return { alert: { ...state.alert, phase: 'cleared', present: null, changedAt: at } };
}
