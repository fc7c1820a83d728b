import { type Pause, PauseSchema } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readOwn, SettingUnreadable } from '../own/unreadable.ts';
import type { ProtocolKey } from '../reading/protocol.ts';

/** All pauses of one episode as triage judges by them, those that are over too, and the protocol that judges it now. */
export type EpisodePauses = { readonly protocol: ProtocolKey; readonly pauses: readonly Pause[] };

/**
 * The pauses of these episodes, by episode; an episode without any has no entry. A replay of an episode's history is given the same, and
 * then judges as was judged live.
 *
 * @throws SettingUnreadable where one cannot be read
 */
export async function readTriagePauses(
  client: Queryable,
  episodeIds: readonly string[],
): Promise<Map<string, EpisodePauses>> {
  if (episodeIds.length === 0) return new Map();
  const { rows } = await client.query<{
    episodeId: string;
    protocol: ProtocolKey;
    scope: unknown;
    includesRed: boolean;
    from: Date;
    until: Date;
  }>(
    `
      select pause.episode_id as "episodeId",
        jsonb_build_object('id', episode.protocol_id, 'version', episode.protocol_version) as protocol,
        pause.scope, pause.includes_red as "includesRed", pause.starts_at as from, coalesce(pause.ended_at, pause.ends_at) as until
      from pause join episode on episode.id = pause.episode_id
      where pause.episode_id = any ($1::uuid[]) order by pause.starts_at, pause.id
    `,
    [episodeIds],
  );
  const byEpisode = new Map<string, { protocol: ProtocolKey; pauses: Pause[] }>();
  for (const { episodeId, protocol, from, until, ...row } of rows) {
    const stored = { ...row, from: from.getTime(), until: until.getTime() };
    const pause = readOwn(PauseSchema, stored, { episodeId, setting: 'pauses' });
    const known = byEpisode.get(episodeId);
    if (known) known.pauses.push(pause);
    else byEpisode.set(episodeId, { protocol, pauses: [pause] });
  }
  return byEpisode;
}

/**
 * The same for whoever only asks whether an alert is held back: where a pause cannot be read nothing is, since nobody may miss an alert for it. Such an episode has no entry, and `onFault`
 * hears of it.
 */
export async function readReadablePauses(
  client: Queryable,
  episodeIds: readonly string[],
  onFault: (fault: SettingUnreadable) => void = () => {},
): Promise<Map<string, EpisodePauses>> {
  try {
    return await readTriagePauses(client, episodeIds);
  } catch (error) {
    if (!(error instanceof SettingUnreadable)) throw error;
    onFault(error);
    return readReadablePauses(
      client,
      episodeIds.filter((id) => id !== error.episodeId),
      onFault,
    );
  }
}
