import { Button } from '@digdir/designsystemet-react';
import { HandshakeIcon, XMarkIcon } from '@navikt/aksel-icons';
import { Link } from '@tanstack/react-router';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { letterWords } from './handoverWords.ts';
import styles from './live.module.css';
import { isOfClaim, type Notice } from './useNews.ts';

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
        const { title, text, name, status, episodeId } = wordsOf(notice);
        return (
          <div key={notice.id} className={styles.notice} data-status={status}>
            {status === undefined ? <HandshakeIcon aria-hidden fontSize="1.25rem" /> : <StatusIcon status={status} />}
            <div>
              <p className={styles.noticeKind}>{title}</p>
              {'handover' in notice ? (
                <Link
                  className={styles.noticeLink}
                  to="/handovers/$handoverId"
                  params={{ handoverId: notice.handover.id }}
                  onClick={() => onDismiss(notice.id)}
                >
                  {name}
                </Link>
              ) : (
                <Link
                  className={styles.noticeLink}
                  to="/episodes/$episodeId"
                  params={{ episodeId }}
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
            <p className={styles.noticeText}>{text}</p>
          </div>
        );
      })}
    </aside>
  );

  /** What the notice is called, what it says below the name, whom it is about, and the colour of what it is about. */
  function wordsOf(notice: Notice) {
    const at = (instant: string) => format.near(instant, now);
    if (notice.kind === 'red') {
      const { patient, episodeId } = notice.item;
      const text = localized(notice.alert.summary);
      return { title: t('live.noticeRed'), text, name: patient.name, status: 'red' as const, episodeId };
    }
    if (isOfClaim(notice)) {
      const { about, severity: status, claimUntil } = notice.told;
      const { episodeId, patient } = about;
      const meaning = localized(about.meaning);
      return notice.kind === 'claim-ended'
        ? { title: t('live.noticeClaimEnded'), text: meaning, name: patient.name, status, episodeId }
        : {
            title: t('live.noticeClaimReminder'),
            text: claimUntil === null ? meaning : t('live.claimUntil', { time: at(claimUntil), meaning }),
            name: patient.name,
            status,
            episodeId,
          };
    }
    const { patient, episodeId } = notice.handover;
    return { ...letterWords(t, notice, at), name: patient.name, status: undefined, episodeId };
  }
}
