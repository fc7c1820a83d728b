import { Button } from '@digdir/designsystemet-react';
import type { Notification } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { Age, At } from '../clock/Age.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './notification.module.css';

interface NotificationItemProps {
  readonly notification: Notification;
  readonly busy: boolean;
  readonly onSeen: (notificationId: string) => void;
}

/** One thing that one was told: of whom, by which step, and whether it still waits. */
export function NotificationItem({ notification, busy, onSeen }: NotificationItemProps) {
  const { t, localized } = useTexts();
  const { about, accountableTeam, at, claimUntil, kind, severity, seenAt, standing, step, to } = notification;
  const name = about?.patient.name ?? t('notification.someone', { team: accountableTeam.name });
  return (
    <li className={styles.item} data-status={severity} data-over={!standing || undefined} data-notification={kind}>
      <StatusIcon status={severity} size={24} />
      <div className={styles.words}>
        <span className={styles.kind}>{t(`notification.kinds.${kind}`)}</span>
        {about ? (
          <span>
            <Link to="/episodes/$episodeId" params={{ episodeId: about.episodeId }}>
              {name}
            </Link>
            , {conditionName(t, about.condition)}: {localized(about.meaning)}
          </span>
        ) : (
          <span>{t('notification.hidden', { team: accountableTeam.name, phone: accountableTeam.phone })}</span>
        )}
        <span className={styles.soft}>
          <Age at={at} /> (<At at={at} />) ·{' '}
          {to.type === 'person' ? t('notification.toYou') : t('notification.toTeam', { team: to.team.name })}
          {step && (
            <>
              {' '}
              ·{' '}
              {t('notification.step', {
                round: step.round,
                place: step.place,
                target: t(`escalation.targets.${step.target}`),
              })}
            </>
          )}
          {kind === 'claim-reminder' && standing && claimUntil && (
            <>
              {' '}
              · {t('escalation.claimedUntil')} <At at={claimUntil} />
            </>
          )}
        </span>
        {(!standing || seenAt !== null) && (
          <span className={styles.soft}>
            {[...(standing ? [] : [t('notification.answered')]), ...(seenAt ? [t('notification.seen')] : [])].join(
              ' · ',
            )}
          </span>
        )}
      </div>
      {seenAt === null && (
        <Button
          variant="secondary"
          data-size="sm"
          disabled={busy}
          aria-label={`${t('notification.markSeen')}: ${name}`}
          onClick={() => onSeen(notification.id)}
        >
          {t('notification.markSeen')}
        </Button>
      )}
    </li>
  );
}
