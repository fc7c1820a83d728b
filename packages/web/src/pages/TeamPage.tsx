import { useQueries, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { TeamSettings } from '../team/TeamSettings.tsx';
import styles from '../team/team.module.css';
import { useTexts } from '../texts/useTexts.ts';

export const teamRoute = createLazyRoute('/team')({ component: TeamPage });

/** When one's own teams are on duty, who acts on red otherwise, and how an alert that nobody claims is carried on. */
function TeamPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const session = useQuery(queries.session());
  const teams = useQuery(queries.teams());
  const declared = useQueries({ queries: (session.data?.teams ?? []).map(({ id }) => queries.teamHours(id)) });
  return (
    <>
      <PageTitle>{t('team.title')}</PageTitle>
      <p className={styles.intro}>{t('team.intro')}</p>
      {declared.map((one, place) => {
        const key = session.data?.teams[place]?.id;
        if (one.data && teams.data) return <TeamSettings key={key} declaration={one.data} teams={teams.data.teams} />;
        return <UntilRead key={key} of={[one, teams]} label={t('team.loading')} rows={4} />;
      })}
    </>
  );
}
