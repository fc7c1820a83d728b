import type { WorklistItem } from '@samvakt/contract';
import { useCallback, useEffect, useRef } from 'react';
import type { BulkReview } from '../review/useBulkReview.ts';
import { useTexts } from '../texts/useTexts.ts';
import { useRowKeys } from './useRowKeys.ts';
import { WorklistRow } from './WorklistRow.tsx';
import styles from './worklist.module.css';

/** The row that was opened last: coming back, one goes on from there. */
let lastOpened: string | undefined;

interface WorklistTableProps {
  readonly items: readonly WorklistItem[];
  readonly changed: ReadonlySet<string>;
  readonly showTeam: boolean;
  /** Choosing greens; undefined while nobody does. */
  readonly review?: BulkReview | undefined;
}

/**
 * A table on a wide screen, cards on a narrow one, of the same elements: the reading order is the same in both. Rows keep their
 * elements when the order changes, so the focus stays with the patient it was on.
 */
export function WorklistTable({ items, changed, showTeam, review }: WorklistTableProps) {
  const { t } = useTexts();
  const body = useRef<HTMLTableSectionElement>(null);
  const onKeyDown = useRowKeys(body, review?.toggle);

  useEffect(() => {
    const link = lastOpened && body.current?.querySelector<HTMLElement>(`[data-row-link="${lastOpened}"]`);
    if (link) link.focus({ preventScroll: true });
    lastOpened = undefined;
  }, []);
  const remember = useCallback((episodeId: string) => {
    lastOpened = episodeId;
  }, []);

  return (
    <table className={styles.table}>
      <caption className="hidden-visually">{t('worklist.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('worklist.columns.status')}</th>
          <th scope="col">{t('worklist.columns.patient')}</th>
          <th scope="col">{t('worklist.columns.condition')}</th>
          <th scope="col">{t('worklist.columns.reason')}</th>
          <th scope="col">{t('worklist.columns.newest')}</th>
          <th scope="col">{t('worklist.columns.claimedBy')}</th>
          <th scope="col">{t('worklist.columns.handover')}</th>
          {showTeam && <th scope="col">{t('worklist.columns.team')}</th>}
          {review && <th scope="col">{t('review.column')}</th>}
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {items.map((item) => (
          <WorklistRow
            key={item.episodeId}
            item={item}
            changed={changed.has(item.episodeId)}
            showTeam={showTeam}
            onOpen={remember}
            review={review}
          />
        ))}
      </tbody>
    </table>
  );
}
