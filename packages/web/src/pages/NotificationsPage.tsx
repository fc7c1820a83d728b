import { Button } from '@digdir/designsystemet-react';
import type { Notification } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { problemText } from '../app/problemText.ts';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { byAlert } from '../notification/byAlert.ts';
import { NotificationItem } from '../notification/NotificationItem.tsx';
import styles from '../notification/notification.module.css';
import { useTexts } from '../texts/useTexts.ts';

export const notificationsRoute = createLazyRoute('/notifications')({ component: NotificationsPage });

/** What one was told: first what still waits for somebody, then what is over. */
function NotificationsPage() {
  const { t } = useTexts();
  const { queries, acts } = useApi();
  const queryClient = useQueryClient();
  const list = useQuery(queries.notifications());
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState(false);
  const all = list.data?.notifications ?? [];
  const waiting = all.filter(({ standing }) => standing);
  const over = all.filter(({ standing }) => !standing);
  const unseen = all.filter(({ seenAt }) => seenAt === null).map(({ id }) => id);

  async function mark(notificationIds: string[]): Promise<void> {
    setBusy(true);
    try {
      await acts.markSeen(notificationIds);
      setOutcome(undefined);
    } catch (error) {
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.notifications() });
    setBusy(false);
  }

  const items = (notifications: readonly Notification[]) => (
    <ul className={styles.list}>
      {byAlert(notifications).map((told) => (
        <NotificationItem key={told[0].id} told={told} busy={busy} onSeen={(ids) => void mark(ids)} />
      ))}
    </ul>
  );
  return (
    <>
      <PageTitle>{t('notification.title')}</PageTitle>
      <p className={styles.intro}>{t('escalation.notSent')}</p>
      <Outcome outcome={outcome} />
      {list.error && <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading label={t('notification.loading')} rows={4} />}
      {list.data && (
        <>
          {unseen.length > 1 && (
            <Button variant="secondary" data-size="sm" disabled={busy} onClick={() => void mark(unseen)}>
              {t('notification.markAll')}
            </Button>
          )}
          <section className={styles.section} aria-labelledby="waiting">
            <h2 id="waiting">{t('notification.waiting')}</h2>
            {waiting.length > 0 ? items(waiting) : <p className={styles.soft}>{t('notification.none')}</p>}
          </section>
          {over.length > 0 && (
            <section className={styles.section} aria-labelledby="over">
              <h2 id="over">{t('notification.over')}</h2>
              {items(over)}
            </section>
          )}
        </>
      )}
    </>
  );
}
