import type { Pause } from '@samvakt/contract';
import { useState } from 'react';
import { hasCode } from '../api/problem.ts';
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

  async function run({ id, version }: Pause, act: PauseAct): Promise<void> {
    setBusy(id);
    try {
      const answer = await (act.type === 'end'
        ? acts.endPause(id, version)
        : acts.changePauseEnd(id, { version, endsAt: act.endsAt }));
      await refresh();
      const text: Said = ({ t, format }) =>
        act.type === 'end' ? t('pause.done.ended') : t('pause.done.moved', { time: format.dateTime(answer.endsAt) });
      setOutcome({ tone: 'success', text });
    } catch (error) {
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh();
      setOutcome(
        conflict
          ? { tone: 'warning', text: ({ t }) => t('pause.conflict') }
          : { tone: 'danger', text: ({ t }) => problemText(t, error) },
      );
    } finally {
      setBusy(undefined);
    }
  }

  return { run, outcome, busy };
}
