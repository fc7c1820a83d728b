import type { EpisodeDetail, Session } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Alerts } from '../alert/Alerts.tsx';
import { useApi } from '../api/useApi.ts';
import { Arrived } from '../app/Arrived.tsx';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { type Read, UntilRead } from '../app/UntilRead.tsx';
import { Accountability } from '../episode/Accountability.tsx';
import { Equipment, History } from '../episode/Equipment.tsx';
import styles from '../episode/episode.module.css';
import { PatientHeader } from '../episode/PatientHeader.tsx';
import { Plan } from '../episode/Plan.tsx';
import { Rules } from '../episode/Rules.tsx';
import { Unreadable } from '../episode/Unreadable.tsx';
import { Messages } from '../message/Messages.tsx';
import { Pauses } from '../pause/Pauses.tsx';
import { MeasuringPlan } from '../plan/MeasuringPlan.tsx';
import { Forms } from '../questionnaire/Forms.tsx';
import { Relations } from '../relation/Relations.tsx';
import { Scores } from '../score/Scores.tsx';
import { EpisodeTasks } from '../task/EpisodeTasks.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { Trends } from '../trend/Trends.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { isNotThere } from './UnreadPage.tsx';

export const episodeRoute = createLazyRoute('/episodes/$episodeId')({ component: EpisodePage });

function EpisodePage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { episodeId } = useParams({ from: '/episodes/$episodeId' });
  const session = useQuery(queries.session());
  const episode = useQuery(queries.episode(episodeId));
  if (isNotThere(episode)) return <NotFoundPage what="episode" />;
  if (episode.data && session.data)
    return <EpisodeView key={episodeId} episode={episode.data} session={session.data} />;
  if (episode.error) return <CannotShow episodeId={episodeId} of={episode} />;
  return (
    <>
      <ToWorklist />
      <PageTitle pending>{t('loading.episode')}</PageTitle>
      <UntilRead of={[episode]} label={t('loading.episode')} rows={4} tall />
    </>
  );
}

/** By the name that stands on the worklist, where one is told to call a patient of whom nothing can be read. */
function CannotShow({ episodeId, of }: { readonly episodeId: string; readonly of: Read }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { data } = useQuery(queries.worklist());
  const item = [...(data?.items ?? []), ...(data?.covered ?? [])].find((one) => one.episodeId === episodeId);
  return (
    <>
      <ToWorklist />
      <PageTitle>{item?.patient.name ?? t('episode.cannotShow')}</PageTitle>
      <p className={styles.cannotShow}>{t('episode.cannotShowHelp')}</p>
      <UntilRead of={[of]} label={t('loading.episode')} rows={4} tall />
    </>
  );
}

function ToWorklist() {
  const { t } = useTexts();
  return <BackLink to="/">{t('episode.back')}</BackLink>;
}

function EpisodeView({ episode, session }: { readonly episode: EpisodeDetail; readonly session: Session }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/episodes/$episodeId' });
  const { span = 'week' } = useSearch({ from: '/episodes/$episodeId' });
  const arrived = useRef<HTMLDivElement>(null);
  // On top, where the page begins: the heading below has taken the focus by now.
  useEffect(() => arrived.current?.querySelector<HTMLElement>('[data-outcome]')?.focus(), []);
  return (
    <>
      <ToWorklist />
      <div ref={arrived} className={styles.arrived}>
        <Arrived />
      </div>
      <PatientHeader episode={episode} />
      <Unreadable settings={episode.unreadable} />
      <Accountability episode={episode} myTeams={session.teams} />
      <nav aria-label={t('episode.sections')}>
        <ul className={styles.jump}>
          {(
            [
              'alerts',
              'tasks',
              'forms',
              'trends',
              'timeline',
              'messages',
              'plan',
              'measuring-plan',
              'limits',
              'equipment',
            ] as const
          ).map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{t(`episode.jump.${section}`)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Pauses episode={episode} />
          <Alerts episode={episode} me={session.practitioner} />
          <Scores scores={episode.scores} />
          <EpisodeTasks episode={episode} me={session.practitioner} />
          <Forms episodeId={episode.id} />
          <Trends
            episode={episode}
            span={span}
            onSpan={(next) => void navigate({ search: { span: next }, replace: true, resetScroll: false })}
          />
        </div>
        <div className={styles.column}>
          <Timeline episode={episode} />
          <Messages episodeId={episode.id} />
          <Plan plan={episode.plan} />
          <MeasuringPlan episodeId={episode.id} />
          <Rules episode={episode} me={session.practitioner} />
          <Relations episode={episode} session={session} />
          <Equipment devices={episode.devices} />
          <History
            responsibility={episode.responsibility}
            otherEpisodes={episode.otherEpisodes}
            myTeams={episode.access === 'accountable' ? session.teams : []}
          />
        </div>
      </div>
    </>
  );
}
