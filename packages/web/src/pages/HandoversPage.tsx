import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, Link } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { HandoverList } from '../handover/HandoverList.tsx';
import styles from '../handover/handover.module.css';
import { RequestList } from '../handover/RequestList.tsx';
import { useTexts } from '../texts/useTexts.ts';

export const handoversRoute = createLazyRoute('/handovers')({ component: HandoversPage });

function HandoversPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const handovers = useQuery(queries.handovers());
  return (
    <>
      <div className={styles.top}>
        <PageTitle>{t('handover.listTitle')}</PageTitle>
        <Link to="/handovers/several">{t('batch.link')}</Link>
      </div>
      {handovers.data ? (
        <div className={styles.boxes}>
          <HandoverList
            id="inbox"
            title={t('handover.inbox')}
            empty={t('handover.inboxEmpty')}
            handovers={handovers.data.inbox}
          />
          <HandoverList
            id="outbox"
            title={t('handover.outbox')}
            empty={t('handover.outboxEmpty')}
            handovers={handovers.data.outbox}
          />
          <RequestList
            id="requests-to-us"
            title={t('ask.toUs')}
            empty={t('ask.toUsEmpty')}
            requests={handovers.data.requests.toUs}
            side="toUs"
          />
          <RequestList
            id="requests-from-us"
            title={t('ask.fromUs')}
            empty={t('ask.fromUsEmpty')}
            requests={handovers.data.requests.fromUs}
            side="fromUs"
          />
        </div>
      ) : (
        <UntilRead of={[handovers]} label={t('loading.handovers')} rows={4} />
      )}
    </>
  );
}
