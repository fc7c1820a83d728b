import type { EpisodeStatus } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import { StatusIcon } from './StatusIcon.tsx';
import styles from './status.module.css';

interface StatusBadgeProps {
  readonly status: EpisodeStatus;
  /** With what the status means, where there is room for it. */
  readonly explained?: boolean;
}

/** Colour, word and shape together. */
export function StatusBadge({ status, explained = false }: StatusBadgeProps) {
  const { t } = useTexts();
  return (
    <span className={styles.badge} data-status={status} data-explained={explained || undefined}>
      <StatusIcon status={status} size={explained ? 22 : 18} />
      <span className={styles.word}>{t(`status.${status}`)}</span>
      {explained && <span className={styles.meaning}>{t(`status.meaning.${status}`)}</span>}
    </span>
  );
}
