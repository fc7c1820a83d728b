import { Button } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';

interface CrashPanelProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** A fault of this page itself. Its text helps whoever is told about it. */
export function CrashPanel({ error, onRetry }: CrashPanelProps) {
  const { t } = useTexts();
  return (
    <div className={styles.problem} role="alert">
      <p className={styles.problemTitle}>{t('problem.crash')}</p>
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
      <Button variant="secondary" data-size="sm" onClick={onRetry}>
        {t('problem.retry')}
      </Button>
    </div>
  );
}
