import {
  type Finding,
  fromStoredForm,
  type LivedHistory,
  type StoredState,
  storedForm,
  type TriageState,
} from '@samvakt/triage';
import type { StoredAlert } from './decide.ts';

/* What is told of a triage state that is made anew: what was remembered, what it was made from, and what came of it. */

/** What was remembered before: `missing` where there was nothing at all, `readable` where it need not have been made anew. */
type Remembered = 'readable' | 'unreadable' | 'missing';

/** What becomes of an alert; `beside`: the history does not give it, or less severe, and it stays as it is until a person closes it. */
export type AlertRebuilt = 'as-it-was' | 'beside' | 'opened' | 'raised' | 'reopened' | 'condition-cleared';

/** What was remembered, what it was made anew from, and what came of it. */
export type TriageRebuild = {
  episodeId: string;
  /** As of when triage was given it, epoch milliseconds. */
  at: number;
  was: Remembered;
  /** Why it could not be read; null where it could, or where there was nothing. */
  fault: string | null;
  /** Whether what can be read is another than what the history gives; null where nothing can be read. */
  differs: boolean | null;
  /** How much of each the history held. */
  given: { readings: number; answers: number; refused: number; closes: number; ticks: number; words: number };
  /** By rule: every alert that stands open afterwards. */
  alerts: { ruleId: string; severity: 'red' | 'yellow'; what: AlertRebuilt }[];
  /** Since when something that came could not be judged, where a review asks for it now; epoch milliseconds. */
  unjudgedSince: number | null;
};

/** The innermost of what went wrong. What the state holds is the patient's and is not told. */
export function faultOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** As one finds it again, whatever it is written as: how a state is shortened depends on how it came to be. */
export const foundAgain = (state: TriageState): TriageState =>
  fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))) as StoredState);

const WHAT: Partial<Record<Finding['type'], AlertRebuilt>> = {
  opened: 'opened',
  raised: 'raised',
  reopened: 'reopened',
  cleared: 'condition-cleared',
};

export function fates(
  stored: readonly StoredAlert[],
  findings: readonly Finding[],
  beside: readonly string[],
): TriageRebuild['alerts'] {
  const alerts = new Map<string, TriageRebuild['alerts'][number]>();
  for (const { ruleId, severity } of stored) {
    alerts.set(ruleId, { ruleId, severity, what: beside.includes(ruleId) ? 'beside' : 'as-it-was' });
  }
  for (const { ruleId, severity, type } of findings) {
    const what = WHAT[type];
    // One that opens and does not hold any more has opened, all the same.
    if (what === undefined || (what === 'condition-cleared' && !isAsItWas(alerts.get(ruleId)))) continue;
    alerts.set(ruleId, { ruleId, severity, what });
  }
  return [...alerts.values()].sort((one, other) => (one.ruleId < other.ruleId ? -1 : 1));
}

const isAsItWas = (alert: TriageRebuild['alerts'][number] | undefined): boolean => alert?.what === 'as-it-was';

export function countsOf(history: LivedHistory, now: number): TriageRebuild['given'] {
  const { readings, answers = [], refused: spoilt = [], closes, ticks, devices = [] } = history;
  return {
    readings: readings.length,
    answers: answers.length,
    refused: spoilt.length,
    closes: closes.filter(({ at }) => at <= now).length,
    ticks: ticks.filter((at) => at <= now).length,
    words: devices.length,
  };
}
