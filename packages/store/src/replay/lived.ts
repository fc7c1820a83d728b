import {
  type AlertClosedEvent,
  type AnsweredEvent,
  applyLimits,
  asksFor,
  type CompiledProtocol,
  compileProtocol,
  judges,
  type Limits,
  LimitsSchema,
  type LivedHistory,
  type MeasurementEvent,
  type Pause,
  type PlanVersion,
  type Protocol,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readOwn } from '../own/unreadable.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readTriagePlans } from '../plan/judgedBy.ts';
import { readProtocolsInTime } from '../protocol/inForce.ts';
import { type ProtocolKey, readProtocols } from '../reading/protocol.ts';
import { closedAs } from '../triage/apply.ts';
import { givenAs } from '../triage/readings.ts';
import { readRefused } from '../triage/refused.ts';
import { JUDGED_BEFORE_START_MS } from '../triage/route.ts';
import { readWords } from '../triage/words.ts';
import { readAnswers } from './answers.ts';
import { readReadings } from './readings.ts';

type EpisodeFacts = {
  patientId: string;
  startedAt: number;
  protocolId: string;
  protocolVersion: number;
};

/**
 * All that triage was given of one episode until the instant `until`: readings and responses with when they were received, the closes by persons, the
 * ticks, and what judged from when. Null: no such episode.
 */
export async function readLivedHistory(
  client: Queryable,
  { episodeId, until }: { episodeId: string; until: number },
): Promise<LivedHistory | null> {
  const facts = await readFacts(client, episodeId);
  if (facts === null) return null;
  const { patientId, startedAt } = facts;
  const pauses = (await readTriagePauses(client, [episodeId])).get(episodeId)?.pauses ?? [];
  const plans = (await readTriagePlans(client, [episodeId])).get(episodeId) ?? [];
  const protocols = await readJudgingInTime(client, { episodeId, ...facts });
  const settings = settingsOf(protocols, await readLimitsInTime(client, episodeId), { pauses, plans }, startedAt);
  const given = await readGivenLater(client, episodeId);
  const span = {
    patientId,
    from: startedAt - JUDGED_BEFORE_START_MS,
    // A gateway's clock may be a little ahead of ours.
    until: until + JUDGED_BEFORE_START_MS,
    receivedUntil: until,
  };
  const readings = await readReadings(client, span);
  const answers = await readAnswers(client, span);
  const others = await readOthers(client, { patientId, episodeId });
  return {
    since: startedAt,
    settings,
    readings: readings.flatMap((reading) => {
      const givenAt = given.get(givenKey(reading));
      const at = givenAt ?? reading.receivedAt ?? reading.at;
      const own = settings.findLast(({ from }) => from <= at)?.protocol;
      if (!isOurs(reading, { startedAt, own, others, at })) return [];
      return [givenAt === undefined ? reading : { ...reading, givenAt }];
    }),
    answers: answers.flatMap((event) => {
      const givenAt = given.get(givenKey({ ...event, metric: givenAs(event.responseId), value: 0 }));
      const at = givenAt ?? event.receivedAt ?? event.at;
      const own = settings.findLast(({ from }) => from <= at)?.protocol;
      if (!areOurs(event, { startedAt, own, others, at })) return [];
      return [givenAt === undefined ? event : { ...event, givenAt }];
    }),
    refused: await readRefused(client, { episodeId, until }),
    closes: (await readCloses(client, episodeId)).map((close) => {
      const { ruleId, at } = close;
      const givenAt = given.get(givenKey({ metric: closedAs(ruleId), at, value: 0, receivedAt: at }));
      return givenAt === undefined ? close : { ...close, at: givenAt, seenUntil: at };
    }),
    ticks: await readTicks(client, episodeId),
    devices: await readWords(client, { episodeId, until }),
  };
}

export async function readFacts(client: Queryable, episodeId: string): Promise<EpisodeFacts | null> {
  const { rows } = await client.query<Omit<EpisodeFacts, 'startedAt'> & { startedAt: Date }>(
    `
      select patient_id as "patientId", lower(period) as "startedAt", protocol_id as "protocolId",
        protocol_version as "protocolVersion"
      from episode where id = $1
    `,
    [episodeId],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, startedAt: row.startedAt.getTime() };
}

export async function readProtocol(
  client: Queryable,
  { protocolId: id, protocolVersion: version }: Pick<EpisodeFacts, 'protocolId' | 'protocolVersion'>,
): Promise<Protocol> {
  const [protocol] = await readProtocols(client, [{ id, version }]);
  if (protocol === undefined) throw new Error(`protocol ${id} version ${version} is not registered`);
  return protocol;
}

type JudgingInTime = readonly { from: number; protocol: Protocol }[];

async function readJudgingInTime(
  client: Queryable,
  { episodeId, protocolId, protocolVersion }: EpisodeFacts & { episodeId: string },
): Promise<JudgingInTime> {
  const present = { id: protocolId, version: protocolVersion };
  const inTime = await readProtocolsInTime(client, { episodeId, present });
  const judging: { from: number; protocol: Protocol }[] = [];
  for (const { from, protocol } of inTime) {
    judging.push({
      from,
      protocol: await readProtocol(client, { protocolId: protocol.id, protocolVersion: protocol.version }),
    });
  }
  return judging;
}

/** When triage was given what waited while what judges was changed: readings, responses, and closes. */
async function readGivenLater(client: Queryable, episodeId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{
    metric: string;
    at: Date;
    value: number;
    receivedAt: Date;
    givenAt: Date;
  }>(
    `
      select metric, effective_at as at, value, received_at as "receivedAt", given_at as "givenAt"
      from triage_given where episode_id = $1
    `,
    [episodeId],
  );
  return new Map(
    rows.map(({ metric, at, value, receivedAt, givenAt }) => [
      givenKey({ metric, at: at.getTime(), value, receivedAt: receivedAt.getTime() }),
      givenAt.getTime(),
    ]),
  );
}

