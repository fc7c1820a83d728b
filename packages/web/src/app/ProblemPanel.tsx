import { Button } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';
import { problemText } from './problemText.ts';

interface ProblemPanelProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** In the place of something that could not be fetched. */
export function ProblemPanel({ error, onRetry }: ProblemPanelProps) {
  const { t } = useTexts();
  return (
    <div className={styles.problem} role="alert">
      <p className={styles.problemTitle}>{t('problem.title')}</p>
      <p>{problemText(t, error)}</p>
      {onRetry && (
        <Button variant="secondary" data-size="sm" onClick={onRetry}>
          {t('problem.retry')}
        </Button>
      )}
    </div>
  );
}
