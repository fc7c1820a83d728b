import { ArrowLeftIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useEpisodeRefresh } from '../api/useRefresh.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { problemText } from '../app/problemText.ts';
import episodeStyles from '../episode/episode.module.css';
import { type Faults, NO_FAULTS } from '../form/faults.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import styles from '../handover/handover.module.css';
import { type NewPause, PauseForm } from '../pause/PauseForm.tsx';
import { PausesInForce } from '../pause/PausesInForce.tsx';
import { faultsOfRefusal } from '../pause/pauseFaults.ts';
import { StatusBadge } from '../status/StatusBadge.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

export const pauseRoute = createLazyRoute('/episodes/$episodeId/pause')({ component: PausePage });

function PausePage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId/pause' });
  const episode = useQuery(queries.episode(episodeId));
  if (hasCode(episode.error, 'not-found') || hasCode(episode.error, 'bad-request'))
    return <NotFoundPage what="episode" />;
  if (episode.data) return <PauseView episode={episode.data} />;
  return (
    <>
      <PageTitle pending>{t('pause.title')}</PageTitle>
      {episode.error ? (
        <ProblemPanel error={episode.error} onRetry={() => void episode.refetch()} />
      ) : (
        <Loading label={t('loading.episode')} rows={4} tall />
      )}
    </>
  );
}

function PauseView({ episode }: { readonly episode: EpisodeDetail }) {
  const { t, localized } = useTexts();
  const { acts } = useApi();
  const refresh = useEpisodeRefresh(episode.id);
  const navigate = useNavigate();
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const [outcome, setOutcome] = useState<ActOutcome>();
  const { patient } = episode;
  const toPatient = () => navigate({ to: '/episodes/$episodeId', params: { episodeId: episode.id } });

  async function set(pause: NewPause): Promise<boolean> {
    setFaults(NO_FAULTS);
    try {
      await acts.setPause(episode.id, pause);
      await refresh();
      await toPatient();
      return true;
    } catch (error) {
      const found = error instanceof ApiProblem && error.code === 'unprocessable' ? faultsOfRefusal(error) : NO_FAULTS;
      setFaults(found);
      if (found.size > 0) return false;
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh();
      setOutcome({ tone: conflict ? 'warning' : 'danger', text: ({ t }) => problemText(t, error) });
      return false;
    }
  }

  return (
    <>
      <Link to="/episodes/$episodeId" params={{ episodeId: episode.id }} className={episodeStyles.back}>
        <ArrowLeftIcon aria-hidden />
        {patient.name}
      </Link>
      <PageTitle documentTitle={`${t('pause.title')}: ${patient.name}`}>{t('pause.title')}</PageTitle>
      <p className={styles.lead}>{t('pause.intro')}</p>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Outcome outcome={outcome} />
          <div className={styles.panel}>
            <PauseForm
              episode={episode}
              faults={faults}
              onFaults={setFaults}
              onSet={set}
              onCancel={() => void toPatient()}
            />
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
