import { randomUUID } from 'node:crypto';
import {
  type CompiledProtocol,
  foldEvents,
  initialState,
  nextTickAt,
  pausedUntil,
  type TriageEvent,
  type TriageState,
} from '@samvakt/triage';
import { appendChanges, type NewChange } from '../change.ts';
import type { Queryable } from '../database.ts';
import type { DeviceWord } from '../deviceWordJob.ts';
import { beginEscalations } from '../escalation/begin.ts';
import type { PatientReading } from '../intake/received.ts';
import { addTasksOfRules, cancelTasksOfRules, type JudgedAlert } from '../task/ofRule.ts';
import { scheduleTick } from '../tickJob.ts';
import { type EpisodeAlert, insertAlerts, readOpenAlerts, updateAlerts } from './alerts.ts';
import { decideAlerts, type StoredAlert } from './decide.ts';
import { readDeviceEvent } from './deviceWord.ts';
import { createProtocolCache, type ProtocolCache } from './protocolCache.ts';
import { routeReadings } from './route.ts';
import { type EpisodeTriage, lockTriageOfEpisodes, lockTriageOfPatients, writeTriage } from './state.ts';
import { createStateCache, type StateCache } from './stateCache.ts';

/** What a process that judges much keeps between transactions. */
export type TriageMemory = { protocols: ProtocolCache; states: StateCache };

export function createTriageMemory(): TriageMemory {
  return { protocols: createProtocolCache(), states: createStateCache() };
}

export type TriageContext = { now: number; memory: TriageMemory };

/**
 * Judges new readings in the active episodes of their patients that they concern: locks what triage remembers, folds the readings in, and writes state, alerts
 * and changes. One transaction's worth.
 */
export async function applyReadings(
  client: Queryable,
  readings: readonly PatientReading[],
  context: TriageContext,
): Promise<void> {
  if (readings.length === 0) return;
  const byPatient = Map.groupBy(readings, (reading) => reading.patientId);
  const episodes = await lockTriageOfPatients(client, [...byPatient.keys()].sort(), context.memory.states);
  const compiled = await context.memory.protocols.compiled(client, episodes, context.now);
  const work: Work[] = [];
  for (const [patientId, own] of Map.groupBy(episodes, (episode) => episode.patientId)) {
    const candidates = own.map((episode) => ({ ...episode, protocol: protocolOf(compiled, episode) }));
    const routed = routeReadings(byPatient.get(patientId) ?? [], candidates);
    for (const [place, episode] of own.entries()) {
      const judged = routed[place] ?? [];
      const back = devicesBack(episode, byPatient.get(patientId) ?? [], context.now);
      work.push({ episode: withLastSeen(episode, judged), events: [...judged.map(eventOf), ...back] });
    }
  }
  const received = work.map(
    ({ episode, events }): NewChange => ({
      kind: 'measurements-received',
      occurredAt: context.now,
      patientId: episode.patientId,
      episodeId: episode.episodeId,
      data: { count: events.filter(({ type }) => type === 'measurement').length },
    }),
  );
  await applyEvents(client, work, context, received);
}

/**
 * A device has lost its connection, or has one again: what is missing then says something else. Does nothing where the device is on loan to nobody
 * who is followed, or has been heard since.
 */
export async function applyDeviceWord(client: Queryable, word: DeviceWord, context: TriageContext): Promise<void> {
  const told = await readDeviceEvent(client, word, context.now);
  if (!told) return;
  const episodes = await lockTriageOfPatients(client, [told.patientId], context.memory.states);
  const work = episodes.map((episode) => ({ episode, events: [told.event] }));
  await applyEvents(client, work, context, []);
}

/** A person has closed an alert. Call it after the alert is written as resolved, in the same transaction. */
export async function applyAlertClosed(
  client: Queryable,
  { episodeId, ruleId, at }: { episodeId: string; ruleId: string; at: number },
): Promise<void> {
  const context = { now: at, memory: createTriageMemory() };
  const episodes = await lockTriageOfEpisodes(client, [episodeId], context.memory.states);
  const work = episodes.map((episode) => ({ episode, events: [{ type: 'alert-closed', ruleId, at } as const] }));
  await applyEvents(client, work, context, []);
}

