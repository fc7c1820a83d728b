import type { ReplayedAlertShown, WhatIfShown } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { type Moved, movedOf } from './moved.ts';
import styles from './whatIf.module.css';

const MINUTE = 60_000;

/** So many are listed without being asked for. */
const LISTED = 5;

/** Which alerts another setting gains, loses, changes and keeps, newest first. */
export function Differences({ answer }: { readonly answer: WhatIfShown }) {
  const { t } = useTexts();
  const format = useFormat();
  const said = (moved: Moved) =>
    'ms' in moved
      ? t(`whatIf.moved.${moved.what}.${moved.how}`, {
          duration: moved.ms < MINUTE ? t('whatIf.underMinute') : format.duration(moved.ms),
        })
      : t(`whatIf.moved.redAt.${moved.how}`);
  const { gained, lost, changed, kept, counts, complete } = answer;
  return (
    <div role="status" className={styles.differences}>
      <Listed what="gained" alerts={gained} counts={counts} open={gained.length <= LISTED} />
      <Listed what="lost" alerts={lost} counts={counts} open={lost.length <= LISTED} />
      {counts.changed > 0 && (
        <details open={changed.length <= LISTED}>
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
      <Listed what="kept" alerts={kept} counts={counts} open={false} />
      {!complete && <p className={styles.soft}>{t('whatIf.incomplete')}</p>}
    </div>
  );
}

interface ListedProps extends Pick<WhatIfShown, 'counts'> {
  readonly what: 'gained' | 'lost' | 'kept';
  readonly alerts: readonly ReplayedAlertShown[];
  readonly open: boolean;
}

function Listed({ what, alerts, counts, open }: ListedProps) {
  const { t } = useTexts();
  if (counts[what] === 0) return null;
  return (
    <details open={open}>
      <summary>{t(`whatIf.${what}`, { count: counts[what] })}</summary>
      <ul>
        {alerts.toReversed().map((alert) => (
          <li key={`${alert.ruleId}-${alert.openedAt}`}>
            <Line alert={alert} />
          </li>
        ))}
      </ul>
    </details>
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
