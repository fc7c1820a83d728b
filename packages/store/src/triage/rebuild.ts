import { isDeepStrictEqual } from 'node:util';
import { isVisible } from '@samvakt/contract';
import {
  asksAnew,
  type CompiledProtocol,
  foldEvents,
  type LivedHistory,
  openAlerts,
  rebuild,
  reviewOfRefused,
  type StandingAlert,
  type TriageState,
} from '@samvakt/triage';
import type { Database, Queryable } from '../database.ts';
import { refused } from '../refused.ts';
import { readFacts, readLivedHistory } from '../replay/lived.ts';
import { readOpenAlerts } from './alerts.ts';
import { givenAt, keepTick } from './apply.ts';
import { makeRoom } from './begun.ts';
import type { StoredAlert } from './decide.ts';
import { createTriageMemory } from './memory.ts';
import { countsOf, fates, faultOf, foundAgain, type TriageRebuild } from './rebuildTold.ts';
import { keepRefused } from './refused.ts';
import { type EpisodeTriage, lockTriageOfEpisodes, readTriageOfEpisodes } from './state.ts';
import { readState } from './stateCache.ts';
import { clearUnjudged, unjudgedEvent } from './unjudged.ts';
import { writeFolded } from './write.ts';

/*
 * What triage remembers of an episode is made anew from what the database holds of its history: what judged from when, readings and responses with when they were received, what persons
 * closed, what timers told, what was refused and what was told of devices. It is the same history by which an alert is judged again. The alerts that stand open stay open.
 */

/** What is to be made anew, by whom and why. `now` in epoch milliseconds. */
export type RebuildOrder = {
  episodeId: string;
  /** Who does it, and why: for those who read the timeline. */
  by: string;
  reason: string;
  /** Also where what is remembered can be read. */
  evenIfReadable: boolean;
  now: number;
};

/** Nobody reads the history of many years in a minute, and one who stands still must not hold up the others for ever. */
const IDLE_AT_MOST = '1h';

/**
 * Makes the triage state of a running episode anew, tells what came of it, and writes one line of it to the timeline. In the caller's transaction, in which all that needs the state
 * waits while the history is read.
 *
 * @throws ActRefused for an episode that there is not, that has ended, or whose state can be read (unless `evenIfReadable`), and where nobody or no reason is named
 */
export async function rebuildTriage(client: Queryable, order: RebuildOrder): Promise<TriageRebuild> {
  const { episodeId } = order;
  refuseUnsaid(order);
  await takeTime(client);
  const found = await theTriage(client, episodeId, lockTriageOfEpisodes);
  const isMissing = found.writtenBy === null;
  if (isMissing) await makeRoom(client, [episodeId], order.now);
  // What judges from when is then said by the row, as everywhere.
  const locked = isMissing ? await theTriage(client, episodeId, lockTriageOfEpisodes) : found;
  const made = await madeAnew(client, locked, { now: order.now, isMissing });
  return putInPlace(client, order, made);
}

/** So often what was made is thrown away because something has happened meanwhile; then it is made while all that needs the state waits. */
const TRIES = 3;

/**
 * The same while everything goes on: the history is replayed beside it in one snapshot, without locks, and what was made is put in place under the lock, where nothing has happened to the
 * follow-up since. Where something has, it is made again.
 *
 * @throws as `rebuildTriage`
 */
export async function rebuildBeside(
  database: Pick<Database, 'transaction'>,
  order: RebuildOrder,
): Promise<TriageRebuild> {
  refuseUnsaid(order);
  for (let tried = 0; tried < TRIES; tried += 1) {
    const beside = await database.transaction((client) => makeBeside(client, order));
    // A row that is gone must be made room for first.
    if (beside === null) break;
    const told = await database.transaction(async (client) => {
      await theTriage(client, order.episodeId, lockTriageOfEpisodes);
      const mark = await readMark(client, order.episodeId);
      return mark === beside.mark ? putInPlace(client, order, beside.made) : null;
    });
    if (told !== null) return told;
  }
  return database.transaction((client) => rebuildTriage(client, order));
}

async function makeBeside(client: Queryable, { episodeId, now }: RebuildOrder) {
  await client.query('set transaction isolation level repeatable read, read only');
  await takeTime(client);
  const found = await theTriage(client, episodeId, readTriageOfEpisodes);
  if (found.writtenBy === null) return null;
  return { mark: await readMark(client, episodeId), made: await madeAnew(client, found, { now, isMissing: false }) };
}

/** Which version of the row it is, and the last line of the follow-up in the feed: nothing that is judged, and no act, leaves both as they were. */
async function readMark(client: Queryable, episodeId: string): Promise<string> {
  const { rows } = await client.query<{ mark: string }>(
    `
      select triage_state.xmin::text || ' ' || coalesce((select max(seq) from change where change.episode_id = $1), 0)::text as mark
      from triage_state where episode_id = $1
    `,
    [episodeId],
  );
  return rows[0]?.mark ?? '';
}

function refuseUnsaid({ by, reason }: RebuildOrder): void {
  if (!isVisible(by) || !isVisible(reason)) throw refused('reason-missing', 'Say who does it, and why.');
}

/** Under the lock of the state. */
async function putInPlace(
  client: Queryable,
  { episodeId, by, reason, evenIfReadable }: RebuildOrder,
  made: Awaited<ReturnType<typeof madeAnew>>,
): Promise<TriageRebuild> {
  if (made.told.was === 'readable' && !evenIfReadable) {
    throw refused('triage-readable', 'What triage remembers of this follow-up can be read, and is left as it is.');
  }
  const { episode, now, events } = made;
  await keepTick(client, [episode], now);
  const folded = {
    // Whatever timer was set may be spent.
    episode: { ...episode, nextTickAt: null },
    events,
    overtaken: [],
    protocol: made.protocol,
    state: made.state,
    findings: made.findings,
  };
  await keepRefused(client, [folded]);
  const data = { by, reason, was: made.told.was };
  const line = { kind: 'triage-rebuilt', occurredAt: now, patientId: episode.patientId, episodeId, data } as const;
  await writeFolded(client, [folded], { now, memory: made.memory }, [line]);
  await clearUnjudged(client, [folded]);
  return made.told;
}

