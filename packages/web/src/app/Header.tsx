import { Button } from '@digdir/designsystemet-react';
import { BellIcon, LeaveIcon } from '@navikt/aksel-icons';
import type { Session } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { LiveIndicator } from '../live/LiveIndicator.tsx';
import { roleName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';
import { Brand } from './Brand.tsx';
import { InstallationBanner } from './InstallationBanner.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';

interface HeaderProps {
  readonly session: Session;
  readonly redCount: number;
  readonly offersCount: number;
  /** Tasks of one's teams past their due time. */
  readonly overdueCount: number;
  /** Notifications that one has not marked as seen and that still stand. */
  readonly unseenCount: number;
  readonly onSignOut: () => void;
}

export function Header({ session, redCount, offersCount, overdueCount, unseenCount, onSignOut }: HeaderProps) {
  const { t } = useTexts();
  const { practitioner, teams } = session;
  const entry = { className: styles.navLink, activeProps: { 'data-active': true } } as const;
  return (
    <header className={styles.header}>
      <InstallationBanner installation={session.installation} />
      <div className={styles.headerTop}>
        <Link to="/" className={styles.brandLink}>
          <Brand />
        </Link>
        <LiveIndicator />
        <div className={styles.account}>
          <LanguageSwitch />
          <p className={styles.person}>
            <span className="hidden-visually">{t('nav.account')} </span>
            <strong>{practitioner.name}</strong>
            <span className={styles.personDetail}>
              {[roleName(t, practitioner.role), ...teams.map((team) => team.name)].join(' · ')}
            </span>
          </p>
          <Link
            to="/notifications"
            className={styles.bell}
            activeProps={{ 'data-active': true }}
            data-unseen={unseenCount}
          >
            <BellIcon aria-hidden fontSize="1.375rem" />
            <span className={styles.bellText}>{t('notification.nav')}</span>
            {unseenCount > 0 && (
              <span className={styles.count} data-status="red">
                <span aria-hidden="true">{unseenCount}</span>
                <span className="hidden-visually">{t('notification.unseen', { count: unseenCount })}</span>
              </span>
            )}
          </Link>
          <Button variant="tertiary" data-size="sm" data-color="neutral" onClick={onSignOut}>
            <LeaveIcon aria-hidden fontSize="1.25rem" />
            {t('nav.signOut')}
          </Button>
        </div>
      </div>
      <nav className={styles.nav} aria-label={t('nav.label')}>
        <ul>
          <li>
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }} {...entry}>
              {t('nav.worklist')}
              {redCount > 0 && (
                <span className={styles.count} data-status="red">
                  {t('nav.redCount', { count: redCount })}
                </span>
              )}
            </Link>
          </li>
          <li>
            <Link to="/tasks" {...entry}>
              {t('nav.tasks')}
              {overdueCount > 0 && (
                <span className={styles.count}>{t('nav.overdueCount', { count: overdueCount })}</span>
              )}
            </Link>
          </li>
          <li>
            <Link to="/handovers" {...entry}>
              {t('nav.handovers')}
              {offersCount > 0 && (
                <span className={styles.count}>
                  <span aria-hidden="true">{offersCount}</span>
                  <span className="hidden-visually">{t('nav.offersCount', { count: offersCount })}</span>
                </span>
              )}
            </Link>
          </li>
          <li>
            <Link to="/duty" {...entry}>
              {t('duty.nav')}
            </Link>
          </li>
          <li>
            <Link to="/cover" {...entry}>
              {t('nav.cover')}
            </Link>
          </li>
          <li>
            <Link to="/team" {...entry}>
              {t('team.nav')}
            </Link>
          </li>
          <li>
            <Link to="/trials" {...entry}>
              {t('trial.title')}
            </Link>
          </li>
          <li>
            <Link to="/devices" {...entry}>
              {t('nav.devices')}
            </Link>
          </li>
        </ul>
      </nav>
    </header>
  );
}
