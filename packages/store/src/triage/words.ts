import { MetricCodeSchema } from '@samvakt/contract';
import type { DeviceEvent, TriageEvent } from '@samvakt/triage';
import type { Queryable } from '../database.ts';

/** The engine's account of what it was told of devices at `now`: an alert about one is held against it when it is judged again. */
export async function keepWords(
  client: Queryable,
  told: readonly { readonly episode: { readonly episodeId: string }; readonly events: readonly TriageEvent[] }[],
  now: number,
): Promise<void> {
  for (const { episode, events } of told) {
    for (const event of events) {
      if (event.type !== 'device-offline' && event.type !== 'device-online') continue;
      const online = event.type === 'device-online';
      await client.query(
        `
          insert into triage_word (episode_id, device_id, online, at, given_at, heard_at, metrics, questionnaires)
          values ($1, $2, $3, $4, $5, $6, $7, $8)
        `,
        [
          episode.episodeId,
          event.deviceId,
          online,
          new Date(event.at),
          new Date(now),
          online ? null : new Date(event.since),
          online ? [] : event.metrics,
          online ? [] : (event.questionnaires ?? []),
        ],
      );
    }
  }
}

/** What triage was told of devices in an episode until the instant `until`, oldest first, and when. */
export async function readWords(
  client: Queryable,
  { episodeId, until }: { episodeId: string; until: number },
): Promise<(DeviceEvent & { readonly givenAt: number })[]> {
  const { rows } = await client.query<{
    deviceId: string;
    at: Date;
    givenAt: Date;
    heardAt: Date | null;
    metrics: string[];
    questionnaires: string[];
  }>(
    `
      select device_id as "deviceId", at, given_at as "givenAt", heard_at as "heardAt", metrics, questionnaires
      from triage_word where episode_id = $1 and given_at <= $2 order by given_at, online
    `,
    [episodeId, new Date(until)],
  );
  return rows.map((row) => {
    const word = { deviceId: row.deviceId, at: row.at.getTime(), givenAt: row.givenAt.getTime() };
    if (row.heardAt === null) return { ...word, type: 'device-online' };
    const metrics = row.metrics.map((metric) => MetricCodeSchema.parse(metric));
    const { questionnaires } = row;
    return { ...word, type: 'device-offline', since: row.heardAt.getTime(), metrics, questionnaires };
  });
}
