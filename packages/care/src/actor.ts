/** The person who acts, with the teams that this person belongs to. */
export type Actor = {
  readonly practitionerId: string;
  readonly teamIds: readonly string[];
};

/** The clock acts where nobody does: a deadline that passes. */
export const THE_CLOCK = 'the-clock';
export type ActorOrClock = Actor | typeof THE_CLOCK;

export function belongsTo(actor: ActorOrClock, teamId: string | null): boolean {
  return actor !== THE_CLOCK && teamId !== null && actor.teamIds.includes(teamId);
}
