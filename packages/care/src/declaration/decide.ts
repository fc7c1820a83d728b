import { type Actor, belongsTo } from '../actor.ts';
import { coverHorizon, declaredAt, uncoveredSpans } from '../cover/cover.ts';
import { describeUncovered, firstUncoveredHour, refuseUncovered, type WatchedTeam } from '../cover/uncovered.ts';
import { without } from '../openingHours/spans.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * A declaration in one paragraph. A team says when it is on duty and who acts on red while it is not; the two are one declaration with one version, since
 * each may need the other. It holds from now on, or from a time that is said, until the next one that is planned begins. The team's lead changes it
 * (*assumption*: no source says who may), and the lead of a team that covers may withdraw from that. It is refused while it would leave an hour to nobody in
 * which an alert of anybody who is followed could turn red, from now until 400 days after the last change that is planned: for the team itself whenever there
 * is such an hour, for a team that it covers when the hour is a new one. So is the withdrawal of what was planned. What was declared before stays on record.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far ahead a change may be planned. *Assumption*: a year, so that the next summer can be. */
export const PLAN_AHEAD_MS = 366 * DAY_MS;

/** A team's newest declaration of hours and cover. */
export type DeclarationState = {
  readonly teamId: string;
  readonly version: number;
  /** Who made the standing declaration (a name; null: the installation) and when (epoch milliseconds; null: it was registered). */
  readonly set: { readonly by: string | null; readonly at: number | null; readonly reason: string | null };
};

/** Who acts; null: the installation itself, which needs no leave. `lead`: of the team in whose name it is done. */
export type Declarer = { readonly actor: Actor; readonly lead: { readonly id: string; readonly name: string } | null };

/** A team whose watch would be another, before and after. */
export type AffectedTeam = { readonly before: WatchedTeam; readonly after: WatchedTeam };

/** From when something that a lead sets holds. `from` null: at once. `planned`: the beginnings of what is planned already (epoch milliseconds). */
export type Beginning = { readonly from: number | null; readonly planned: readonly number[] };

type Judged = { readonly ok: true } | Refusal;

/** Judges who declares new hours, a new cover, or both, from when, and what was read before. What comes of it is judged by `decideWatch`. */
export function decideDeclaration(
  state: DeclarationState,
  { version, coverTeamId, ...beginning }: { readonly version: number; readonly coverTeamId: string | null } & Beginning,
  { declarer, now }: { readonly declarer: Declarer | null; readonly now: number },
): Judged {
  const refusal =
    refuseDeclarer(state.teamId, declarer) ?? refuseVersion(state, version) ?? refuseBeginning(beginning, now);
  if (refusal !== null) return refusal;
  if (coverTeamId === state.teamId) return refuse('to-the-same-team', 'A team cannot cover for itself.');
  return { ok: true };
}

/**
 * Judges that a covering team no longer wants to cover. `coveringTeamId`: in whose name; `covers`: the teams that cover now, or will by what is planned.
 */
export function decideWithdrawal(
  state: DeclarationState,
  command: {
    readonly version: number;
    readonly coveringTeamId: string;
    readonly covers: readonly string[];
  } & Beginning,
  { declarer, now }: { readonly declarer: Declarer; readonly now: number },
): Judged {
  const { version, coveringTeamId, covers } = command;
  const refusal =
    refuseDeclarer(coveringTeamId, declarer) ?? refuseVersion(state, version) ?? refuseBeginning(command, now);
  if (refusal !== null) return refusal;
  if (!covers.includes(coveringTeamId)) return refuse('not-covering', 'The team does not cover for that team.');
  return { ok: true };
}

/** Judges that a change which is planned is taken back. `begins`: when it would begin; null where there is none of that version that is planned. */
export function decidePlanWithdrawal(
  state: DeclarationState,
  { version, begins }: { readonly version: number; readonly begins: number | null },
  { declarer, now }: { readonly declarer: Declarer; readonly now: number },
): Judged {
  return (
    refuseDeclarer(state.teamId, declarer) ?? refuseVersion(state, version) ?? refuseBegun(begins, now) ?? { ok: true }
  );
}

/** Judges what a change makes of the watch: of the team's own, and of those that it covers. */
export function decideWatch(
  { own, covered }: { readonly own: AffectedTeam; readonly covered: readonly AffectedTeam[] },
  now: number,
): Judged {
  const hour = own.after.patients === 0 ? null : firstUncoveredHour(own.after, now);
  if (hour !== null) return refuseUncovered(hour);
  return decideCoveredWatch(covered, now);
}

/** Judges what a change makes of the watch of teams whose own it is not: an hour that was nobody's before is not held against it. */
export function decideCoveredWatch(covered: readonly AffectedTeam[], now: number): Judged {
  return newlyUncovered(covered, now) ?? { ok: true };
}

/** Refuses a beginning that is not ahead, too far ahead, or that of something else that is planned. */
export function refuseBeginning({ from, planned }: Beginning, now: number): Refusal | null {
  if (from === null) return null;
  if (from <= now) return refuse('beginning-not-ahead', 'A change that is planned begins later than now.');
  if (from > now + PLAN_AHEAD_MS) {
    return refuse('beginning-too-far', `A change is planned until ${iso(now + PLAN_AHEAD_MS)} at the latest.`);
  }
  if (!planned.includes(from)) return null;
  return refuse('already-planned', `Another change is planned from ${iso(from)}. Take that back first.`);
}

/** Refuses to take back what is not planned, or has begun. `begins` null: there is nothing planned of that version. */
export function refuseBegun(begins: number | null, now: number): Refusal | null {
  if (begins === null) return refuse('not-planned', 'No such change is planned any more.');
  if (begins > now) return null;
  return refuse('already-in-effect', `The change has held since ${iso(begins)}. Make another one.`);
}

/** Judges whether a person may set what is a lead's to set: the team's declaration, or its escalation policy. */
export function refuseDeclarer(teamId: string, declarer: Declarer | null): Refusal | null {
  if (declarer === null) return null;
  const { actor, lead } = declarer;
  if (!belongsTo(actor, teamId)) return refuse('not-your-team', 'This is set by the team’s own lead.');
  if (lead?.id === actor.practitionerId) return null;
  const who = lead === null ? 'The team has none; anybody of the team may say who it is.' : `That is ${lead.name}.`;
  return refuse('not-the-lead', `This is set by the team’s lead. ${who}`);
}

function refuseVersion({ version, set }: DeclarationState, read: number): Refusal | null {
  if (version === read) return null;
  const when = set.at === null ? '' : ` at ${iso(set.at)}`;
  const why = set.reason === null ? '' : ` (${set.reason})`;
  return refuse(
    'version-moved-on',
    `${set.by ?? 'The installation'} has changed hours or cover${when}${why}: version ${version} now, ${read} when it was read. Read it again.`,
  );
}

function newlyUncovered(teams: readonly AffectedTeam[], now: number): Refusal | null {
  for (const { before, after } of teams) {
    if (after.patients === 0) continue;
    const until = Math.max(coverHorizon(before, now), coverHorizon(after, now));
    const [hole] = without(uncoveredSpans(after, now, until), uncoveredSpans(before, now, until));
    if (hole === undefined) continue;
    // Where it was covered by something planned, it is new from then on.
    const since = Math.max(now, declaredAt(before, hole.from).since ?? now);
    return refuseUncovered(describeUncovered(after, hole, since));
  }
  return null;
}

const iso = (at: number): string => new Date(at).toISOString();
