import { PauseIcon } from '@navikt/aksel-icons';
import type { PauseBrief } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import { PauseWords } from './PauseWords.tsx';
import styles from './pause.module.css';

/** What is paused or planned already, for whoever is about to pause more. */
export function PausesInForce({ pauses }: { readonly pauses: readonly PauseBrief[] }) {
  const { t } = useTexts();
  if (pauses.length === 0) return <p className={styles.soft}>{t('pause.none')}</p>;
  return (
    <ul className={styles.lines}>
      {pauses.map((pause) => (
        <li key={pause.id}>
          <PauseIcon aria-hidden fontSize="1.25rem" />
          <div>
            <PauseWords pause={pause} />
          </div>
        </li>
      ))}
    </ul>
  );
}
