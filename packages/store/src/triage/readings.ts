import {
  type AnsweredEvent,
  asksAnew,
  type CompiledProtocol,
  closedSince,
  type MeasurementEvent,
  type RefusedEvent,
  type TriageEvent,
  wholeColour,
} from '@samvakt/triage';
import type { NewChange } from '../change.ts';
import type { Queryable } from '../database.ts';
import type { PatientReading, PatientRefusal, PatientResponse } from '../intake/received.ts';
import { type Folded, foldWork, type Overtaken, protocolOf, type Work } from './fold.ts';
import type { TriageContext } from './memory.ts';
import { keepRefused } from './refused.ts';
import { routeReadings, routeRefusals, routeResponses } from './route.ts';
import { type EpisodeTriage, lockTriageOfPatients } from './state.ts';
import { clearUnjudged, unjudgedEvent } from './unjudged.ts';
import { keepWords } from './words.ts';
import { writeFolded } from './write.ts';

/** The triage of these patients' active episodes, locked until the end of the transaction, and what judges each. */
export type LockedTriage = {
  readonly episodes: readonly EpisodeTriage[];
  readonly compiled: ReadonlyMap<string, CompiledProtocol>;
  /** The episodes whose timer has fired in the very instant in which something of this was received, and before it is judged. */
  readonly ticked: ReadonlySet<string>;
};

export async function lockTriageFor(
  client: Queryable,
  received: readonly { patientId: string; receivedAt: number }[],
  { now, memory }: TriageContext,
): Promise<LockedTriage> {
  const patientIds = [...new Set(received.map(({ patientId }) => patientId))].sort();
  if (patientIds.length === 0) return { episodes: [], compiled: new Map(), ticked: new Set() };
  const episodes = await lockTriageOfPatients(client, patientIds, memory.states);
  const ticked = await readTicked(client, episodes, received);
  return { episodes, compiled: await memory.protocols.compiled(client, episodes, now), ticked };
}

/** Of locked episodes those whose timer fired in the very instant in which one of these was received, and before it is judged. */
export async function readTicked(
  client: Queryable,
  episodes: readonly EpisodeTriage[],
  received: readonly { patientId: string; receivedAt: number }[],
): Promise<Set<string>> {
  const oldest = received.reduce((least, { receivedAt }) => Math.min(least, receivedAt), Number.POSITIVE_INFINITY);
  // Nearly always everything has been received after all that was given, and there is nothing to ask.
  const near = Map.groupBy(
    episodes.filter(({ givenUntil }) => givenUntil >= oldest),
    ({ patientId }) => patientId,
  );
  if (near.size === 0) return new Set();
  const met = received.flatMap(({ patientId, receivedAt }) =>
    (near.get(patientId) ?? []).filter(({ givenUntil }) => givenUntil === receivedAt),
  );
  const asked = [...new Set(met)];
  if (asked.length === 0) return new Set();
  const { rows } = await client.query<{ episodeId: string }>(
    `
      select episode_id as "episodeId" from triage_tick
      join unnest($1::uuid[], $2::timestamptz[]) as given (episode_id, at) using (episode_id, at)
    `,
    [asked.map(({ episodeId }) => episodeId), asked.map(({ givenUntil }) => new Date(givenUntil))],
  );
  return new Set(rows.map(({ episodeId }) => episodeId));
}