const givenKey = ({
  metric,
  at,
  value,
  receivedAt,
}: Pick<MeasurementEvent, 'at' | 'value' | 'receivedAt'> & { metric: string }) =>
  `${metric} ${at} ${value} ${receivedAt}`;

type LimitsInTime = { setAt: number; limits: Limits };

async function readLimitsInTime(client: Queryable, episodeId: string): Promise<LimitsInTime[]> {
  const { rows } = await client.query<{ setAt: Date; body: unknown }>(
    'select set_at as "setAt", body from limits where episode_id = $1 order by version',
    [episodeId],
  );
  const whose = { episodeId, setting: 'limits' } as const;
  return rows.map(({ setAt, body }) => ({ setAt: setAt.getTime(), limits: readOwn(LimitsSchema, body, whose) }));
}

/**
 * What judged from when: a protocol version from when it was put in force, limits from when they were set; they begin and end at their own instants, and make
 * room for the next version.
 */
function settingsOf(
  protocols: JudgingInTime,
  versions: readonly LimitsInTime[],
  { pauses, plans }: { pauses: readonly Pause[]; plans: readonly PlanVersion[] },
  startedAt: number,
): LivedHistory['settings'] {
  const turns = new Set(protocols.map(({ from }) => from));
  for (const [place, { setAt, limits }] of versions.entries()) {
    const next = versions[place + 1]?.setAt ?? Number.POSITIVE_INFINITY;
    for (const turn of [setAt, limits.since, limits.until ?? Number.POSITIVE_INFINITY]) {
      if (turn >= setAt && turn < next) turns.add(turn);
    }
  }
  return [...turns]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const protocol = protocols.findLast((one) => one.from <= from)?.protocol;
      const limits = versions.findLast(({ setAt }) => setAt <= from)?.limits ?? null;
      if (protocol === undefined) return [];
      return [
        { from, protocol: compileProtocol(applyLimits(protocol, limits, Math.max(from, startedAt), pauses, plans)) },
      ];
    });
}

/** What judged another follow-up of the patient between two instants; `startedAt`: when that follow-up began. */
type Other = { startedAt: number; from: number; until: number; protocol: CompiledProtocol };

export async function readOthers(
  client: Queryable,
  { patientId, episodeId }: { patientId: string; episodeId: string },
): Promise<Other[]> {
  const { rows } = await client.query<{ id: string; protocol: ProtocolKey; from: Date; until: Date | null }>(
    `
      select id, jsonb_build_object('id', protocol_id, 'version', protocol_version) as protocol,
        lower(period) as from, upper(period) as until
      from episode where patient_id = $1 and id <> $2
    `,
    [patientId, episodeId],
  );
  const others: Other[] = [];
  for (const { id, protocol: present, ...period } of rows) {
    const startedAt = period.from.getTime();
    const endedAt = period.until?.getTime() ?? Number.POSITIVE_INFINITY;
    const inTime = await readProtocolsInTime(client, { episodeId: id, present });
    for (const [place, { from, protocol: key }] of inTime.entries()) {
      const protocol = await readProtocol(client, { protocolId: key.id, protocolVersion: key.version });
      const span = {
        from: Math.max(from, startedAt),
        until: Math.min(inTime[place + 1]?.from ?? Number.POSITIVE_INFINITY, endedAt),
      };
      others.push({ startedAt, ...span, protocol: compileProtocol(applyLimits(protocol, null, span.from)) });
    }
  }
  return others;
}

type GivenTo = { startedAt: number; own: CompiledProtocol | undefined; others: readonly Other[]; at?: number };

/** As ingest gives them out: what this protocol has nothing to say of goes to the patient's other follow-up, where that has. `at`: when it was given. */
export function isOurs(reading: MeasurementEvent, given: GivenTo): boolean {
  return isGivenTo(reading, given, (protocol) => judges(protocol, reading.metric));
}

/** The same of a response. */
export function areOurs(event: AnsweredEvent, given: GivenTo): boolean {
  return isGivenTo(event, given, (protocol) => asksFor(protocol, event.questionnaire));
}

function isGivenTo(
  event: { readonly at: number; readonly receivedAt?: number },
  { startedAt, own, others, at = event.receivedAt ?? event.at }: GivenTo,
  concerns: (protocol: CompiledProtocol) => boolean,
): boolean {
  if (at < startedAt) return false;
  if (own && concerns(own)) return true;
  return !others.some(
    (other) =>
      event.at >= other.startedAt - JUDGED_BEFORE_START_MS &&
      at >= other.from &&
      at < other.until &&
      concerns(other.protocol),
  );
}

async function readCloses(client: Queryable, episodeId: string): Promise<AlertClosedEvent[]> {
  const { rows } = await client.query<{ ruleId: string; at: Date }>(
    `
      select rule_id as "ruleId", resolved_at as at from alert
      where episode_id = $1 and status = 'resolved' and resolved_by is not null order by resolved_at
    `,
    [episodeId],
  );
  return rows.map(({ ruleId, at }) => ({ type: 'alert-closed', ruleId, at: at.getTime() }));
}

async function readTicks(client: Queryable, episodeId: string): Promise<number[]> {
  const { rows } = await client.query<{ at: Date }>('select at from triage_tick where episode_id = $1 order by at', [
    episodeId,
  ]);
  return rows.map(({ at }) => at.getTime());
}
