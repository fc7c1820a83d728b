import { Textfield } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/useTexts.ts';
import type { Seen } from './shown.ts';
import styles from './whatIf.module.css';

interface WithoutReplayProps {
  readonly seen: Seen;
  readonly id: string;
  readonly fault: string | undefined;
}

/** The way out where the replay cannot be shown: saving all the same takes a word why, which stays with the change. */
export function WithoutReplay({ seen, id, fault }: WithoutReplayProps) {
  const { t } = useTexts();
  if (seen !== 'failed') return null;
  return (
    <div className={styles.without}>
      <p>{t('whatIf.notShown')}</p>
      <Textfield
        data-size="sm"
        multiline
        rows={2}
        id={id}
        name="withoutReplay"
        label={t('whatIf.withoutReplay')}
        description={t('whatIf.withoutReplayHelp')}
        error={fault}
      />
    </div>
  );
}
