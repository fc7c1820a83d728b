import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useClock } from '../clock/useNow.ts';
import { useTexts } from '../texts/useTexts.ts';
import { useAnnouncer } from './Announcements.tsx';
import { useLiveConnection, useLiveState } from './LiveContext.ts';
import { createRefresher, keysTouchedBy } from './refresh.ts';

/**
 * Connects the change feed with what is fetched, for as long as somebody is signed in. `cursor` is the place in the feed where the
 * worklist was taken; pages fetch later than that, so the feed resumes there and nothing falls between.
 */
export function useLiveFeed(cursor: string | undefined, ready: boolean): void {
  const queryClient = useQueryClient();
  const connection = useLiveConnection();
  const clock = useClock();
  const first = useRef(cursor);
  if (first.current === undefined) first.current = cursor;

  useEffect(() => {
    if (!ready) return;
    const refresher = createRefresher({
      invalidate: (queryKey) => void queryClient.invalidateQueries({ queryKey }),
      now: () => performance.now(),
      setTimeout: (run, ms) => window.setTimeout(run, ms),
      clearTimeout: (timer) => window.clearTimeout(timer as number | undefined),
    });
    const leave = connection.listen((event) => {
      if (event.type === 'reset') void queryClient.invalidateQueries();
      else if (event.message.type === 'change') refresher.add(keysTouchedBy(event.message));
      else if (event.message.type === 'alive') clock.correct(Date.parse(event.message.serverTime));
    });
    const wake = () => {
      if (document.visibilityState === 'visible') connection.wake();
    };
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    connection.start(first.current);
    return () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      leave();
      refresher.stop();
      connection.stop();
    };
  }, [ready, connection, queryClient, clock]);
}

/** Says when the connection is lost and when it is back. */
export function useLiveAnnouncements(): void {
  const { t } = useTexts();
  const announcer = useAnnouncer();
  const { status } = useLiveState();
  const lost = useRef(false);
  useEffect(() => {
    const isLost = status === 'reconnecting' || status === 'stale';
    if (isLost && !lost.current) announcer.say('polite', t('live.lost'));
    if (status === 'connected' && lost.current) announcer.say('polite', t('live.recovered'));
    if (status !== 'connecting') lost.current = isLost;
  }, [status, announcer, t]);
}
