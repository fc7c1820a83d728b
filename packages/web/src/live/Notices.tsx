import { Button } from '@digdir/designsystemet-react';
import { HandshakeIcon, XMarkIcon } from '@navikt/aksel-icons';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { letterWords } from './handoverWords.ts';
import styles from './live.module.css';
import type { Notice } from './useNews.ts';

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: number) => void;
}

/** What has come since the page was opened and must not be overlooked on another page. Not a live region: the announcer has said it. */
export function Notices({ notices, onDismiss }: NoticesProps) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  if (notices.length === 0) return null;
  return (
    <aside className={styles.notices} aria-label={t('live.notices')}>
      {notices.map((notice) => {
        const isRed = notice.kind === 'red';
        const words = isRed
          ? { title: t('live.noticeRed'), text: localized(notice.alert.summary) }
          : letterWords(t, notice, (instant) => format.near(instant, now));
        const name = isRed ? notice.item.patient.name : notice.handover.patient.name;
        return (
          <div key={notice.id} className={styles.notice} data-status={isRed ? 'red' : undefined}>
            {isRed ? <StatusIcon status="red" /> : <HandshakeIcon aria-hidden fontSize="1.25rem" />}
            <div>
              <p className={styles.noticeKind}>{words.title}</p>
              {isRed ? (
                <Link
                  className={styles.noticeLink}
                  to="/episodes/$episodeId"
                  params={{ episodeId: notice.item.episodeId }}
                  onClick={() => onDismiss(notice.id)}
                >
                  {name}
                </Link>
              ) : (
                <Link
                  className={styles.noticeLink}
                  to="/handovers/$handoverId"
                  params={{ handoverId: notice.handover.id }}
                  onClick={() => onDismiss(notice.id)}
                >
                  {name}
                </Link>
              )}
            </div>
            <Button
              icon
              variant="tertiary"
              data-color="neutral"
              data-size="sm"
              aria-label={t('live.dismiss', { name })}
              onClick={() => onDismiss(notice.id)}
            >
              <XMarkIcon aria-hidden />
            </Button>
            <p className={styles.noticeText}>{words.text}</p>
          </div>
        );
      })}
    </aside>
  );
}
