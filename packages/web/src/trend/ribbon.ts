import type { EpisodeDetail, Team } from '@samvakt/contract';
import { epochMs } from '../format/format.ts';

/** A stretch in which one team was accountable, cut to what is shown. Instants are epoch milliseconds. */
export interface RibbonPart {
  readonly team: Team;
  readonly from: number;
  readonly until: number;
  /** Which of the colours: the same team has the same one wherever it comes again. */
  readonly shade: number;
}

/** As many teams are told apart by colour; the words tell all. */
const SHADES = 4;

/** Who was accountable from `from` to `until`, oldest first. */
export function ribbonOf(responsibility: EpisodeDetail['responsibility'], from: number, until: number): RibbonPart[] {
  const periods = responsibility.toSorted((a, b) => epochMs(a.from) - epochMs(b.from));
  const order = [...new Set(periods.map(({ team }) => team.id))];
  return periods.flatMap((period) => {
    const begins = Math.max(from, epochMs(period.from));
    const ends = Math.min(until, period.until === null ? until : epochMs(period.until));
    const shade = order.indexOf(period.team.id) % SHADES;
    return begins < ends ? [{ team: period.team, from: begins, until: ends, shade }] : [];
  });
}
