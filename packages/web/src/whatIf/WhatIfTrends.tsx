import type { EpisodeDetail, ReplayedAlertShown, WhatIfShown } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { CatchBoundary } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { epochMs } from '../format/format.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { loadChart } from '../trend/loadChart.ts';
import type { Mark } from '../trend/marks.ts';
import { summarize, trendColumns } from '../trend/series.ts';
import trendStyles from '../trend/trend.module.css';
import { valueRange } from '../trend/valueRange.ts';
import styles from './whatIf.module.css';

const TrendChart = lazy(loadChart);
const MONTH = 31 * 86_400_000;

interface WhatIfTrendsProps {
  readonly episode: EpisodeDetail;
  readonly answer: WhatIfShown;
}

/** The measurements that the alerts rest on, those that differ first, with these alerts in them and the limits that would have held. */
export function WhatIfTrends({ episode, answer }: WhatIfTrendsProps) {
  const { t } = useTexts();
  const { gained, lost, changed, kept } = answer;
  const alerts = [...gained, ...lost, ...changed.map(({ after }) => after), ...kept];
  const metrics = [...new Set(alerts.flatMap((alert) => alert.metrics))];
  if (metrics.length === 0) return null;
  return (
    <div className={`${trendStyles.trends} ${styles.trends}`}>
      {metrics.map((metric) => (
        <Chart key={metric} metric={metric} episode={episode} answer={answer} />
      ))}
      <p className={styles.soft}>{t('whatIf.legend')}</p>
    </div>
  );
}

function Chart({ metric, episode, answer }: WhatIfTrendsProps & { readonly metric: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { from, until, gained, lost, changed, kept } = answer;
  const trend = useQuery(queries.trendOf(episode.id, metric, { from, until }));
  const bands = answer.bands.find((one) => one.metric === metric)?.bands ?? [];
  const marks = useMemo(() => {
    const standing = [...gained, ...changed.map(({ after }) => after)];
    return [
      ...kept.filter(restsOn(metric)).map(markAs('kept')),
      ...standing.filter(restsOn(metric)).map(markOf),
      ...lost.filter(restsOn(metric)).map(markAs('lost')),
    ];
  }, [gained, lost, changed, kept, metric]);
  const columns = useMemo(() => trend.data && trendColumns(trend.data), [trend.data]);
  const summary = trend.data && summarize(trend.data);
  if (trend.error) return <ProblemPanel error={trend.error} onRetry={() => void trend.refetch()} />;
  if (!trend.data || !columns) return <Loading label={t('loading.trend')} rows={1} tall />;
  if (!summary) return <p className={styles.soft}>{t('whatIf.noData', { metric: metricName(t, metric) })}</p>;
  const name = metricName(t, metric);
  const count = {
    gained: gained.filter(restsOn(metric)).length,
    lost: lost.filter(restsOn(metric)).length,
    changed: changed.filter(({ after }) => restsOn(metric)(after)).length,
    kept: kept.filter(restsOn(metric)).length,
  };
  return (
    <figure className={trendStyles.card}>
      <figcaption>
        <h3>{t('whatIf.chart', { metric: name })}</h3>
      </figcaption>
      <CatchBoundary getResetKey={() => metric} errorComponent={() => <p>{t('trend.noChart')}</p>}>
        <Suspense fallback={<Loading label={t('loading.trend')} rows={1} tall />}>
          <TrendChart
            metric={metric}
            span={epochMs(until) - epochMs(from) > MONTH ? 'year' : 'month'}
            from={from}
            until={until}
            columns={columns}
            range={valueRange(metric, summary.min, summary.max, bands)}
            bands={bands}
            marks={marks}
            summary={t('whatIf.chartLabel', { metric: name, ...count })}
            onPoint={() => undefined}
          />
        </Suspense>
      </CatchBoundary>
    </figure>
  );
}

const restsOn = (metric: string) => (alert: ReplayedAlertShown) => alert.metrics.includes(metric);
const markOf = (alert: ReplayedAlertShown): Mark => ({ kind: 'alert', at: epochMs(alert.openedAt), alert });
const markAs =
  (replayed: 'lost' | 'kept') =>
  (alert: ReplayedAlertShown): Mark => ({ kind: 'alert', at: epochMs(alert.openedAt), alert, replayed });
