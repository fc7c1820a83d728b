import type { Queryable } from '../database.ts';
import { TriageUnreadable } from './unreadable.ts';

/*
 * What triage remembers of an episode is written when the follow-up starts. A row that is gone afterwards is no beginning: to begin anew would be to know nothing of what stands open. Only
 * where triage has been given nothing yet does it begin by itself.
 */

/** Of an expression that is an episode's id: whether triage has ever been given anything of it. */
const HAS_BEGUN = (episodeId: string): string => `(
  exists (select from alert where alert.episode_id = ${episodeId})
  or exists (select from triage_tick where triage_tick.episode_id = ${episodeId})
  or exists (select from triage_refused where triage_refused.episode_id = ${episodeId})
  or exists (select from triage_word where triage_word.episode_id = ${episodeId})
  or exists (select from triage_given where triage_given.episode_id = ${episodeId})
  or exists (
    select from change where change.episode_id = ${episodeId} and change.kind in ('measurements-received', 'questionnaire-answered')
  )
)`;

/** @throws TriageUnreadable where one of these episodes, which have no row, has been judged before */
export async function demandNew(client: Queryable, episodeIds: readonly string[]): Promise<void> {
  if (episodeIds.length === 0) return;
  const { rows } = await client.query<{ id: string }>(
    `select id from unnest($1::uuid[]) as asked (id) where ${HAS_BEGUN('asked.id')} order by id limit 1`,
    [episodeIds],
  );
  const [begun] = rows;
  if (begun !== undefined) throw new TriageUnreadable(begun.id, { cause: new Error('its row is gone') });
}

/**
 * Writes a row for each of these episodes that has been judged and has none: what judges from when as the acts wrote it, and a state that cannot be read. What is then set aside can be
 * kept beside it. An episode that begins gets none.
 */
export async function makeRoom(client: Queryable, episodeIds: readonly string[], now: number): Promise<void> {
  await client.query(
    `
      insert into triage_state (episode_id, state, protocol_id, protocol_version, limits_version, pauses_version, plan_version, updated_at, setting_since)
      select id, 'null', protocol_id, protocol_version, (select max(version) from limits where limits.episode_id = episode.id),
        coalesce((select sum(version) from pause where pause.episode_id = episode.id), 0),
        coalesce((select max(version) from measuring_plan where measuring_plan.episode_id = episode.id), 0), $2,
        greatest((select max(set_at) from limits where limits.episode_id = episode.id),
          (select max(adopted_at) from protocol_adoption where protocol_adoption.episode_id = episode.id))
      from episode
      where id = any ($1::uuid[]) and not exists (select from triage_state where triage_state.episode_id = episode.id)
        and ${HAS_BEGUN('episode.id')}
      order by id on conflict do nothing
    `,
    [episodeIds, new Date(now)],
  );
}
