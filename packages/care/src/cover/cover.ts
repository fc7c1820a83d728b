import type { Cover, OpeningHours } from '@samvakt/contract';
import { nextClosing, nextOpening } from '../openingHours/openingHours.ts';
import { joined, openSpans, type Span, uncovered } from '../openingHours/spans.ts';

/** What a team has declared, and what it has planned to become of it. */
export type CoveredTeam = {
  readonly hours: OpeningHours;
  /** Null where the team has declared none. */
  readonly cover: Cover | null;
  /** Of the covering team, where a team covers. */
  readonly coveringHours: OpeningHours | null;
  /** What holds in its place from `at` on (epoch milliseconds), by a change of the team's own or of the covering team's. */
  readonly next?: { readonly at: number; readonly declared: CoveredTeam };
};

/** What of a team's declarations holds at the instant `at`, and since when as far as that is known (null: since before what was read). */
export function declaredAt(
  team: CoveredTeam,
  at: number,
): { readonly declared: CoveredTeam; readonly since: number | null } {
  let found: { declared: CoveredTeam; since: number | null } = { declared: team, since: null };
  for (let { next } = team; next !== undefined && next.at <= at; { next } = next.declared) {
    found = { declared: next.declared, since: next.at };
  }
  return found;
}

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

/** Who acts on red at the instant `at` (epoch milliseconds). What is planned may end that answer sooner, or carry it on. */
export function coverAt(team: CoveredTeam, at: number): CoverNow {
  const { declared } = declaredAt(team, at);
  const now = standingCover(declared, at);
  const { next } = declared;
  if (next === undefined) return now;
  const then = coverAt(next.declared, next.at);
  const until = now.until !== null && now.until < next.at ? now.until : isSame(now, then) ? then.until : next.at;
  if (now.by === 'own-team') return { ...now, until };
  const stands = now.backAt !== null && now.backAt < next.at;
  return { ...now, until, backAt: stands ? now.backAt : then.by === 'own-team' ? next.at : then.backAt };
}

function isSame(one: CoverNow, other: CoverNow): boolean {
  if (one.by === 'covering-team') return other.by === 'covering-team' && one.teamId === other.teamId;
  return one.by === other.by;
}

/** The same by one declaration, as if it stood for ever. */
function standingCover({ hours, cover, coveringHours }: CoveredTeam, at: number): CoverNow {
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
export function watchSpans(team: CoveredTeam, from: number, until: number): WatchedSpan[] {
  return pieces(team, from, until).flatMap((piece) => standingSpans(piece.declared, piece.from, piece.until));
}

/** A stretch of time in which nothing that is declared changes. */
type Piece = Span & { readonly declared: CoveredTeam };

function pieces(team: CoveredTeam, from: number, until: number): Piece[] {
  if (until <= from) return [];
  const { declared } = declaredAt(team, from);
  const { next } = declared;
  if (next === undefined || next.at >= until) return [{ from, until, declared }];
  return [{ from, until: next.at, declared }, ...pieces(next.declared, next.at, until)];
}

function standingSpans({ hours, cover, coveringHours }: CoveredTeam, from: number, until: number): WatchedSpan[] {
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

/** Until when every hour must be covered, looked at from `from`: the horizon begins anew with the last change that is planned. */
export function coverHorizon(team: CoveredTeam, from: number): number {
  let last = from;
  for (let { next } = team; next !== undefined; { next } = next.declared) last = Math.max(last, next.at);
  return last + HORIZON_MS;
}

/** Every stretch until `until` (epoch milliseconds) in which nobody would act on red. */
export function uncoveredSpans(team: CoveredTeam, from: number, until = coverHorizon(team, from)): Span[] {
  return joined(pieces(team, from, until).flatMap(standingHoles));
}

function standingHoles({ declared: { hours, cover, coveringHours }, from, until }: Piece): Span[] {
  if (cover?.kind === 'patient-calls') return [];
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
