import { Button, Dialog } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useTyped } from '../form/useTyped.ts';
import { useLiveConnection } from '../live/LiveContext.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';
import { problemText } from './problemText.ts';

/**
 * The session ended while something was written and not sent. The page waits behind this, out of sight, until the same person has signed in
 * again in another tab; to anybody else, and to whoever gives it up, it is gone.
 */
export function SessionEnded() {
  const { t } = useTexts();
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const connection = useLiveConnection();
  const typed = useTyped();
  const id = useId();
  const [said, setSaid] = useState<{ readonly error: unknown }>();

  const goOn = useEffectEvent(async (isAsked: boolean) => {
    try {
      await queryClient.fetchQuery({ ...queries.session(), staleTime: 0, retry: false });
      connection.wake();
      await queryClient.invalidateQueries();
    } catch (error) {
      if (isAsked) setSaid({ error });
    }
  });

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void goOn(false);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  return (
    <Dialog
      open
      closeButton={false}
      aria-labelledby={id}
      onCancel={(event: SyntheticEvent) => event.preventDefault()}
      onClose={(event) => event.target instanceof HTMLDialogElement && event.target.showModal()}
    >
      <div className={styles.ended}>
        <h2 id={id}>{t('typed.ended.title')}</h2>
        <p>{t(typed.mayBeDone() ? 'typed.ended.textPerhapsSent' : 'typed.ended.text')}</p>
        <Button asChild>
          <a href="/auth/login?returnTo=%2F" target="_blank" rel="noopener">
            {t('typed.ended.signIn')}
          </a>
        </Button>
        <Button type="button" variant="secondary" onClick={() => void goOn(true)}>
          {t('typed.ended.goOn')}
        </Button>
        <p role="status">
          {said && (hasCode(said.error, 'not-signed-in') ? t('typed.ended.stillOut') : problemText(t, said.error))}
        </p>
        <Button type="button" variant="tertiary" onClick={typed.discard}>
          {t('typed.ended.discard')}
        </Button>
      </div>
    </Dialog>
  );
}
