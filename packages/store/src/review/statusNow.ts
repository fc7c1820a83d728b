import type { EpisodeStatus, MetricCode } from '@samvakt/contract';
import { type AlertKind, applyLimits, episodeStatus, LimitsSchema, type Severity } from '@samvakt/triage';
import { z } from 'zod';
import type { Queryable } from '../database.ts';
import { readOwn } from '../own/unreadable.ts';
import { readTriagePlans } from '../plan/judgedBy.ts';
import { epochMs, lastAnsweredIn } from '../reading/fragment.ts';
import { readProtocols } from '../reading/protocol.ts';
import type { LockedEpisode } from '../responsibility.ts';

type Row = {
  startedAt: Date;
  lastSeen: unknown;
  lastAnswered: Record<string, number>;
  /** Epoch milliseconds. */
  unjudgedSince: number | null;
  limits: unknown;
  openAlerts: { ruleId: string; severity: Severity; kind: AlertKind }[];
  alertsChangedAt: Date | null;
  paused: boolean;
};

const LastSeenSchema = z.record(z.string(), z.object({ at: z.number() }));

/**
 * The status of an episode at this instant, under the locks that the caller holds, whether a pause runs, and when an alert of it last came,
 * changed or went. An alert that a pause holds back counts in full here.
 *
 * @throws ZodError where what is known of the patient cannot be read
 */
export async function readStatusNow(
  client: Queryable,
  episode: LockedEpisode,
  now: number,
): Promise<{ status: EpisodeStatus; paused: boolean; alertsChangedAt: number | null }> {
  const { id, protocolId, protocolVersion } = episode;
  const { rows } = await client.query<Row>(
    `
      select (select lower(period) from episode where id = $1) as "startedAt",
        coalesce((select last_seen from triage_state where episode_id = $1), '{}') as "lastSeen",
        ${lastAnsweredIn('$1')} as "lastAnswered",
        (select ${epochMs('unjudged_since')} from triage_state where episode_id = $1)::double precision as "unjudgedSince",
        (select body from limits where episode_id = $1 order by version desc limit 1) as limits,
        coalesce((select jsonb_agg(jsonb_build_object('ruleId', rule_id, 'severity', severity, 'kind', kind))
          from alert where episode_id = $1 and status <> 'resolved'), '[]') as "openAlerts",
        exists (select from pause where episode_id = $1 and starts_at <= $2 and coalesce(ended_at, ends_at) > $2) as paused,
        (select max(updated_at) from alert where episode_id = $1) as "alertsChangedAt"
    `,
    [id, new Date(now)],
  );
  const [row] = rows;
  const [protocol] = await readProtocols(client, [{ id: protocolId, version: protocolVersion }]);
  if (row === undefined || protocol === undefined) throw new Error(`episode ${id}: nothing judges it`);
  const lastSeen: Partial<Record<MetricCode, number>> = Object.fromEntries(
    Object.entries(LastSeenSchema.parse(row.lastSeen)).map(([metric, { at }]) => [metric, at]),
  );
  const limits = row.limits === null ? null : readOwn(LimitsSchema, row.limits, { episodeId: id, setting: 'limits' });
  const plans = (await readTriagePlans(client, [id])).get(id) ?? [];
  const { status } = episodeStatus({
    openAlerts: row.openAlerts,
    lastSeen: { ...lastSeen, ...row.lastAnswered },
    unjudgedSince: row.unjudgedSince,
    protocol: applyLimits(protocol, limits, now, [], plans),
    since: row.startedAt.getTime(),
    now,
  });
  return { status, paused: row.paused, alertsChangedAt: row.alertsChangedAt?.getTime() ?? null };
}
