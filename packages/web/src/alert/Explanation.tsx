import type { Alert, AlertExplanation } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './alert.module.css';

/** What an alert rests on in one sentence, and the engine's word when it is given the same again. Asked for only when it is opened. */
export function Explanation({ alert }: { readonly alert: Pick<Alert, 'id' | 'version'> }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const [open, setOpen] = useState(false);
  const explanation = useQuery({ ...queries.explanation(alert.id, alert.version), enabled: open });
  return (
    <details className={styles.explanation} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('explain.open')}</summary>
      {explanation.data ? (
        <Explained explanation={explanation.data} />
      ) : explanation.error ? (
        <ProblemPanel error={explanation.error} onRetry={() => void explanation.refetch()} />
      ) : (
        open && <Loading label={t('explain.loading')} rows={2} />
      )}
    </details>
  );
}

function Explained({ explanation }: { readonly explanation: AlertExplanation }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const { sentence, limits, protocol, judgedAt, given } = explanation;
  return (
    <div role="status">
      <h4 className={styles.label}>{t('explain.sentence')}</h4>
      <p>
        <strong>{localized(sentence)}</strong>
      </p>
      <p className={styles.soft}>
        {limits
          ? t('explain.limits', {
              version: limits.version,
              name: limits.setBy ?? t('timeline.system'),
              time: format.fullDateTime(limits.setAt),
              reason: limits.reason,
            })
          : t('explain.standard', { title: localized(protocol.title), version: protocol.version })}{' '}
        {limits !== null && limits.confirmedBy !== null && t('limits.confirmedBy', { name: limits.confirmedBy })}{' '}
        {judgedAt !== null && t('explain.judgedAt', { time: format.fullDateTime(judgedAt) })}
      </p>
      <h4 className={styles.label}>{t('explain.again')}</h4>
      <Rerun rerun={explanation.rerun} />
      <p className={styles.soft}>
        {t('explain.given', {
          readings: t('explain.readings', { count: given.readings }),
          answers: t('explain.answers', { count: given.answers }),
          closes: t('explain.closes', { count: given.closes }),
          ticks: t('explain.ticks', { count: given.ticks }),
        })}
      </p>
    </div>
  );
}

function Rerun({ rerun: { identical, differences, found } }: Pick<AlertExplanation, 'rerun'>) {
  const { t, localized } = useTexts();
  const format = useFormat();
  if (identical) return <p data-rerun="identical">{t('explain.identical')}</p>;
  if (found === null) return <p data-rerun="nothing">{t('explain.nothing')}</p>;
  return (
    <p data-rerun="differs">
      {t('explain.differs', { parts: format.list(differences.map((part) => t(`explain.parts.${part}`))) })}{' '}
      {t('explain.foundNow', { sentence: localized(found) })}
    </p>
  );
}
