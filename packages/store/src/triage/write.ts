import { randomUUID } from 'node:crypto';
import {
  alertOfDevice,
  type CompiledProtocol,
  nextTickAt,
  pausedUntil,
  type TriageEvent,
  type TriageState,
} from '@samvakt/triage';
import { appendChanges, type NewChange } from '../change.ts';
import type { Queryable } from '../database.ts';
import { beginEscalations, type RunBegun } from '../escalation/begin.ts';
import { keepAlertsToRead, keepJudged } from '../questionnaire/judged.ts';
import { addTasksOfRules, cancelTasksOfRules, type JudgedAlert } from '../task/ofRule.ts';
import { scheduleTicks } from '../tickJob.ts';
import { type EpisodeAlert, insertAlerts, readOpenAlerts, updateAlerts } from './alerts.ts';
import { type AlertDecision, decideAlerts, type StoredAlert } from './decide.ts';
import type { Folded } from './fold.ts';
import type { TriageContext } from './memory.ts';
import { type EpisodeTriage, writeTriage } from './state.ts';

/** What is to be written of all episodes together. */
type Outcome = {
  opened: EpisodeAlert[];
  changed: EpisodeAlert[];
  /** Alerts that rules ask something for, and those whose rules ask for nothing any more. */
  raised: JudgedAlert[];
  closed: JudgedAlert[];
  changes: NewChange[];
};

/**
 * Writes states, alerts, their escalation and tasks, and the changes: `before` are changes that come before those. The statements go out together, each
 * in its order, and are answered together: waiting for every single one costs a busy process more than the statements do.
 */
export async function writeFolded(
  client: Queryable,
  folded: readonly Folded[],
  { now, memory }: TriageContext,
  before: readonly NewChange[] = [],
): Promise<void> {
  const { opened, changed, raised, closed, changes } = outcomeOf(folded, await readOpenAlertsOf(client, folded), now);
  const { written, ticks } = timed(folded, now);
  await Promise.all([
    // Updates first: one may close the alert that stands in the way of a new one for the same rule.
    updateAlerts(client, changed, now),
    insertAlerts(client, opened, now),
    keepJudged(client, folded),
    keepAlertsToRead(client, folded, [...opened, ...changed]),
    beginEscalations(client, { runs: runsOf([...opened, ...changed], changes), now }),
    scheduleTicks(client, ticks),
    writeTriage(client, written, { now, states: memory.states }),
    appendChanges(client, [...before, ...changes]),
  ]);
  await addTasksOfRules(client, raised, now);
  await cancelTasksOfRules(client, closed, now);
}

function outcomeOf(folded: readonly Folded[], open: ReadonlyMap<string, StoredAlert[]>, now: number): Outcome {
  const outcome: Outcome = { opened: [], changed: [], raised: [], closed: [], changes: [] };
  for (const { episode, events, protocol, findings } of folded) {
    const { episodeId, patientId } = episode;
    const decision = decideAlerts(open.get(episodeId) ?? [], findings, { now, newId: randomUUID });
    for (const alert of decision.opened) outcome.opened.push({ episodeId, alert });
    for (const alert of decision.changed) outcome.changed.push({ episodeId, alert });
    const stored = new Map([...decision.opened, ...decision.changed].map((alert) => [alert.id, alert]));
    for (const change of decision.changes) {
      const alert = stored.get(change.alertId);
      if (alert !== undefined) {
        const judged = { episodeId, patientId, protocol: protocol.effective.protocol, alert };
        if (change.kind === 'alert-opened' || change.kind === 'alert-raised') outcome.raised.push(judged);
        if (change.kind === 'alert-resolved') outcome.closed.push(judged);
      }
      const data = { ...change.data, ...returnedOf(change, events), ...pauseOf(protocol, alert, now) };
      outcome.changes.push({ ...change, data, occurredAt: now, patientId, episodeId });
    }
  }
  return outcome;
}

/** What has opened, turned red, or come again is somebody's to answer from now on. What a person has already stays with that person. */
function runsOf(alerts: readonly EpisodeAlert[], changes: readonly NewChange[]): RunBegun[] {
  const open = new Set(alerts.flatMap(({ alert }) => (alert.status === 'open' ? [alert.id] : [])));
  const runs = new Map<string, RunBegun>();
  for (const reason of ['opened', 'raised', 'reopened'] as const) {
    for (const { kind, alertId } of changes) {
      if (kind !== `alert-${reason}` || alertId === undefined) continue;
      if (open.has(alertId) && !runs.has(alertId)) runs.set(alertId, { alertId, reason });
    }
  }
  return [...runs.values()];
}

/** The alert of a device that the patient has given back ends for that, and not because it was heard. */
function returnedOf({ kind, data }: AlertDecision['changes'][number], events: readonly TriageEvent[]) {
  if (kind !== 'alert-resolved') return {};
  const isReturned = (event: TriageEvent) =>
    event.type === 'device-online' && event.returned === true && alertOfDevice(event.deviceId) === data.ruleId;
  return events.some(isReturned) ? { reason: 'device-returned' } : {};
}

/** Whoever hears of an alert hears too that a pause holds it back. */
function pauseOf({ effective }: CompiledProtocol, alert: StoredAlert | undefined, now: number) {
  if (effective.pauses.length === 0 || alert === undefined) return {};
  const until = pausedUntil(effective.protocol, effective.pauses, alert, now);
  return until === null ? {} : { pausedUntil: new Date(until).toISOString() };
}

async function readOpenAlertsOf(client: Queryable, folded: readonly Folded[]): Promise<Map<string, StoredAlert[]>> {
  const found = folded.filter(({ findings }) => findings.length > 0).map(({ episode }) => episode.episodeId);
  return found.length === 0 ? new Map() : readOpenAlerts(client, found);
}

/** A deadline that moves away needs nothing now: the timer fires early once, finds the new deadline and is set anew. */
function timed(folded: readonly Folded[], now: number) {
  const written: (EpisodeTriage & { state: TriageState })[] = [];
  const ticks: { episodeId: string; at: number }[] = [];
  for (const { episode, events, protocol, state } of folded) {
    const due = nextTickAt(protocol, state);
    const sooner = due !== null && (episode.nextTickAt === null || due < episode.nextTickAt);
    if (sooner) ticks.push({ episodeId: episode.episodeId, at: due });
    const givenUntil = givenUntilOf(episode, events, now);
    written.push({ ...episode, state, nextTickAt: sooner ? due : episode.nextTickAt, givenUntil });
  }
  return { written, ticks };
}

/** What is received has the instant of its receipt; all else is given as of now. */
function givenUntilOf({ givenUntil }: EpisodeTriage, events: readonly TriageEvent[], now: number): number {
  return events.reduce((latest, event) => {
    const isReceived = event.type === 'measurement' || event.type === 'answered' || event.type === 'refused';
    return Math.max(latest, isReceived ? (event.receivedAt ?? event.at) : now);
  }, givenUntil);
}
