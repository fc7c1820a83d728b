import { type HandoverDigest, OWN_SETTINGS, SEVERITIES } from '@samvakt/contract';
import {
  applyLimits,
  describeFinding,
  describePauseScope,
  type Evidence,
  missingNow,
  type Pause,
  type PlanVersion,
  type Protocol,
  pausedUntil,
  titleOf,
} from '@samvakt/triage';
import { z } from 'zod';
import type { Queryable } from '../database.ts';
import { readOwnSettings } from '../own/settings.ts';
import { iso, lastAnsweredIn } from '../reading/fragment.ts';
import { isScopeReadable, readPauses } from '../reading/pause.ts';
import type { LockedEpisode } from '../responsibility.ts';

const TREND_DAYS_MS = 14 * 24 * 60 * 60 * 1000;

/** What the receiver must not have to ask for: every alert and task that is not closed, every pause, what the plan misses, and 14 days of every metric. */
export async function makeDigest(client: Queryable, episode: Summed, now: number): Promise<HandoverDigest> {
  const protocol = await readProtocol(client, episode);
  const own = await readOwnSettings(client, episode.id);
  const { pauses, plans } = own;
  const limits = await changedLimits(client, episode, { protocol, now });
  const unreadable = OWN_SETTINGS.filter(
    (one) => own.faults.some(({ setting }) => setting === one) || (one === 'limits' && limits === null),
  );
  return {
    alerts: await openAlerts(client, episode, { protocol, pauses, now }),
    tasks: await openTasks(client, episode),
    pauses: await standingPauses(client, episode, { protocol, now }),
    limits: limits ?? [],
    ...(await missing(client, episode, { protocol, pauses, plans, now })),
    trends: await trends(client, episode, now),
    ...(unreadable.length === 0 ? {} : { unreadable }),
  };
}

