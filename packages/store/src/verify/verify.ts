import { type ResponsibilityPeriod, verifyContinuity } from '@samvakt/care';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { type DeclarationBreach, readCoveringTeamAt, verifyDeclarations } from './declarations.ts';
import { type Breach, type FeedLine, type Replay, replay } from './replay.ts';

/** What was proven, of everything that was committed when the snapshot was taken. */
export type Certificate = {
  verified: true;
  /** When it was asked for: ISO 8601. */
  at: string;
  /** Everything up to this place of the change feed was read. */
  cursor: string;
  episodes: number;
  active: number;
  ended: number;
  /** Periods of responsibility, equal in feed and table. */
  periods: number;
  /** Handovers by their status. */
  handovers: Record<string, number>;
  /** Alerts that are not closed, each owned by the accountable team of its episode. */
  openAlerts: number;
  /** Scheduled handovers that have passed their time and whose timer has not run: claims of the former team may stand. None when timers run. */
  effectsLate: number;
  /** What teams have declared of hours and cover, over all time, each told in the feed. */
  declarations: number;
  /** Lines of the feed that were replayed. */
  changes: number;
};

/** The first episode, or the first team's declared hours and cover, for which it does not hold. */
export type VerificationFailure =
  | { verified: false; at: string; episodeId: string; breach: Breach }
  | { verified: false; at: string; teamId: string; breach: DeclarationBreach };

type EpisodeFacts = {
  id: string;
  from: number;
  until: number | null;
  periods: ResponsibilityPeriod[];
};

/**
 * Replays the change feed, without looking at the table of responsibility, and proves for each episode that exactly one team was
 * accountable at every instant from its start to its end; then compares with the table, and looks for open alerts that nobody owns.
 * Reads one snapshot; writes nothing.
 */
export async function verifyResponsibility(
  database: Database,
  { now }: { now: number },
): Promise<Certificate | VerificationFailure> {
  const client = await database.pool.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const result = await verifySnapshot(client, now);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The connection may be in any state: it is closed rather than given back.
    client.release(true);
    throw error;
  }
}

async function verifySnapshot(client: pg.PoolClient, now: number): Promise<Certificate | VerificationFailure> {
  const at = new Date(now).toISOString();
  const cursor = await newestCursor(client);
  const feed = await readFeed(client);
  const episodes = await readEpisodes(client);
  const alerts = await readOpenAlertOwners(client);
  let active = 0;
  let periods = 0;
  let changes = 0;
  let effectsLate = 0;
  for (const episode of episodes) {
    const lines = feed.get(episode.id) ?? [];
    const told = replay(lines);
    const breach =
      told.breach ?? comparisonBreach(told, episode) ?? alertBreach(alerts.get(episode.id) ?? [], told, now);
    if (breach !== null) return { verified: false, at, episodeId: episode.id, breach };
    feed.delete(episode.id);
    active += told.endedAt === null ? 1 : 0;
    periods += told.periods.length;
    changes += lines.length;
    effectsLate += told.promisedAt !== null && told.promisedAt <= now ? 1 : 0;
  }
  const [stray] = feed.keys();
  // The feed tells of an episode that the tables no longer have.
  if (stray !== undefined) return { verified: false, at, episodeId: stray, breach: { code: 'only-in-the-feed' } };
  const declared = await verifyDeclarations(client);
  if ('breach' in declared) return { verified: false, at, ...declared };
  return {
    verified: true,
    at,
    cursor,
    episodes: episodes.length,
    active,
    ended: episodes.length - active,
    periods,
    handovers: await countHandovers(client),
    openAlerts: [...alerts.values()].reduce((sum, list) => sum + list.length, 0),
    effectsLate,
    declarations: declared.count,
    changes,
  };
}

function comparisonBreach(told: Replay, episode: EpisodeFacts): Breach | null {
  if (told.startedAt === null) return { code: 'not-in-the-feed' };
  const [broken] = verifyContinuity(episode.periods, episode);
  if (broken !== undefined) return { code: 'table-broken', breach: broken };
  if (told.endedAt !== episode.until || told.startedAt !== episode.from) {
    return { code: 'ends-differ', feed: told.endedAt, table: episode.until };
  }
  const same =
    told.periods.length === episode.periods.length &&
    told.periods.every((period, place) => {
      const other = episode.periods[place];
      return other?.teamId === period.teamId && other.from === period.from && other.until === period.until;
    });
  return same ? null : { code: 'table-differs', feed: told.periods, table: episode.periods };
}

/** `coveringTeamId`: who acted on the alert in the place of its team when it was claimed. */
type AlertOwner = { alertId: string; claimantTeams: string[] | null; coveringTeamId: string | null };

