import type { Queryable } from '../database.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { carryOut } from './carryOut.ts';
import { readStandingPauses } from './row.ts';

/** With the episode end its pauses: there is nothing left to hold back. The caller holds the locks of the episode. */
export async function endAllPauses(
  client: Queryable,
  { episode, practitionerId, name, now }: { episode: LockedEpisode; practitionerId: string; name: string; now: number },
): Promise<void> {
  for (const before of await readStandingPauses(client, episode.id)) {
    const next = { ...before, ended: { by: name, at: Math.min(now, before.endsAt) }, version: before.version + 1 };
    const effects = [{ type: 'cancel-turn' }, { type: 'announce', kind: 'pause-ended' }] as const;
    await carryOut(client, { before, next, effects, episode, practitionerId, now });
  }
}
