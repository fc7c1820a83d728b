import type { PauseBrief } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import { PausesInForce } from './PausesInForce.tsx';
import styles from './pause.module.css';

/** Pauses go with the episode: sender and receiver read the same of them, with their ends. */
export function PausesInHandover({ pauses }: { readonly pauses: readonly PauseBrief[] }) {
  const { t } = useTexts();
  return (
    <>
      <PausesInForce pauses={pauses} />
      {pauses.length > 0 && <p className={styles.soft}>{t('pause.inHandoverHelp')}</p>}
    </>
  );
}
