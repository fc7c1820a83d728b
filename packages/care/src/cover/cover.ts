import type { Cover, OpeningHours } from '@samvakt/contract';
import { nextClosing, nextOpening } from '../openingHours/openingHours.ts';
import { openSpans, type Span, uncovered } from '../openingHours/spans.ts';

export type CoveredTeam = {
  readonly hours: OpeningHours;
  /** Null where the team has declared none. */
  readonly cover: Cover | null;
  /** Of the covering team, where a team covers. */
  readonly coveringHours: OpeningHours | null;
};

/** Who acts on red at an instant. `until`: how long this answer holds (null: as far as can be seen); `backAt`: when the team itself is on duty again. */
export type CoverNow =
  | { readonly by: 'own-team'; readonly until: number | null }
  | {
      readonly by: 'covering-team';
      readonly teamId: string;
      readonly until: number | null;
      readonly backAt: number | null;
    }
  | {
      readonly by: 'patient-calls';
      readonly numbers: Extract<Cover, { kind: 'patient-calls' }>['numbers'];
      readonly until: number | null;
      readonly backAt: number | null;
    }
  | { readonly by: 'nobody'; readonly until: number | null; readonly backAt: number | null };

/** Who acts on red at the instant `at` (epoch milliseconds). */
export function coverAt({ hours, cover, coveringHours }: CoveredTeam, at: number): CoverNow {
  const backAt = nextOpening(hours, at);
  if (backAt === at) return { by: 'own-team', until: nextClosing(hours, at) };
  if (cover?.kind === 'patient-calls') return { by: 'patient-calls', numbers: cover.numbers, until: backAt, backAt };
  if (cover === null || coveringHours === null) return { by: 'nobody', until: backAt, backAt };
  const coverFrom = nextOpening(coveringHours, at);
  if (coverFrom !== at) return { by: 'nobody', until: earlier(backAt, coverFrom), backAt };
  return { by: 'covering-team', teamId: cover.teamId, until: earlier(backAt, nextClosing(coveringHours, at)), backAt };
}

/** A stretch of time with who acts on red in it. */
export type WatchedSpan = Span & { readonly by: CoverNow['by'] };

/** Who acts on red from `from` until `until`: spans in order without a gap. */
export function watchSpans({ hours, cover, coveringHours }: CoveredTeam, from: number, until: number): WatchedSpan[] {
  const own = openSpans(hours, from, until);
  const closed = uncovered(own, from, until);
  const away = closed.flatMap((span): WatchedSpan[] => {
    if (cover?.kind === 'patient-calls') return [{ ...span, by: 'patient-calls' }];
    const covering = cover === null || coveringHours === null ? [] : openSpans(coveringHours, span.from, span.until);
    return [
      ...covering.map((one) => ({ ...one, by: 'covering-team' as const })),
      ...uncovered(covering, span.from, span.until).map((one) => ({ ...one, by: 'nobody' as const })),
    ];
  });
  return [...own.map((one) => ({ ...one, by: 'own-team' as const })), ...away].toSorted((a, b) => a.from - b.from);
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far ahead every hour must be covered: a year with all of its holidays and both changes of the clock. */
const HORIZON_MS = 400 * DAY_MS;

/** Every stretch of the next 400 days in which nobody would act on red. */
export function uncoveredSpans({ hours, cover, coveringHours }: CoveredTeam, from: number): Span[] {
  if (cover?.kind === 'patient-calls') return [];
  const until = from + HORIZON_MS;
  const covering = cover === null || coveringHours === null ? [] : openSpans(coveringHours, from, until);
  return uncovered([...openSpans(hours, from, until), ...covering], from, until);
}

/** The first of them, or null. */
export function firstUncovered(team: CoveredTeam, from: number): Span | null {
  return uncoveredSpans(team, from)[0] ?? null;
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
