import type { EpisodeDetail } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { conditionName, deviceKindName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

export function Equipment({ devices }: Pick<EpisodeDetail, 'devices'>) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <section className={styles.panel} aria-labelledby="equipment">
      <h2 id="equipment">{t('episode.devices')}</h2>
      {devices.length === 0 && <p className={styles.soft}>{t('episode.noDevices')}</p>}
      <ul className={styles.plain}>
        {devices.map((device) => (
          <li key={device.id}>
            <p>
              <strong>{deviceKindName(t, device.kind)}</strong> {device.model}
            </p>
            <p className={styles.soft}>
              {device.lastHeardAt === null
                ? t('episode.neverHeard')
                : t('episode.lastHeard', { time: format.relative(device.lastHeardAt, now) })}
              {device.batteryPercent !== null &&
                ` · ${t('episode.battery', { percent: format.percent(device.batteryPercent) })}`}
              {` · ${device.id}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which teams have been accountable, newest first; and that the patient is followed for something else as well. */
export function History({ responsibility, otherEpisodes }: Pick<EpisodeDetail, 'responsibility' | 'otherEpisodes'>) {
  const { t } = useTexts();
  const format = useFormat();
  return (
    <section className={styles.panel} aria-labelledby="history">
      <h2 id="history">{t('episode.responsibility')}</h2>
      <ol className={styles.plain}>
        {responsibility
          .toSorted((a, b) => b.from.localeCompare(a.from))
          .map((period) => (
            <li key={period.from}>
              <p>
                <strong>{period.team.name}</strong>, {period.team.organization.name}
              </p>
              <p className={styles.soft}>
                {format.dateTime(period.from)} –{' '}
                {period.until === null ? t('episode.responsibilityNow') : format.dateTime(period.until)}
              </p>
            </li>
          ))}
      </ol>
      {otherEpisodes.length > 0 && (
        <>
          <h3>{t('episode.otherEpisodes')}</h3>
          <ul className={styles.plain}>
            {otherEpisodes.map(({ condition, team }) => (
              <li key={`${condition}-${team.id}`}>
                {t('episode.otherEpisode', { condition: conditionName(t, condition), team: team.name })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
