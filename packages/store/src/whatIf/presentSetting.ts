import { type PresentSetting, PresentSettingSchema } from '@samvakt/contract';
import type { z } from 'zod';
import type { Queryable } from '../database.ts';
import { numberIn } from '../reading/fragment.ts';

/** As it was kept with a replay: what an earlier version of the platform did not keep is not known. */
export const KeptSettingSchema = PresentSettingSchema.partial({
  limitsInForce: true,
  planVersion: true,
  pausesVersion: true,
});
export type KeptSetting = z.infer<typeof KeptSettingSchema>;

/** Of a row of `episode`, at `now` (a timestamptz): its `PresentSetting` as jsonb. */
export const settingAt = (now: string): string => `jsonb_build_object(
  'protocolId', episode.protocol_id,
  'protocolVersion', episode.protocol_version,
  'adoption', coalesce((select max(number) from protocol_adoption where protocol_adoption.episode_id = episode.id), 0),
  'limitsVersion', coalesce((select max(version) from limits where limits.episode_id = episode.id), 0),
  'limitsInForce', coalesce((
    select (${numberIn('body', 'since')}) <= extract(epoch from ${now}) * 1000
      and coalesce((${numberIn('body', 'until')}) > extract(epoch from ${now}) * 1000, true)
    from limits where limits.episode_id = episode.id order by version desc limit 1
  ), false),
  'planVersion', coalesce((select max(version) from measuring_plan where measuring_plan.episode_id = episode.id), 0),
  'pausesVersion', coalesce((select sum(version) from pause where pause.episode_id = episode.id), 0)
)`;

/** What judges an episode at an instant, in the transaction that asks. */
export async function readPresentSetting(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<PresentSetting> {
  const { rows } = await client.query<{ setting: unknown }>(
    `select ${settingAt('$2::timestamptz')} as setting from episode where id = $1`,
    [episodeId, new Date(now)],
  );
  return PresentSettingSchema.parse(rows[0]?.setting);
}

/** Whether what a replay was compared with judges still, as far as it was kept. */
export function isSameSetting(kept: KeptSetting, present: PresentSetting): boolean {
  return PresentSettingSchema.keyof().options.every((part) => kept[part] === undefined || kept[part] === present[part]);
}