/** The same for a look beforehand, without locks: what would go with an offer that is made now. Null: no such episode. */
export async function readDigest(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<HandoverDigest | null> {
  const { rows } = await client.query<Summed>(
    `
      select id, patient_id as "patientId", protocol_id as "protocolId", protocol_version as "protocolVersion"
      from episode where id = $1
    `,
    [episodeId],
  );
  return rows[0] === undefined ? null : makeDigest(client, rows[0], now);
}

/** What a digest is made of. */
type Summed = Omit<LockedEpisode, 'accountable'>;

async function readProtocol(client: Queryable, episode: Summed): Promise<Protocol> {
  const { rows } = await client.query<{ body: Protocol }>('select body from protocol where id = $1 and version = $2', [
    episode.protocolId,
    episode.protocolVersion,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error(`protocol ${episode.protocolId} ${episode.protocolVersion} is not registered`);
  return row.body;
}

type Judged = { protocol: Protocol; pauses: readonly Pause[]; now: number };

async function openAlerts(
  client: Queryable,
  episode: Summed,
  { protocol, pauses, now }: Judged,
): Promise<HandoverDigest['alerts']> {
  const { rows } = await client.query<{
    id: string;
    ruleId: string;
    severity: 'red' | 'yellow';
    evidence: Evidence;
    claimedByName: string | null;
  }>(
    `
      select id, rule_id as "ruleId", severity, evidence,
        (select name from practitioner where practitioner.id = claimed_by) as "claimedByName"
      from alert
      where episode_id = $1 and status <> 'resolved' order by severity = 'red' desc, opened_at, id
    `,
    [episode.id],
  );
  return rows.map(({ id, ruleId, severity, evidence, claimedByName }) => {
    const until = pausedUntil(protocol, pauses, { ruleId, severity, evidence }, now);
    const answers = answersOf(evidence);
    return {
      alertId: id,
      severity,
      ...(answers.length === 0 ? {} : { answers }),
      summary: { nb: describeFinding(protocol, evidence, 'nb'), en: describeFinding(protocol, evidence, 'en') },
      claimedByName,
      pausedUntil: until === null ? null : new Date(until).toISOString(),
    };
  });
}

/** The summary only counts them. */
function answersOf({ items }: Evidence): NonNullable<HandoverDigest['alerts'][number]['answers']> {
  const answers = items.flatMap((item) => (item.type === 'questionnaire' ? item.answers : []));
  return SEVERITIES.flatMap((severity) => answers.filter(({ colour }) => colour === severity));
}

const ValuesSchema = z.record(z.string(), z.number());

/** What was set of the patient's own limits lately, with the protocol's number beside each; null where some of it cannot be read. */
async function changedLimits(
  client: Queryable,
  episode: Summed,
  { protocol, now }: { protocol: Protocol; now: number },
): Promise<NonNullable<HandoverDigest['limits']> | null> {
  const { rows } = await client.query<{
    version: number;
    setAt: string;
    setByName: string | null;
    reason: string;
    values: unknown;
  }>(
    `
      select version, ${iso('set_at')} as "setAt", (select name from practitioner where practitioner.id = set_by) as "setByName",
        reason, body -> 'values' as values
      from limits where episode_id = $1 and set_at > $2 and set_at <= $3 order by version desc
    `,
    [episode.id, new Date(now - TREND_DAYS_MS), new Date(now)],
  );
  const read = rows.map(({ values, ...limits }) => ({ ...limits, values: ValuesSchema.safeParse(values).data }));
  if (read.some(({ values }) => values === undefined)) return null;
  return read.map(({ values = {}, ...limits }) => ({
    ...limits,
    values: Object.entries(values).map(([name, value]) => ({
      name,
      text: protocol.numbers[name]?.text ?? { nb: name, en: name },
      unit: protocol.numbers[name]?.unit ?? '',
      value,
      standard: protocol.numbers[name]?.value ?? null,
    })),
  }));
}

async function standingPauses(
  client: Queryable,
  episode: Summed,
  { protocol, now }: { protocol: Protocol; now: number },
): Promise<NonNullable<HandoverDigest['pauses']>> {
  const pauses = await readPauses(client, { episodeIds: [episode.id], now });
  return pauses.filter(isScopeReadable).map(({ id, scope, includesRed, reason, note, startsAt, endsAt }) => ({
    id,
    scopeText: { nb: describePauseScope(protocol, scope, 'nb'), en: describePauseScope(protocol, scope, 'en') },
    includesRed,
    reason,
    note,
    startsAt,
    endsAt,
  }));
}

async function openTasks(client: Queryable, episode: Summed): Promise<NonNullable<HandoverDigest['tasks']>> {
  const { rows } = await client.query<NonNullable<HandoverDigest['tasks']>[number]>(
    `
      select task.id as "taskId", task.kind, task.text, jsonb_build_object('id', team.id, 'name', team.name) as "ownerTeam",
        (select name from practitioner where id = task.person_id) as "personName", ${iso('task.due_at')} as "dueAt"
      from task join team on team.id = task.owner_team_id
      where task.episode_id = $1 and task.status = 'open' order by task.due_at, task.id
    `,
    [episode.id],
  );
  return rows;
}

/** Reckoned from the clock and not from the alerts, so that a timer that has not run cannot hide a silence. */
async function missing(
  client: Queryable,
  episode: Summed,
  { protocol, pauses, plans, now }: Judged & { plans: readonly PlanVersion[] },
): Promise<Pick<HandoverDigest, 'missing' | 'missingForms' | 'unjudgedSince'>> {
  const { rows } = await client.query<{
    since: Date;
    unjudgedSince: string | null;
    lastSeen: Record<string, { at: number }> | null;
    lastAnswered: Record<string, number>;
  }>(
    `
      select lower(episode.period) as since, triage_state.last_seen as "lastSeen",
        ${iso('triage_state.unjudged_since')} as "unjudgedSince",
        ${lastAnsweredIn('episode.id')} as "lastAnswered"
      from episode left join triage_state on triage_state.episode_id = episode.id where episode.id = $1
    `,
    [episode.id],
  );
  const [row] = rows;
  if (row === undefined) return { missing: [] };
  const measured = Object.fromEntries(Object.entries(row.lastSeen ?? {}).map(([metric, { at }]) => [metric, at]));
  const effective = applyLimits(protocol, null, now, pauses, plans);
  const lastSeen = { ...measured, ...row.lastAnswered };
  const { metrics, questionnaires } = missingNow(effective, { since: row.since.getTime(), lastSeen, now });
  const missingForms = questionnaires.map((url) => titleOf(protocol, url));
  return { missing: metrics, missingForms, unjudgedSince: row.unjudgedSince };
}

async function trends(client: Queryable, episode: Summed, now: number): Promise<HandoverDigest['trends']> {
  const { rows } = await client.query<HandoverDigest['trends'][number] & { newestAt: Date }>(
    `
      select metric, count(*)::int as count, min(value) as min, max(value) as max,
        (array_agg(value order by effective_at desc, device_id, value))[1] as newest, max(effective_at) as "newestAt"
      from measurement
      where patient_id = $1 and effective_at > $2 and effective_at <= $3
      group by metric order by metric
    `,
    [episode.patientId, new Date(now - TREND_DAYS_MS), new Date(now)],
  );
  return rows.map((row) => ({ ...row, newestAt: row.newestAt.toISOString() }));
}
