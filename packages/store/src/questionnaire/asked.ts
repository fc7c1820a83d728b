import { type AskedForm, askedForms, initialState } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { demandNew } from '../triage/begun.ts';
import { createProtocolCache } from '../triage/protocolCache.ts';
import { readState } from '../triage/stateCache.ts';

type Row = {
  episodeId: string;
  startedAt: Date;
  protocolId: string;
  protocolVersion: number;
  limitsVersion: number | null;
  pausesVersion: number;
  planVersion: number;
  settingSince: Date | null;
  state: string | null;
};

/** The forms that a follow-up asks its patient for, as they stand at `now` (epoch milliseconds) by what triage remembers. None of one that has ended. */
export async function readAskedForms(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<AskedForm[]> {
  const { rows } = await client.query<Row>(
    `
      select episode.id as "episodeId", lower(period) as "startedAt", state, setting_since as "settingSince",
        coalesce(remembered.protocol_id, episode.protocol_id) as "protocolId",
        coalesce(remembered.protocol_version, episode.protocol_version) as "protocolVersion",
        (select max(version) from limits where limits.episode_id = episode.id) as "limitsVersion",
        coalesce((select sum(version) from pause where pause.episode_id = episode.id), 0)::integer as "pausesVersion",
        coalesce((select max(version) from measuring_plan where measuring_plan.episode_id = episode.id), 0) as "planVersion"
      from episode left join triage_state as remembered on remembered.episode_id = episode.id
      where episode.id = $1 and upper_inf(period)
    `,
    [episodeId],
  );
  const [row] = rows;
  if (row === undefined) return [];
  if (row.state === null) await demandNew(client, [episodeId]);
  const judgedBy = { ...row, settingSince: row.settingSince?.getTime() ?? null };
  const protocol = (await createProtocolCache().compiled(client, [judgedBy], now)).get(episodeId);
  if (protocol === undefined) throw new Error(`episode ${episodeId} has no protocol to be judged by`);
  const state = row.state === null ? initialState(protocol, row.startedAt.getTime()) : readState(episodeId, row.state);
  return askedForms(protocol, state, now);
}
