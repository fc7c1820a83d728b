import { Button, Input } from '@digdir/designsystemet-react';
import type { OpeningInterval } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';

interface IntervalsProps {
  /** Of the day, for the names of the fields. */
  readonly day: string;
  readonly intervals: readonly OpeningInterval[];
  readonly onChange: (intervals: readonly OpeningInterval[]) => void;
}

/** The times of one day: none is closed. */
export function Intervals({ day, intervals, onChange }: IntervalsProps) {
  const { t } = useTexts();
  const changed = (place: number, change: Partial<OpeningInterval>) =>
    onChange(intervals.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <div className={styles.intervals}>
      {intervals.length === 0 && <span className={styles.soft}>{t('team.form.closed')}</span>}
      {intervals.map(({ from, until }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an interval is its place in the day
        <span key={place} className={styles.interval}>
          <Input
            type="time"
            data-size="sm"
            aria-label={t('team.form.from', { day })}
            value={from}
            onChange={(event) => changed(place, { from: event.target.value.slice(0, 5) })}
          />
          <span aria-hidden="true">{t('team.form.to')}</span>
          <Input
            type="time"
            data-size="sm"
            aria-label={t('team.form.until', { day })}
            value={until}
            onChange={(event) => changed(place, { until: event.target.value.slice(0, 5) })}
          />
          <Button
            variant="tertiary"
            data-size="sm"
            aria-label={t('team.form.removeIntervalOf', { day, from, until })}
            onClick={() => onChange(intervals.filter((_, at) => at !== place))}
          >
            {t('team.form.removeInterval')}
          </Button>
        </span>
      ))}
      <Button
        variant="tertiary"
        data-size="sm"
        aria-label={t('team.form.addIntervalOf', { day })}
        onClick={() => onChange([...intervals, { from: '', until: '' }])}
      >
        {t('team.form.addInterval')}
      </Button>
    </div>
  );
}
