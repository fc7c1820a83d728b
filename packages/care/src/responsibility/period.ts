/** A team's accountability for one episode: from `from` (epoch milliseconds, included) to `until` (not included; null: still). */
export type ResponsibilityPeriod = {
  readonly teamId: string;
  readonly from: number;
  readonly until: number | null;
};

/** An episode's own span, in the same manner. */
export type EpisodePeriod = { readonly from: number; readonly until: number | null };

const end = (period: EpisodePeriod): number => period.until ?? Number.POSITIVE_INFINITY;

/** The team that is accountable at the instant `at`, or null where none is. Throws when two are: no answer would be true then. */
export function accountableAt(periods: readonly ResponsibilityPeriod[], at: number): string | null {
  const holders = periods.filter((period) => period.from <= at && at < end(period));
  if (holders.length > 1) {
    throw new Error(`${holders.length} periods of responsibility hold at ${new Date(at).toISOString()}`);
  }
  return holders[0]?.teamId ?? null;
}

/** Where responsibility breaks its one rule. Instants are epoch milliseconds; `until` null means without end. */
export type ContinuityBreach =
  | { readonly code: 'empty-period'; readonly teamId: string; readonly from: number; readonly until: number }
  | { readonly code: 'gap'; readonly from: number; readonly until: number | null }
  | {
      readonly code: 'overlap';
      readonly from: number;
      readonly until: number | null;
      readonly teamIds: readonly [string, string];
    }
  | { readonly code: 'before-the-episode'; readonly teamId: string; readonly from: number; readonly until: number }
  | {
      readonly code: 'after-the-episode';
      readonly teamId: string;
      readonly from: number;
      readonly until: number | null;
    };

/** Every breach of "exactly one team at every instant from the episode's start to its end", in order of time. Empty: it holds. */
export function verifyContinuity(periods: readonly ResponsibilityPeriod[], episode: EpisodePeriod): ContinuityBreach[] {
  const breaches: ContinuityBreach[] = [];
  const ordered = periods.toSorted((a, b) => a.from - b.from || end(a) - end(b));
  /** How far somebody is accountable, without a hole, and who reaches that far. */
  let reached = episode.from;
  let reachedBy: string | null = null;
  for (const period of ordered) {
    const { teamId, from } = period;
    if (period.until !== null && period.until <= from) {
      breaches.push({ code: 'empty-period', teamId, from, until: period.until });
      continue;
    }
    if (from < episode.from) {
      breaches.push({ code: 'before-the-episode', teamId, from, until: Math.min(episode.from, end(period)) });
    }
    if (reachedBy === null ? from > reached : from > reached && reached < end(episode)) {
      breaches.push({ code: 'gap', from: reached, until: orNull(Math.min(from, end(episode))) });
    }
    if (reachedBy !== null && from < reached) {
      breaches.push({
        code: 'overlap',
        from,
        until: orNull(Math.min(reached, end(period))),
        teamIds: [reachedBy, teamId],
      });
    }
    if (end(period) > end(episode)) {
      breaches.push({ code: 'after-the-episode', teamId, from: Math.max(from, end(episode)), until: period.until });
    }
    if (end(period) > reached) {
      reached = end(period);
      reachedBy = teamId;
    }
  }
  if (reached < end(episode)) breaches.push({ code: 'gap', from: reached, until: episode.until });
  return breaches;
}

const orNull = (at: number): number | null => (at === Number.POSITIVE_INFINITY ? null : at);
