import { CheckmarkCircleIcon, ClockDashedIcon, ExclamationmarkTriangleIcon } from '@navikt/aksel-icons';
import type { PatientMessage } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useNow } from '../clock/useNow.ts';
import episodeStyles from '../episode/episode.module.css';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './message.module.css';

/** What the patient's home was told, and whether it has been shown there. */
export function Messages({ episodeId }: { readonly episodeId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const messages = useQuery(queries.messages(episodeId));
  return (
    <section className={episodeStyles.panel} aria-labelledby="messages">
      <h2 id="messages">{t('message.section')}</h2>
      {messages.error && <ProblemPanel error={messages.error} onRetry={() => void messages.refetch()} />}
      {messages.isPending && <Loading label={t('message.loading')} rows={1} />}
      {messages.data?.messages.length === 0 && <p className={episodeStyles.soft}>{t('message.none')}</p>}
      {messages.data && messages.data.messages.length > 0 && (
        <ul className={episodeStyles.plain}>
          {messages.data.messages.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Message({ message }: { readonly message: PatientMessage }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const created = format.near(message.createdAt, now);
  return (
    <li>
      <p>
        <strong>{t(`message.kinds.${message.kind}`)}</strong>{' '}
        <span className={episodeStyles.soft}>
          {message.createdBy ? t('message.createdBy', { name: message.createdBy.name, time: created }) : created}
        </span>
      </p>
      <Delivery message={message} />
      <details className={styles.text}>
        <summary>{t('message.textSummary')}</summary>
        <p>{localized(message.text)}</p>
      </details>
    </li>
  );
}

function Delivery({ message }: { readonly message: PatientMessage }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { delivery, shownAt, lastSentAt, attempts, expiresAt } = message;
  const IconOf =
    delivery === 'shown'
      ? CheckmarkCircleIcon
      : delivery === 'not-shown' || delivery === 'no-device'
        ? ExclamationmarkTriangleIcon
        : ClockDashedIcon;
  const said = () => {
    if (delivery === 'shown' && shownAt !== null) return t('message.shownAt', { time: format.near(shownAt, now) });
    if (delivery === 'not-shown') return t('message.expired', { time: format.near(expiresAt, now) });
    if (delivery === 'sent' && lastSentAt !== null)
      return t('message.sentLast', { time: format.near(lastSentAt, now), count: attempts });
    return t(`message.delivery.${delivery}`);
  };
  return (
    <p className={styles.delivery} data-delivery={delivery}>
      <IconOf aria-hidden />
      {said()}
    </p>
  );
}
