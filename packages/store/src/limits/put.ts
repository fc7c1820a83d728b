import type { Limits } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { scheduleTicks } from '../tickJob.ts';
import { readInForceFrom } from '../triage/state.ts';
import { type ShownBefore, shownColumns } from '../whatIf/shown.ts';
import { scheduleLimitsEnd } from './jobs.ts';

/** Limits that have been judged and hold, of an episode whose locks the caller holds. */
export type PutLimits = {
  episode: { id: string; patientId: string; teamId: string };
  limits: Limits;
  /** Who sets them; null: the installation. */
  practitionerId: string | null;
  shown: ShownBefore | null;
  /** What is told beside their version and values. */
  told?: Record<string, unknown>;
  now: number;
};

/** Writes a version of a patient's limits, and lets triage judge by it from its next event on: the state's row says so under its lock. */
export async function putLimits(client: Queryable, put: PutLimits): Promise<void> {
  const { episode, limits, practitionerId, now } = put;
  const { version, values, reason, until, confirmedBy } = limits;
  const setAt = await readInForceFrom(client, { episodeId: episode.id, now });
  await client.query(
    `
      insert into limits (episode_id, version, body, reason, set_by, set_at, replay_id, without_replay)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
    `,
    [episode.id, version, JSON.stringify(limits), reason, practitionerId, new Date(setAt), ...shownColumns(put.shown)],
  );
  await client.query('update triage_state set limits_version = $2, setting_since = $3 where episode_id = $1', [
    episode.id,
    version,
    new Date(setAt),
  ]);
  await scheduleTicks(client, [{ episodeId: episode.id, at: setAt }]);
  if (until !== null && Object.keys(values).length > 0)
    await scheduleLimitsEnd(client, { episodeId: episode.id, version, at: until });
  await appendChanges(client, [
    {
      kind: 'limits-set',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      practitionerId: practitionerId ?? undefined,
      teamId: episode.teamId,
      data: {
        version,
        values,
        ...(confirmedBy === null ? {} : { confirmedBy }),
        ...(put.shown !== null && 'withoutReplay' in put.shown ? { withoutReplay: put.shown.withoutReplay } : {}),
        ...put.told,
      },
    },
  ]);
}
