import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { useLiveState } from './LiveContext.ts';
import styles from './live.module.css';

/** Whether the screen is live, in the header: shape and word, not colour alone. */
export function LiveIndicator() {
  const { t } = useTexts();
  const { status } = useLiveState();
  const detail = useLiveDetail();
  return (
    <span className={styles.indicator} data-live={status} title={detail}>
      <span className={styles.dot} aria-hidden="true" />
      {t(`live.${status}`)}
    </span>
  );
}

function useLiveDetail(): string {
  const { t } = useTexts();
  const format = useFormat();
  const { status, heardAt } = useLiveState();
  if (status === 'stale') {
    return heardAt === undefined ? t('live.staleNever') : t('live.staleDetail', { time: format.time(heardAt) });
  }
  if (status === 'connecting') return t('live.connecting');
  return t(`live.${status}Detail`);
}

/** Across the page when the screen may be out of date: silence must never pass for health. */
export function LiveBanner() {
  const { status } = useLiveState();
  const detail = useLiveDetail();
  if (status !== 'stale') return null;
  return (
    <div className={styles.banner}>
      <p>{detail}</p>
    </div>
  );
}
