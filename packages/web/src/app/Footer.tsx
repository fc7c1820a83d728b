import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';

export function Footer() {
  const { t } = useTexts();
  return (
    <footer className={styles.footer}>
      <p>
        <strong>{t('app.notEmergency')}</strong>
      </p>
      <p>{t('app.notCleared')}</p>
    </footer>
  );
}
