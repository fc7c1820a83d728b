import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';

/** Two arcs around one point: two levels of care watching together. */
export function Brand() {
  const { t } = useTexts();
  return (
    <span className={styles.brand}>
      <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0b3b5c" />
        <g fill="none" strokeWidth="3" strokeLinecap="round">
          <path d="M6 17c3-6 7-9 11.500-9" stroke="#7cc4e8" />
          <path d="M26 15c-3 6-7 9-11.500 9" stroke="#fff" />
        </g>
        <circle cx="16" cy="16" r="3.400" fill="#fff" />
      </svg>
      {t('app.name')}
    </span>
  );
}
