import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

interface TermsProps {
  readonly deadlineAt: string;
  readonly effectiveAt: string | null;
  readonly returnAt: string | null;
}

/** By when it is answered, when the responsibility passes, and for how long. */
export function Terms({ deadlineAt, effectiveAt, returnAt }: TermsProps) {
  const { t } = useTexts();
  const format = useFormat();
  return (
    <dl className={styles.terms}>
      <div>
        <dt>{t('handover.deadlineLabel')}</dt>
        <dd>{format.fullDateTime(deadlineAt)}</dd>
      </div>
      <div>
        <dt>{t('offer.effectiveAt')}</dt>
        <dd>{effectiveAt === null ? t('offer.atOnce') : format.fullDateTime(effectiveAt)}</dd>
      </div>
      <div>
        <dt>{t('offer.when')}</dt>
        <dd>{returnAt === null ? t('offer.forGood') : t('offer.until', { time: format.fullDateTime(returnAt) })}</dd>
      </div>
    </dl>
  );
}
