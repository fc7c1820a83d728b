import {
  type AffectedTeam,
  type DeclarationState,
  type Declarer,
  decideCoveredWatch,
  decideDeclaration,
  decidePlanWithdrawal,
  decideWatch,
  decideWithdrawal,
  type WatchedTeam,
} from '@samvakt/care';
import type { ChangeKind, Cover, OpeningHours } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';
import { takeUpChange } from './running.ts';
import { beginningAt, putDeclaration, readTimeline, removePlanned, type Standing, standingAt } from './timeline.ts';
import { cancelTurn, scheduleTurn } from './turnJob.ts';
import { readLead, readWatchedTeams } from './watched.ts';

/**
 * `version`: the newest of the team's declarations, as it was read. `practitionerId` null: the installation itself. `now`, `from`: epoch milliseconds; `from` null
 * or left out: at once.
 */
type Act = {
  teamId: string;
  version: number;
  reason: string;
  practitionerId: string | null;
  from?: number | null;
  now: number;
};

/**
 * Changes when a team is on duty and who acts on red while it is not, in one act, from now on or from a time ahead. What stood before is closed, not overwritten. One
 * transaction's worth. Throws `ActRefused`: not the team's lead, the version has moved on, the time does not hold, or an hour would be nobody's, with the hour.
 */
export function setHours(
  client: Queryable,
  act: Act & { openingHours: OpeningHours; cover: Cover | null },
): Promise<void> {
  return declare(client, act, { kind: 'hours-changed', openingHours: act.openingHours, cover: act.cover });
}

/** The same of the cover alone. */
export function declareCover(client: Queryable, act: Act & { cover: Cover }): Promise<void> {
  return declare(client, act, { kind: 'cover-declared', openingHours: null, cover: act.cover });
}

/** `openingHours` null: as they are at that time. */
type Declared = { kind: 'hours-changed' | 'cover-declared'; openingHours: OpeningHours | null; cover: Cover | null };

async function declare(client: Queryable, act: Act, { kind, openingHours, cover }: Declared): Promise<void> {
  const { teamId, version, practitionerId, from = null, now } = act;
  const coverTeamId = cover?.kind === 'team' ? cover.teamId : null;
  await lockTeams(client, teamId, coverTeamId);
  const state = await readState(client, teamId);
  const timeline = await readTimeline(client, teamId);
  const declarer = practitionerId === null ? null : await readDeclarer(client, { teamId, practitionerId });
  const planned = timeline.flatMap((one) => (one.begun || one.from === null ? [] : [one.from]));
  allowed(decideDeclaration(state, { version, coverTeamId, from, planned }, { declarer, now }));
  const before = await readAffected(client, { teamId, now });
  const at = from ?? beginningAt(timeline, now);
  const stood = standingAt(timeline, at);
  const hours = openingHours ?? stood.openingHours;
  await put(client, act, { kind, at, openingHours: hours, cover, version: version + 1 });
  const after = await readAffected(client, { teamId, now });
  const { own, covered } = affected(before, after);
  allowed(decideWatch({ own, covered }, now));
  const concerns = [
    ...coveringTeams([stood]),
    ...covered.map(({ teamId: id }) => id),
    ...(coverTeamId === null ? [] : [coverTeamId]),
  ];
  const told = { kind, openingHours: hours, cover, at, version: version + 1, concerns };
  await tell(client, act, told);
  if (from === null) await takeUpChange(client, { teamIds: [teamId, ...covered.map(({ teamId: id }) => id)], now });
}

/**
 * A covering team withdraws from covering `teamId`: from now on, or from a time ahead, and from all that is planned after it. One transaction's worth. Throws
 * `ActRefused`; also when an hour would be nobody's for somebody who is followed: then the covered team must find another cover first.
 */
