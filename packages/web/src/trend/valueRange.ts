import { type EpisodeDetail, findMetric } from '@samvakt/contract';

export type Band = EpisodeDetail['metrics'][number]['bands'][number];

/** Space above and below what is shown, as a part of it. */
const MARGIN = 0.12;

/**
 * From which to which value a chart is drawn: all values, and the nearest limit on each side, so that one sees how far away it is.
 * Answers are drawn over their whole scale always.
 */
export function valueRange(metric: string, least: number, greatest: number, bands: readonly Band[]): [number, number] {
  const known = findMetric(metric);
  if (known?.kind === 'choice') return [-0.35, known.range.max + 0.35];
  if (known?.kind === 'scale') return [known.range.min - 0.4, known.range.max + 0.4];
  const edges = bands.flatMap(({ from, until }) => [from, until]).filter((edge) => edge !== null);
  const below = edges.filter((edge) => edge <= least);
  const above = edges.filter((edge) => edge >= greatest);
  const low = below.length > 0 ? Math.max(...below) : least;
  const high = above.length > 0 ? Math.min(...above) : greatest;
  const margin = Math.max((high - low) * MARGIN, 10 ** -(known?.decimals ?? 0));
  return [low - margin, high + margin];
}