/** What `rebuildTriage` would do, and nothing of it is done. Nobody waits for it: the first in a transaction, which reads one snapshot from then on and writes nothing. */
export async function tryRebuild(
  client: Queryable,
  { episodeId, now }: Pick<RebuildOrder, 'episodeId' | 'now'>,
): Promise<TriageRebuild> {
  await client.query('set transaction isolation level repeatable read, read only');
  await takeTime(client);
  const found = await theTriage(client, episodeId, readTriageOfEpisodes);
  return (await madeAnew(client, found, { now, isMissing: found.writtenBy === null })).told;
}

/** The history is replayed between two statements. For this transaction only. */
async function takeTime(client: Queryable): Promise<void> {
  await client.query("select set_config('idle_in_transaction_session_timeout', $1, true)", [IDLE_AT_MOST]);
}

/** The episode with what judges it, and without what is remembered of it. */
async function theTriage(
  client: Queryable,
  episodeId: string,
  read: typeof lockTriageOfEpisodes,
): Promise<EpisodeTriage> {
  const [found] = await read(client, [episodeId], { read: async () => new Map(), remember() {} });
  if (found === undefined) throw await noSuchTriage(client, episodeId);
  return found;
}

async function madeAnew(
  client: Queryable,
  found: EpisodeTriage,
  { now: asked, isMissing }: { now: number; isMissing: boolean },
) {
  const { episodeId } = found;
  const memory = createTriageMemory();
  // Nothing is asked about before it came.
  const now = Math.max(givenAt([found], asked), found.unjudgedSince ?? asked);
  const protocol = (await memory.protocols.compiled(client, [found], now)).get(episodeId);
  const history = await readLivedHistory(client, { episodeId, until: now });
  if (protocol === undefined || history === null) throw new Error(`episode ${episodeId} has nothing to be judged by`);
  const stored = (await readOpenAlerts(client, [episodeId])).get(episodeId) ?? [];
  const made = rebuild(protocol, { history, standing: stored.map(standingOf), until: now });
  const unjudged = unjudgedEvent(found, now);
  const spoilt = unjudged !== null && asksAnew(made.state, unjudged) ? [unjudged] : [];
  const { state, findings: asking } = foldEvents(protocol, made.state, spoilt);
  const findings = [...made.findings, ...asking];
  const remembered = isMissing ? NOTHING : await readRemembered(client, episodeId, { protocol, now });
  const told: TriageRebuild = {
    episodeId,
    at: now,
    ...remembered.told,
    differs: remembered.state && !isDeepStrictEqual(foundAgain(remembered.state), foundAgain(made.state)),
    given: countsOf(history, now),
    alerts: fates(stored, findings, made.beside),
    // A person who has closed the review since has seen it.
    unjudgedSince: Object.hasOwn(state.standalone, reviewOfRefused(null)) ? found.unjudgedSince : null,
  };
  const episode = { ...found, lastSeen: lastSeenOf(history) };
  return {
    episode,
    now,
    memory,
    protocol,
    state,
    findings,
    events: [{ type: 'tick', at: now } as const, ...spoilt],
    told,
  };
}

async function noSuchTriage(client: Queryable, episodeId: string) {
  const isThere = (await readFacts(client, episodeId)) !== null;
  return isThere
    ? refused('episode-ended', 'This follow-up has ended: nothing of it is judged any more.')
    : refused('no-such-episode', 'There is no such follow-up.');
}

type Found = { state: TriageState | null; told: Pick<TriageRebuild, 'was' | 'fault'> };
const NOTHING: Found = { state: null, told: { was: 'missing', fault: null } };

/** What is remembered, as it would be had time come to `now`: what cannot be judged on is no more worth than what cannot be read. */
async function readRemembered(
  client: Queryable,
  episodeId: string,
  { protocol, now }: { protocol: CompiledProtocol; now: number },
): Promise<Found> {
  const { rows } = await client.query<{ state: string }>('select state from triage_state where episode_id = $1', [
    episodeId,
  ]);
  const [row] = rows;
  if (row === undefined) return NOTHING;
  try {
    const { state } = foldEvents(protocol, readState(episodeId, row.state), [{ type: 'tick', at: now }]);
    // Also what stands open must be there to be told.
    openAlerts(protocol, state);
    return { state, told: { was: 'readable', fault: null } };
  } catch (error) {
    return { state: null, told: { was: 'unreadable', fault: faultOf(error) } };
  }
}

function standingOf({ conditionClearedAt: clearedAt, ...alert }: StoredAlert): StandingAlert {
  const { ruleId, kind, severity, openedAt, late, evidence } = alert;
  return { ruleId, kind, severity, clearedAt, openedAt, late, evidence };
}

/** Of the newest of each metric, the one that came first. */
function lastSeenOf({ readings }: LivedHistory): EpisodeTriage['lastSeen'] {
  const receivedAt = (reading: (typeof readings)[number]) => reading.receivedAt ?? reading.at;
  const lastSeen: EpisodeTriage['lastSeen'] = {};
  for (const { metric, at, value } of readings.toSorted((a, b) => receivedAt(a) - receivedAt(b))) {
    const known = lastSeen[metric];
    if (!known || known.at < at) lastSeen[metric] = { at, value };
  }
  return lastSeen;
}
