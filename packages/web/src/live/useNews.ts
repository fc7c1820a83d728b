import type { Handover, Worklist } from '@samvakt/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import { useAnnouncer } from './Announcements.tsx';
import { coveredNews, inboxNews, type News, worklistNews } from './news.ts';

/** News that stays on the screen until somebody opens or closes it. */
export type Notice = Extract<News, { kind: 'red' } | { kind: 'offer' }> & { readonly id: number };

const KEPT = 3;

const allNews = (before: Worklist, after: Worklist): News[] => [
  ...worklistNews(before.items, after.items),
  ...coveredNews(before.covered, after.covered),
];

/** Compares each fresh answer with the last, says what is new, and keeps what must not be overlooked. */
export function useNews(worklist: Worklist | undefined, inbox: readonly Handover[] | undefined) {
  const { t, localized } = useTexts();
  const announcer = useAnnouncer();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const seen = useRef<Worklist | undefined>(undefined);
  const seenInbox = useRef<readonly Handover[] | undefined>(undefined);
  const nextId = useRef(1);

  const tell = useCallback(
    (news: readonly News[]) => {
      for (const found of news) {
        if (found.kind === 'red') {
          const { item, alert } = found;
          announcer.say('assertive', t('live.newRed', { name: item.patient.name, reason: localized(alert.summary) }));
        } else if (found.kind === 'offer') {
          const { patient, fromTeam } = found.handover;
          announcer.say('polite', t('live.newOffer', { name: patient.name, team: fromTeam.name }));
        } else {
          const name = found.item.patient.name;
          announcer.say(
            'polite',
            found.kind === 'yellow' ? t('live.newYellow', { name }) : t('live.newUnknown', { name }),
          );
        }
      }
      const kept = news.flatMap((found): Notice[] => {
        if (found.kind !== 'red' && found.kind !== 'offer') return [];
        nextId.current += 1;
        return [{ ...found, id: nextId.current }];
      });
      if (kept.length > 0) setNotices((standing) => [...standing, ...kept].slice(-KEPT));
    },
    [announcer, t, localized],
  );

  useEffect(() => {
    if (!worklist) return;
    if (seen.current && seen.current !== worklist) tell(allNews(seen.current, worklist));
    seen.current = worklist;
  }, [worklist, tell]);

  useEffect(() => {
    if (!inbox) return;
    if (seenInbox.current && seenInbox.current !== inbox) tell(inboxNews(seenInbox.current, inbox));
    seenInbox.current = inbox;
  }, [inbox, tell]);

  const dismiss = useCallback(
    (id: number) => setNotices((standing) => standing.filter((notice) => notice.id !== id)),
    [],
  );
  return { notices, dismiss };
}
