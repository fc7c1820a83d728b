import { type CoverNow, coverAt, decideCover } from '@samvakt/care';
import type { UncoveredHour } from '@samvakt/contract';
import type { Protocol } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readCoveredTeamsAt } from '../declaration/row.ts';
import { readWatchedTeams } from '../declaration/watched.ts';
import { readProtocols } from '../reading/protocol.ts';
import { allowed, refused } from '../refused.ts';

/** Whether red can land under a protocol: then every hour must be somebody's. */
export const canTurnRed = (protocol: Protocol): boolean => protocol.rules.some((rule) => rule.levels.red !== undefined);

/**
 * Refuses that a team becomes accountable under a protocol that can raise red while an hour of the next 400 days is nobody's; the error names the hour. A
 * protocol without red needs no cover. The hours that were looked at are held until the commit. Throws `ActRefused`.
 */
export async function demandCover(
  client: Queryable,
  { teamId, protocol, now }: { teamId: string; protocol: Protocol; now: number },
): Promise<void> {
  if (!canTurnRed(protocol)) return;
  await client.query(
    `
      select from team where id = $1::uuid or id in (
        select (cover ->> 'teamId')::uuid from declaration
        where team_id = $1::uuid and cover ->> 'kind' = 'team' and period && tstzrange($2, null)
      ) order by id for share
    `,
    [teamId, new Date(now)],
  );
  const [team] = await readWatchedTeams(client, { of: { teamIds: [teamId] }, now });
  if (team === undefined) throw refused('no-such-team', 'There is no such team.');
  allowed(decideCover(team, now));
}

/** The same, looked up: the hour that nobody covers; null where every hour is covered, or the protocol needs no cover. */
export async function readUncoveredHour(
  client: Queryable,
  { teamId, protocol, now }: { teamId: string; protocol: Protocol; now: number },
): Promise<UncoveredHour | null> {
  if (!canTurnRed(protocol)) return null;
  const [team] = await readWatchedTeams(client, { of: { teamIds: [teamId] }, now });
  const decision = team === undefined ? null : decideCover(team, now);
  return decision === null || decision.ok ? null : (decision.uncovered ?? null);
}

/** The same for an episode that a team takes, under the episode's own protocol. Refuses nothing. */
export async function readUncoveredOf(
  client: Queryable,
  { protocolId, protocolVersion }: { protocolId: string; protocolVersion: number },
  given: { teamId: string; now: number },
): Promise<UncoveredHour | null> {
  const [protocol] = await readProtocols(client, [{ id: protocolId, version: protocolVersion }]);
  return protocol === undefined ? null : readUncoveredHour(client, { ...given, protocol });
}

/** The same of an episode that a team takes, under the episode's own protocol. */
export async function demandCoverOf(
  client: Queryable,
  { protocolId, protocolVersion }: { protocolId: string; protocolVersion: number },
  given: { teamId: string; now: number },
): Promise<void> {
  const [protocol] = await readProtocols(client, [{ id: protocolId, version: protocolVersion }]);
  if (protocol !== undefined) await demandCover(client, { ...given, protocol });
}

/**
 * Who acts on a team's red alerts at the instant `now`, and until when; of an instant that has passed, as it was declared then. Null: no such team.
 */
export async function readCoverNow(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<CoverNow | null> {
  const team = (await readCoveredTeamsAt(client, { of: { teamIds: [teamId] }, at: now })).get(teamId);
  return team === undefined ? null : coverAt(team, now);
}

export type CoveredNow = { teamId: string; coveringTeamId: string; until: number | null };

/** The teams for which one of `teamIds` acts on red at `now`, and until when. */
export function readCoveredTeams(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<CoveredNow[]> {
  return readCovering(client, { coveredBy: teamIds }, now);
}

/** Every team for which another one acts on red at `now`. */
export function readCoveringTeams(client: Queryable, now: number): Promise<CoveredNow[]> {
  return readCovering(client, null, now);
}

async function readCovering(
  client: Queryable,
  of: { coveredBy: readonly string[] } | null,
  now: number,
): Promise<CoveredNow[]> {
  const teams = await readCoveredTeamsAt(client, { of, at: now });
  return [...teams].flatMap(([teamId, team]) => {
    const cover = coverAt(team, now);
    return cover.by === 'covering-team' ? [{ teamId, coveringTeamId: cover.teamId, until: cover.until }] : [];
  });
}
