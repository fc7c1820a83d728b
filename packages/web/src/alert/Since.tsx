import type { EpisodeDetail } from '@samvakt/contract';
import { At } from '../clock/Age.tsx';
import { epochMs } from '../format/format.ts';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './alert.module.css';
import { measuredUntil, readEvidence } from './evidence.ts';

interface SinceProps {
  readonly evidence: unknown;
  readonly metrics: EpisodeDetail['metrics'];
}

/** An alert is told by the readings that raised it; what came of the same metrics after them stands here, for the patient may be worse by now, or better. */
export function Since({ evidence, metrics }: SinceProps) {
  const { t } = useTexts();
  const format = useFormat();
  const read = readEvidence(evidence);
  if (!read) return null;
  return [...measuredUntil(read)].map(([metric, until]) => {
    const newest = metrics.find((one) => one.metric === metric)?.newest;
    if (!newest || epochMs(newest.at) <= until) return null;
    return (
      <p key={metric} className={styles.since}>
        {t('evidence.newest', { metric: metricName(t, metric) })}{' '}
        <strong>{measurementText(t, format, metric, newest.value)}</strong>, <At at={newest.at} />
      </p>
    );
  });
}
