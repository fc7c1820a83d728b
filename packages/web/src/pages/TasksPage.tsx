import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { Outcome } from '../form/Outcome.tsx';
import { TaskList } from '../task/TaskList.tsx';
import styles from '../task/task.module.css';
import { useTaskActs } from '../task/useTaskActs.ts';
import { useTexts } from '../texts/useTexts.ts';

export const tasksRoute = createLazyRoute('/tasks')({ component: TasksPage });

const FILTERS = ['all', 'mine', 'unclaimed'] as const;

/** The open tasks of one's teams, overdue ones first. */
function TasksPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const tasks = useQuery(queries.teamTasks());
  const session = useQuery(queries.session());
  const acts = useTaskActs();
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const me = session.data?.practitioner;
  const all = tasks.data?.tasks ?? [];
  const shown = all.filter(({ person }) =>
    filter === 'all' ? true : filter === 'mine' ? person?.id === me?.id : person === null,
  );
  return (
    <>
      <PageTitle>{t('task.listTitle')}</PageTitle>
      <p className={styles.soft}>{t('task.intro')}</p>
      <Outcome outcome={acts.outcome} />
      {tasks.error && <ProblemPanel error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && <Loading label={t('loading.tasks')} rows={4} />}
      {tasks.data && me && (
        <>
          <fieldset className={styles.filter}>
            <legend className="hidden-visually">{t('task.filter')}</legend>
            {FILTERS.map((one) => (
              <button key={one} type="button" aria-pressed={filter === one} onClick={() => setFilter(one)}>
                {t(`task.filters.${one}`)}
              </button>
            ))}
          </fieldset>
          {shown.length === 0 && (
            <div className={styles.none}>
              <h2>{t('task.emptyTitle')}</h2>
              <p>{all.length === 0 ? t('task.emptyText') : t('task.noneInFilter')}</p>
            </div>
          )}
          <TaskList tasks={shown} known={all} me={me} acts={acts} withPatient />
        </>
      )}
    </>
  );
}
