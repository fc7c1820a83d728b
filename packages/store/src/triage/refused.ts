import { FaultCodeSchema, findMetric } from '@samvakt/contract';
import type { RefusedEvent } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import type { Folded } from './fold.ts';

/** The engine's account of what it was given: what was refused lies in quarantine, and is no patient's there. */
export async function keepRefused(client: Queryable, judged: readonly Folded[]): Promise<void> {
  const given = judged.flatMap(({ episode: { episodeId }, events }) =>
    events.flatMap((event) => (event.type === 'refused' ? { ...event, episodeId } : [])),
  );
  if (given.length === 0) return;
  await client.query(
    `
      insert into triage_refused (episode_id, metric, code, effective_at, given_at)
      select episode_id, metric, code, to_timestamp(effective_ms / 1000.0), to_timestamp(given_ms / 1000.0)
      from unnest($1::uuid[], $2::text[], $3::text[], $4::double precision[], $5::double precision[])
        as given (episode_id, metric, code, effective_ms, given_ms)
    `,
    [
      given.map(({ episodeId }) => episodeId),
      given.map(({ metric }) => metric),
      given.map(({ code }) => code),
      given.map(({ at }) => at),
      given.map(({ at, receivedAt }) => receivedAt ?? at),
    ],
  );
}

/** What triage was given of an episode until the instant `until`, oldest first. */
export async function readRefused(
  client: Queryable,
  { episodeId, until }: { episodeId: string; until: number },
): Promise<RefusedEvent[]> {
  const { rows } = await client.query<{ metric: string | null; code: string; at: Date; givenAt: Date }>(
    `
      select metric, code, effective_at as at, given_at as "givenAt" from triage_refused
      where episode_id = $1 and given_at <= $2 order by given_at
    `,
    [episodeId, new Date(until)],
  );
  return rows.map(({ metric, code, at, givenAt }) => ({
    type: 'refused',
    metric: metric === null ? null : (findMetric(metric)?.code ?? null),
    code: FaultCodeSchema.parse(code),
    at: at.getTime(),
    receivedAt: givenAt.getTime(),
  }));
}
