import type { PausePreview } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './pause.module.css';

interface PreviewProps {
  readonly preview: PausePreview;
  /** Another pause of metrics runs or is planned, and this one is of metrics too: what only both together name is neither hidden nor put off. */
  readonly beside: boolean;
}

/** What the pause would have hidden over the last 30 days, by rule and severity, and which red alerts it would have left standing. */
export function Preview({ preview, beside }: PreviewProps) {
  const { t } = useTexts();
  const total = preview.held.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {total === 0 ? (
        <p>{t('pause.previewNone')}</p>
      ) : (
        <>
          <p>
            {t('pause.previewLead')} <strong>{t('pause.previewTotal', { count: total })}</strong>
          </p>
          <Lines lines={preview.held} />
        </>
      )}
      {preview.shown.length > 0 && (
        <>
          <p>{t('pause.previewShown')}</p>
          <Lines lines={preview.shown} />
        </>
      )}
      {beside && <p>{t('pause.previewBeside')}</p>}
      {!preview.complete && <p className={styles.soft}>{t('pause.previewIncomplete')}</p>}
    </>
  );
}

function Lines({ lines }: { readonly lines: PausePreview['held'] }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={`${line.severity} ${line.ruleId}`}>
          <StatusIcon status={line.severity} size={18} />
          <span>
            <span className="hidden-visually">{t(`alert.severity.${line.severity}`)}: </span>
            {localized(line.meaning)}{' '}
            <span className={styles.soft}>
              {t('pause.previewLine', { count: line.count, newest: format.near(line.newestAt, now) })}
              {line.open > 0 && ` · ${t('pause.previewOpen', { count: line.open })}`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
