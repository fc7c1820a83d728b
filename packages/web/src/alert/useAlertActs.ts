import type { Alert, EpisodeDetail, Outcome } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { isLostRace } from '../api/race.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Translate } from '../texts/useTexts.ts';

export type AlertAct =
  | { readonly type: 'claim' | 'release' }
  | { readonly type: 'note'; readonly id: string; readonly text: string }
  | { readonly type: 'resolve'; readonly outcome: Outcome; readonly note: string };

const isWritten = ({ type }: AlertAct) => type === 'note' || type === 'resolve';

/** How an act on one alert ended. */
export type AlertOutcome = ActOutcome & { readonly alertId: string };

/**
 * Acts on the alerts of one episode. Nothing is shown as done before the API says that it is; when somebody else was first, the screen
 * fetches what is true now and says it. What became of an act that was written is also its answer: when it was not done, it is said
 * where the words stand, and they stay.
 */
export function useAlertActs(episodeId: string) {
  const { acts, queries } = useApi();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<AlertOutcome>();
  const [busy, setBusy] = useState<string>();

  const send = (alert: Alert, act: AlertAct): Promise<Alert> => {
    switch (act.type) {
      case 'claim':
        return acts.claim(alert.id, alert.version);
      case 'release':
        return acts.release(alert.id, alert.version);
      case 'note':
        return acts.addNote(alert.id, { id: act.id, text: act.text });
      case 'resolve': {
        const note = act.note.trim();
        return acts.resolve(alert.id, { version: alert.version, outcome: act.outcome, ...(note ? { note } : {}) });
      }
    }
  };

  /** The card is drawn anew before it is said what came of the act; what stands elsewhere on the screen need not be. */
  const refresh = () => {
    for (const queryKey of [keys.timeline(episodeId), keys.worklist()])
      void queryClient.invalidateQueries({ queryKey });
    return queryClient.invalidateQueries({ queryKey: keys.episode(episodeId) });
  };

  async function attempt(alert: Alert, act: AlertAct): Promise<ActOutcome> {
    try {
      const answer = await send(alert, act);
      await refresh();
      return { tone: 'success', text: ({ t, format }) => doneText(t, act, format.time(answer.updatedAt)) };
    } catch (error) {
      if (!isLostRace(error)) return { tone: 'danger', text: ({ t }) => problemText(t, error) };
      await refresh();
      const episode = queryClient.getQueryData(queries.episode(episodeId).queryKey);
      return { tone: 'warning', text: ({ t }) => conflictText(t, alert.id, episode) };
    }
  }

  async function run(alert: Alert, act: AlertAct): Promise<ActOutcome> {
    const about = { alertId: alert.id, pressed: document.activeElement };
    setBusy(alert.id);
    const became = await attempt(alert, act);
    setBusy(undefined);
    if (became.tone === 'success' || !isWritten(act)) setOutcome({ ...about, ...became });
    return became;
  }

  return { run, outcome, busy };
}

function doneText(t: Translate, act: AlertAct, time: string): string {
  if (act.type === 'resolve') return t('alert.done.resolve', { outcome: t(`alert.outcomes.${act.outcome}`), time });
  return t(`alert.done.${act.type}`, { time });
}

function conflictText(t: Translate, alertId: string, episode: EpisodeDetail | undefined): string {
  const now = episode?.openAlerts.find(({ id }) => id === alertId);
  if (!now) return t('alert.gone');
  const state =
    now.status === 'claimed' && now.claimedBy
      ? t('alert.states.claimed', { name: now.claimedBy.name })
      : t(`alert.states.${now.status === 'resolved' ? 'resolved' : 'open'}`);
  return t('alert.conflict', { state });
}
