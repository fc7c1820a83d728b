import type { WhatIfShown } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './whatIf.module.css';

/** What really happened to the patient, and how long before it each setting would have warned. */
export function RealEvents({ events }: Pick<WhatIfShown, 'events'>) {
  const { t } = useTexts();
  const format = useFormat();
  const warned = (minutes: number | null) =>
    minutes === null ? t('whatIf.notWarned') : t('whatIf.warned', { duration: format.duration(minutes * 60_000) });
  const isLost = events.some(
    ({ presentMinutes, proposedMinutes }) => presentMinutes !== null && proposedMinutes === null,
  );
  return (
    <div>
      <h3>{t('whatIf.eventsTitle')}</h3>
      {events.length === 0 && <p className={styles.soft}>{t('whatIf.noEvents')}</p>}
      {isLost && <p className={styles.warning}>{t('whatIf.lostWarning')}</p>}
      <ul className={styles.events}>
        {events.map(({ alertId, at, outcome, presentMinutes, proposedMinutes }) => (
          <li key={alertId}>
            <strong>{t('whatIf.event', { outcome: t(`alert.outcomes.${outcome}`), time: format.dateTime(at) })}</strong>
            {': '}
            {t('whatIf.eventLine', { present: warned(presentMinutes), proposed: warned(proposedMinutes) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
