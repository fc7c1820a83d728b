import type { ReplayedAlertShown, WhatIfShown } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { type Moved, movedOf } from './moved.ts';
import styles from './whatIf.module.css';

const MINUTE = 60_000;

/** Which alerts another setting gains, loses and changes, newest first. */
export function Differences({ answer }: { readonly answer: WhatIfShown }) {
  const { t } = useTexts();
  const format = useFormat();
  const said = (moved: Moved) =>
    'ms' in moved
      ? t(`whatIf.moved.${moved.what}.${moved.how}`, {
          duration: moved.ms < MINUTE ? t('whatIf.underMinute') : format.duration(moved.ms),
        })
      : t(`whatIf.moved.redAt.${moved.how}`);
  const { gained, lost, changed, counts, complete } = answer;
  return (
    <div role="status" className={styles.differences}>
      {(['gained', 'lost'] as const).map((kind) => {
        const alerts = { gained, lost }[kind];
        return (
          counts[kind] > 0 && (
            <details key={kind} open={alerts.length <= 5}>
              <summary>{t(`whatIf.${kind}`, { count: counts[kind] })}</summary>
              <ul>
                {alerts.toReversed().map((alert) => (
                  <li key={`${alert.ruleId}-${alert.openedAt}`}>
                    <Line alert={alert} />
                  </li>
                ))}
              </ul>
            </details>
          )
        );
      })}
      {counts.changed > 0 && (
        <details open={changed.length <= 5}>
          <summary>{t('whatIf.changed', { count: counts.changed })}</summary>
          <ul>
            {changed.toReversed().map(({ before, after }) => (
              <li key={`${after.ruleId}-${after.openedAt}`}>
                <Line alert={before} lead={t('whatIf.from')} />
                <Line alert={after} lead={t('whatIf.to')} />
                <p className={styles.soft}>{movedOf(before, after).map(said).join(' ')}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
      {!complete && <p className={styles.soft}>{t('whatIf.incomplete')}</p>}
    </div>
  );
}

function Line({ alert, lead }: { readonly alert: ReplayedAlertShown; readonly lead?: string }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  return (
    <p className={styles.line}>
      <StatusIcon status={alert.severity} size={16} />
      <span>
        <span className="hidden-visually">{t(`alert.severity.${alert.severity}`)}: </span>
        {lead !== undefined && <strong>{lead} </strong>}
        {t('whatIf.line', { time: format.dateTime(alert.openedAt), summary: localized(alert.summary) })}
      </span>
    </p>
  );
}