export async function withdrawCover(client: Queryable, act: Act & { practitionerId: string }): Promise<void> {
  const { teamId, practitionerId, from = null, now } = act;
  await lockTeams(client, teamId, null);
  const state = await readState(client, teamId);
  const timeline = await readTimeline(client, teamId);
  const at = from ?? beginningAt(timeline, now);
  const ahead = timeline.filter(({ until }) => until === null || until > at);
  const covers = [...new Set(coveringTeams(ahead))];
  const { actor } = await readActing(client, practitionerId);
  const coveringTeamId = covers.find((id) => actor.teamIds.includes(id)) ?? covers[0];
  if (coveringTeamId === undefined) throw refused('not-covering', 'No team covers for that team.');
  const declarer = await readDeclarer(client, { teamId: coveringTeamId, practitionerId });
  const { version } = act;
  allowed(decideWithdrawal(state, { version, coveringTeamId, covers, from, planned: [] }, { declarer, now }));
  const before = await readAffected(client, { teamId, now });
  let next = version;
  for (const stood of ahead) {
    if (stood.cover?.kind !== 'team' || stood.cover.teamId !== coveringTeamId) continue;
    next += 1;
    const begins = Math.max(at, stood.from ?? at);
    const { openingHours } = stood;
    const declared = { kind: 'cover-withdrawn', at: begins, openingHours, cover: null, version: next } as const;
    await put(client, { ...act, from: begins > now ? begins : null }, declared);
    await tell(client, act, { ...declared, concerns: [coveringTeamId] });
  }
  const after = await readAffected(client, { teamId, now });
  allowed(decideCoveredWatch([affected(before, after).own], now));
  if (from === null) await takeUpChange(client, { teamIds: [teamId], now });
}

/**
 * Takes a change back that is planned: what stands before it goes on. `planned`: its version. One transaction's worth. Throws `ActRefused`: not the team's lead, it has
 * begun or is not planned any more, or an hour would be nobody's without it.
 */
export async function withdrawPlan(
  client: Queryable,
  act: Omit<Act, 'from'> & { practitionerId: string; planned: number },
): Promise<void> {
  const { teamId, version, reason, practitionerId, planned, now } = act;
  await lockTeams(client, teamId, null);
  const state = await readState(client, teamId);
  const timeline = await readTimeline(client, teamId);
  const place = timeline.findIndex((one) => one.version === planned && !one.begun);
  const [before, row] = [timeline[place - 1], timeline[place]];
  const declarer = await readDeclarer(client, { teamId, practitionerId });
  const begins = row?.from ?? null;
  allowed(decidePlanWithdrawal(state, { version, begins }, { declarer, now }));
  if (row === undefined || before === undefined) throw new Error(`team ${teamId}: version ${planned} follows nothing`);
  const watchedBefore = await readAffected(client, { teamId, now });
  await removePlanned(client, { teamId, version: version + 1, reason, practitionerId, now, planned: row, before });
  const { own, covered } = affected(watchedBefore, await readAffected(client, { teamId, now }));
  allowed(decideCoveredWatch([own, ...covered], now));
  await cancelTurn(client, { teamId, version: planned });
  await appendChanges(client, [
    {
      kind: 'hours-plan-withdrawn',
      occurredAt: now,
      teamId,
      practitionerId,
      data: {
        version: version + 1,
        withdraws: planned,
        reason,
        from: begins === null ? null : new Date(begins).toISOString(),
        concerns: [...new Set([...coveringTeams([row, before]), ...covered.map(({ teamId: id }) => id)])],
      },
    },
  ]);
}

type Affected = { own: WatchedTeam; covered: readonly WatchedTeam[] };

/** The team and those that it covers or will, as their watch is judged. */
async function readAffected(client: Queryable, { teamId, now }: { teamId: string; now: number }): Promise<Affected> {
  const [own] = await readWatchedTeams(client, { of: { teamIds: [teamId] }, now });
  if (own === undefined) throw new Error(`team ${teamId} has declared nothing at ${new Date(now).toISOString()}`);
  return { own, covered: await readWatchedTeams(client, { of: { coveredFromThenOnBy: [teamId] }, now }) };
}

