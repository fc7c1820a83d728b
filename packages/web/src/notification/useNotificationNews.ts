import type { NotificationList } from '@samvakt/contract';
import { useEffect, useRef } from 'react';
import { useAnnouncer } from '../live/Announcements.tsx';
import { useTexts } from '../texts/useTexts.ts';

/** Says what has come since the last answer. A red alert that nobody has interrupts; all else waits its turn. */
export function useNotificationNews(list: NotificationList | undefined): void {
  const { t } = useTexts();
  const announcer = useAnnouncer();
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (!list) return;
    const before = known.current;
    known.current = new Set(list.notifications.map(({ id }) => id));
    if (!before) return;
    for (const { id, kind, severity, standing, about, accountableTeam } of list.notifications) {
      if (before.has(id) || !standing) continue;
      announcer.say(
        severity === 'red' ? 'assertive' : 'polite',
        t('notification.say', {
          severity: t(`notification.severity.${severity}`),
          kind: t(`notification.kinds.${kind}`),
          name: about?.patient.name ?? t('notification.someone', { team: accountableTeam.name }),
        }),
      );
    }
  }, [list, announcer, t]);
}
