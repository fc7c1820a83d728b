import { isDeepStrictEqual } from 'node:util';
import { isVisible } from '@samvakt/contract';
import {
  asksAnew,
  type CompiledProtocol,
  type Finding,
  foldEvents,
  fromStoredForm,
  type LivedHistory,
  openAlerts,
  rebuild,
  type StandingAlert,
  type StoredState,
  storedForm,
  type TriageState,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';
import { readFacts, readLivedHistory } from '../replay/lived.ts';
import { readOpenAlerts } from './alerts.ts';
import { givenAt, keepTick } from './apply.ts';
import type { StoredAlert } from './decide.ts';
import { createTriageMemory } from './memory.ts';
import { keepRefused } from './refused.ts';
import { type EpisodeTriage, lockTriageOfEpisodes } from './state.ts';
import { readState } from './stateCache.ts';
import { clearUnjudged, unjudgedEvent } from './unjudged.ts';
import { writeFolded } from './write.ts';

/*
 * What triage remembers of an episode is made anew from what the database holds of its history: what judged from when, readings and responses with when they were received, what persons
 * closed, what timers told, what was refused and what was told of devices. It is the same history by which an alert is judged again. The alerts that stand open stay open.
 */

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
  /** Since when something that came could not be judged, so that a review asks for it now; epoch milliseconds. */
  unjudgedSince: number | null;
};

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

/**
 * Makes the triage state of a running episode anew, tells what came of it, and writes one line of it to the timeline. In the caller's transaction; the lock of the state is held as by every act.
 *
 * @throws ActRefused for an episode that there is not, that has ended, or whose state can be read (unless `evenIfReadable`), and where nobody or no reason is named
 */
export async function rebuildTriage(client: Queryable, order: RebuildOrder): Promise<TriageRebuild> {
  const { episodeId, by, reason, evenIfReadable } = order;
  if (!isVisible(by) || !isVisible(reason)) throw refused('reason-missing', 'Say who does it, and why.');
  const first = await make(client, order);
  const { was, fault } = first.told;
  if (was === 'readable' && !evenIfReadable) {
    throw refused('triage-readable', 'What triage remembers of this follow-up can be read, and is left as it is.');
  }
  // What judges from when is then said by the row, as everywhere.
  if (was === 'missing') await makeRoom(client, first.episode, first.now);
  const made = was === 'missing' ? await make(client, order) : first;
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
  const data = { by, reason, was };
  const line = { kind: 'triage-rebuilt', occurredAt: now, patientId: episode.patientId, episodeId, data } as const;
  await writeFolded(client, [folded], { now, memory: made.memory }, [line]);
  await clearUnjudged(client, [folded]);
  return { ...made.told, was, fault };
}

/** What `rebuildTriage` would do, and nothing of it is done. Locks the state as it would. */
export async function tryRebuild(
  client: Queryable,
  { episodeId, now }: Pick<RebuildOrder, 'episodeId' | 'now'>,
): Promise<TriageRebuild> {
  return (await make(client, { episodeId, now })).told;
}

async function make(client: Queryable, { episodeId, now: asked }: Pick<RebuildOrder, 'episodeId' | 'now'>) {
  const memory = createTriageMemory();
  const [locked] = await lockTriageOfEpisodes(client, [episodeId], { read: async () => new Map(), remember() {} });
  if (locked === undefined) throw await noSuchTriage(client, episodeId);
  const now = givenAt([locked], asked);
  const protocol = (await memory.protocols.compiled(client, [locked], now)).get(episodeId);
  const history = await readLivedHistory(client, { episodeId, until: now });
  if (protocol === undefined || history === null) throw new Error(`episode ${episodeId} has nothing to be judged by`);
  const stored = (await readOpenAlerts(client, [episodeId])).get(episodeId) ?? [];
  const made = rebuild(protocol, { history, standing: stored.map(standingOf), until: now });
  const unjudged = unjudgedEvent(locked, now);
  const spoilt = unjudged !== null && asksAnew(made.state, unjudged) ? [unjudged] : [];
  const { state, findings: asking } = foldEvents(protocol, made.state, spoilt);
  const findings = [...made.findings, ...asking];
  const remembered = await readRemembered(client, locked, { protocol, now });
  const told: TriageRebuild = {
    episodeId,
    at: now,
    ...remembered.told,
    differs: remembered.state && !isDeepStrictEqual(foundAgain(remembered.state), foundAgain(made.state)),
    given: countsOf(history, now),
    alerts: fates(stored, findings, made.beside),
    unjudgedSince: locked.unjudgedSince,
  };
  const episode = { ...locked, lastSeen: lastSeenOf(history) };
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

/** What is remembered, as it would be had time come to `now`: what cannot be judged on is no more worth than what cannot be read. */
async function readRemembered(
  client: Queryable,
  { episodeId, writtenBy }: EpisodeTriage,
  { protocol, now }: { protocol: CompiledProtocol; now: number },
): Promise<{ state: TriageState | null; told: Pick<TriageRebuild, 'was' | 'fault'> }> {
  const { rows } = await client.query<{ state: string }>('select state from triage_state where episode_id = $1', [
    episodeId,
  ]);
  const [row] = rows;
  if (row === undefined || writtenBy === null) return { state: null, told: { was: 'missing', fault: null } };
  try {
    const { state } = foldEvents(protocol, readState(episodeId, row.state), [{ type: 'tick', at: now }]);
    // Also what stands open must be there to be told.
    openAlerts(protocol, state);
    return { state, told: { was: 'readable', fault: null } };
  } catch (error) {
    return { state: null, told: { was: 'unreadable', fault: faultOf(error) } };
  }
}

/** The innermost of what went wrong. What the state holds is the patient's and is not told. */
function faultOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof SyntaxError) return 'it is no JSON';
  return cause instanceof Error ? cause.message : String(cause);
}

/** As one finds it again, whatever it is written as: how a state is shortened depends on how it came to be. */
const foundAgain = (state: TriageState): TriageState =>
  fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))) as StoredState);

function standingOf({ conditionClearedAt: clearedAt, ...alert }: StoredAlert): StandingAlert {
  const { ruleId, kind, severity, openedAt, late, evidence } = alert;
  return { ruleId, kind, severity, clearedAt, openedAt, late, evidence };
}

const WHAT: Partial<Record<Finding['type'], AlertRebuilt>> = {
  opened: 'opened',
  raised: 'raised',
  reopened: 'reopened',
  cleared: 'condition-cleared',
};

function fates(
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

function countsOf(history: LivedHistory, now: number): TriageRebuild['given'] {
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

/** Somebody has deleted the row: what judges from when is written again as the acts wrote it. */
async function makeRoom(client: Queryable, episode: EpisodeTriage, now: number): Promise<void> {
  const { episodeId, protocolId, protocolVersion, limitsVersion, pausesVersion, planVersion } = episode;
  await client.query(
    `
      insert into triage_state (episode_id, state, protocol_id, protocol_version, limits_version, pauses_version, plan_version, updated_at, setting_since)
      values ($1, 'null', $2, $3, $4, $5, $6, $7, greatest(
        (select max(set_at) from limits where episode_id = $1), (select max(adopted_at) from protocol_adoption where episode_id = $1)))
    `,
    [episodeId, protocolId, protocolVersion, limitsVersion, pausesVersion, planVersion, new Date(now)],
  );
}
