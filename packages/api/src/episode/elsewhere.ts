import type { EpisodeDetail } from '@samvakt/contract';
import type { EpisodeRow } from '@samvakt/store';
import { judgedMetrics } from '../protocol/metrics.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';

type OtherEpisodes = EpisodeDetail['otherEpisodes'];

/** By metric: the patient's other running follow-ups whose protocol judges it. Their protocols are on the shelf. */
export function judgedElsewhere(
  { otherEpisodes }: Pick<EpisodeRow, 'otherEpisodes'>,
  shelf: ProtocolShelf,
): ReadonlyMap<string, OtherEpisodes> {
  const found = new Map<string, OtherEpisodes>();
  for (const { protocol, ...other } of otherEpisodes) {
    for (const metric of judgedMetrics(shelf.take(protocol))) {
      found.set(metric, [...(found.get(metric) ?? []), other]);
    }
  }
  return found;
}
