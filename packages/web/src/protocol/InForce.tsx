import type { EpisodeDetail } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './protocol.module.css';

interface InForceProps {
  readonly episode: EpisodeDetail;
  /** It stands where the version is changed, and need not lead there. */
  readonly onItsPage?: boolean;
}

/** Which protocol and version judges the patient, since when, by whom and why; and, quietly, that a newer one is registered. */
export function InForce({ episode, onItsPage = false }: InForceProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { protocol } = episode;
  const { number, since, by, reason, withoutReplay, newer } = protocol.inForce;
  const time = format.near(since, now);
  const mayChange = episode.access === 'accountable' && episode.endedAt === null;
  return (
    <div className={styles.inForce}>
      <p>
        <strong>{t('episode.protocolVersion', { title: localized(protocol.title), version: protocol.version })}</strong>
      </p>
      <p className={styles.soft}>
        {number === 0
          ? t('protocol.sinceStart', { time })
          : by
            ? t('protocol.sinceBy', { time, name: by.name })
            : t('protocol.since', { time })}
        {reason !== null && ` ${t('protocol.because', { reason })}`}
        {withoutReplay !== null && ` ${t('whatIf.savedWithout', { why: withoutReplay })}`}
      </p>
      {newer !== null && <p className={styles.soft}>{t('protocol.newer', { version: newer })}</p>}
      {mayChange && !onItsPage && (
        <p>
          <Link to="/episodes/$episodeId/protocol" params={{ episodeId: episode.id }}>
            {t('protocol.change')}
          </Link>
        </p>
      )}
    </div>
  );
}
