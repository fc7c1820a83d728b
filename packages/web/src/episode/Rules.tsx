import { Table } from '@digdir/designsystemet-react';
import type { EpisodeDetail, Practitioner } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { useNow } from '../clock/useNow.ts';
import { limitText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import limitsStyles from '../limits/limits.module.css';
import { Proposal } from '../limits/Proposal.tsx';
import { InForce } from '../protocol/InForce.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

/** The patient's own limits beside the standard, and every rule with its numbers in force. */
export function Rules({ episode, me }: { readonly episode: EpisodeDetail; readonly me: Practitioner }) {
  const { t, localized } = useTexts();
  const { limits, protocol } = episode;
  const unreadable = episode.unreadable?.includes('limits') === true;
  return (
    <section className={styles.panel} aria-labelledby="limits">
      <h2 id="limits">{t('episode.limits')}</h2>
      <Proposal episode={episode} me={me} />
      {unreadable ? (
        <p>{t('unreadable.limits')}</p>
      ) : limits && limits.values.length > 0 ? (
        <Limits limits={limits} />
      ) : (
        <p className={styles.soft}>{t('episode.noLimits')}</p>
      )}
      {unreadable ? null : episode.access === 'accountable' ? (
        <p>
          <Link to="/episodes/$episodeId/limits" params={{ episodeId: episode.id }}>
            {limits?.state === 'ended' ? t('limits.renew') : t('limits.change')}
          </Link>
        </p>
      ) : (
        <p className={styles.soft}>{t('limits.onlyAccountable')}</p>
      )}
      <h3>{t('episode.rules')}</h3>
      <InForce episode={episode} />
      {unreadable && <p>{t('unreadable.rules')}</p>}
      <ul className={styles.rules}>
        {protocol.rules.map((rule) => (
          <li key={`${rule.id}-${rule.severity}`}>
            <StatusIcon status={rule.severity} size={18} />
            <p>{localized(rule.condition)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Limits({ limits }: { readonly limits: NonNullable<EpisodeDetail['limits']> }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const time = format.near(limits.setAt, now);
  return (
    <>
      {limits.state === 'ended' && limits.until !== null && (
        <p className={limitsStyles.note}>{t('limits.ended', { time: format.near(limits.until, now) })}</p>
      )}
      <ScrollBox className={styles.scroll} label={t('episode.limits')}>
        <Table data-size="sm" data-color="neutral" className={styles.limits}>
          <caption className="hidden-visually">{t('episode.limits')}</caption>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell scope="col">{t('episode.limit')}</Table.HeaderCell>
              <Table.HeaderCell scope="col">{t('episode.limitValue')}</Table.HeaderCell>
              <Table.HeaderCell scope="col">{t('episode.limitStandard')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {limits.values.map(({ name, text, unit, value, standard }) => (
              <Table.Row key={name}>
                <Table.Cell>{localized(text)}</Table.Cell>
                <Table.Cell>
                  <strong>{limitText(t, format, value, unit)}</strong>
                </Table.Cell>
                <Table.Cell>{limitText(t, format, standard, unit)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </ScrollBox>
      <p>
        {t('episode.limitReason')}: {limits.reason}
      </p>
      <p className={styles.soft}>
        {limits.setBy
          ? t('episode.limitsSetBy', { name: limits.setBy.name, time, version: limits.version })
          : t('episode.limitsSet', { time, version: limits.version })}{' '}
        {limits.confirmedBy !== null && t('limits.confirmedBy', { name: limits.confirmedBy })}{' '}
        {limits.confirmedWithoutReplay !== null && t('whatIf.confirmedWithout', { why: limits.confirmedWithoutReplay })}{' '}
        {limits.state === 'in-force' &&
          (limits.until === null
            ? t('limits.noEnd')
            : t('limits.untilTime', { time: format.fullDateTime(limits.until) }))}{' '}
        {limits.withoutReplay !== null && t('whatIf.savedWithout', { why: limits.withoutReplay })}
      </p>
    </>
  );
}
