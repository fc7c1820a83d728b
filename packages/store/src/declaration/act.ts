import {
  type AffectedTeam,
  type DeclarationState,
  type Declarer,
  decideDeclaration,
  decideWithdrawal,
  type WatchedTeam,
} from '@samvakt/care';
import type { ChangeKind, Cover, OpeningHours } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';
import { takeUpChange } from './running.ts';
import { readLead, readWatchedTeams } from './watched.ts';

/** `version`: of the team's declaration, as it was read. `practitionerId` null: the installation itself. `now`: epoch milliseconds. */
type Act = { teamId: string; version: number; reason: string; practitionerId: string | null; now: number };

/**
 * Changes when a team is on duty and who acts on red while it is not, in one act. What stood before is closed, not overwritten. One transaction's worth. Throws
 * `ActRefused`: not the team's lead, the version has moved on, or an hour would be nobody's, with the hour.
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

/** `openingHours` null: as they are. */
type Declared = { kind: 'hours-changed' | 'cover-declared'; openingHours: OpeningHours | null; cover: Cover | null };

async function declare(client: Queryable, act: Act, { kind, openingHours, cover }: Declared): Promise<void> {
  const { teamId, version, practitionerId, now } = act;
  const coverTeamId = cover?.kind === 'team' ? cover.teamId : null;
  await lockTeams(client, { changed: teamId, read: coverTeamId });
  const state = await readState(client, teamId);
  const own = await readOne(client, teamId, now);
  const covering = coverTeamId === null ? null : await readOne(client, coverTeamId, now);
  const hours = openingHours ?? own.hours;
  const covered = await readWatchedTeams(client, { of: { coveredBy: [teamId] }, now });
  const declarer = practitionerId === null ? null : await readDeclarer(client, { teamId, practitionerId });
  allowed(
    decideDeclaration(
      state,
      {
        version,
        coverTeamId,
        own: { before: own, after: { ...own, hours, cover, coveringHours: covering?.hours ?? null } },
        covered: covered.map((before): AffectedTeam => ({ before, after: { ...before, coveringHours: hours } })),
      },
      { declarer, now },
    ),
  );
  const concerns = [own.cover, cover].flatMap((one) => (one?.kind === 'team' ? [one.teamId] : []));
  await write(client, act, { kind, openingHours: hours, cover, concerns: [...concerns, ...covered.map(idOf)] });
  await takeUpChange(client, { teamIds: [teamId, ...covered.map(idOf)], now });
}

/**
 * A covering team withdraws from covering `teamId`. One transaction's worth. Throws `ActRefused`; also when an hour would be nobody's for somebody who is
 * followed: then the covered team must find another cover first.
 */
export async function withdrawCover(client: Queryable, act: Act & { practitionerId: string }): Promise<void> {
  const { teamId, version, practitionerId, now } = act;
  await lockTeams(client, { changed: teamId, read: null });
  const state = await readState(client, teamId);
  const before = await readOne(client, teamId, now);
  if (before.cover?.kind !== 'team') throw refused('not-covering', 'No team covers for that team.');
  const coveringTeamId = before.cover.teamId;
  allowed(
    decideWithdrawal(
      state,
      {
        version,
        coveringTeamId,
        standingCover: coveringTeamId,
        covered: { before, after: { ...before, cover: null, coveringHours: null } },
      },
      { declarer: await readDeclarer(client, { teamId: coveringTeamId, practitionerId }), now },
    ),
  );
  const declared = {
    kind: 'cover-withdrawn',
    openingHours: before.hours,
    cover: null,
    concerns: [coveringTeamId],
  } as const;
  await write(client, act, declared);
  await takeUpChange(client, { teamIds: [teamId], now });
}

const idOf = ({ teamId }: WatchedTeam): string => teamId;

/**
 * Whose declaration changes is locked against every other change, and against an episode that begins with it or comes to it; whose hours are only read,
 * against a change. In the order of their ids. Reading comes after the locks.
 */
async function lockTeams(
  client: Queryable,
  { changed, read }: { changed: string; read: string | null },
): Promise<void> {
  const ids = [...new Set([changed, ...(read === null ? [] : [read])])].toSorted();
  for (const id of ids) {
    const mode = id === changed ? 'for no key update' : 'for share';
    const { rowCount } = await client.query(`select from team where id = $1 ${mode}`, [id]);
    if (rowCount !== 1) throw refused('no-such-team', 'There is no such team.');
  }
}

async function readOne(client: Queryable, teamId: string, now: number): Promise<WatchedTeam> {
  const [found] = await readWatchedTeams(client, { of: { teamIds: [teamId] }, now });
  if (found === undefined) throw new Error(`team ${teamId} has declared nothing at ${new Date(now).toISOString()}`);
  return found;
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

type Written = {
  kind: Extract<ChangeKind, 'hours-changed' | 'cover-declared' | 'cover-withdrawn'>;
  openingHours: OpeningHours;
  cover: Cover | null;
  /** Other teams that this concerns: they hear of it. */
  concerns: readonly string[];
};

/** Closes what stood and lets the next begin in the same instant: no gap, and nothing that has passed is rewritten, also by a clock that is behind. */
async function write(client: Queryable, act: Act, { kind, openingHours, cover, concerns }: Written): Promise<void> {
  const { teamId, version, reason, practitionerId, now } = act;
  const { rows } = await client.query<{ at: Date }>(
    `
      update declaration set period = tstzrange(lower(period), ends.at)
      from (
        select greatest(lower(period), $3::timestamptz) as at from declaration
        where team_id = $1 and version = $2 and upper_inf(period)
      ) as ends
      where team_id = $1 and version = $2 returning ends.at
    `,
    [teamId, version, new Date(now)],
  );
  const [closed] = rows;
  if (closed === undefined) throw new Error(`team ${teamId}: declaration ${version} does not stand`);
  await client.query(
    `
      insert into declaration (team_id, version, period, opening_hours, cover, act, reason, set_by, set_at)
      values ($1, $2, tstzrange($3, null), $4, $5, $6, $7, $8, $9)
    `,
    [
      teamId,
      version + 1,
      closed.at,
      JSON.stringify(openingHours),
      cover === null ? null : JSON.stringify(cover),
      kind,
      reason,
      practitionerId,
      new Date(now),
    ],
  );
  await appendChanges(client, [
    {
      kind,
      occurredAt: now,
      teamId,
      practitionerId: practitionerId ?? undefined,
      data: {
        version: version + 1,
        reason,
        // Who opened every red patient of the team to whom must be on record, also where rows can be lost.
        ...(kind === 'hours-changed' ? { openingHours } : {}),
        cover,
        concerns: [...new Set(concerns)],
      },
    },
  ]);
}
