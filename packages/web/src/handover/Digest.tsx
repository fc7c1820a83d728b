import { Table } from '@digdir/designsystemet-react';
import type { HandoverDigest } from '@samvakt/contract';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { At } from '../clock/Age.tsx';
import { measurementText, valueText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { PausesInHandover } from '../pause/PausesInHandover.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { metricName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** What the platform attaches, so that nothing open is left unsaid. */
export function DigestView({ digest }: { readonly digest: HandoverDigest }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  return (
    <div className={styles.digest}>
      <h3>{t('handover.digestAlerts')}</h3>
      {digest.alerts.length === 0 && <p className={styles.soft}>{t('handover.digestNoAlerts')}</p>}
      <ul className={styles.alertList}>
        {digest.alerts.map((alert) => (
          <li key={alert.alertId}>
            <StatusIcon status={alert.severity} size={18} />
            <span>
              <span className="hidden-visually">{t(`alert.severity.${alert.severity}`)}: </span>
              {localized(alert.summary)}
              {alert.pausedUntil && (
                <span className={styles.soft}>
                  {' '}
                  · {t('pause.heldUntil', { time: format.dateTime(alert.pausedUntil) })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <PausesInHandover pauses={digest.pauses ?? []} />
      <h3>{t('handover.digestMissing')}</h3>
      <p className={digest.missing.length === 0 ? styles.soft : undefined}>
        {digest.missing.length === 0
          ? t('handover.digestNoMissing')
          : format.list(digest.missing.map((code) => metricName(t, code)))}
      </p>
      {digest.trends.length > 0 && (
        <>
          <h3>{t('handover.digestTrends')}</h3>
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
                {digest.trends.map((trend) => (
                  <Table.Row key={trend.metric}>
                    <Table.HeaderCell scope="row">{metricName(t, trend.metric)}</Table.HeaderCell>
                    <Table.Cell>
                      <strong>{measurementText(t, format, trend.metric, trend.newest)}</strong>{' '}
                      <span className={styles.soft}>
                        <At at={trend.newestAt} />
                      </span>
                    </Table.Cell>
                    <Table.Cell>
                      {valueText(t, format, trend.metric, trend.min)} – {valueText(t, format, trend.metric, trend.max)}
                    </Table.Cell>
                    <Table.Cell>{trend.count}</Table.Cell>
                  </Table.Row>
                ))}
              </Table.Body>
            </Table>
          </ScrollBox>
        </>
      )}
    </div>
  );
}
