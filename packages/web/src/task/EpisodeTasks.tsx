import { Button } from '@digdir/designsystemet-react';
import { TasklistIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail, Practitioner } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { Outcome } from '../form/Outcome.tsx';
import { useTexts } from '../texts/useTexts.ts';
import { AddTaskDialog } from './AddTaskDialog.tsx';
import { ClosedTask } from './TaskItem.tsx';
import { TaskList } from './TaskList.tsx';
import styles from './task.module.css';
import { useTaskActs } from './useTaskActs.ts';

/** What is to be done for one follow-up, by whichever team. */
export function EpisodeTasks({ episode, me }: { readonly episode: EpisodeDetail; readonly me: Practitioner }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const tasks = useQuery(queries.episodeTasks(episode.id));
  const acts = useTaskActs();
  const [adding, setAdding] = useState(false);
  const open = tasks.data?.tasks.filter(({ status }) => status === 'open') ?? [];
  const closed = tasks.data?.tasks.filter(({ status }) => status !== 'open') ?? [];
  return (
    <section aria-labelledby="tasks" className={styles.section}>
      <div className={styles.head}>
        <h2 id="tasks">
          {t('task.section')} {open.length > 0 && <span className={styles.count}>{open.length}</span>}
        </h2>
        {episode.access === 'accountable' && episode.endedAt === null && (
          <Button data-size="sm" variant="secondary" onClick={() => setAdding(true)}>
            <TasklistIcon aria-hidden fontSize="1.25rem" />
            {t('task.add')}
          </Button>
        )}
      </div>
      <Outcome outcome={acts.outcome} />
      {tasks.error && <ProblemPanel error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && <Loading label={t('loading.tasks')} rows={1} />}
      {tasks.data && open.length === 0 && <p className={styles.none}>{t('task.none')}</p>}
      <TaskList tasks={open} known={tasks.data?.tasks ?? []} me={me} acts={acts} />
      {closed.length > 0 && (
        <details className={styles.closed}>
          <summary>{t('task.closed', { count: closed.length })}</summary>
          <ul>
            {closed.map((task) => (
              <ClosedTask key={task.id} task={task} />
            ))}
          </ul>
        </details>
      )}
      {adding && (
        <AddTaskDialog
          episode={episode}
          me={me}
          onClose={() => setAdding(false)}
          onAdd={(task) => acts.add(episode.id, task)}
        />
      )}
    </section>
  );
}
