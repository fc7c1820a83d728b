import { Alert, Button } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './form.module.css';
import type { Unsaved as Kept } from './typed.ts';
import { useTyped, useTypedState } from './useTyped.ts';

/** The text of forms that went away before they were sent, because what they were about had changed: it is said, and can be copied. */
export function Unsaved() {
  const typed = useTyped();
  const { unsaved } = useTypedState();
  return unsaved.map((one) => <Rescued key={one.id} of={one} onForget={() => typed.forget(one.id)} />);
}

function Rescued({ of: { where, lines }, onForget }: { readonly of: Kept; readonly onForget: () => void }) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState<'done' | 'failed'>();
  // The field in which somebody wrote is gone, and the focus with it.
  useEffect(() => box.current?.focus(), []);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(lines.map(({ label, text }) => `${label}:\n${text}`).join('\n\n'));
      setCopied('done');
    } catch {
      // The browser does not let the page: the text stands there to be marked by hand, and that is said.
      setCopied('failed');
    }
  }

  return (
    <Alert ref={box} tabIndex={-1} role="alert" data-color="warning" data-size="sm" className={styles.unsaved ?? ''}>
      <h2>{t('typed.unsaved.title')}</h2>
      <p>{t('typed.unsaved.text', { where: where.replace(` – ${t('app.name')}`, '') })}</p>
      <dl className={styles.lines}>
        {lines.map(({ label, text }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two fields may have one name, and the list never changes
          <div key={place}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.buttons}>
        <Button type="button" data-size="sm" onClick={() => void copy()}>
          {t('typed.unsaved.copy')}
        </Button>
        <Button type="button" data-size="sm" variant="secondary" onClick={onForget}>
          {t('typed.unsaved.forget')}
        </Button>
        <span role="status">{copied && t(`typed.unsaved.${copied}`)}</span>
      </div>
    </Alert>
  );
}
