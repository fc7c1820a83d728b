import { Alert, Button } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/useTexts.ts';
import { useSending } from './Form.tsx';
import styles from './form.module.css';
import type { Read } from './useRead.ts';

/** In a form: that what it changes has been changed by somebody else meanwhile. Not while it is sent: the change that comes then is one's own. */
export function Moved({ read: { hasMoved, readAnew } }: { readonly read: Read }) {
  const { t } = useTexts();
  const sending = useSending();
  return (
    <div role="status">
      {hasMoved && !sending && (
        <Alert data-color="warning" data-size="sm">
          <p>{t('typed.moved.text')}</p>
          <div className={styles.buttons}>
            <Button type="button" data-size="sm" onClick={() => readAnew(true)}>
              {t('typed.moved.keep')}
            </Button>
            <Button type="button" data-size="sm" variant="secondary" onClick={() => readAnew(false)}>
              {t('typed.moved.anew')}
            </Button>
          </div>
        </Alert>
      )}
    </div>
  );
}
