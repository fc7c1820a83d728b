import type { EpisodeDetail } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { ribbonOf } from './ribbon.ts';
import { SPAN_MS, type Span } from './span.ts';
import styles from './trend.module.css';

interface RibbonProps {
  readonly episode: EpisodeDetail;
  readonly span: Span;
}

/**
 * Who was accountable over the span that the charts show, with the alerts that were opened meanwhile. Each chart bears the same colours along its foot, at
 * the same times. What a part is too narrow to say stands in the list below it.
 */
export function Ribbon({ episode, span }: RibbonProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const until = useNow();
  const from = until - SPAN_MS[span];
  const parts = ribbonOf(episode.responsibility, from, until);
  const alerts = [...episode.openAlerts, ...episode.recentAlerts].filter(({ openedAt }) => {
    const at = epochMs(openedAt);
    return at >= from && at <= until;
  });
  const place = (at: number) => `${(100 * (at - from)) / (until - from)}%`;
  const when = (at: number) => format.dateTime(new Date(at).toISOString());
  return (
    <figure className={styles.ribbon} aria-labelledby="ribbon">
      <figcaption id="ribbon">{t('trend.ribbon', { span: t(`trend.spanNames.${span}`) })}</figcaption>
      <div className={styles.ribbonTrack} aria-hidden="true">
        {parts.map((part) => (
          <span
            key={part.from}
            className={styles.ribbonPart}
            data-shade={part.shade}
            style={{
              insetInlineStart: place(part.from),
              inlineSize: `calc(${place(from + part.until - part.from)} - 1px)`,
            }}
            title={`${part.team.name}: ${when(part.from)} – ${when(part.until)}`}
          >
            {part.team.name}
          </span>
        ))}
        {alerts.map((alert) => (
          <span
            key={alert.id}
            className={styles.ribbonAlert}
            style={{ insetInlineStart: place(epochMs(alert.openedAt)) }}
            title={`${localized(alert.summary)}, ${format.dateTime(alert.openedAt)}`}
          >
            <StatusIcon status={alert.severity} size={14} />
          </span>
        ))}
      </div>
      <ol className={styles.ribbonList}>
        {parts.map((part) => (
          <li key={part.from} data-shade={part.shade}>
            {t('trend.ribbonPart', {
              team: part.team.name,
              from: when(part.from),
              until: part.until === until ? t('episode.responsibilityNow') : when(part.until),
              alerts: t('trend.ribbonAlerts', {
                count: alerts.filter(({ openedAt }) => {
                  const at = epochMs(openedAt);
                  return at >= part.from && at < part.until;
                }).length,
              }),
            })}
          </li>
        ))}
      </ol>
    </figure>
  );
}
