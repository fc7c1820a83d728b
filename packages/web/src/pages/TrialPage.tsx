import { Button, Table } from '@digdir/designsystemet-react';
import type { ProtocolTrialDetail, ProtocolTrialResult } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute, Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { problemText } from '../app/problemText.ts';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import styles from '../handover/handover.module.css';
import limitsStyles from '../limits/limits.module.css';
import { useTexts } from '../texts/useTexts.ts';
import { AdoptTrial } from '../trial/AdoptTrial.tsx';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const trialRoute = createLazyRoute('/trials/$trialId')({ component: TrialPage });

function TrialPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { trialId } = useParams({ from: '/trials/$trialId' });
  const trial = useQuery(queries.trial(trialId));
  if (trial.data && !isNotThere(trial)) return <TrialView trial={trial.data} />;
  return <UnreadPage title={t('trial.title')} of={[trial]} label={t('trial.loading')} />;
}

function TrialView({ trial }: { readonly trial: ProtocolTrialDetail }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const { acts } = useApi();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const isUnderWay = trial.status === 'queued' || trial.status === 'running';

  async function cancel() {
    try {
      await acts.cancelTrial(trial.id);
      setOutcome({ tone: 'success', text: ({ t }) => t('trial.cancelled') });
    } catch (error) {
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.trials() });
  }

  const title = t('trial.version', { title: localized(trial.title), version: trial.protocolVersion });
  return (
    <>
      <BackLink to="/trials">{t('trial.title')}</BackLink>
      <PageTitle documentTitle={title}>{title}</PageTitle>
      <p className={styles.lead}>
        {t('trial.line', {
          status: t(`trial.status.${trial.status}`),
          name: trial.askedBy.name,
          time: format.dateTime(trial.askedAt),
          days: trial.days,
        })}
      </p>
      <div className={`${styles.column} ${limitsStyles.page}`}>
        <Outcome outcome={outcome} />
        <section className={styles.panel} aria-labelledby="progress">
          <h2 id="progress">{t('trial.progress')}</h2>
          <progress aria-labelledby="progress" max={trial.total} value={trial.done} />
          <p role="status">{t('trial.doneOf', { done: trial.done, total: trial.total })}</p>
          {trial.failure !== null && <p>{t(`trial.failures.${trial.failure}`)}</p>}
          {isUnderWay && (
            <div className={styles.buttons}>
              <Button variant="secondary" data-size="sm" onClick={() => void cancel()}>
                {t('trial.cancel')}
              </Button>
            </div>
          )}
        </section>
        <section className={styles.panel} aria-labelledby="found">
          <h2 id="found">{t('trial.found')}</h2>
          <Found trial={trial} />
          <p className={styles.soft}>{t('trial.assumption')}</p>
        </section>
        {trial.status === 'done' && (
          <section className={styles.panel} aria-labelledby="adopt">
            <h2 id="adopt">{t('trial.adopt.title')}</h2>
            <AdoptTrial trial={trial} />
          </section>
        )}
      </div>
    </>
  );
}

const COLUMNS = ['present', 'proposed', 'gained', 'lost', 'changed', 'hours', 'warned'] as const;

function Found({ trial }: { readonly trial: ProtocolTrialDetail }) {
  const { t } = useTexts();
  const format = useFormat();
  const cells = ({
    present,
    proposed,
    gained,
    lost,
    changed,
    events,
    warnedPresent,
    warnedProposed,
  }: ProtocolTrialResult) => [
    format.number(present.alerts),
    format.number(proposed.alerts),
    format.number(gained),
    format.number(lost),
    format.number(changed),
    t('trial.fromTo', { from: format.number(present.hoursPerWeek, 1), to: format.number(proposed.hoursPerWeek, 1) }),
    events === 0 ? '–' : t('trial.warnedOf', { from: warnedPresent, to: warnedProposed, events }),
  ];
  return (
    <ScrollBox className={styles.scroll} label={t('trial.found')}>
      <Table data-size="sm" data-color="neutral">
        <caption className="hidden-visually">{t('trial.found')}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell scope="col">{t('trial.columns.patient')}</Table.HeaderCell>
            {COLUMNS.map((column) => (
              <Table.HeaderCell key={column} scope="col">
                {t(`trial.columns.${column}`)}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Head>
        <Table.Body>
          <Table.Row>
            <Table.HeaderCell scope="row">{t('trial.sum')}</Table.HeaderCell>
            {cells(trial.sum).map((cell, place) => (
              <Table.Cell key={COLUMNS[place]}>
                <strong>{cell}</strong>
              </Table.Cell>
            ))}
          </Table.Row>
          {trial.patients.map(({ episodeId, patientName, result, failure }) => (
            <Table.Row key={episodeId}>
              <Table.HeaderCell scope="row">
                <Link to="/episodes/$episodeId" params={{ episodeId }}>
                  {patientName}
                </Link>
              </Table.HeaderCell>
              {result ? (
                cells(result).map((cell, place) => <Table.Cell key={COLUMNS[place]}>{cell}</Table.Cell>)
              ) : (
                <Table.Cell colSpan={COLUMNS.length}>
                  {failure === null
                    ? t('trial.waiting')
                    : t(failure === 'took-too-long' ? 'trial.tookTooLong' : 'trial.failed')}
                </Table.Cell>
              )}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </ScrollBox>
  );
}
