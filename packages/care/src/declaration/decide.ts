import { type Actor, belongsTo } from '../actor.ts';
import { uncoveredSpans } from '../cover/cover.ts';
import { describeUncovered, firstUncoveredHour, refuseUncovered, type WatchedTeam } from '../cover/uncovered.ts';
import { without } from '../openingHours/spans.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * A declaration in one paragraph. A team says when it is on duty and who acts on red while it is not; the two are one declaration with one version, since
 * each may need the other. The team's lead changes it (*assumption*: no source says who may), and the lead of a team that covers may withdraw from that. It is
 * refused while it would leave an hour of the next 400 days to nobody in which an alert of anybody who is followed could turn red: for the team itself
 * whenever there is such an hour, for a team that it covers when the hour is a new one. What was declared before stays on record.
 */

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

type Declaring = {
  /** The version that the person has read. */
  readonly version: number;
  readonly coverTeamId: string | null;
  readonly own: AffectedTeam;
  /** The teams that this one covers. */
  readonly covered: readonly AffectedTeam[];
};

type Judged = { readonly ok: true } | Refusal;

/** Judges new hours, a new cover, or both. */
export function decideDeclaration(
  state: DeclarationState,
  { version, coverTeamId, own, covered }: Declaring,
  { declarer, now }: { readonly declarer: Declarer | null; readonly now: number },
): Judged {
  const refusal = refuseDeclarer(state.teamId, declarer) ?? refuseVersion(state, version);
  if (refusal !== null) return refusal;
  if (coverTeamId === state.teamId) return refuse('to-the-same-team', 'A team cannot cover for itself.');
  const hour = own.after.patients === 0 ? null : firstUncoveredHour(own.after, now);
  if (hour !== null) return refuseUncovered(hour);
  return newlyUncovered(covered, now) ?? { ok: true };
}

/** Judges that a covering team no longer wants to cover. `coveringTeamId`: in whose name; `standingCover`: the team that covers now, or null. */
export function decideWithdrawal(
  state: DeclarationState,
  command: {
    readonly version: number;
    readonly coveringTeamId: string;
    readonly standingCover: string | null;
    readonly covered: AffectedTeam;
  },
  { declarer, now }: { readonly declarer: Declarer; readonly now: number },
): Judged {
  const { version, coveringTeamId, standingCover, covered } = command;
  const refusal = refuseDeclarer(coveringTeamId, declarer) ?? refuseVersion(state, version);
  if (refusal !== null) return refusal;
  if (standingCover !== coveringTeamId) return refuse('not-covering', 'The team does not cover for that team.');
  return newlyUncovered([covered], now) ?? { ok: true };
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
  const when = set.at === null ? '' : ` at ${new Date(set.at).toISOString()}`;
  const why = set.reason === null ? '' : ` (${set.reason})`;
  return refuse(
    'version-moved-on',
    `${set.by ?? 'The installation'} has changed hours or cover${when}${why}: version ${version} now, ${read} when it was read. Read it again.`,
  );
}

function newlyUncovered(teams: readonly AffectedTeam[], now: number): Refusal | null {
  for (const { before, after } of teams) {
    if (after.patients === 0) continue;
    const [hole] = without(uncoveredSpans(after, now), uncoveredSpans(before, now));
    if (hole !== undefined) return refuseUncovered(describeUncovered(after, hole, now));
  }
  return null;
}
