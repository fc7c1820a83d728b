import { Table } from '@digdir/designsystemet-react';
import type { Trend } from '@samvakt/contract';
import { useState } from 'react';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { bandText } from './bandText.ts';
import type { Mark } from './marks.ts';
import styles from './trend.module.css';
import type { Band } from './valueRange.ts';

interface TrendTableProps {
  readonly code: string;
  readonly spanName: string;
  readonly trend: Trend;
  readonly bands: readonly Band[];
  readonly marks: readonly Mark[];
}

/** The chart as text: the limits, what happened, and every point, newest first. Made only when it is opened. */
export function TrendTable({ code, spanName, trend, bands, marks }: TrendTableProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const metric = metricName(t, code);
  const text = (value: number) => measurementText(t, format, code, value);
  return (
    <details className={styles.table} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('trend.table')}
        <span className="hidden-visually">: {metric}</span>
      </summary>
      {open && (
        <>
          {bands.length > 0 && (
            <>
              <h4>{t('trend.bands')}</h4>
              <ul>
                {bands.map((band) => (
                  <li key={`${band.ruleId}-${band.severity}-${band.from}-${band.until}`}>
                    {bandText(t, format, code, band)}
                  </li>
                ))}
              </ul>
            </>
          )}
          {marks.length > 0 && (
            <>
              <h4>{t('trend.marks')}</h4>
              <ul>
                {marks.map((mark) => (
                  <li key={`${mark.kind}-${mark.at}`}>
                    {mark.kind === 'alert'
                      ? t('trend.markAlert', { time: format.dateTime(mark.at), summary: localized(mark.alert.summary) })
                      : t('trend.markHandover', { time: format.dateTime(mark.at), team: mark.team })}
                  </li>
                ))}
              </ul>
            </>
          )}
          <ScrollBox className={styles.scroll} label={t('trend.tableCaption', { metric, span: spanName })}>
            <Table data-size="sm" data-color="neutral" zebra>
              <caption className="hidden-visually">{t('trend.tableCaption', { metric, span: spanName })}</caption>
              <Table.Head>
                <Table.Row>
                  <Table.HeaderCell>{t('trend.when')}</Table.HeaderCell>
                  <Table.HeaderCell>{t('trend.mean')}</Table.HeaderCell>
                  <Table.HeaderCell>{t('trend.min')}</Table.HeaderCell>
                  <Table.HeaderCell>{t('trend.max')}</Table.HeaderCell>
                  <Table.HeaderCell>{t('trend.count')}</Table.HeaderCell>
                </Table.Row>
              </Table.Head>
              <Table.Body>
                {trend.buckets.toReversed().map((bucket) => (
                  <Table.Row key={bucket.at}>
                    <Table.Cell>{format.dateTime(bucket.at)}</Table.Cell>
                    <Table.Cell>{text(bucket.mean)}</Table.Cell>
                    <Table.Cell>{text(bucket.min)}</Table.Cell>
                    <Table.Cell>{text(bucket.max)}</Table.Cell>
                    <Table.Cell>{bucket.count}</Table.Cell>
                  </Table.Row>
                ))}
              </Table.Body>
            </Table>
          </ScrollBox>
        </>
      )}
    </details>
  );
}
