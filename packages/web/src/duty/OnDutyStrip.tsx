import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './duty.module.css';

/** One line above the worklist: who has the duty of one's teams now. Not there until it is known. */
export function OnDutyStrip() {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { queries } = useApi();
  const duty = useQuery(queries.onDuty());
  if (!duty.data) return null;
  const { teams } = duty.data;
  return (
    <p className={styles.strip} data-on-duty>
      {teams.map(({ team, now: current }) => (
        <span key={team.id}>
          <Link to="/duty">{teams.length > 1 ? `${t('duty.onDuty')}, ${team.name}` : t('duty.onDuty')}</Link>:{' '}
          {current ? (
            <>
              <strong>{current.person.name}</strong> {t('duty.until', { time: format.near(current.until, now) })}
            </>
          ) : (
            <strong>{t('duty.nobody')}</strong>
          )}
        </span>
      ))}
    </p>
  );
}
