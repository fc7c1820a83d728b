import type { Pause } from '@samvakt/contract';
import { useState } from 'react';
import { isLostRace } from '../api/race.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { problemText } from '../app/problemText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';

export type PauseAct = { readonly type: 'end' } | { readonly type: 'change-end'; readonly endsAt: string };

/** Ends a pause or moves its end. When somebody else was first, the page is fetched again and says so. */
export function usePauseActs(episodeId: string) {
  const { acts } = useApi();
  const refresh = useEpisodeRefresh(episodeId);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState<string>();

  async function attempt({ id, version }: Pause, act: PauseAct): Promise<ActOutcome> {
    try {
      const answer = await (act.type === 'end'
        ? acts.endPause(id, version)
        : acts.changePauseEnd(id, { version, endsAt: act.endsAt }));
      await refresh();
      const text: Said = ({ t, format }) =>
        act.type === 'end' ? t('pause.done.ended') : t('pause.done.moved', { time: format.dateTime(answer.endsAt) });
      return { tone: 'success', text };
    } catch (error) {
      if (!isLostRace(error)) return { tone: 'danger', text: ({ t }) => problemText(t, error) };
      await refresh();
      return { tone: 'warning', text: ({ t }) => t('pause.conflict') };
    }
  }

  /** What came of it is also its answer: when an end was not moved, it is said in the dialogue. */
  async function run(pause: Pause, act: PauseAct): Promise<ActOutcome> {
    setBusy(pause.id);
    const became = await attempt(pause, act);
    setBusy(undefined);
    if (became.tone === 'success' || act.type === 'end') setOutcome(became);
    return became;
  }

  return { run, outcome, busy };
}
