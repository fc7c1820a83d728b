import type { LocalizedText, MetricCode } from '@samvakt/contract';
import type { Band } from '../../protocol/expression.ts';
import type { AlertKind, Severity } from '../../protocol/schema.ts';
import type { MarkedAnswer } from '../../questionnaire/result.ts';
import type { ScoreId } from '../../scores/registry.ts';
import type { ScoreOutput } from '../../scores/score.ts';

/** A reading that a judgement rests on: event time in epoch milliseconds, value in the metric's canonical unit. */
export interface EvidenceReading {
  readonly at: number;
  readonly value: number;
}

/** A limit as it stood when it judged. `name` is null where the protocol wrote the number into the rule. */
export interface Threshold {
  readonly name: string | null;
  readonly value: number;
  readonly origin: 'protocol' | 'limits';
}

/** A part of a score and its points. `reading` null: not observed, or too long ago; `points` null also where they hang on another part that was not. */
export interface EvidencePart {
  readonly part: string;
  readonly metric: MetricCode;
  readonly reading: EvidenceReading | null;
  readonly points: number | null;
}

/** One leaf of the rule that was true, with what it saw. Durations and windows in milliseconds. */
export type EvidenceItem =
  | {
      readonly type: 'value' | 'change' | 'mean' | 'share' | 'variation';
      readonly metric: MetricCode;
      readonly test: 'below' | 'at-most' | 'above' | 'at-least';
      readonly threshold: Threshold;
      /** The readings that met the test, oldest first: all of a count; first, worst and last of a duration. */
      readonly readings: readonly EvidenceReading[];
      /** How many readings the judgement rests on. */
      readonly count: number;
      /** What was compared with the threshold: the last reading, the change, the mean, the share or the variation in percent. */
      readonly compared: number;
      readonly window?: number;
      /** Of a share: what was counted. */
      readonly band?: Band;
      readonly measure?: 'absolute' | 'relative' | 'spread';
      readonly reference?: {
        readonly kind: 'minimum' | 'maximum' | 'mean' | 'baseline';
        readonly value: number;
        readonly at?: number;
        /** What a change of 1 is, in the metric's unit, where it is counted in the baseline's spread. */
        readonly spread?: number;
      };
    }
  | {
      readonly type: 'score';
      readonly score: ScoreId;
      readonly output: ScoreOutput;
      readonly test: 'above' | 'at-least';
      readonly threshold: Threshold;
      /** What was compared with the threshold. Not `complete`: what the observed parts come to by themselves, for want of a total. */
      readonly compared: number;
      readonly complete: boolean;
      /** What a clinician may set of the score, as it stood. */
      readonly settings: Readonly<Record<string, Threshold>>;
      /** How old a part may be against the reading that was judged. */
      readonly within: number;
      readonly parts: readonly EvidencePart[];
    }
  | {
      readonly type: 'missing';
      readonly metric: MetricCode;
      /** The latest reading; null when there has been none since the follow-up began. */
      readonly lastAt: number | null;
      readonly since: number;
      readonly dueAt: number;
      /** Where it was due by the patient's plan. */
      readonly planned?: Planned;
    }
  | {
      /** A questionnaire that nobody has answered. */
      readonly type: 'unanswered';
      readonly questionnaire: string;
      readonly title: LocalizedText;
      readonly lastAt: number | null;
      readonly since: number;
      readonly dueAt: number;
      /** Where it was due by the patient's plan. */
      readonly planned?: Planned;
    }
  | AnsweredItem;

/** A response, with all its answers that are not green (none where the alert is about the wish to be contacted). */
export interface AnsweredItem {
  readonly type: 'questionnaire';
  readonly questionnaire: string;
  readonly version: string;
  readonly responseId: string;
  readonly title: LocalizedText;
  /** When it was answered. */
  readonly at: number;
  readonly about: 'answers' | 'contact';
  readonly colour: Severity;
  readonly answers: readonly MarkedAnswer[];
}

/** An item that rests on readings of one metric. */
export type MeasuredItem = Extract<EvidenceItem, { count: number }>;

/** The metrics that an item is about; none of a questionnaire. */
export function metricsOfItem(item: EvidenceItem): readonly MetricCode[] {
  if ('questionnaire' in item) return [];
  return item.type === 'score' ? item.parts.map(({ metric }) => metric) : [item.metric];
}

/** All that an item is about: metrics by their code, a questionnaire by its URL. */
export function subjectsOfItem(item: EvidenceItem): readonly string[] {
  return 'questionnaire' in item ? [item.questionnaire] : metricsOfItem(item);
}

/** A due time that was missed: asked for from `opensAt`, `by` when; `version` of the patient's own plan, null: the protocol's. */
export interface Planned {
  readonly opensAt: number;
  readonly by: number;
  readonly version: number | null;
}

/** Why a review was asked for instead of a judgement. */
export interface ReviewReason {
  readonly code:
    | 'no-rule'
    | 'no-reference'
    | 'no-total'
    | 'rule-failed'
    | 'not-a-number'
    | 'refused'
    | 'not-asked'
    | 'unjudged-answers';
  readonly metric: MetricCode | null;
  readonly reading: EvidenceReading | null;
  /** Of `no-total` the score, of `rule-failed` the fault, of `refused` the code of the fault. */
  readonly detail: string | null;
  /** The response that nobody judged, or not all of it; then `metric` and `reading` are null. */
  readonly response?: Pick<AnsweredItem, 'questionnaire' | 'version' | 'responseId' | 'title' | 'at'>;
}

/** What an alert rests on: enough to say it in a sentence and to judge it again. */
export interface Evidence {
  readonly protocol: { readonly id: string; readonly version: number };
  readonly limitsVersion: number | null;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly kind: AlertKind;
  /** Event time of the judgement. */
  readonly at: number;
  readonly items: readonly EvidenceItem[];
  /** The device that has no connection and would have brought what is missing, and when it was last heard of. */
  readonly device?: { readonly id: string; readonly since: number };
  readonly review: ReviewReason | null;
}

/**
 * `opened`, `raised` (yellow to red), `updated` (new evidence of the same severity), `recovering`, `reopened` (worse again before it closed), `cleared`,
 * `withdrawn`.
 */
export type FindingType = 'opened' | 'raised' | 'updated' | 'recovering' | 'reopened' | 'cleared' | 'withdrawn';

/**
 * A change of what stands open, made by one step: the difference between the visible alerts before and after.
 * `withdrawn`: data that came late but inside the window shows that the alert should not have been opened.
 */
export interface Finding {
  readonly type: FindingType;
  /** The rule's id; `review:<rule id>`, `review:metric:<code>`, `review:questionnaire:<url>` or `review:refused:<code>` for a review that the engine itself asks for. */
  readonly ruleId: string;
  readonly severity: Severity;
  readonly kind: AlertKind;
  /** Event time at which it happened. */
  readonly at: number;
  readonly openedAt: number;
  /** With `cleared`: true when the alert is closed by its rule, false when it still waits for a person. */
  readonly closed: boolean;
  /** Judged from data older than the lateness window, on its own. */
  readonly late: boolean;
  readonly evidence: Evidence;
}
