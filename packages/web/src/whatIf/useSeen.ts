import type { EpisodeDetail, PresentSetting, SettingPart } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { useRefresh } from '../api/useRefresh.ts';
import { changedParts, type Proposed, type ReplayOnScreen, type Seen, seenOf } from './shown.ts';

/** The replay beside a form: of what it is on the screen, and whether it still fits. */
export interface ReplayInSight {
  readonly seen: Seen;
  /** What is in force, as the person has taken note of it: the form is decided upon this. */
  readonly read: PresentSetting;
  /** What has changed of it since. */
  readonly changed: readonly SettingPart[];
  /** Takes note of what is in force now, and so asks for the replay anew. */
  readonly readAnew: () => Promise<void>;
  /** The platform has not taken what was shown: it is too old, or what judges has changed unheard. Both are asked for anew. */
  readonly askAnew: () => Promise<unknown>;
  /** Told of what the replay is on the screen, or cannot be. */
  readonly onScreen: (replay: ReplayOnScreen) => void;
}

/** Whether the replay of exactly what is proposed now is on the screen, compared with what is in force now. */
export function useSeen(episode: EpisodeDetail, proposed: Proposed | undefined): ReplayInSight {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const [replay, onScreen] = useState<ReplayOnScreen>();
  const [read, setRead] = useState(episode.setting);
  const setting = { read, newest: episode.setting };

  async function readAnew(): Promise<void> {
    const { queryKey } = queries.episode(episode.id);
    await refresh(queryKey);
    setRead(queryClient.getQueryData(queryKey)?.setting ?? episode.setting);
  }

  return {
    seen: proposed === undefined ? 'waiting' : seenOf(proposed, replay, setting),
    read,
    changed: changedParts(replay, setting),
    readAnew,
    askAnew: () => refresh(keys.whatIfs(episode.id), keys.episode(episode.id)),
    onScreen,
  };
}
