import type { Cover, CoverOverview, Team } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { At } from '../clock/Age.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { CoverNow } from './CoverNow.tsx';
import styles from './cover.module.css';

type TeamCoverage = CoverOverview['teams'][number];

interface TeamCoverProps {
  readonly coverage: TeamCoverage;
  readonly allTeams: readonly Team[];
}

/** One's own team: who acts now, what is agreed, and what others have done meanwhile. */
export function TeamCover({ coverage, allTeams }: TeamCoverProps) {
  const { t } = useTexts();
  const { team, declared, mayChange, now, doneByOthers } = coverage;

  return (
    <section className={styles.panel} aria-labelledby={`cover-${team.id}`}>
      <h2 id={`cover-${team.id}`}>{team.name}</h2>
      <p>
        {t('cover.now')}: <CoverNow cover={now} team={team} />
      </p>
      <p className={styles.soft}>{describe(declared)}</p>
      <p className={styles.soft}>{mayChange ? <Link to="/team">{t('cover.change')}</Link> : t('cover.onlyLead')}</p>
      <h3>{t('cover.done')}</h3>
      {doneByOthers.length === 0 && <p className={styles.soft}>{t('cover.doneNone')}</p>}
      <ul className={styles.done}>
        {doneByOthers.map(({ episodeId, alertId, patient, kind, occurredAt, practitioner, team: by }) => (
          <li key={`${alertId}-${kind}-${occurredAt}`}>
            <Link to="/episodes/$episodeId" params={{ episodeId }}>
              {patient.name}
            </Link>{' '}
            <span className={styles.soft}>
              {t('cover.doneLine', {
                kind: t(`timeline.kinds.${kind}`),
                name: practitioner?.name ?? '',
                team: by.name,
              })}
              , <At at={occurredAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );

  function describe(cover: Cover | null): string {
    if (cover === null) return t('cover.undeclared');
    const who =
      cover.kind === 'team'
        ? (allTeams.find(({ id }) => id === cover.teamId)?.name ?? cover.teamId)
        : t('cover.patientCalls', { numbers: cover.numbers.map(({ number }) => number).join(' / ') });
    return `${t('cover.declared')}: ${who}`;
  }
}
