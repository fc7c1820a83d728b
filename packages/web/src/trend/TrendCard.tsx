import type { EpisodeDetail, Trend } from '@samvakt/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CatchBoundary } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { Age } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { conditionName, metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { loadChart } from './loadChart.ts';
import { marksOf } from './marks.ts';
import { ribbonOf } from './ribbon.ts';
import { summarize, trendColumns } from './series.ts';
import type { Span } from './span.ts';
import { TrendTable } from './TrendTable.tsx';
import styles from './trend.module.css';
import { valueRange } from './valueRange.ts';

const TrendChart = lazy(loadChart);

type EpisodeMetric = EpisodeDetail['metrics'][number];

interface TrendCardProps {
  readonly episode: EpisodeDetail;
  readonly metric: EpisodeMetric;
  readonly span: Span;
}

export function TrendCard({ episode, metric, span }: TrendCardProps) {
  const { t } = useTexts();
  const format = useFormat();
  const { queries } = useApi();
  const trend = useQuery({ ...queries.trend(episode.id, metric.metric, span), placeholderData: keepPreviousData });
  const headingId = `trend-${metric.metric}`;
  return (
    <figure className={styles.card} aria-labelledby={headingId}>
      <figcaption className={styles.caption}>
        <h3 id={headingId}>{metricName(t, metric.metric)}</h3>
        {metric.newest ? (
          <p className={styles.newest}>
            <span className="hidden-visually">{t('trend.newest')}: </span>
            <strong>{measurementText(t, format, metric.metric, metric.newest.value)}</strong>{' '}
            <span className={styles.soft}>
              <Age at={metric.newest.at} />
            </span>
          </p>
        ) : (
          <p className={styles.soft}>{t('episode.noValue')}</p>
        )}
        {!metric.judged && <NotJudged metric={metric} />}
      </figcaption>
      {trend.data ? (
        <TrendView episode={episode} metric={metric} span={span} trend={trend.data} />
      ) : (
        <UntilRead of={[trend]} label={t('loading.trend')} rows={1} tall />
      )}
    </figure>
  );
}

/** No alert comes of these readings here, however they look: it says so, and who judges them. */
function NotJudged({ metric }: { readonly metric: EpisodeMetric }) {
  const { t } = useTexts();
  const others = metric.judgedIn.map(({ team, condition }) =>
    t('trend.judgedIn', { team: team.name, condition: conditionName(t, condition) }),
  );
  return (
    <p className={styles.notJudged} data-judged={others.length > 0 ? 'elsewhere' : 'nowhere'}>
      <strong>{t('trend.notJudged')}</strong> {others.length > 0 ? others.join(' ') : t('trend.judgedNowhere')}
    </p>
  );
}

function TrendView({ episode, metric, span, trend }: TrendCardProps & { readonly trend: Trend }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const [index, setIndex] = useState<number>();
  const code = metric.metric;
  const columns = useMemo(() => trendColumns(trend), [trend]);
  const summary = useMemo(() => summarize(trend), [trend]);
  const marks = useMemo(
    () => marksOf(episode, code, epochMs(trend.from), epochMs(trend.until)),
    [episode, code, trend.from, trend.until],
  );
  const ribbon = useMemo(
    () => ribbonOf(episode.responsibility, epochMs(trend.from), epochMs(trend.until)),
    [episode.responsibility, trend.from, trend.until],
  );
  const range = useMemo(
    () => (summary ? valueRange(code, summary.min, summary.max, metric.bands) : undefined),
    [summary, code, metric.bands],
  );
  const spanName = t(`trend.spanNames.${span}`);
  if (!summary || !range) return <p className={styles.none}>{t('trend.noneInSpan', { span: spanName })}</p>;

  const last = trend.buckets.at(-1);
  const text = (value: number) => measurementText(t, format, code, value);
  const inWords = t('trend.summary', {
    metric: metricName(t, code),
    span: spanName,
    readings: t('trend.readings', { count: summary.count }),
    min: text(summary.min),
    max: text(summary.max),
    newest: text(last?.mean ?? summary.max),
    time: format.near(last?.at ?? trend.until, now),
  });
  return (
    <>
      <CatchBoundary
        getResetKey={() => code}
        errorComponent={() => <p className={styles.none}>{t('trend.noChart')}</p>}
      >
        <Suspense fallback={<Loading label={t('loading.trend')} rows={1} tall />}>
          <TrendChart
            metric={code}
            span={span}
            from={trend.from}
            until={trend.until}
            columns={columns}
            range={range}
            bands={metric.bands}
            marks={marks}
            ribbon={ribbon}
            summary={inWords}
            onPoint={setIndex}
          />
        </Suspense>
      </CatchBoundary>
      <div className={styles.below}>
        <TrendTable code={code} spanName={spanName} trend={trend} bands={metric.bands} marks={marks} />
        <p className={styles.pointed} aria-hidden="true">
          <Pointed columns={columns} index={index} text={text} />
        </p>
      </div>
    </>
  );
}

interface PointedProps {
  readonly columns: ReturnType<typeof trendColumns>;
  readonly index: number | undefined;
  readonly text: (value: number) => string;
}

/** What lies under the pointer; the table below says the same to everybody. */
function Pointed({ columns, index, text }: PointedProps) {
  const format = useFormat();
  const at = index === undefined ? undefined : columns.x[index];
  const mean = index === undefined ? null : columns.mean[index];
  if (index === undefined || at === undefined || mean === null || mean === undefined) return null;
  const [min, max] = [columns.min[index] ?? mean, columns.max[index] ?? mean];
  return (
    <>
      {format.dateTime(at * 1000)}: <strong>{text(mean)}</strong>
      {min !== max && ` (${text(min)}–${text(max)})`}
    </>
  );
}
