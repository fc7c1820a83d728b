import { useQueries, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import styles from '../duty/duty.module.css';
import { TeamDutyPanel } from '../duty/TeamDutyPanel.tsx';
import { useTexts } from '../texts/useTexts.ts';

export const dutyRoute = createLazyRoute('/duty')({ component: DutyPage });

/** Who has the duty of one's own teams, and what happens while nobody claims an alert. */
function DutyPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const session = useQuery(queries.session());
  const duties = useQueries({ queries: (session.data?.teams ?? []).map(({ id }) => queries.teamDuty(id)) });
  return (
    <>
      <PageTitle>{t('duty.title')}</PageTitle>
      <p className={styles.intro}>{t('escalation.notSent')}</p>
      {duties.map((duty, place) => {
        const key = session.data?.teams[place]?.id;
        if (duty.data) return <TeamDutyPanel key={key} duty={duty.data} />;
        if (duty.error) return <ProblemPanel key={key} error={duty.error} onRetry={() => void duty.refetch()} />;
        return <Loading key={key} label={t('duty.loading')} rows={3} />;
      })}
    </>
  );
}
