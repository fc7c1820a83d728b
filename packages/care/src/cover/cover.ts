import type { Cover } from '@samvakt/contract';
import { Temporal } from 'temporal-polyfill';
import { nextClosing, nextOpening } from '../openingHours/openingHours.ts';
import type { OpeningHours } from '../openingHours/schema.ts';
import { openSpans, type Span, uncovered } from '../openingHours/spans.ts';
import { type Refusal, refuse } from '../refusal.ts';

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

/** How far ahead every hour must be covered: a year with all of its holidays and both changes of the clock. */
const HORIZON_DAYS = 400;

/** The first stretch within 400 days in which nobody would act on red, or null. */
export function firstUncovered({ hours, cover, coveringHours }: CoveredTeam, from: number): Span | null {
  if (cover?.kind === 'patient-calls') return null;
  const until = from + HORIZON_DAYS * 24 * 60 * 60 * 1000;
  const covering = cover === null || coveringHours === null ? [] : openSpans(coveringHours, from, until);
  return uncovered([...openSpans(hours, from, until), ...covering], from, until)[0] ?? null;
}

/** Refuses a cover that leaves an hour to nobody, and names the hour on the team's own clock. */
export function decideCover(team: CoveredTeam, from: number): { readonly ok: true } | Refusal {
  const hole = firstUncovered(team, from);
  if (hole === null) return { ok: true };
  const zone = team.hours.kind === 'weekly' ? team.hours.timeZone : 'UTC';
  return refuse(
    'hour-not-covered',
    `Nobody would act on red from ${clockTime(hole.from, zone)} to ${clockTime(hole.until, zone)} (${zone}).`,
  );
}

function clockTime(at: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