/** An act on one team changes nothing of who is covered by it, only the hours of that. */
function affected(
  before: Affected,
  after: Affected,
): { own: AffectedTeam; covered: (AffectedTeam & { teamId: string })[] } {
  const covered = after.covered.flatMap((one) => {
    const was = before.covered.find(({ teamId }) => teamId === one.teamId);
    return was === undefined ? [] : [{ teamId: one.teamId, before: was, after: one }];
  });
  return { own: { before: before.own, after: after.own }, covered };
}

const coveringTeams = (of: readonly Standing[]): string[] =>
  of.flatMap(({ cover }) => (cover?.kind === 'team' ? [cover.teamId] : []));
const idOf = ({ id }: { readonly id: string }): string => id;

/**
 * Whose declaration changes is locked against every other change, and against an episode that begins with it or comes to it; whose hours are only read (who covers it by
 * what holds or is planned, and who shall), against a change. In the order of their ids. Reading comes after the locks: a covering team that was named meanwhile has
 * moved the version on.
 */
async function lockTeams(client: Queryable, changed: string, shall: string | null): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select distinct cover ->> 'teamId' as id from declaration where team_id = $1 and cover ->> 'kind' = 'team' and not isempty(period)`,
    [changed],
  );
  const ids = [...new Set([changed, ...rows.map(idOf), ...(shall === null ? [] : [shall])])].toSorted();
  for (const id of ids) {
    const mode = id === changed ? 'for no key update' : 'for share';
    const { rowCount } = await client.query(`select from team where id = $1 ${mode}`, [id]);
    if (rowCount !== 1) throw refused('no-such-team', 'There is no such team.');
  }
}

async function readState(client: Queryable, teamId: string): Promise<DeclarationState> {
  const { rows } = await client.query<{ version: number; by: string | null; at: Date | null; reason: string | null }>(
    `
      select version, name as by, set_at as at, reason from declaration left join practitioner on practitioner.id = set_by
      where team_id = $1 order by version desc limit 1
    `,
    [teamId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`team ${teamId} has declared nothing`);
  const { version, by, at, reason } = row;
  return { teamId, version, set: { by, at: at?.getTime() ?? null, reason } };
}

async function readDeclarer(
  client: Queryable,
  { teamId, practitionerId }: { teamId: string; practitionerId: string },
): Promise<Declarer> {
  const { actor } = await readActing(client, practitionerId);
  return { actor, lead: await readLead(client, teamId) };
}

type NewDeclaration = {
  kind: Extract<ChangeKind, 'hours-changed' | 'cover-declared' | 'cover-withdrawn'>;
  version: number;
  /** When it begins (epoch milliseconds). */
  at: number;
  openingHours: OpeningHours;
  cover: Cover | null;
};

async function put(client: Queryable, act: Act, { kind, ...declared }: NewDeclaration): Promise<void> {
  const { teamId, reason, practitionerId, from = null, now } = act;
  const row = { teamId, reason, practitionerId, now, planned: from !== null };
  await putDeclaration(client, { ...row, ...declared, act: kind });
  if (from !== null) await scheduleTurn(client, { teamId, version: declared.version, at: declared.at });
}

/** `concerns`: other teams; they hear of it. */
async function tell(client: Queryable, act: Act, declared: NewDeclaration & { concerns: readonly string[] }) {
  const { kind, version, at, openingHours, cover, concerns } = declared;
  const { teamId, reason, practitionerId, now } = act;
  await appendChanges(client, [
    {
      kind,
      occurredAt: now,
      teamId,
      practitionerId: practitionerId ?? undefined,
      data: {
        version,
        reason,
        from: new Date(at).toISOString(),
        // Who opened every red patient of the team to whom must be on record, also where rows can be lost.
        ...(kind === 'hours-changed' ? { openingHours } : {}),
        cover,
        concerns: [...new Set(concerns)],
      },
    },
  ]);
}
