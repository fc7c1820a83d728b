import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';

/** Has what is known under these names fetched anew, and resolves when all of it that is on the screen is there. */
type Refresh = (...names: readonly QueryKey[]) => Promise<unknown>;

export function useRefresh(): Refresh {
  const queryClient = useQueryClient();
  return (...names) => Promise.all(names.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

/** After an act on an episode: its page, its timeline, the list of patients, and what more is named. */
export function useEpisodeRefresh(episodeId: string): Refresh {
  const refresh = useRefresh();
  return (...more) => refresh(keys.episode(episodeId), keys.timeline(episodeId), keys.worklist(), ...more);
}
