import { Button, Details, Tag } from '@digdir/designsystemet-react';
import type { HandoverRequest } from '@samvakt/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { isLostRace } from '../api/race.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { useNow } from '../clock/useNow.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import { conditionName } from '../texts/names.ts';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';
import { ReasonForm } from './ReasonForm.tsx';

interface RequestListProps {
  readonly id: string;
  readonly title: string;
  readonly empty: string;
  readonly requests: readonly HandoverRequest[];
  /** To us: we answer. From us: we may take it back. */
  readonly side: 'toUs' | 'fromUs';
}

export function RequestList({ id, title, empty, requests, side }: RequestListProps) {
  const { t } = useTexts();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const waiting = requests.filter(({ status }) => status === 'open').length;
  return (
    <section aria-labelledby={id} className={styles.box}>
      <h2 id={id}>
        {title} {waiting > 0 && <span className={styles.waiting}>{t('ask.waiting', { count: waiting })}</span>}
      </h2>
      <Outcome outcome={outcome} />
      {requests.length === 0 && <p className={styles.none}>{empty}</p>}
      <ul className={styles.list}>
        {requests.map((request) => (
          <Entry key={request.id} request={request} side={side} onOutcome={setOutcome} />
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  readonly request: HandoverRequest;
  readonly side: 'toUs' | 'fromUs';
  readonly onOutcome: (outcome: ActOutcome) => void;
}

function Entry({ request, side, onOutcome }: EntryProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { patient, requestedBy, requestedAt, deadlineAt, wantedAt, status, decisionReason } = request;
  return (
    <li className={styles.request} data-open={status === 'open' || undefined}>
      <div className={styles.requestTop}>
        {side === 'toUs' ? (
          <Link to="/episodes/$episodeId" params={{ episodeId: request.episodeId }} className={styles.requestName}>
            {patient.name}
          </Link>
        ) : (
          <span className={styles.requestName}>{patient.name}</span>
        )}
        <Tag data-size="sm" data-color={status === 'open' ? 'info' : 'neutral'}>
          {t(`ask.status.${status}`)}
        </Tag>
      </div>
      <p className={styles.soft}>
        {t('person.born', { year: patient.birthDate.slice(0, 4) })} · {conditionName(t, request.condition)}
      </p>
      <p>
        {t('ask.asks', { team: request.team.name })}
        {', '}
        {wantedAt === null ? t('ask.wantedSoon') : t('ask.wanted', { time: format.near(wantedAt, now) })}
      </p>
      <p className={styles.quote}>{request.reason}</p>
      <p className={styles.soft}>{t('ask.askedBy', { name: requestedBy.name, time: format.near(requestedAt, now) })}</p>
      {status === 'open' && <p className={styles.soft}>{t('ask.openUntil', { time: format.near(deadlineAt, now) })}</p>}
      {decisionReason && (
        <p>
          {t('handover.reason')}: {decisionReason}
        </p>
      )}
      {request.handoverId && (
        <Link to="/handovers/$handoverId" params={{ handoverId: request.handoverId }}>
          {t('ask.seeOffer')}
        </Link>
      )}
      {status === 'open' && <Acts request={request} side={side} onOutcome={onOutcome} />}
    </li>
  );
}

function Acts({ request, side, onOutcome }: EntryProps) {
  const { t } = useTexts();
  const { acts } = useApi();
  const queryClient = useQueryClient();

  async function run(send: () => Promise<HandoverRequest>, done: Said): Promise<boolean> {
    let went = true;
    try {
      await send();
      onOutcome({ tone: 'success', text: done });
    } catch (error) {
      went = false;
      const conflict = isLostRace(error);
      onOutcome({
        tone: conflict ? 'warning' : 'danger',
        text: ({ t }) => (conflict ? t('ask.conflict') : problemText(t, error)),
      });
    }
    await queryClient.invalidateQueries({ queryKey: keys.handovers() });
    return went;
  }

  if (side === 'fromUs') {
    return (
      <div className={styles.buttons}>
        <Button
          variant="secondary"
          data-color="neutral"
          data-size="sm"
          aria-label={`${t('ask.withdraw')}: ${request.patient.name}`}
          onClick={() =>
            void run(
              () => acts.withdrawRequest(request.id, request.version),
              ({ t }) => t('ask.withdrawn'),
            )
          }
        >
          {t('ask.withdraw')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.form}>
      <div className={styles.buttons}>
        <Button asChild data-size="sm">
          <Link
            to="/episodes/$episodeId/handover"
            params={{ episodeId: request.episodeId }}
            search={{ request: request.id }}
          >
            {t('ask.answer')}
          </Link>
        </Button>
      </div>
      <Details data-size="sm" data-color="neutral">
        <Details.Summary>{t('ask.refuse')}</Details.Summary>
        <Details.Content>
          <ReasonForm
            intro={t('ask.refuseIntro', { team: request.team.name })}
            label={({ t }) => t('ask.refuseReason')}
            act={t('ask.refuse')}
            demanded
            onSend={(reason) =>
              run(
                () => acts.refuseRequest(request.id, request.version, reason),
                ({ t }) => t('ask.refused'),
              )
            }
          />
        </Details.Content>
      </Details>
    </div>
  );
}
