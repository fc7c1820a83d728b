import type { Session } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';

/** Says that the people on the screen are not real, where they are not. */
export function InstallationBanner({ installation }: Pick<Session, 'installation'>) {
  const { t } = useTexts();
  if (installation === 'production') return null;
  return (
    <p className={styles.installation} title={t('app.demoDetail')}>
      {installation === 'demo' ? t('app.demo') : t('app.test')}
    </p>
  );
}
