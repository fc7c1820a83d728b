import type { EpisodeStatus } from '@samvakt/contract';
import styles from './status.module.css';

/** One outline per status, so that it is told apart without colour: octagon, triangle, diamond, circle. */
const OUTLINES: Readonly<Record<EpisodeStatus, string>> = {
  red: 'M6.200 1h7.600L19 6.200v7.600L13.800 19H6.200L1 13.800V6.200z',
  yellow: 'M10 1.200 19.400 18a.7.7 0 0 1-.6 1H1.200a.7.7 0 0 1-.6-1z',
  unknown: 'M10 .6 19.400 10 10 19.400.6 10z',
  green: 'M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
};

const SIGNS: Readonly<Record<EpisodeStatus, string>> = {
  red: 'M10 5v6.200M10 14.100v.9',
  yellow: 'M10 8v5M10 15.600v.6',
  unknown: 'M7.700 8.300c0-1.400 1-2.300 2.300-2.300s2.300.9 2.300 2.100c0 1.700-2.300 1.900-2.300 3.700M10 14v.4',
  green: 'M5.800 10.300 8.700 13.200 14.300 7.200',
};

/** Always beside the word, so it says nothing of its own to a screen reader. */
export function StatusIcon({ status, size = 20 }: { readonly status: EpisodeStatus; readonly size?: number }) {
  return (
    <svg className={styles.icon} data-status={status} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path className={styles.outline} d={OUTLINES[status]} />
      <path className={styles.sign} d={SIGNS[status]} />
    </svg>
  );
}