/** Judges new readings and responses, and what was refused, in the active episodes of their patients that they concern. Pure: nothing is written, and it may be done again. */
export function judgeReceived(
  { episodes, compiled, ticked }: LockedTriage,
  {
    readings,
    responses,
    refused,
  }: {
    readings: readonly PatientReading[];
    responses: readonly PatientResponse[];
    refused: readonly PatientRefusal[];
  },
  now: number,
): Folded[] {
  const byPatient = Map.groupBy(readings, (reading) => reading.patientId);
  const answersOf = Map.groupBy(responses, (response) => response.patientId);
  const refusedOf = Map.groupBy(refused, ({ patientId }) => patientId);
  const work: Work[] = [];
  for (const [patientId, own] of Map.groupBy(episodes, (episode) => episode.patientId)) {
    const theirs = byPatient.get(patientId) ?? [];
    const answered = answersOf.get(patientId) ?? [];
    const spoilt = refusedOf.get(patientId) ?? [];
    if (theirs.length === 0 && answered.length === 0 && spoilt.length === 0) continue;
    const candidates = own.map((episode) => ({ ...episode, protocol: protocolOf(compiled, episode) }));
    const routed = routeReadings(theirs, candidates);
    const routedAnswers = routeResponses(answered, candidates);
    const routedRefusals = routeRefusals(spoilt, candidates);
    for (const [place, episode] of own.entries()) {
      const judged = routed[place] ?? [];
      const answers = (routedAnswers[place] ?? []).map(answeredEvent);
      const refusals = (routedRefusals[place] ?? [])
        .filter(({ again, ...refusal }) => !again || isNews(episode, refusedEvent(refusal)))
        .map(refusedEvent);
      const unjudged = unjudgedEvent(episode, now);
      if (unjudged !== null && isNews(episode, unjudged)) refusals.push(unjudged);
      const back = devicesBack(episode, [...theirs, ...answered, ...spoilt], now);
      const since = judgesSince(episode, protocolOf(compiled, episode), now);
      const { events, overtaken } = asGiven(
        { ...episode, since, ticked: ticked.has(episode.episodeId) },
        [...judged.map(eventOf), ...answers, ...refusals],
        now,
      );
      work.push({ episode: withLastSeen(episode, judged), events: [...events, ...back], overtaken });
    }
  }
  return foldWork(work, compiled);
}

/** Writes what `judgeReceived` found, and that the readings and responses came. */
export async function writeJudged(
  client: Queryable,
  judged: readonly Folded[],
  { now, memory }: TriageContext,
): Promise<void> {
  if (judged.length === 0) return;
  // The lock may have been waited for while somebody put something in force or closed an alert: nothing was judged as of an instant before that.
  const context = { memory, now: Math.max(now, ...judged.map((folded) => judgedFrom(folded, now))) };
  await keepGivenLater(client, judged);
  await keepRefused(client, judged);
  await keepWords(client, judged, context.now);
  const received = judged.flatMap((folded) => receivedChanges(folded, context.now));
  await writeFolded(client, judged, context, received);
  await clearUnjudged(client, judged);
}

/** What the feed hears of new data, before it hears what was found in it. */
function receivedChanges({ episode: { patientId, episodeId }, events }: Folded, now: number): NewChange[] {
  const whose = { occurredAt: now, patientId, episodeId };
  const count = events.filter(({ type }) => type === 'measurement').length;
  const answered = events.flatMap((event): NewChange[] => {
    if (event.type !== 'answered') return [];
    const { responseId, title, result } = event;
    const answeredAt = new Date(event.at).toISOString();
    const data = { responseId, title, answeredAt, colour: wholeColour(result), contact: result.contact !== null };
    return [{ ...whose, kind: 'questionnaire-answered', data }];
  });
  if (count === 0) return answered;
  return [{ ...whose, kind: 'measurements-received', data: { count } }, ...answered];
}

function judgedFrom({ episode: { settingSince }, overtaken }: Folded, now: number): number {
  return Math.max(settingSince ?? now, ...overtaken.map(({ givenAt }) => givenAt));
}

/** From when what judges at `now` has judged: since it was put in force, or since the patient's own limits began or ended by the clock. Minus infinity: since ever. */
function judgesSince({ settingSince }: EpisodeTriage, { effective }: CompiledProtocol, now: number): number {
  const since = settingSince ?? Number.NEGATIVE_INFINITY;
  const { limits } = effective;
  const turns = limits === null ? [] : [limits.since, limits.until ?? limits.since];
  return Math.max(since, ...turns.filter((turn) => turn <= now));
}

/**
 * What was received before what judges it was put in force, before a person closed an alert, or before the instant of something that was judged already (a timer, what
 * another service received), and is judged only now, is given as if it were received now: that person cannot have seen it, and a close covers what was seen; what the timer found
 * missing was missing. Everything else is given as it is.
 */
