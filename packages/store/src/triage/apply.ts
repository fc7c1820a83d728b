import { closeAsSeen } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import type { DeviceWord } from '../deviceWordJob.ts';
import { readDeviceEvent } from './deviceWord.ts';
import { foldWork, type Work } from './fold.ts';
import { createTriageMemory, type TriageContext } from './memory.ts';
import { readTicked } from './readings.ts';
import { type EpisodeTriage, lockTriageOfEpisodes, lockTriageOfPatients } from './state.ts';
import { keepWords } from './words.ts';
import { writeFolded } from './write.ts';

/**
 * A device has lost its connection, or has one again: what is missing then says something else. Does nothing where the device is on loan to nobody
 * who is followed, or has been heard since.
 */
export async function applyDeviceWord(client: Queryable, word: DeviceWord, context: TriageContext): Promise<void> {
  const before = await readDeviceEvent(client, word, context.now);
  if (!before) return;
  const { patientId } = before;
  const episodes = await lockTriageOfPatients(client, [patientId], context.memory.states);
  // Read again under the lock: the device may have been heard, or lent to another, while it was waited for.
  const told = await readDeviceEvent(client, word, context.now);
  if (told?.patientId !== patientId) return;
  const now = givenAt(episodes, context.now);
  const work = episodes.map((episode) => ({ episode, events: [told.event] }));
  await keepWords(client, work, now);
  await applyEvents(client, work, { ...context, now });
}

/** A person has closed an alert. Call it after the alert is written as resolved, in the same transaction. */
export async function applyAlertClosed(
  client: Queryable,
  { episodeId, ruleId, at }: { episodeId: string; ruleId: string; at: number },
): Promise<void> {
  const memory = createTriageMemory();
  const episodes = await lockTriageOfEpisodes(client, [episodeId], memory.states);
  const acts = episodes.map(({ patientId }) => ({ patientId, receivedAt: at }));
  // In the very instant of a timer the close comes after it: what the timer found is what was closed.
  const ticked = await readTicked(client, episodes, acts);
  const now = Math.max(givenAt(episodes, at), ticked.size > 0 ? at + 1 : at);
  const close = { type: 'alert-closed', ruleId, at: now, ...(now > at && { seenUntil: at }) } as const;
  if (now > at) await keepClosedLater(client, { episodeId, ruleId, at, givenAt: now });
  const work = episodes.map((episode) => {
    const { state } = episode;
    return { episode, events: [state === null ? close : closeAsSeen(state, close)] };
  });
  await applyEvents(client, work, { now, memory });
}

/** Beside the readings that were given later, since the alert says when it was closed. */
async function keepClosedLater(
  client: Queryable,
  { episodeId, ruleId, at, givenAt: given }: { episodeId: string; ruleId: string; at: number; givenAt: number },
): Promise<void> {
  await client.query(
    `
      insert into triage_given (episode_id, metric, effective_at, value, received_at, given_at)
      values ($1, $2, $3, 0, $3, $4) on conflict do nothing
    `,
    [episodeId, closedAs(ruleId), new Date(at), new Date(given)],
  );
}

/** A close among what was given later: by its rule in the place of a metric. */
export function closedAs(ruleId: string): string {
  return `close:${ruleId}`;
}

/** The pauses of an episode have changed, and with them its deadlines. Call it after they are written, in the same transaction. */
export async function applyPausesChanged(
  client: Queryable,
  { episodeId, at }: { episodeId: string; at: number },
): Promise<void> {
  const memory = createTriageMemory();
  const episodes = await lockTriageOfEpisodes(client, [episodeId], memory.states);
  const now = givenAt(episodes, at);
  const work = episodes.map((episode) => ({ episode, events: [{ type: 'tick', at: now } as const] }));
  await keepTick(client, episodes, now);
  await applyEvents(client, work, { now, memory });
}

/** The measuring plan of an episode has changed, and with it its deadlines. Call it after the plan is written, in the same transaction. */
export async function applyPlanChanged(
  client: Queryable,
  { episodeId, at }: { episodeId: string; at: number },
): Promise<void> {
  await applyPausesChanged(client, { episodeId, at });
}

/**
 * Another protocol version judges from `at` on: what stands open is carried over, and the next deadline is reckoned anew. Call it after the version is
 * written beside the state, in the same transaction.
 */
export async function applyProtocolAdopted(
  client: Queryable,
  { episodeId, at }: { episodeId: string; at: number },
): Promise<void> {
  await applyTick(client, { episodeId, now: at, memory: createTriageMemory() });
}

/** Time has come to `now` and may itself have changed something. Nothing happens to an episode that has ended. */
export async function applyTick(
  client: Queryable,
  { episodeId, ...context }: { episodeId: string } & TriageContext,
): Promise<void> {
  const episodes = await lockTriageOfEpisodes(client, [episodeId], context.memory.states);
  const now = givenAt(episodes, context.now);
  // The job that calls this is spent, so the next one must be scheduled whatever its time.
  const work = episodes.map((episode) => ({
    episode: { ...episode, nextTickAt: null },
    events: [{ type: 'tick', at: now } as const],
  }));
  await keepTick(client, episodes, now);
  await applyEvents(client, work, { ...context, now });
}

/**
 * When triage is given what happened at `at`: not before what was put in force (see `readInForceFrom`), and after all that was judged while it waited for the
 * lock. Who closed an alert has seen nothing of that, and whatever is judged again is given in the order of these instants.
 */
export function givenAt(episodes: readonly EpisodeTriage[], at: number): number {
  const after = ({ settingSince, writtenAt }: EpisodeTriage) =>
    Math.max(settingSince ?? at, writtenAt !== null && writtenAt > at ? writtenAt + 1 : at);
  return Math.max(at, ...episodes.map(after));
}

/** The engine's account of what it was given: readings and closes are kept anyway, of ticks nothing else would be left. */
export async function keepTick(client: Queryable, episodes: readonly EpisodeTriage[], at: number): Promise<void> {
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

/** Folds what happened into these locked episodes and writes what came of it. */
export async function applyEvents(client: Queryable, work: readonly Work[], context: TriageContext): Promise<void> {
  const episodes = work.map(({ episode }) => episode);
  const compiled = await context.memory.protocols.compiled(client, episodes, context.now);
  await writeFolded(client, foldWork(work, compiled), context);
}
