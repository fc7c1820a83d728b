import { Button, Dialog } from '@digdir/designsystemet-react';
import { useBlocker } from '@tanstack/react-router';
import { useId } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** Asks before a form in which somebody has read through so many is left: what was chosen, read and written in it is kept nowhere else. */
export function LeaveDialog({ read }: { readonly read: number }) {
  const { t } = useTexts();
  const id = useId();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    disabled: read === 0,
    enableBeforeUnload: read > 0,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog open onClose={blocker.reset} closeButton={t('form.close')} aria-labelledby={id}>
      <div className={styles.column}>
        <h2 id={id}>{t('batch.leaveTitle')}</h2>
        <p>{t('batch.leaveText', { count: read })}</p>
        <div className={styles.buttons}>
          <Button type="button" onClick={blocker.reset}>
            {t('batch.stay')}
          </Button>
          <Button type="button" variant="secondary" onClick={blocker.proceed}>
            {t('batch.leave')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