function alertBreach(alerts: readonly AlertOwner[], told: Replay, now: number): Breach | null {
  const owner = told.periods.findLast((period) => period.from <= now)?.teamId ?? null;
  for (const { alertId, claimantTeams, coveringTeamId } of alerts) {
    if (told.endedAt !== null || owner === null) return { code: 'open-alert-without-owner', alertId };
    // Until the timer of a scheduled handover has run, a claim may be the former team's; nobody acts on it, since every act carries the effect out first.
    const late = told.promisedAt !== null && told.promisedAt <= now;
    const claimable = [owner, ...(coveringTeamId === null ? [] : [coveringTeamId])];
    if (claimantTeams !== null && !late && !claimantTeams.some((team) => claimable.includes(team)))
      return { code: 'claimed-by-a-stranger', alertId };
  }
  return null;
}

async function newestCursor(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ cursor: string }>(
    `select txid || '.' || seq as cursor from change order by txid desc, seq desc limit 1`,
  );
  return rows[0]?.cursor ?? '0.0';
}

/** By sequence number: an episode's acts exclude each other, so that their numbers come in the order of the acts. */
async function readFeed(client: pg.PoolClient): Promise<Map<string, FeedLine[]>> {
  const { rows } = await client.query<
    Omit<FeedLine, 'occurredAt' | 'effectiveAt'> & { episodeId: string; occurredAt: Date; effectiveAt: string | null }
  >(
    `
      select episode_id as "episodeId", kind, occurred_at as "occurredAt", team_id as "teamId", handover_id as "handoverId",
        data ->> 'fromTeamId' as "fromTeamId", data ->> 'toTeamId' as "toTeamId", data ->> 'effectiveAt' as "effectiveAt"
      from change
      where kind in ('episode-started', 'episode-ended', 'responsibility-began', 'responsibility-ended', 'handover-accepted',
        'handover-taken-over', 'handover-called-off', 'handover-superseded')
      order by seq
    `,
  );
  const feed = new Map<string, FeedLine[]>();
  for (const { episodeId, occurredAt, effectiveAt, ...line } of rows) {
    const lines = feed.get(episodeId) ?? [];
    lines.push({
      ...line,
      occurredAt: occurredAt.getTime(),
      effectiveAt: effectiveAt === null ? null : Date.parse(effectiveAt),
    });
    feed.set(episodeId, lines);
  }
  return feed;
}

async function readEpisodes(client: pg.PoolClient): Promise<EpisodeFacts[]> {
  type Row = { id: string; from: Date; until: Date | null; teams: string[]; froms: Date[]; untils: (Date | null)[] };
  const { rows } = await client.query<Row>(
    `
      select episode.id, lower(episode.period) as "from", upper(episode.period) as "until",
        array_agg(team_id::text order by lower(held.period)) filter (where held.id is not null) as teams,
        array_agg(lower(held.period) order by lower(held.period)) filter (where held.id is not null) as froms,
        array_agg(upper(held.period) order by lower(held.period)) filter (where held.id is not null) as untils
      from episode left join responsibility as held on held.episode_id = episode.id
      group by episode.id order by episode.id
    `,
  );
  return rows.map(({ id, from, until, teams, froms, untils }) => ({
    id,
    from: from.getTime(),
    until: until?.getTime() ?? null,
    periods: (teams ?? []).map((teamId, place) => ({
      teamId,
      from: froms[place]?.getTime() ?? Number.NaN,
      until: untils[place]?.getTime() ?? null,
    })),
  }));
}

async function readOpenAlertOwners(client: pg.PoolClient): Promise<Map<string, AlertOwner[]>> {
  type Row = Omit<AlertOwner, 'coveringTeamId'> & {
    episodeId: string;
    severity: string;
    claimedAt: Date | null;
    heldBy: string | null;
  };
  const { rows } = await client.query<Row>(
    `
      select alert.id as "alertId", alert.episode_id as "episodeId", severity, claimed_at as "claimedAt", held.team_id as "heldBy",
        case when claimed_by is null then null else
          array(select team_id::text from team_membership where practitioner_id = claimed_by) end as "claimantTeams"
      from alert left join responsibility as held on held.episode_id = alert.episode_id and held.period @> claimed_at
      where status <> 'resolved' order by alert.id
    `,
  );
  const owners = new Map<string, AlertOwner[]>();
  for (const { episodeId, severity, claimedAt, heldBy, ...alert } of rows) {
    const strange = heldBy !== null && alert.claimantTeams !== null && !alert.claimantTeams.includes(heldBy);
    const asked =
      strange && severity === 'red' && claimedAt !== null ? { teamId: heldBy, at: claimedAt.getTime() } : null;
    const coveringTeamId = asked === null ? null : await readCoveringTeamAt(client, asked);
    owners.set(episodeId, [...(owners.get(episodeId) ?? []), { ...alert, coveringTeamId }]);
  }
  return owners;
}

async function countHandovers(client: pg.PoolClient): Promise<Record<string, number>> {
  const { rows } = await client.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from handover group by status order by status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
