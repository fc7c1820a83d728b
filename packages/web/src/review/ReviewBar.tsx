import { Button, Dialog } from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import { ReviewProgress } from './ReviewProgress.tsx';
import styles from './review.module.css';
import type { BulkReview } from './useBulkReview.ts';

/** Choosing greens and saying of all of them that all is well. */
export function ReviewBar({ review }: { readonly review: BulkReview }) {
  const { t } = useTexts();
  const [confirming, setConfirming] = useState(false);
  const { active, reviewable, selected, run } = review;
  if (!active) {
    return (
      <div className={styles.off}>
        {(reviewable.length > 0 || run) && (
          <Button data-size="sm" variant="secondary" onClick={() => review.setActive(true)}>
            {t('review.on')}
          </Button>
        )}
      </div>
    );
  }
  return (
    <section className={styles.whole} aria-label={t('review.act')}>
      <div className={styles.bar}>
        <p className={styles.soft}>
          {t('review.actHelp')} <span className={styles.keys}>{t('review.keys')}</span>
        </p>
        {run && <ReviewProgress run={run} onRetry={() => void review.retry()} />}
      </div>
      <div className={`${styles.choices} ${styles.stays}`}>
        <Button
          data-size="sm"
          variant="secondary"
          disabled={reviewable.length === 0}
          onClick={selected.length === reviewable.length ? review.selectNone : review.selectAll}
        >
          {selected.length > 0 && selected.length === reviewable.length
            ? t('review.selectNone')
            : t('review.selectAll', { count: reviewable.length })}
        </Button>
        <output className={styles.count}>
          {t('review.selected', { count: selected.length, total: reviewable.length })}
        </output>
        <Button
          data-size="sm"
          disabled={selected.length === 0 || run?.running === true}
          onClick={() => setConfirming(true)}
        >
          {t('review.act')}
        </Button>
        <Button data-size="sm" variant="tertiary" onClick={() => review.setActive(false)}>
          {t('review.off')}
        </Button>
      </div>
      {confirming && (
        <Confirm
          count={selected.length}
          onClose={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            void review.start();
          }}
        />
      )}
    </section>
  );
}

interface ConfirmProps {
  readonly count: number;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

function Confirm({ count, onClose, onConfirm }: ConfirmProps) {
  const { t } = useTexts();
  const id = useId();
  return (
    <Dialog open onClose={onClose} closeButton={t('form.close')} aria-labelledby={id}>
      <div className={styles.confirm}>
        <h2 id={id}>{t('review.confirmTitle', { count })}</h2>
        <p>{t('review.confirmText')}</p>
        <div className={styles.choices}>
          <Button onClick={onConfirm}>{t('review.confirm')}</Button>
          <Button variant="tertiary" onClick={onClose}>
            {t('form.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
