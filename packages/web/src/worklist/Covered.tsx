import type { WorklistItem } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import { WorklistTable } from './WorklistTable.tsx';
import styles from './worklist.module.css';

const NOTHING_CHANGED: ReadonlySet<string> = new Set();

/** What is red at teams that are closed and for which one's own team acts now. Not there when there is nothing. */
export function Covered({ items }: { readonly items: readonly WorklistItem[] }) {
  const { t } = useTexts();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="covered" className={styles.covered}>
      <h2 id="covered">{t('cover.covered')}</h2>
      <p>{t('cover.coveredIntro')}</p>
      <WorklistTable items={items} changed={NOTHING_CHANGED} showTeam />
    </section>
  );
}
