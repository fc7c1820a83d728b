/**
 * Thrown where what triage remembers of an episode cannot be read, or cannot be judged on: a fault of ours, or of a disk. Nothing has happened; the state can be made anew from its
 * history (`rebuildTriage`). It bears no code of its own, so that whoever stores what devices send sets it aside and does not wait for the database.
 */
export class TriageUnreadable extends Error {
  override readonly name = 'TriageUnreadable';
  readonly episodeId: string;

  constructor(episodeId: string, options: ErrorOptions) {
    super(`what triage remembers of episode ${episodeId} cannot be read`, options);
    this.episodeId = episodeId;
  }
}
