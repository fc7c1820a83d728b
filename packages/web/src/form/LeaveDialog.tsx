import { Button, Dialog } from '@digdir/designsystemet-react';
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useId } from 'react';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './form.module.css';
import { useTyped, useTypedState } from './useTyped.ts';

type Move = { readonly current: { readonly pathname: string }; readonly next: { readonly pathname: string } };

/** Asks before something that somebody has written is thrown away: by a link, by the browser's back, by closing a dialogue or by signing out. The browser itself asks before the tab is closed. */
export function LeaveDialog() {
  const { t } = useTexts();
  const say = useSaid();
  const id = useId();
  const typed = useTyped();
  const { question } = useTypedState();
  const shouldBlockFn = useCallback(
    async ({ current, next }: Move) => current.pathname !== next.pathname && !(await typed.ask('leave')),
    [typed],
  );
  useBlocker({ shouldBlockFn, enableBeforeUnload: typed.isInTab });
  if (!question) return null;
  const { kind, loss, mayBeDone } = question;
  return (
    <Dialog open onClose={() => typed.answer(false)} closeButton={false} aria-labelledby={id}>
      <div className={styles.question}>
        <h2 id={id}>{t(`typed.${kind}.title`)}</h2>
        <p>{say(loss) ?? t(mayBeDone ? 'typed.gone' : 'typed.lost')}</p>
        {mayBeDone && <p>{t('typed.perhapsSaved')}</p>}
        <div className={styles.buttons}>
          <Button type="button" onClick={() => typed.answer(false)}>
            {t(`typed.${kind}.stay`)}
          </Button>
          <Button type="button" variant="secondary" onClick={() => typed.answer(true)}>
            {t(`typed.${kind}.go`)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
