import { coverAt, firstUncoveredHour } from '@samvakt/care';
import { EpisodeDetailSchema, IdSchema } from '@samvakt/contract';
import {
  canTurnRed,
  currentCursor,
  isDatabaseAway,
  readEpisode,
  readOpenAlerts,
  readOpenHandover,
  readOwnSettings,
  readPauses,
  readPendingLimitsProposal,
  readPresentSetting,
  readProtocolInForce,
  readResolvedAlerts,
  readTeams,
  readWatchedTeams,
} from '@samvakt/store';
import { applyLimits } from '@samvakt/triage';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import { showAlerts } from '../alert/show.ts';
import { showCover } from '../cover/show.ts';
import { handoverShown } from '../handover/shown.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { detailOf } from './detail.ts';
import { judgedElsewhere } from './elsewhere.ts';

const RECENT_MS = 30 * 86_400_000;

/** `GET /api/v1/episodes/:episodeId` */
export function registerEpisodes(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { clock, access, shelf } = parts;
  const { pool } = parts.database;
  const schema = { params: z.object({ episodeId: IdSchema }), response: { 200: EpisodeDetailSchema } };
  app.get('/episodes/:episodeId', { schema }, async (request) => {
    const { episodeId } = request.params;
    const now = clock();
    const granted = await access.toEpisode({ member: memberOf(request), now, action: 'read episode' }, episodeId);
    // The cursor first: what happens while the page is read is told again rather than missed.
    const cursor = await currentCursor(pool);
    const row = await readEpisode(pool, { episodeId, now });
    if (row === null) throw new Problem('not-found');
    const open = await readOpenAlerts(pool, { episodeIds: [episodeId] });
    const resolved = await readResolvedAlerts(pool, { episodeId, since: now - RECENT_MS });
    const { log } = request;
    const own = await readOwnSettings(pool, episodeId);
    for (const err of own.faults)
      log.error({ err, episodeId }, 'what is set for a patient cannot be read; the page says so');
    const key = { id: row.protocolId, version: row.protocolVersion };
    await shelf.fetch([key, ...row.otherEpisodes.map(({ protocol }) => protocol)]);
    const protocol = shelf.take(key);
    const openHandover = await readOpenHandover(pool, episodeId);
    return detailOf({
      row,
      granted,
      judgedElsewhere: judgedElsewhere(row, shelf),
      effective: applyLimits(protocol, own.limits, now, own.pauses, own.plans),
      inForce: await readProtocolInForce(pool, episodeId),
      setting: await readPresentSetting(pool, { episodeId, now }),
      openAlerts: await showAlerts({ client: pool, shelf, now, log }, open),
      recentAlerts: await showAlerts({ client: pool, shelf, now, log }, resolved),
      pauses: await readPauses(pool, { episodeIds: [episodeId], now }),
      unreadable: own.faults.map(({ setting }) => setting),
      proposal: await readPendingLimitsProposal(pool, { episodeId, now }),
      confirmedBy: row.limits?.confirmedBy ?? null,
      openHandover: openHandover && handoverShown(openHandover, log),
      watch: await watchOf(granted.facts.accountableTeamId, canTurnRed(protocol), now).catch((err: unknown) => {
        if (isDatabaseAway(err)) throw err;
        // A team's hours are no reason to show none of its patients.
        log.error({ err, teamId: granted.facts.accountableTeamId }, 'what a team has declared cannot be read');
        return { cover: null, uncovered: null, watchUnreadable: true } as const;
      }),
      cursor,
      now,
    });
  });

  async function watchOf(teamId: string | null, red: boolean, now: number) {
    const [team] = teamId === null ? [] : await readWatchedTeams(pool, { of: { teamIds: [teamId] }, now });
    if (team === undefined) return { cover: null, uncovered: null };
    const cover = showCover(coverAt(team, now), await readTeams(pool));
    return { cover, uncovered: red ? firstUncoveredHour(team, now) : null };
  }
}
