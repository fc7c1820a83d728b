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
  const [copy, setCopy] = useState<{ readonly of: readonly Line[]; readonly ended: 'done' | 'failed' }>();

  async function copyAll(): Promise<void> {
    try {
      await navigator.clipboard.writeText(lines.map(({ label, text }) => `${label}:\n${text}`).join('\n\n'));
      setCopy({ of: lines, ended: 'done' });
    } catch {
      // The browser does not let the page: the text stands there to be marked by hand, and that is said.
      setCopy({ of: lines, ended: 'failed' });
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
        <Button type="button" data-size="sm" onClick={() => void copyAll()}>
          {t('typed.unsaved.copy')}
        </Button>
        <Button type="button" data-size="sm" variant="secondary" onClick={onForget}>
          {t('typed.unsaved.forget')}
        </Button>
        {/* What has come since is not in it. */}
        <span role="status">{copy?.of === lines && t(`typed.unsaved.${copy.ended}`)}</span>
      </div>
    </>
  );
}
