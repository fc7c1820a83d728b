import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { useNow } from '../clock/useNow.ts';
import styles from '../cover/cover.module.css';
import { TeamCover } from '../cover/TeamCover.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';

export const coverRoute = createLazyRoute('/cover')({ component: CoverPage });

/** Who acts on red while a team is closed: one's own teams, and those for which one acts now. */
function CoverPage() {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { queries } = useApi();
  const cover = useQuery(queries.cover());
  const teams = useQuery(queries.teams());
  return (
    <>
      <PageTitle>{t('cover.title')}</PageTitle>
      <p className={styles.intro}>{t('cover.intro')}</p>
      {cover.data && teams.data ? (
        <div className={styles.teams}>
          {cover.data.teams.map((coverage) => (
            <TeamCover key={coverage.team.id} coverage={coverage} allTeams={teams.data.teams} />
          ))}
          {(cover.data.unreadable ?? []).map((team) => (
            <section key={team.id} className={styles.panel} aria-label={team.name} data-unreadable>
              <h2>{team.name}</h2>
              <p>{t('cover.unreadable')}</p>
            </section>
          ))}
          <section className={styles.panel} aria-labelledby="covering">
            <h2 id="covering">{t('cover.covering')}</h2>
            {cover.data.covering.length === 0 && <p className={styles.soft}>{t('cover.coveringNone')}</p>}
            <ul className={styles.done}>
              {cover.data.covering.map(({ team, until }) => (
                <li key={team.id}>
                  {until === null
                    ? t('cover.coveringOpen', { team: team.name })
                    : t('cover.coveringLine', { team: team.name, time: format.near(until, now) })}
                </li>
              ))}
            </ul>
            <h3>{t('cover.agreed')}</h3>
            {cover.data.agreed.length === 0 && <p className={styles.soft}>{t('cover.agreedNone')}</p>}
            <ul className={styles.done} data-agreed>
              {cover.data.agreed.map(({ team, next }) => (
                <li key={team.id}>
                  {next === null
                    ? t('cover.agreedNever', { team: team.name })
                    : t('cover.agreedNext', {
                        team: team.name,
                        from: format.near(next.from, now),
                        until: format.near(next.until, now),
                      })}
                </li>
              ))}
            </ul>
          </section>
        </div>
      ) : (
        <UntilRead of={[cover, teams]} label={t('loading.page')} rows={3} />
      )}
    </>
  );
}
