/** The person who acts, with the teams that this person belongs to. */
export type Actor = {
  readonly practitionerId: string;
  readonly teamIds: readonly string[];
};

/** The clock acts where nobody does: a deadline that passes. */
export const THE_CLOCK = 'the-clock';
/** Who acts: a person, or the clock. */
export type ActorOrClock = Actor | typeof THE_CLOCK;

/** Whether the actor is one of the team's people; never for the clock, nor where there is no team. */
export function belongsTo(actor: ActorOrClock, teamId: string | null): boolean {
  return actor !== THE_CLOCK && teamId !== null && actor.teamIds.includes(teamId);
}
