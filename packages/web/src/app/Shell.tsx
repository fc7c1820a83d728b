import type { Session } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { keys } from '../api/keys.ts';
import { hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useClock, useNow } from '../clock/useNow.ts';
import { LeaveDialog } from '../form/LeaveDialog.tsx';
import { createTyped } from '../form/typed.ts';
import { Unsaved } from '../form/Unsaved.tsx';
import { TypedContext } from '../form/useTyped.ts';
import { Announcements } from '../live/Announcements.tsx';
import { LiveBanner } from '../live/LiveIndicator.tsx';
import { Notices } from '../live/Notices.tsx';
import { useLiveAnnouncements, useLiveFeed } from '../live/useLiveFeed.ts';
import { useNews } from '../live/useNews.ts';
import { unseenOf } from '../notification/byAlert.ts';
import { useNotificationNews } from '../notification/useNotificationNews.ts';
import { SignedOutPage } from '../pages/SignedOutPage.tsx';
import { countByStatus } from '../status/order.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Arrivals } from './Arrived.tsx';
import styles from './app.module.css';
import { Footer } from './Footer.tsx';
import { Header } from './Header.tsx';
import { Loading } from './Loading.tsx';
import { SessionEnded } from './SessionEnded.tsx';
import { UntilRead } from './UntilRead.tsx';
import { useSignOut } from './useSignOut.ts';

/** Everything around a page: who is signed in decides whether there is a page at all. */
export function Shell() {
  const { t } = useTexts();
  const { queries, whenSignedOut, whenUnanswered } = useApi();
  const clock = useClock();
  const queryClient = useQueryClient();
  const session = useQuery(queries.session());
  const signedOut = hasCode(session.error, 'not-signed-in');
  const [typed] = useState(createTyped);
  const [person, setPerson] = useState<string>();
  const signedIn = session.data?.practitioner.id;
  if (person === undefined && signedIn !== undefined) setPerson(signedIn);
  const isAnother = person !== undefined && signedIn !== undefined && signedIn !== person;
  useSyncExternalStore(typed.subscribe, typed.state);
  // What somebody was writing waits, out of sight, for the same person to sign in again.
  const held = signedOut && session.data !== undefined && typed.isInTab();

  useEffect(
    () => whenSignedOut(() => void queryClient.invalidateQueries({ queryKey: keys.session() })),
    [whenSignedOut, queryClient],
  );

  useEffect(() => whenUnanswered(typed.unanswered), [whenUnanswered, typed]);

  useEffect(() => {
    // Nothing of a patient stays in memory behind the sign-in page.
    if (signedOut && !held)
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session()[0] });
  }, [signedOut, held, queryClient]);

  useEffect(() => {
    if (session.data) clock.correct(Date.parse(session.data.serverTime));
  }, [session.data, clock]);

  useEffect(() => {
    if (!isAnother) return;
    // Somebody else has signed in in another tab: nothing of the former person's stays here, written or read.
    typed.discard();
    window.location.reload();
  }, [isAnother, typed]);

  if (signedOut && !held) return <SignedOutPage />;
  if (session.data && !isAnother) {
    return (
      <TypedContext value={typed}>
        <div className={styles.screen} data-hidden={held || undefined}>
          <Arrivals>
            <SignedIn session={session.data} />
          </Arrivals>
        </div>
        {held && <SessionEnded />}
      </TypedContext>
    );
  }
  return (
    <main className={styles.main}>
      <UntilRead of={[session]} label={t('loading.page')} />
    </main>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const worklist = useQuery(queries.worklist());
  const handovers = useQuery(queries.handovers());
  const tasks = useQuery(queries.teamTasks());
  const notifications = useQuery(queries.notifications());
  const now = useNow();
  const [settled, setSettled] = useState(false);
  // For good: a page that tries the failed worklist again must not be taken away for it.
  if (!settled && !worklist.isPending) setSettled(true);
  const signOut = useSignOut();

  useLiveFeed(worklist.data?.cursor, settled);
  useLiveAnnouncements();
  useNotificationNews(notifications.data);
  const { notices, dismiss } = useNews(worklist.data, handovers.data, notifications.data);

  const redCount = worklist.data ? countByStatus([...worklist.data.items, ...worklist.data.covered]).red : 0;
  const offersCount =
    (handovers.data?.inbox.filter(({ status }) => status === 'offered').length ?? 0) +
    (handovers.data?.requests.toUs.filter(({ status }) => status === 'open').length ?? 0);
  const overdueCount = tasks.data?.tasks.filter(({ dueAt }) => Date.parse(dueAt) <= now).length ?? 0;
  return (
    <>
      <a className={styles.skip} href="#content">
        {t('app.skipToContent')}
      </a>
      <Announcements />
      <Header
        session={session}
        redCount={redCount}
        offersCount={offersCount}
        overdueCount={overdueCount}
        unseenCount={unseenOf(notifications.data?.notifications ?? [])}
        onSignOut={signOut}
      />
      <LiveBanner />
      <main id="content" className={styles.main} tabIndex={-1}>
        {/* The worklist comes first: the live feed resumes from its cursor, so that whatever a page fetches after it misses nothing. */}
        <Unsaved />
        {settled ? <Outlet /> : <Loading label={t('loading.page')} rows={6} />}
      </main>
      <LeaveDialog />
      <Notices notices={notices} onDismiss={dismiss} />
      <Footer />
    </>
  );
}
