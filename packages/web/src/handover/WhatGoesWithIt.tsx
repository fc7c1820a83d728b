import type { EpisodeDetail } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { answersOf } from '../alert/evidence.ts';
import { useApi } from '../api/useApi.ts';
import { Age } from '../clock/Age.tsx';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { PausesInHandover } from '../pause/PausesInHandover.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { TaskLine } from '../task/TaskItem.tsx';
import taskStyles from '../task/task.module.css';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { AlertAnswers } from './AlertAnswers.tsx';
import styles from './handover.module.css';

/** What the platform will attach, as far as it is known while the offer is written: open alerts and newest measurements. */
export function WhatGoesWithIt({ episode }: { readonly episode: EpisodeDetail }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const { queries } = useApi();
  const tasks = useQuery(queries.episodeTasks(episode.id));
  const open = tasks.data?.tasks.filter(({ status }) => status === 'open') ?? [];
  return (
    <section className={styles.panel} aria-labelledby="digest">
      <h2 id="digest">{t('handover.digest')}</h2>
      <p className={styles.soft}>{t('handover.digestHelp')}</p>
      <h3>{t('handover.digestAlerts')}</h3>
      {episode.openAlerts.length === 0 && <p className={styles.soft}>{t('handover.digestNoAlerts')}</p>}
      <ul className={styles.alertList}>
        {episode.openAlerts.map((alert) => (
          <li key={alert.id}>
            <StatusIcon status={alert.severity} size={18} />
            <div>
              <span className="hidden-visually">{t(`alert.severity.${alert.severity}`)}: </span>
              {localized(alert.summary)}
              {alert.pausedUntil && (
                <span className={styles.soft}>
                  {' '}
                  · {t('pause.heldUntil', { time: format.dateTime(alert.pausedUntil) })}
                </span>
              )}
              <AlertAnswers answers={answersOf(alert.evidence)} />
            </div>
          </li>
        ))}
      </ul>
      <h3>{t('offer.parts.pauses')}</h3>
      <PausesInHandover pauses={episode.pauses} />
      <h3>{t('digestTasks.title')}</h3>
      {tasks.data && open.length === 0 && <p className={styles.soft}>{t('digestTasks.none')}</p>}
      <ul className={taskStyles.lines}>
        {open.map(({ id, kind, text, ownerTeam, dueAt, person }) => (
          <TaskLine
            key={id}
            kind={kind}
            text={localized(text)}
            owner={ownerTeam.name}
            dueAt={dueAt}
            heldBy={person?.name ?? null}
          />
        ))}
      </ul>
      <h3>{t('episode.newest')}</h3>
      <dl className={styles.measured}>
        {episode.metrics.map(({ metric, newest }) => (
          <div key={metric}>
            <dt>{metricName(t, metric)}</dt>
            <dd>
              {newest ? (
                <>
                  <strong>{measurementText(t, format, metric, newest.value)}</strong>{' '}
                  <span className={styles.soft}>
                    <Age at={newest.at} />
                  </span>
                </>
              ) : (
                t('episode.noValue')
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