/** The pauses of an episode have changed, and with them its deadlines. Call it after they are written, in the same transaction. */
export async function applyPausesChanged(
  client: Queryable,
  { episodeId, at }: { episodeId: string; at: number },
): Promise<void> {
  const context = { now: at, memory: createTriageMemory() };
  const episodes = await lockTriageOfEpisodes(client, [episodeId], context.memory.states);
  const work = episodes.map((episode) => ({ episode, events: [{ type: 'tick', at } as const] }));
  await keepTick(client, episodes, at);
  await applyEvents(client, work, context, []);
}

/** Time has come to `now` and may itself have changed something. Nothing happens to an episode that has ended. */
export async function applyTick(
  client: Queryable,
  { episodeId, ...context }: { episodeId: string } & TriageContext,
): Promise<void> {
  const episodes = await lockTriageOfEpisodes(client, [episodeId], context.memory.states);
  // The job that calls this is spent, so the next one must be scheduled whatever its time.
  const work = episodes.map((episode) => ({
    episode: { ...episode, nextTickAt: null },
    events: [{ type: 'tick', at: context.now } as const],
  }));
  await keepTick(client, episodes, context.now);
  await applyEvents(client, work, context, []);
}

/** The engine's account of what it was given: readings and closes are kept anyway, of ticks nothing else would be left. */
async function keepTick(client: Queryable, episodes: readonly EpisodeTriage[], at: number): Promise<void> {
  for (const { episodeId } of episodes) {
    await client.query('insert into triage_tick (episode_id, at) values ($1, $2) on conflict do nothing', [
      episodeId,
      new Date(at),
    ]);
  }
}

/** Active episodes whose timer should have fired before `before` (epoch milliseconds) and has not: what the queue has lost. */
export async function readOverdueTicks(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ episodeId: string }>(
    `
      select episode_id as "episodeId" from triage_state join episode on episode.id = episode_id
      where next_tick_at < $1 and upper_inf(episode.period) order by next_tick_at limit 1000
    `,
    [new Date(before)],
  );
  return rows.map((row) => row.episodeId);
}

type Work = { episode: EpisodeTriage; events: readonly TriageEvent[] };

async function applyEvents(
  client: Queryable,
  work: readonly Work[],
  { now, memory }: TriageContext,
  changes: NewChange[],
): Promise<void> {
  const compiled = await memory.protocols.compiled(
    client,
    work.map(({ episode }) => episode),
    now,
  );
  const folded = work.flatMap(({ episode, events }) => {
    const protocol = protocolOf(compiled, episode);
    const before = episode.state ?? initialState(protocol, episode.startedAt);
    const { state, findings } = foldEvents(protocol, before, events);
    return [{ episode, protocol, state, findings }];
  });
  const open = await readOpenAlertsOf(client, folded);
  const opened: EpisodeAlert[] = [];
  const changed: EpisodeAlert[] = [];
  const raised: JudgedAlert[] = [];
  const closed: JudgedAlert[] = [];
  for (const { episode, protocol, findings } of folded) {
    const { episodeId, patientId } = episode;
    const decision = decideAlerts(open.get(episodeId) ?? [], findings, { now, newId: randomUUID });
    for (const alert of decision.opened) opened.push({ episodeId, alert });
    for (const alert of decision.changed) changed.push({ episodeId, alert });
    const stored = new Map([...decision.opened, ...decision.changed].map((alert) => [alert.id, alert]));
    for (const change of decision.changes) {
      const alert = stored.get(change.alertId);
      if (alert !== undefined) {
        const judged = { episodeId, patientId, protocol: protocol.effective.protocol, alert };
        if (change.kind === 'alert-opened' || change.kind === 'alert-raised') raised.push(judged);
        if (change.kind === 'alert-resolved') closed.push(judged);
      }
      const data = { ...change.data, ...pauseOf(protocol, alert, now) };
      changes.push({ ...change, data, occurredAt: now, patientId, episodeId });
    }
  }
  // Updates first: one may close the alert that stands in the way of a new one for the same rule.
  await updateAlerts(client, changed, now);
  await insertAlerts(client, opened, now);
  await beginEscalationsOf(client, { opened, changed, changes }, now);
  await writeTriage(client, await rescheduled(client, folded), { now, states: memory.states });
  await appendChanges(client, changes);
  await addTasksOfRules(client, raised, now);
  await cancelTasksOfRules(client, closed, now);
}

