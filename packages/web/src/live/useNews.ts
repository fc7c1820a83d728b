import type { NotificationList, Worklist } from '@samvakt/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { useAnnouncer } from './Announcements.tsx';
import { type LetterNews, letterWords } from './handoverWords.ts';
import { keepNotices } from './keepNotices.ts';
import { claimNews, coveredNews, handoverNews, type Letters, type News, worklistNews } from './news.ts';

/** News that stays on the screen until somebody opens or closes it. */
export type ClaimNews = Extract<News, { kind: 'claim-reminder' | 'claim-ended' }>;
export type Notice = (Extract<News, { kind: 'red' }> | ClaimNews | LetterNews) & { readonly id: number };

export const isOfClaim = (news: News): news is ClaimNews =>
  news.kind === 'claim-reminder' || news.kind === 'claim-ended';

/** So many deadlines that pass at once are read aloud one by one; a whole list of them is counted. */
const SAID_AT_MOST = 2;

const allNews = (before: Worklist, after: Worklist): News[] => [
  ...worklistNews(before.items, after.items),
  ...coveredNews(before.covered, after.covered),
];

/** Compares each fresh answer with the last, says what is new, and keeps what must not be overlooked. */
export function useNews(
  worklist: Worklist | undefined,
  letters: Letters | undefined,
  notifications: NotificationList | undefined,
) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const clock = useRef(now);
  clock.current = now;
  const announcer = useAnnouncer();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const seen = useRef<Worklist | undefined>(undefined);
  const seenLetters = useRef<Letters | undefined>(undefined);
  const told = useRef<NotificationList | undefined>(undefined);
  const nextId = useRef(1);

  const tell = useCallback(
    (news: readonly News[]) => {
      const expired = news.filter(({ kind }) => kind === 'expired').length;
      if (expired > SAID_AT_MOST) announcer.say('polite', t('live.newExpiredMany', { count: expired }));
      for (const found of news) {
        if (found.kind === 'expired' && expired > SAID_AT_MOST) continue;
        // What comes as a notification is said where notifications are.
        if (isOfClaim(found)) continue;
        if (found.kind === 'red') {
          const { item, alert } = found;
          announcer.say('assertive', t('live.newRed', { name: item.patient.name, reason: localized(alert.summary) }));
        } else if (found.kind === 'offer' || found.kind === 'reminder' || found.kind === 'expired') {
          announcer.say('polite', letterWords(t, found, (instant) => format.near(instant, clock.current)).aloud);
        } else {
          const name = found.item.patient.name;
          announcer.say(
            'polite',
            found.kind === 'yellow' ? t('live.newYellow', { name }) : t('live.newUnknown', { name }),
          );
        }
      }
      const kept = news.flatMap((found): Notice[] => {
        if (found.kind === 'yellow' || found.kind === 'unknown') return [];
        // Who waits for an answer hears that it is late, and has nothing to do about it yet.
        if (found.kind === 'reminder' && found.side === 'outbox') return [];
        nextId.current += 1;
        return [{ ...found, id: nextId.current }];
      });
      if (kept.length > 0) setNotices((standing) => keepNotices(standing, kept));
    },
    [announcer, t, localized, format],
  );

  useEffect(() => {
    if (!worklist) return;
    if (seen.current && seen.current !== worklist) tell(allNews(seen.current, worklist));
    seen.current = worklist;
  }, [worklist, tell]);

  useEffect(() => {
    if (!letters) return;
    if (seenLetters.current && seenLetters.current !== letters) tell(handoverNews(seenLetters.current, letters));
    seenLetters.current = letters;
  }, [letters, tell]);

  useEffect(() => {
    if (!notifications) return;
    const before = told.current;
    told.current = notifications;
    if (!before || before === notifications) return;
    const standing = new Set(notifications.notifications.flatMap((one) => (one.standing ? [one.id] : [])));
    // Somebody has taken the alert meanwhile: there is nothing to hear about it any more.
    setNotices((kept) => kept.filter((notice) => !isOfClaim(notice) || standing.has(notice.told.id)));
    tell(claimNews(before.notifications, notifications.notifications));
  }, [notifications, tell]);

  const dismiss = useCallback(
    (id: number) => setNotices((standing) => standing.filter((notice) => notice.id !== id)),
    [],
  );
  return { notices, dismiss };
}
