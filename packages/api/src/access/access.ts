import { type AccessDecision, decideAccess, FORMER_ACCESS_MS } from '@samvakt/care';
import type { AccessBasis } from '@samvakt/contract';
import {
  type AccessFacts,
  appendAccessLog,
  findEpisodeOfAlert,
  findEpisodeOfHandover,
  findEpisodeOfPause,
  findEpisodeOfRelation,
  findEpisodeOfRequest,
  findEpisodeOfTask,
  type Member,
  readAccessFacts,
  readAccessFactsOfTeams,
  readAccountableElsewhere,
  readTeamsOfHandovers,
} from '@samvakt/store';
import type { Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { entryOf } from './entry.ts';
import { createRepetitions } from './repeated.ts';

/*
 * The one place where it is decided who sees what. A route names what it wants to show or do; here the facts are read, @samvakt/care
 * decides, and the look or the refused attempt becomes a row in the access log before anything is shown. What one may not see does not exist: 404.
 */

/** How long both teams may read a handover that has been decided: 14 days, an assumption. */
export const HANDOVER_SHOWN_MS = 14 * 86_400_000;

/** Who looks, when, and what for (`read episode`, `claim alert`). */
export type Look = { member: Member; now: number; action: string };
export type Granted = { facts: AccessFacts; basis: AccessBasis };

export type Access = {
  toEpisode: (look: Look, episodeId: string) => Promise<Granted>;
  toAlert: (look: Look, alertId: string) => Promise<Granted>;
  toTask: (look: Look, taskId: string) => Promise<Granted>;
  toPause: (look: Look, pauseId: string) => Promise<Granted>;
  toRelation: (look: Look, relationId: string) => Promise<Granted>;
  /** For asking for the responsibility: also a team that is accountable for another follow-up of the same patient. Shows nothing of the episode. */
  toAsk: (look: Look, episodeId: string) => Promise<void>;
  /** To a request for the responsibility: who asked, and who may see the episode. */
  toRequest: (look: Look, requestId: string) => Promise<void>;
  toHandover: (look: Look, handoverId: string) => Promise<Granted & { episode: boolean }>;
  /** Every episode that the person may see. Logs nothing: who shows any of them in a list says so with `shown`. */
  visible: (look: Look) => Promise<Granted[]>;
  shown: (look: Look, granted: readonly Granted[]) => Promise<void>;
  /** Handovers to or from own teams, and requests by or to them, are shown, whatever the access to their episodes. */
  shownHandovers: (look: Look, letters: readonly Letter[]) => Promise<void>;
};

/** What a team may read because it is between it and another: a handover, or a request that it made. */
type Letter = { episodeId: string } & ({ fromTeam: { id: string }; toTeam: { id: string } } | { team: { id: string } });

const partiesOf = (letter: Letter): string[] =>
  'team' in letter ? [letter.team.id] : [letter.toTeam.id, letter.fromTeam.id];

export const decide = (facts: AccessFacts, teamIds: readonly string[], now: number): AccessDecision =>
  decideAccess({ ...facts, memberships: teamIds, now });

export const teamIdsOf = (member: Member): string[] => member.teams.map((team) => team.id);

export function createAccess({ database: { pool } }: Pick<Parts, 'database'>): Access {
  const withoutRepetitions = createRepetitions();

  async function readFacts(look: Look, episodeId: string | null): Promise<AccessFacts | undefined> {
    const [facts] = episodeId === null ? [] : await readAccessFacts(pool, { episodeIds: [episodeId], now: look.now });
    return facts;
  }

  /** Judged on facts that were read once: what another act changes meanwhile is that act's to tell, not a reason to see nothing. */
  async function judge(
    look: Look,
    { facts, episodeId, tried }: { facts: AccessFacts | undefined; episodeId: string | null; tried: string },
  ): Promise<Granted> {
    const decision = facts && decide(facts, teamIdsOf(look.member), look.now);
    if (facts === undefined || decision?.allowed !== true) {
      const detail = `${tried}: ${decision?.reason ?? 'there is none'}`;
      await appendAccessLog(pool, [entryOf(look, { facts, episodeId, basis: null, detail })]);
      throw new Problem('not-found');
    }
    await appendAccessLog(pool, [entryOf(look, { facts, episodeId, basis: decision.basis, detail: decision.reason })]);
    return { facts, basis: decision.basis };
  }

  const toEpisode = async (look: Look, episodeId: string | null, tried: string): Promise<Granted> =>
    judge(look, { facts: await readFacts(look, episodeId), episodeId, tried });

  return {
    toEpisode: (look, episodeId) => toEpisode(look, episodeId, `episode ${episodeId}`),
    toAlert: async (look, alertId) => toEpisode(look, await findEpisodeOfAlert(pool, alertId), `alert ${alertId}`),
    toTask: async (look, taskId) => toEpisode(look, await findEpisodeOfTask(pool, taskId), `task ${taskId}`),
    toPause: async (look, pauseId) => toEpisode(look, await findEpisodeOfPause(pool, pauseId), `pause ${pauseId}`),
    toAsk: async (look, episodeId) => {
      const facts = await readFacts(look, episodeId);
      const teamIds = teamIdsOf(look.member);
      if (facts !== undefined && !decide(facts, teamIds, look.now).allowed) {
        const elsewhere = await readAccountableElsewhere(pool, { episodeId, teamIds, now: look.now });
        if (elsewhere !== null) {
          const detail = `episode ${episodeId}: own team ${elsewhere} is accountable for another follow-up of the patient`;
          await appendAccessLog(pool, [entryOf(look, { facts, episodeId, basis: 'asked', teamId: elsewhere, detail })]);
          return;
        }
      }
      await judge(look, { facts, episodeId, tried: `episode ${episodeId}` });
    },
    toRequest: async (look, requestId) => {
      const found = await findEpisodeOfRequest(pool, { requestId, now: look.now });
      const facts = await readFacts(look, found?.episodeId ?? null);
      const teamIds = teamIdsOf(look.member);
      // Who has asked sees its own request, while it is open and as long after as a handover; of the follow-up it sees nothing by that.
      const recent = found !== null && look.now - (found.endedAt ?? look.now) <= HANDOVER_SHOWN_MS;
      if (facts !== undefined && recent && teamIds.includes(found.teamId)) {
        const detail = `request ${requestId}: own team has asked`;
        const decision = decide(facts, teamIds, look.now);
        const by = decision.allowed
          ? ({ basis: decision.basis } as const)
          : ({ basis: 'asked', teamId: found.teamId } as const);
        await appendAccessLog(pool, [entryOf(look, { facts, episodeId: found.episodeId, ...by, detail })]);
        return;
      }
      await judge(look, { facts, episodeId: found?.episodeId ?? null, tried: `request ${requestId}` });
    },
    toRelation: async (look, relationId) =>
      toEpisode(look, await findEpisodeOfRelation(pool, relationId), `relation ${relationId}`),
    toHandover: async (look, handoverId) => {
      const episodeId = await findEpisodeOfHandover(pool, handoverId);
      const facts = await readFacts(look, episodeId);
      const teamIds = teamIdsOf(look.member);
      // A handover is a letter between two teams. Its receiver may read it, and hear what became of it, also when the invitation to the
      // episode is over; the episode itself stays closed.
      if (facts !== undefined && !decide(facts, teamIds, look.now).allowed) {
        const [parties] = await readTeamsOfHandovers(pool, [handoverId]);
        const recent = parties !== undefined && look.now - parties.decidedAt <= HANDOVER_SHOWN_MS;
        const teamId = parties?.teamIds.find((team) => teamIds.includes(team));
        if (recent && teamId !== undefined) {
          const detail = `handover ${handoverId}: own team is a party of it`;
          await appendAccessLog(pool, [entryOf(look, { facts, episodeId, basis: 'invited', teamId, detail })]);
          return { facts, basis: 'invited', episode: false };
        }
      }
      return { ...(await judge(look, { facts, episodeId, tried: `handover ${handoverId}` })), episode: true };
    },
    visible: async ({ member, now }) => {
      const teamIds = teamIdsOf(member);
      const facts = await readAccessFactsOfTeams(pool, { teamIds, since: now - FORMER_ACCESS_MS, now });
      return facts.flatMap((one) => {
        const decision = decide(one, teamIds, now);
        return decision.allowed ? [{ facts: one, basis: decision.basis }] : [];
      });
    },
    shownHandovers: async (look, letters) => {
      const byEpisode = new Map(letters.map((letter) => [letter.episodeId, letter]));
      const facts = await readAccessFacts(pool, { episodeIds: [...byEpisode.keys()], now: look.now });
      const teamIds = teamIdsOf(look.member);
      const entries = facts.map((one) => {
        const decision = decide(one, teamIds, look.now);
        if (decision.allowed) {
          return entryOf(look, { facts: one, episodeId: one.episodeId, basis: decision.basis, detail: null });
        }
        const letter = byEpisode.get(one.episodeId);
        const teamId = letter && partiesOf(letter).find((team) => teamIds.includes(team));
        const basis = letter !== undefined && 'team' in letter ? 'asked' : 'invited';
        return entryOf(look, { facts: one, episodeId: one.episodeId, basis, teamId, detail: null });
      });
      await appendAccessLog(pool, withoutRepetitions(entries));
    },
    shown: (look, granted) => {
      const entries = granted.map(({ facts, basis }) =>
        entryOf(look, { facts, episodeId: facts.episodeId, basis, detail: null }),
      );
      return appendAccessLog(pool, withoutRepetitions(entries));
    },
  };
}
