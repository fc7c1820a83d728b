import type { Handover, ReviewHandoverSchema } from '@samvakt/contract';
import type { z } from 'zod';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { ReviewForm } from './ReviewForm.tsx';

interface AfterReviewProps {
  readonly handover: Handover;
  readonly mayAnswer: boolean;
  readonly onSend: (review: z.output<typeof ReviewHandoverSchema>) => Promise<boolean>;
}

/** What the team that had the responsibility says of a take-over in an emergency, or that its word is wanted. */
export function AfterReview({ handover, mayAnswer, onSend }: AfterReviewProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { review, fromTeam, deadlineAt, version } = handover;
  return (
    <section className={styles.panel} aria-labelledby="after-review">
      <h2 id="after-review">{t('takeOver.reviewTitle')}</h2>
      {review ? (
        <>
          <p>{t('takeOver.reviewedBy', { name: review.by.name, time: format.near(review.at, now) })}</p>
          <dl className={styles.isbar}>
            <dt>{t('takeOver.verdict')}</dt>
            <dd>{t(`takeOver.verdicts.${review.verdict}`)}</dd>
            <dt>{t('takeOver.reviewText')}</dt>
            <dd>{review.text}</dd>
          </dl>
        </>
      ) : mayAnswer ? (
        <ReviewForm version={version} onSend={onSend} />
      ) : (
        <p>{t('takeOver.reviewWaiting', { team: fromTeam.name, time: format.near(deadlineAt, now) })}</p>
      )}
    </section>
  );
}