/** What has opened, turned red, or come again is somebody's to answer from now on. What a person has already stays with that person. */
async function beginEscalationsOf(
  client: Queryable,
  { opened, changed, changes }: { opened: EpisodeAlert[]; changed: EpisodeAlert[]; changes: NewChange[] },
  now: number,
): Promise<void> {
  const open = new Set([...opened, ...changed].flatMap(({ alert }) => (alert.status === 'open' ? [alert.id] : [])));
  const begun = new Set<string>();
  for (const kind of ['opened', 'raised', 'reopened'] as const) {
    const named = changes.flatMap((change) => (change.kind === `alert-${kind}` ? (change.alertId ?? []) : []));
    const alertIds = [...new Set(named)].filter((id) => open.has(id) && !begun.has(id));
    for (const id of alertIds) begun.add(id);
    await beginEscalations(client, { alertIds, reason: kind, now });
  }
}

/** Whoever hears of an alert hears too that a pause holds it back. */
function pauseOf({ effective }: CompiledProtocol, alert: StoredAlert | undefined, now: number) {
  if (effective.pauses.length === 0 || alert === undefined) return {};
  const until = pausedUntil(effective.protocol, effective.pauses, alert, now);
  return until === null ? {} : { pausedUntil: new Date(until).toISOString() };
}

function protocolOf(compiled: ReadonlyMap<string, CompiledProtocol>, { episodeId }: EpisodeTriage): CompiledProtocol {
  const protocol = compiled.get(episodeId);
  if (!protocol) throw new Error(`episode ${episodeId} has no protocol to be judged by`);
  return protocol;
}

async function readOpenAlertsOf(
  client: Queryable,
  folded: readonly { episode: EpisodeTriage; findings: readonly unknown[] }[],
) {
  const found = folded.filter(({ findings }) => findings.length > 0).map(({ episode }) => episode.episodeId);
  return found.length === 0 ? new Map() : readOpenAlerts(client, found);
}

/** A deadline that moves away needs nothing now: the timer fires early once, finds the new deadline and is set anew. */
async function rescheduled(
  client: Queryable,
  folded: readonly { episode: EpisodeTriage; state: TriageState }[],
): Promise<(EpisodeTriage & { state: TriageState })[]> {
  const written: (EpisodeTriage & { state: TriageState })[] = [];
  for (const { episode, state } of folded) {
    const due = nextTickAt(state);
    const sooner = due !== null && (episode.nextTickAt === null || due < episode.nextTickAt);
    if (sooner) await scheduleTick(client, { episodeId: episode.episodeId, at: due });
    written.push({ ...episode, state, nextTickAt: sooner ? due : episode.nextTickAt });
  }
  return written;
}

function eventOf({ metric, effectiveAt, value, receivedAt }: PatientReading): TriageEvent {
  return { type: 'measurement', metric, at: effectiveAt, value, receivedAt };
}

/** Whoever brings something has a connection, whatever was last known. */
function devicesBack({ state }: EpisodeTriage, readings: readonly PatientReading[], at: number): TriageEvent[] {
  const offline = Object.keys(state?.offline ?? {});
  if (offline.length === 0) return [];
  const back = offline.filter((deviceId) => readings.some((reading) => reading.deviceId === deviceId));
  return back.map((deviceId) => ({ type: 'device-online', deviceId, at }));
}

function withLastSeen(episode: EpisodeTriage, readings: readonly PatientReading[]): EpisodeTriage {
  const lastSeen = { ...episode.lastSeen };
  for (const { metric, effectiveAt, value } of readings) {
    const known = lastSeen[metric];
    if (!known || known.at < effectiveAt) lastSeen[metric] = { at: effectiveAt, value };
  }
  return { ...episode, lastSeen };
}