function asGiven(
  {
    state,
    since: judgesFrom,
    givenUntil,
    ticked,
  }: Pick<EpisodeTriage, 'state' | 'givenUntil'> & { since: number; ticked: boolean },
  events: readonly Received[],
  now: number,
): { events: readonly Received[]; overtaken: readonly Overtaken[] } {
  const receivedAt = (event: Received) => event.receivedAt ?? event.at;
  const oldest = events.reduce((least, event) => Math.min(least, receivedAt(event)), Number.POSITIVE_INFINITY);
  const closedAt = state === null ? null : closedSince(state.tail, oldest);
  const isOutOfTurn = oldest < givenUntil || ticked;
  const since = Math.max(judgesFrom, closedAt === null ? oldest : closedAt + 1, isOutOfTurn ? givenUntil + 1 : oldest);
  if (since <= oldest) return { events, overtaken: [] };
  const givenAt = Math.max(now, since);
  const isOvertaken = (event: Received) => receivedAt(event) < since;
  return {
    events: events.map((event) => (isOvertaken(event) ? { ...event, receivedAt: givenAt } : event)),
    // What was refused is kept as it was given anyway.
    overtaken: events.flatMap((event) => (isOvertaken(event) && event.type !== 'refused' ? { event, givenAt } : [])),
  };
}

type Received = MeasurementEvent | AnsweredEvent | RefusedEvent;

/** When triage was given what it was not given as it was received is kept, for everything else says when it was received. */
async function keepGivenLater(client: Queryable, judged: readonly Folded[]): Promise<void> {
  const overtaken = judged.flatMap((folded) =>
    folded.overtaken.map(({ event, givenAt }) => {
      const { at, receivedAt = at } = event;
      const [metric, value] = event.type === 'answered' ? [givenAs(event.responseId), 0] : [event.metric, event.value];
      return { metric, value, at, receivedAt, givenAt, episodeId: folded.episode.episodeId };
    }),
  );
  if (overtaken.length === 0) return;
  await client.query(
    `
      insert into triage_given (episode_id, metric, effective_at, value, received_at, given_at)
      select episode_id, metric, to_timestamp(effective_ms / 1000.0), value, to_timestamp(received_ms / 1000.0),
        to_timestamp(given_ms / 1000.0)
      from unnest($1::uuid[], $2::text[], $3::double precision[], $4::double precision[], $5::double precision[], $6::double precision[])
        as given (episode_id, metric, effective_ms, value, received_ms, given_ms)
      on conflict do nothing
    `,
    [
      overtaken.map(({ episodeId }) => episodeId),
      overtaken.map(({ metric }) => metric),
      overtaken.map(({ at }) => at),
      overtaken.map(({ value }) => value),
      overtaken.map(({ receivedAt }) => receivedAt),
      overtaken.map(({ givenAt }) => givenAt),
    ],
  );
}

/** A response among what was given later: by its id in the place of a metric. */
export function givenAs(responseId: string): string {
  return `response:${responseId}`;
}

function answeredEvent(response: PatientResponse): AnsweredEvent {
  const { id: responseId, url: questionnaire, version, title, authoredAt: at, receivedAt, result } = response;
  return { type: 'answered', responseId, questionnaire, version, title, at, receivedAt, result };
}

function eventOf({ metric, effectiveAt, value, receivedAt }: PatientReading): MeasurementEvent {
  return { type: 'measurement', metric, at: effectiveAt, value, receivedAt };
}

function refusedEvent({ metric, code, effectiveAt, receivedAt }: PatientRefusal): RefusedEvent {
  return { type: 'refused', metric, code, at: effectiveAt, receivedAt };
}

/** What has come before says nothing new while somebody has it before them, or had it a short while ago. */
function isNews({ state }: EpisodeTriage, event: RefusedEvent): boolean {
  return state === null || asksAnew(state, event);
}

/** Whoever brings something has a connection, whatever was last known. */
function devicesBack({ state }: EpisodeTriage, readings: readonly { deviceId: string }[], at: number): TriageEvent[] {
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
