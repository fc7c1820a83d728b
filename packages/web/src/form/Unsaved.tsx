import { Alert } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './form.module.css';
import type { Unsaved as Kept } from './typed.ts';
import { useTyped, useTypedState } from './useTyped.ts';
import { WrittenLines } from './WrittenLines.tsx';

/** The text of forms that went away before they were sent, because what they were about had changed: it is said, and can be copied. */
export function Unsaved() {
  const typed = useTyped();
  const { unsaved } = useTypedState();
  const place = useRef<HTMLDivElement>(null);
  const hasForgotten = useRef(false);

  // The button that was pressed is gone: on to the next text, or to the page that stands behind it.
  useEffect(() => {
    if (!hasForgotten.current) return;
    hasForgotten.current = false;
    const [next] = unsaved.length > 0 ? (place.current?.children ?? []) : document.querySelectorAll('#content h1');
    if (next instanceof HTMLElement) next.focus();
  }, [unsaved]);

  function forget(id: number): void {
    hasForgotten.current = true;
    typed.forget(id);
  }

  return (
    <div ref={place}>
      {unsaved.map((one) => (
        <Rescued key={one.id} of={one} onForget={() => forget(one.id)} />
      ))}
    </div>
  );
}

function Rescued({ of: { where, lines, mayBeDone }, onForget }: { readonly of: Kept; readonly onForget: () => void }) {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  // The field in which somebody wrote is gone, and the focus with it.
  useEffect(() => box.current?.focus(), []);

  return (
    <Alert ref={box} tabIndex={-1} role="alert" data-color="warning" data-size="sm" className={styles.unsaved ?? ''}>
      <h2>{t(mayBeDone ? 'typed.unsaved.titlePerhapsSent' : 'typed.unsaved.title')}</h2>
      <p>{t('typed.unsaved.text', { where: where.replace(` – ${t('app.name')}`, '') })}</p>
      <WrittenLines lines={lines} onForget={onForget} />
    </Alert>
  );
}
