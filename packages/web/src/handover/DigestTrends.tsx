import { Table } from '@digdir/designsystemet-react';
import type { HandoverDigest } from '@samvakt/contract';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { At } from '../clock/Age.tsx';
import { measurementText, valueText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** Newest, range and count of each metric over the last 14 days. */
export function DigestTrends({ trends }: Pick<HandoverDigest, 'trends'>) {
  const { t } = useTexts();
  const format = useFormat();
  return (
    <ScrollBox className={styles.scroll} label={t('handover.digestTrends')}>
      <Table data-size="sm" data-color="neutral">
        <caption className="hidden-visually">{t('handover.digestTrends')}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell scope="col">{t('evidence.metric')}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t('handover.digestNewest')}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t('handover.digestRange')}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t('handover.digestCount')}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {trends.map((trend) => (
            <Table.Row key={trend.metric}>
              <Table.HeaderCell scope="row">{metricName(t, trend.metric)}</Table.HeaderCell>
              <Table.Cell>
                <strong>{measurementText(t, format, trend.metric, trend.newest)}</strong>{' '}
                <span className={styles.soft}>
                  <At at={trend.newestAt} />
                </span>
              </Table.Cell>
              <Table.Cell>
                {valueText(t, format, trend.metric, trend.min)} – {measurementText(t, format, trend.metric, trend.max)}
              </Table.Cell>
              <Table.Cell>{trend.count}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </ScrollBox>
  );
}
