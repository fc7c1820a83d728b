import { Button } from '@digdir/designsystemet-react';
import type { Notification } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { Age, At } from '../clock/Age.tsx';
import { StatusIcon } from '../status/StatusIcon.tsx';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import type { AlertNotifications } from './byAlert.ts';
import styles from './notification.module.css';

interface NotificationItemProps {
  readonly told: AlertNotifications;
  readonly busy: boolean;
  readonly onSeen: (notificationIds: string[]) => void;
}

/** One thing that one was told: of whom, by which steps (the newest first), and whether it still waits. */
export function NotificationItem({ told, busy, onSeen }: NotificationItemProps) {
  const { t, localized } = useTexts();
  const [newest] = told;
  const { about, accountableTeam, kind, severity, standing } = newest;
  const unseen = told.filter(({ seenAt }) => seenAt === null).map(({ id }) => id);
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
        {told.map((one) => (
          <ToldLine key={one.id} notification={one} />
        ))}
        {(!standing || unseen.length === 0) && (
          <span className={styles.soft}>
            {[
              ...(standing ? [] : [t('notification.answered')]),
              ...(unseen.length === 0 ? [t('notification.seen')] : []),
            ].join(' · ')}
          </span>
        )}
      </div>
      {unseen.length > 0 && (
        <Button
          variant="secondary"
          data-size="sm"
          disabled={busy}
          aria-label={`${t('notification.markSeen')}: ${name}`}
          onClick={() => onSeen(unseen)}
        >
          {t('notification.markSeen')}
        </Button>
      )}
    </li>
  );
}

/** When, to whom, and by which step. */
function ToldLine({ notification }: { readonly notification: Notification }) {
  const { t } = useTexts();
  const { at, claimUntil, kind, standing, step, to } = notification;
  return (
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
  );
}
