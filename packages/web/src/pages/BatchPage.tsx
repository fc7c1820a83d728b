import type { HandoverBatch } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useParams } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { HandoverList } from '../handover/HandoverList.tsx';
import styles from '../handover/handover.module.css';
import { useTexts } from '../texts/useTexts.ts';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const batchRoute = createLazyRoute('/handover-batches/$batchId')({ component: BatchPage });

/** How far a handover of several has come; each of them is opened and answered by itself. */
function BatchPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { batchId } = useParams({ from: '/handover-batches/$batchId' });
  const batch = useQuery(queries.handoverBatch(batchId));
  if (batch.data && !isNotThere(batch)) return <BatchView batch={batch.data} />;
  return (
    <UnreadPage
      what="handover"
      title={t(batch.error ? 'handover.listTitle' : 'loading.handovers')}
      of={[batch]}
      label={t('loading.handovers')}
    />
  );
}

const ACCEPTED = ['accepted', 'scheduled'];

function BatchView({ batch }: { readonly batch: HandoverBatch }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const count = batch.handovers.length;
  const open = batch.handovers.filter(({ status }) => status === 'offered').length;
  const accepted = batch.handovers.filter(({ status }) => ACCEPTED.includes(status)).length;
  const declined = count - open - accepted;
  const title = t('batch.pageTitle', { team: batch.toTeam.name });
  const told = t('batch.counts', { accepted, declined, open });
  return (
    <>
      <BackLink to="/handovers">{t('handover.listTitle')}</BackLink>
      <PageTitle>{title}</PageTitle>
      <p className={styles.lead}>
        {t('batch.from', {
          from: batch.fromTeam.name,
          name: batch.offeredBy.name,
          time: format.near(batch.offeredAt, now),
        })}
      </p>
      <p className={styles.quote}>{batch.reason}</p>
      <section className={styles.panel} aria-labelledby="progress">
        <h2 id="progress">{t('batch.progress', { answered: count - open, count })}</h2>
        <progress className={styles.progress} max={count} value={count - open} aria-labelledby="progress" />
        <p>{told}</p>
        <p className={styles.soft}>{t('batch.hint')}</p>
      </section>
      <div className={styles.boxes}>
        <HandoverList id="of-batch" title={t('handover.listTitle')} empty="" handovers={batch.handovers} inBatch />
      </div>
    </>
  );
}
