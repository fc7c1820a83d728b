import { decidePause, type PauseCommand, type PauseRecord } from '@samvakt/care';
import { readActing } from '../acting.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { demandReadable } from '../own/settings.ts';
import { readProtocols } from '../reading/protocol.ts';
import { allowed, refused } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { readActsFrom } from '../triage/state.ts';
import { carryOut } from './carryOut.ts';
import { findEpisodeOfPause, readPauseRecord, readStandingPauses } from './row.ts';

/** A new pause of an episode. Instants are epoch milliseconds; `startsAt` null: from now on. */
export type NewPause = Omit<Extract<PauseCommand, { type: 'set' }>, 'type'> & {
  episodeId: string;
  practitionerId: string;
  now: number;
};

/** Which pause, at which version, who, and when. */
export type PauseAct = { pauseId: string; version: number; practitionerId: string; now: number };

/** Pauses alerts of a scope. One transaction's worth. Throws `ActRefused`. */
export async function setPause(
  client: Queryable,
  { episodeId, practitionerId, now, ...given }: NewPause,
): Promise<PauseRecord> {
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  return decideAndCarryOut(client, episode, { type: 'set', ...given }, { pauseId: given.pauseId, practitionerId, now });
}

/** Ends a pause before its time, or calls off one that has not begun. Throws `ActRefused`. */
export function endPause(client: Queryable, act: PauseAct): Promise<PauseRecord> {
  return actOnPause(client, act, { type: 'end', version: act.version });
}

/** Moves the end of a pause. Throws `ActRefused`. */
export function changePauseEnd(client: Queryable, act: PauseAct & { endsAt: number }): Promise<PauseRecord> {
  return actOnPause(client, act, { type: 'change-end', version: act.version, endsAt: act.endsAt });
}

async function actOnPause(client: Queryable, act: PauseAct, command: PauseCommand): Promise<PauseRecord> {
  const episodeId = await findEpisodeOfPause(client, act.pauseId);
  const episode = episodeId === null ? null : await enterEpisode(client, episodeId, act.now);
  if (episode === null) throw refused('no-such-pause', 'There is no such pause.');
  return decideAndCarryOut(client, episode, command, act);
}

async function decideAndCarryOut(
  client: Queryable,
  episode: LockedEpisode,
  command: PauseCommand,
  { pauseId, practitionerId, now: asked }: Pick<PauseAct, 'pauseId' | 'practitionerId' | 'now'>,
): Promise<PauseRecord> {
  // For the time ahead only: what a timer has judged while the act waited is not paused behind its back.
  const now = await readActsFrom(client, { episodeId: episode.id, now: asked });
  const { actor, name } = await readActing(client, practitionerId);
  await demandReadable(client, episode.id);
  const [protocol] = await readProtocols(client, [{ id: episode.protocolId, version: episode.protocolVersion }]);
  const before = command.type === 'set' ? null : await readPauseRecord(client, pauseId);
  const state = {
    accountableTeamId: episode.accountable?.teamId ?? null,
    pause: before,
    standing: await readStandingPauses(client, episode.id),
    ruleIds: protocol?.rules.map((rule) => rule.id) ?? [],
  };
  const decision = allowed(decidePause(state, begunBy(command, { asked, now }), { now, actor, actorName: name }));
  await carryOut(client, { ...decision, before, episode, practitionerId, now });
  return decision.next;
}

/** A beginning that has passed while the act waited is now; one that was over when it was asked for stays what it is, and is refused. */
function begunBy(command: PauseCommand, { asked, now }: { asked: number; now: number }): PauseCommand {
  if (command.type !== 'set' || command.startsAt === null || command.startsAt < asked) return command;
  return { ...command, startsAt: Math.max(command.startsAt, now) };
}
