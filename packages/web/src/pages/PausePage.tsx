import type { EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { useClock } from '../clock/useNow.ts';
import { ActHead } from '../episode/ActHead.tsx';
import { useToPatient } from '../episode/useToPatient.ts';
import { failureOf } from '../form/failureOf.ts';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import { type NewPause, PauseForm } from '../pause/PauseForm.tsx';
import { PausesInForce } from '../pause/PausesInForce.tsx';
import { faultsOfRefusal } from '../pause/pauseFaults.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const pauseRoute = createLazyRoute('/episodes/$episodeId/pause')({ component: PausePage });

function PausePage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/pause' });
  const episode = useQuery(queries.episode(episodeId));
  if (episode.data && !isNotThere(episode)) return <PauseView episode={episode.data} />;
  return <UnreadPage what="episode" title={t('pause.title')} of={[episode]} label={t('loading.episode')} tall />;
}

function PauseView({ episode }: { readonly episode: EpisodeDetail }) {
  const { t, localized } = useTexts();
  const { acts } = useApi();
  const refresh = useEpisodeRefresh(episode.id);
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const { patient } = episode;
  const clock = useClock();
  const toPatient = useToPatient(episode.id);

  async function set(pause: NewPause): Promise<boolean> {
    setFaults(NO_FAULTS);
    try {
      const { startsAt, endsAt } = await acts.setPause(episode.id, pause);
      await refresh();
      const isAhead = Date.parse(startsAt) > clock.now();
      await toPatient.done(({ t, format }) =>
        isAhead
          ? t('pause.done.setAhead', { from: format.dateTime(startsAt), until: format.dateTime(endsAt) })
          : t('pause.done.set', { time: format.dateTime(endsAt) }),
      );
      return true;
    } catch (error) {
      const found = error instanceof ApiProblem && error.code === 'unprocessable' ? faultsOfRefusal(error) : NO_FAULTS;
      setFaults(found);
      if (found.size > 0) return false;
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh();
      setOutcome(failureOf(error));
      return false;
    }
  }

  return (
    <>
      <ActHead episode={episode} title={t('pause.title')} lead={t('pause.intro')} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Outcome outcome={outcome} />
          <div className={styles.panel}>
            <PauseForm episode={episode} faults={faults} onFaults={setFaults} onSet={set} onCancel={toPatient.back} />
          </div>
        </div>
        <div className={styles.column}>
          <section className={styles.panel} aria-labelledby="about">
            <h2 id="about">{patient.name}</h2>
            <div>
              <StatusBadge status={episode.status} explained />
            </div>
            <p>{localized(episode.reason)}</p>
            <PausesInForce pauses={episode.pauses} />
            <p className={styles.soft}>{t('pause.notGreen')}</p>
          </section>
        </div>
      </div>
    </>
  );
}
