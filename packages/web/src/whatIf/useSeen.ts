import type { EpisodeDetail, PresentSetting, SettingPart } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
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
  /** Told of what the replay is on the screen, or cannot be. */
  readonly onScreen: (replay: ReplayOnScreen) => void;
}

/** Whether the replay of exactly what is proposed now is on the screen, compared with what is in force now. */
export function useSeen(episode: EpisodeDetail, proposed: Proposed | undefined): ReplayInSight {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const [replay, onScreen] = useState<ReplayOnScreen>();
  const [read, setRead] = useState(episode.setting);
  const setting = { read, newest: episode.setting };

  async function readAnew(): Promise<void> {
    const { queryKey } = queries.episode(episode.id);
    await queryClient.invalidateQueries({ queryKey });
    setRead(queryClient.getQueryData(queryKey)?.setting ?? episode.setting);
  }

  return {
    seen: proposed === undefined ? 'waiting' : seenOf(proposed, replay, setting),
    read,
    changed: changedParts(replay, setting),
    readAnew,
    onScreen,
  };
}
