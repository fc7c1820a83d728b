import { useEffect, useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './form.module.css';

/** *Assumption*: after this long somebody who waits begins to wonder, and nearly every act has been answered. */
export const SLOW_AFTER_MS = 5_000;

/** Says of what is on its way that it takes longer than usual. It stands in the page before it has something to say, so that it is read aloud. */
export function Slow({ sending }: { readonly sending: boolean }) {
  const { t } = useTexts();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!sending) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [sending]);
  return (
    <div role="status" className={slow ? styles.slow : styles.none}>
      {slow && <p className={styles.changed}>{t('form.slow')}</p>}
    </div>
  );
}
