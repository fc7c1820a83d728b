import { Checkbox } from '@digdir/designsystemet-react';
import type { WorklistItem } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import { refusedText } from './ReviewProgress.tsx';
import styles from './review.module.css';
import { type BulkReview, isReviewable } from './useBulkReview.ts';

/** The box of a green row, and what came of it. A row that is not green has none. */
export function ReviewCell({ item, review }: { readonly item: WorklistItem; readonly review: BulkReview }) {
  const { t } = useTexts();
  const { run, selected } = review;
  const { episodeId } = item;
  const result = run?.results.get(episodeId);
  const waits = run?.running && !result && run.items.some((one) => one.episodeId === episodeId);
  return (
    <td className={styles.cell}>
      {isReviewable(item) && !run?.running && (
        <Checkbox
          data-size="sm"
          aria-label={t('review.select', { name: item.patient.name })}
          value={episodeId}
          checked={selected.some((one) => one.episodeId === episodeId)}
          onChange={() => review.toggle(episodeId)}
        />
      )}
      {waits && <span className={styles.result}>{t('review.rowWaiting')}</span>}
      {result && (
        <span className={styles.result} data-result={result.result}>
          {result.refusal === null ? t('review.rowDone') : `${t('review.rowRefused')}: ${refusedText(t, result)}`}
        </span>
      )}
    </td>
  );
}
