import { createContext, use, useSyncExternalStore } from 'react';
import type { Announcer, Urgency } from './announcer.ts';

export const AnnouncerContext = createContext<Announcer | undefined>(undefined);

export function useAnnouncer(): Announcer {
  const announcer = use(AnnouncerContext);
  if (!announcer) throw new Error('No announcer is provided above this component');
  return announcer;
}

function Region({ urgency }: { readonly urgency: Urgency }) {
  const announcer = useAnnouncer();
  const said = useSyncExternalStore(announcer.subscribe, announcer.current);
  return (
    <div className="hidden-visually" aria-live={urgency} aria-atomic="false" data-announcements={urgency}>
      {said
        .filter((announcement) => announcement.urgency === urgency)
        .map((announcement) => (
          <p key={announcement.id}>{announcement.text}</p>
        ))}
    </div>
  );
}

/** The two live regions; they stand in the page from the beginning, since one that comes with its text is often not read. */
export function Announcements() {
  return (
    <>
      <Region urgency="assertive" />
      <Region urgency="polite" />
    </>
  );
}
