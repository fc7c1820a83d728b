import { ToggleGroup } from '@digdir/designsystemet-react';
import type { EpisodeDetail } from '@samvakt/contract';
import { useFormat } from '../format/useFormat.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Ribbon } from './Ribbon.tsx';
import { isSpan, SPANS, type Span } from './span.ts';
import { TrendCard } from './TrendCard.tsx';
import styles from './trend.module.css';

interface TrendsProps {
  readonly episode: EpisodeDetail;
  readonly span: Span;
  readonly onSpan: (span: Span) => void;
}

/** All metrics over one span: those of the plan first. */
export function Trends({ episode, span, onSpan }: TrendsProps) {
  const { t } = useTexts();
  const format = useFormat();
  const metrics = episode.metrics.toSorted((a, b) => Number(b.required) - Number(a.required));
  // What the plan does not ask for and nobody has measured is named, and takes no more room than that.
  const shown = metrics.filter(({ newest, required }) => newest !== null || required);
  const unmeasured = metrics.filter((metric) => !shown.includes(metric));
  return (
    <section aria-labelledby="trends" className={styles.trends}>
      <div className={styles.head}>
        <h2 id="trends">{t('episode.trends')}</h2>
        <ToggleGroup
          data-size="sm"
          aria-label={t('trend.span')}
          value={span}
          onChange={(value) => isSpan(value) && onSpan(value)}
        >
          {SPANS.map((option) => (
            <ToggleGroup.Item key={option} value={option}>
              {t(`trend.spans.${option}`)}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      <Ribbon episode={episode} span={span} />
      <div className={styles.cards}>
        {shown.map((metric) => (
          <TrendCard key={metric.metric} episode={episode} metric={metric} span={span} />
        ))}
      </div>
      {unmeasured.length > 0 && (
        <p className={styles.soft}>
          {t('trend.unmeasured', { metrics: format.list(unmeasured.map(({ metric }) => metricName(t, metric))) })}
        </p>
      )}
      <Legend />
    </section>
  );
}

function Legend() {
  const { t } = useTexts();
  return (
    <details className={styles.legend}>
      <summary>{t('trend.legend')}</summary>
      <ul>
        <li data-sign="line">{t('trend.legendMean')}</li>
        <li data-sign="area">{t('trend.legendRange')}</li>
        <li data-sign="red">{t('trend.legendRed')}</li>
        <li data-sign="yellow">{t('trend.legendYellow')}</li>
        <li>{t('trend.legendOwn')}</li>
        <li data-sign="alert">{t('trend.legendAlert')}</li>
        <li data-sign="handover">{t('trend.legendHandover')}</li>
      </ul>
    </details>
  );
}
