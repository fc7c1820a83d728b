import type { Evidence } from '@samvakt/triage';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { StoredAlert } from './decide.ts';

type Row = Omit<StoredAlert, 'conditionClearedAt' | 'openedAt' | 'resolvedAt' | 'outcome' | 'evidence'> & {
  episodeId: string;
  conditionClearedAt: Date | null;
  openedAt: Date;
  evidence: Evidence;
};

/** The open alerts of these episodes, by episode. The caller holds the locks of their triage states. */
export async function readOpenAlerts(
  client: Queryable,
  episodeIds: readonly string[],
): Promise<Map<string, StoredAlert[]>> {
  const { rows } = await client.query<Row>({
    name: 'read-open-alerts',
    text: `
      select episode_id as "episodeId", id, rule_id as "ruleId", kind, severity, status, late, evidence, version,
        condition_cleared_at as "conditionClearedAt", opened_at as "openedAt"
      from alert where episode_id = any ($1::uuid[]) and status <> 'resolved'
    `,
    values: [plainColumn(episodeIds)],
  });
  const byEpisode = new Map<string, StoredAlert[]>(episodeIds.map((id) => [id, []]));
  for (const { episodeId, conditionClearedAt, openedAt, ...alert } of rows) {
    byEpisode.get(episodeId)?.push({
      ...alert,
      conditionClearedAt: conditionClearedAt?.getTime() ?? null,
      openedAt: openedAt.getTime(),
      resolvedAt: null,
      outcome: null,
    });
  }
  return byEpisode;
}

export type EpisodeAlert = { episodeId: string; alert: StoredAlert };

/** What judged an alert (protocol, limits) is taken from its evidence, so that a later version cannot change the past. */
export async function insertAlerts(client: Queryable, alerts: readonly EpisodeAlert[], now: number): Promise<void> {
  if (alerts.length === 0) return;
  await client.query(
    `
      insert into alert (id, episode_id, rule_id, kind, opened_at, status, severity, condition_cleared_at, late, evidence, version,
        resolved_at, outcome, protocol_id, protocol_version, limits_version, updated_at, judged_at)
      select id, episode_id, rule_id, kind, to_timestamp(opened_ms / 1000.0), status, severity, to_timestamp(cleared_ms / 1000.0), late,
        evidence, version, to_timestamp(resolved_ms / 1000.0), outcome, evidence #>> '{protocol,id}',
        (evidence #>> '{protocol,version}')::integer, (evidence ->> 'limitsVersion')::integer, $14, $14
      from unnest($1::uuid[], $2::text[], $3::text[], $4::double precision[], $5::boolean[], $6::jsonb[], $7::integer[],
          $8::double precision[], $9::text[], $10::uuid[], $11::text[], $12::text[], $13::double precision[])
        as given (id, status, severity, cleared_ms, late, evidence, version, resolved_ms, outcome, episode_id, rule_id, kind, opened_ms)
    `,
    [
      ...mutableColumns(alerts),
      plainColumn(alerts.map(({ episodeId }) => episodeId)),
      textColumn(alerts.map(({ alert }) => alert.ruleId)),
      plainColumn(alerts.map(({ alert }) => alert.kind)),
      plainColumn(alerts.map(({ alert }) => alert.openedAt)),
      new Date(now),
    ],
  );
}

/** Writes the alerts as they are now. Who has claimed one is not triage's to change. */
export async function updateAlerts(client: Queryable, alerts: readonly EpisodeAlert[], now: number): Promise<void> {
  if (alerts.length === 0) return;
  await client.query(
    `
      update alert set status = given.status, severity = given.severity, condition_cleared_at = to_timestamp(given.cleared_ms / 1000.0),
        late = given.late, evidence = given.evidence, version = given.version, resolved_at = to_timestamp(given.resolved_ms / 1000.0),
        outcome = given.outcome, protocol_id = given.evidence #>> '{protocol,id}',
        protocol_version = (given.evidence #>> '{protocol,version}')::integer,
        limits_version = (given.evidence ->> 'limitsVersion')::integer, updated_at = $10,
        judged_at = case when alert.evidence = given.evidence then alert.judged_at else $10 end
      from unnest($1::uuid[], $2::text[], $3::text[], $4::double precision[], $5::boolean[], $6::jsonb[], $7::integer[],
          $8::double precision[], $9::text[])
        as given (id, status, severity, cleared_ms, late, evidence, version, resolved_ms, outcome)
      where alert.id = given.id
    `,
    [...mutableColumns(alerts), new Date(now)],
  );
}

function mutableColumns(alerts: readonly EpisodeAlert[]): string[] {
  return [
    plainColumn(alerts.map(({ alert }) => alert.id)),
    plainColumn(alerts.map(({ alert }) => alert.status)),
    plainColumn(alerts.map(({ alert }) => alert.severity)),
    plainColumn(alerts.map(({ alert }) => alert.conditionClearedAt ?? 'null')),
    plainColumn(alerts.map(({ alert }) => String(alert.late))),
    textColumn(alerts.map(({ alert }) => JSON.stringify(alert.evidence))),
    plainColumn(alerts.map(({ alert }) => alert.version)),
    plainColumn(alerts.map(({ alert }) => alert.resolvedAt ?? 'null')),
    textColumn(alerts.map(({ alert }) => alert.outcome)),
  ];
}
