import type { EpisodeDetail } from '@samvakt/contract';
import type { EpisodeRow } from '@samvakt/store';
import { currentScores, type EffectiveProtocol } from '@samvakt/triage';

/** The scores that the protocol judges by, at the newest reading of each. */
export function scoresShown(row: EpisodeRow, effective: EffectiveProtocol, now: number): EpisodeDetail['scores'] {
  const iso = (at: number) => new Date(at).toISOString();
  return currentScores(effective, row.lastSeen, now).map(({ at, within, settings, parts, ...shown }) => ({
    ...shown,
    at: at === null ? null : iso(at),
    withinMs: within,
    settings: Object.entries(settings).map(([name, { value, origin }]) => ({ name, value, origin })),
    parts: parts.map(({ reading, ...part }) => ({
      ...part,
      reading: reading && { value: reading.value, at: iso(reading.at) },
    })),
  }));
}
