import {
  type AnsweredEvent,
  type CompiledProtocol,
  type Finding,
  foldEvents,
  initialState,
  type MeasurementEvent,
  type TriageEvent,
  type TriageState,
} from '@samvakt/triage';
import type { EpisodeTriage } from './state.ts';
import { TriageUnreadable } from './unreadable.ts';

/** What was received before what judges it was put in force, before a person closed an alert or before something else was judged, as it was received; triage was given it at `givenAt`. */
export type Overtaken = { readonly event: MeasurementEvent | AnsweredEvent; readonly givenAt: number };

/** An episode whose triage is locked, and what has happened to it. `overtaken`: what of it is not given as it was received; left out, none. */
export type Work = {
  readonly episode: EpisodeTriage;
  readonly events: readonly TriageEvent[];
  readonly overtaken?: readonly Overtaken[];
};

/** The same with what came of it, not yet written. */
export type Folded = {
  readonly episode: EpisodeTriage;
  readonly events: readonly TriageEvent[];
  readonly overtaken: readonly Overtaken[];
  readonly protocol: CompiledProtocol;
  readonly state: TriageState;
  readonly findings: readonly Finding[];
};

/** Folds what happened into what triage remembers. Pure: the states that were read stay as they are, so it may be done again with other events. */
export function foldWork(work: readonly Work[], compiled: ReadonlyMap<string, CompiledProtocol>): Folded[] {
  return work.map(({ episode, events, overtaken = [] }) => {
    const protocol = protocolOf(compiled, episode);
    const before = episode.state ?? initialState(protocol, episode.startedAt);
    try {
      return { episode, events, overtaken, protocol, ...foldEvents(protocol, before, events) };
    } catch (cause) {
      // A rule that throws asks for a review. What goes wrong beside the rules is what is remembered, or a fault of ours that making it anew would not mend.
      if (isSound(protocol, episode, events)) throw cause;
      throw new TriageUnreadable(episode.episodeId, { cause });
    }
  });
}

/** Whether time alone can come to where these events are: then what is remembered is not what was in their way. True where nothing is. */
function isSound(
  protocol: CompiledProtocol,
  { state, givenUntil }: EpisodeTriage,
  events: readonly TriageEvent[],
): boolean {
  if (state === null) return true;
  const at = events.reduce((latest, event) => Math.max(latest, event.at), givenUntil);
  try {
    foldEvents(protocol, state, [{ type: 'tick', at }]);
    return true;
  } catch {
    return false;
  }
}

export function protocolOf(
  compiled: ReadonlyMap<string, CompiledProtocol>,
  { episodeId }: EpisodeTriage,
): CompiledProtocol {
  const protocol = compiled.get(episodeId);
  if (!protocol) throw new Error(`episode ${episodeId} has no protocol to be judged by`);
  return protocol;
}
