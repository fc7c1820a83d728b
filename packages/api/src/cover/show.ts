import type { CoverNow } from '@samvakt/care';
import type { ShownCover, Team } from '@samvakt/contract';
import { isoOrNull } from '../protocol/status.ts';

/** Who acts on red now, as it is told. `teams`: all of them, for the name of the one that covers. */
export function showCover(cover: CoverNow, teams: readonly Team[]): ShownCover {
  const until = isoOrNull(cover.until);
  if (cover.by === 'own-team') return { by: cover.by, until };
  const backAt = isoOrNull(cover.backAt);
  if (cover.by === 'nobody') return { by: cover.by, until, backAt };
  if (cover.by === 'patient-calls') return { by: cover.by, numbers: [...cover.numbers], until, backAt };
  const team = teams.find(({ id }) => id === cover.teamId);
  if (team === undefined) throw new Error(`the covering team ${cover.teamId} is not there`);
  return { by: cover.by, team, until, backAt };
}
