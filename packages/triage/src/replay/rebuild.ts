import { type RuleAlert, worse } from '../engine/alerts/alert.ts';
import { difference } from '../engine/alerts/difference.ts';
import type { Evidence, Finding } from '../engine/alerts/finding.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { type TriageState, visibleAlerts } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import type { AlertKind, Severity } from '../protocol/schema.ts';
import { type LivedHistory, relived } from './lived.ts';

/*
 * What triage remembers of an episode is lost, and is made anew from what it was given. The alerts that stand open are stored beside it and have been seen by people: whatever comes
 * of the history, none of them goes away or becomes less severe for it. One that the history does not give stands beside the fold until a person closes it.
 */

/** An alert as it is stored and not closed. Instants in epoch milliseconds. */
export interface StandingAlert {
  readonly ruleId: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** When nothing held any more; null while something does. */
  readonly clearedAt: number | null;
  readonly openedAt: number;
  readonly late: boolean;
  readonly evidence: Evidence;
}

export interface Rebuilt {
  readonly state: TriageState;
  /** What the stored alerts must be told, so that they are what the state holds open: opened, raised, reopened, and cleared ones that wait for a person. */
  readonly findings: readonly Finding[];
  /** The rules whose stored alerts the history gives not at all, or less severe. */
  readonly beside: readonly string[];
}

/**
 * The state that all given until the instant `until` comes to, as `protocol` (what judges then) reads it, with every standing alert in it. Pure.
 *
 * @throws RangeError when nothing judged
 */
export function rebuild(
  protocol: CompiledProtocol,
  { history, standing, until }: { history: LivedHistory; standing: readonly StandingAlert[]; until: number },
): Rebuilt {
  const lived = relived(history, until);
  if (lived === null) throw new RangeError('No protocol has judged, so nothing can be judged anew');
  // Carried over where what judges now has another key.
  const folded = foldEvents(protocol, lived.state, []).state;
  const given = visibleAlerts(protocol, folded.current, folded);
  const lost = standing.filter(({ ruleId, severity }) => {
    const alert = given.get(ruleId);
    return alert === undefined || worse(alert.severity, severity) !== alert.severity;
  });
  const state = {
    ...folded,
    standalone: { ...folded.standalone, ...Object.fromEntries(lost.map((alert) => [alert.ruleId, alertOf(alert)])) },
  };
  return { state, findings: findingsOf(protocol, state, standing), beside: lost.map(({ ruleId }) => ruleId).sort() };
}

function alertOf({ kind, severity, clearedAt, openedAt, late, evidence }: StandingAlert): RuleAlert {
  const present = clearedAt === null ? severity : null;
  const phase = clearedAt === null ? 'open' : 'cleared';
  return { kind, severity, present, phase, openedAt, changedAt: clearedAt ?? evidence.at, late, evidence };
}

/** Nothing is told that would end an alert, nor of one that is as it is stored but for the words of its evidence: those are what people have read. */
function findingsOf(protocol: CompiledProtocol, state: TriageState, standing: readonly StandingAlert[]): Finding[] {
  const stored = new Map(standing.map((alert) => [alert.ruleId, alert]));
  const visible = [...visibleAlerts(protocol, state.current, state)].sort(([one], [other]) => (one < other ? -1 : 1));
  return visible.flatMap(([ruleId, alert]) => {
    const known = stored.get(ruleId);
    const before = known && { ...alert, severity: known.severity, phase: phaseOf(known, alert) };
    return difference(ruleId, before, alert, undefined).filter(({ type }) => type !== 'updated');
  });
}

/** That an alert recovers is not stored. */
function phaseOf({ clearedAt }: StandingAlert, { phase }: RuleAlert): RuleAlert['phase'] {
  if (clearedAt !== null) return 'cleared';
  return phase === 'recovering' ? phase : 'open';
}
