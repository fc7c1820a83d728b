import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import styles from './form.module.css';
import type { Line } from './typed.ts';

interface WrittenLinesProps {
  readonly lines: readonly Line[];
  readonly onForget: () => void;
}

/** What somebody has written and can no longer send, to be read, copied and thrown away. */
export function WrittenLines({ lines, onForget }: WrittenLinesProps) {
  const { t } = useTexts();
  const [copied, setCopied] = useState<'done' | 'failed'>();

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
    <>
      <dl className={styles.lines}>
        {lines.map(({ label, text }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two fields may have one name, and the list only grows
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
    </>
  );
}
