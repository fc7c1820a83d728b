import type { ShownCover, Team } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './cover.module.css';

interface CoverNowProps {
  readonly cover: ShownCover;
  /** The team that is covered. */
  readonly team: Team;
}

/** Who acts on red now, until when, and when the team itself is back. */
export function CoverNow({ cover, team }: CoverNowProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const back = cover.by === 'own-team' ? null : cover.backAt;
  return (
    <>
      <span className={styles.who} data-cover={cover.by}>
        {cover.by === 'own-team' && t('cover.ownTeam')}
        {cover.by === 'covering-team' && t('cover.coveringTeam', { team: cover.team.name })}
        {cover.by === 'patient-calls' &&
          t('cover.patientCalls', { numbers: cover.numbers.map(({ number }) => number).join(' / ') })}
        {cover.by === 'nobody' && t('cover.nobody')}
      </span>{' '}
      {cover.by === 'own-team' && cover.until !== null && (
        <span className={styles.soft}>{t('cover.until', { time: format.near(cover.until, now) })}</span>
      )}
      {back !== null && (
        <span className={styles.soft}>{t('cover.back', { team: team.name, time: format.near(back, now) })}</span>
      )}
    </>
  );
}
