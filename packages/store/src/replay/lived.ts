import {
  type AlertClosedEvent,
  applyLimits,
  type CompiledProtocol,
  compileProtocol,
  judges,
  type Limits,
  LimitsSchema,
  type LivedHistory,
  type MeasurementEvent,
  type Pause,
  type Protocol,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readProtocols } from '../reading/protocol.ts';
import { JUDGED_BEFORE_START_MS } from '../triage/route.ts';
import { readReadings } from './readings.ts';

type EpisodeFacts = {
  patientId: string;
  startedAt: number;
  protocolId: string;
  protocolVersion: number;
};

/**
 * All that triage was given of one episode until the instant `until`: readings with when they were received, the closes by persons, the
 * ticks, and what judged from when. Null: no such episode.
 */
export async function readLivedHistory(
  client: Queryable,
  { episodeId, until }: { episodeId: string; until: number },
): Promise<LivedHistory | null> {
  const facts = await readFacts(client, episodeId);
  if (facts === null) return null;
  const { patientId, startedAt } = facts;
  const own = await readProtocol(client, facts);
  const pauses = (await readTriagePauses(client, [episodeId])).get(episodeId)?.pauses ?? [];
  const settings = settingsOf(own, await readLimitsInTime(client, episodeId), pauses, startedAt);
  const readings = await readReadings(client, {
    patientId,
    from: startedAt - JUDGED_BEFORE_START_MS,
    // A gateway's clock may be a little ahead of ours.
    until: until + JUDGED_BEFORE_START_MS,
    receivedUntil: until,
  });
  const others = await readOthers(client, { patientId, episodeId });
  return {
    since: startedAt,
    settings,
    readings: readings.filter((reading) => isOurs(reading, { startedAt, own: settings[0]?.protocol, others })),
    closes: await readCloses(client, episodeId),
    ticks: await readTicks(client, episodeId),
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

type LimitsInTime = { setAt: number; limits: Limits };

async function readLimitsInTime(client: Queryable, episodeId: string): Promise<LimitsInTime[]> {
  const { rows } = await client.query<{ setAt: Date; body: unknown }>(
    'select set_at as "setAt", body from limits where episode_id = $1 order by version',
    [episodeId],
  );
  return rows.map(({ setAt, body }) => ({ setAt: setAt.getTime(), limits: LimitsSchema.parse(body) }));
}

/** What judged from when: limits count from when they were set, begin and end at their own instants, and make room for the next version. */
function settingsOf(
  protocol: Protocol,
  versions: readonly LimitsInTime[],
  pauses: readonly Pause[],
  startedAt: number,
): LivedHistory['settings'] {
  const compiled = (limits: Limits | null, at: number): CompiledProtocol =>
    compileProtocol(applyLimits(protocol, limits, at, pauses));
  const settings = [{ from: Number.NEGATIVE_INFINITY, protocol: compiled(null, startedAt) }];
  for (const [place, { setAt, limits }] of versions.entries()) {
    const next = versions[place + 1]?.setAt ?? Number.POSITIVE_INFINITY;
    const turns = [setAt, limits.since, limits.until ?? Number.POSITIVE_INFINITY];
    for (const from of new Set(turns)) {
      if (from >= setAt && from < next) settings.push({ from, protocol: compiled(limits, from) });
    }
  }
  return settings.sort((a, b) => a.from - b.from);
}

type Other = { from: number; until: number; protocol: CompiledProtocol };

export async function readOthers(
  client: Queryable,
  { patientId, episodeId }: { patientId: string; episodeId: string },
): Promise<Other[]> {
  const { rows } = await client.query<{ id: string; version: number; from: Date; until: Date | null }>(
    `
      select protocol_id as id, protocol_version as version, lower(period) as from, upper(period) as until
      from episode where patient_id = $1 and id <> $2
    `,
    [patientId, episodeId],
  );
  const others: Other[] = [];
  for (const { id, version, from, until } of rows) {
    const protocol = await readProtocol(client, { protocolId: id, protocolVersion: version });
    const span = { from: from.getTime(), until: until?.getTime() ?? Number.POSITIVE_INFINITY };
    others.push({ ...span, protocol: compileProtocol(applyLimits(protocol, null, span.from)) });
  }
  return others;
}

/** As ingest gives them out: what this protocol has nothing to say of goes to the patient's other follow-up, where that has. */
export function isOurs(
  reading: MeasurementEvent,
  { startedAt, own, others }: { startedAt: number; own: CompiledProtocol | undefined; others: readonly Other[] },
): boolean {
  const receivedAt = reading.receivedAt ?? reading.at;
  if (receivedAt < startedAt) return false;
  if (own && judges(own, reading.metric)) return true;
  return !others.some(
    ({ from, until, protocol }) =>
      reading.at >= from - JUDGED_BEFORE_START_MS &&
      receivedAt >= from &&
      receivedAt < until &&
      judges(protocol, reading.metric),
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
