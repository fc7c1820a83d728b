import type { AddTaskSchema, Task } from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { keys } from '../api/keys.ts';
import { hasCode } from '../api/problem.ts';
import { useApi } from '../api/useApi.ts';
import { useRefresh } from '../api/useRefresh.ts';
import { problemText } from '../app/problemText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';

export type TaskAct =
  | { readonly type: 'claim' | 'release' }
  | { readonly type: 'finish' | 'cancel'; readonly note: string };
export type NewTask = z.input<typeof AddTaskSchema>;

/** Acts on tasks. Nothing is shown as done before the API says that it is; when somebody else was first, what is true now is fetched. */
export function useTaskActs() {
  const { acts } = useApi();
  const refresh = useRefresh();
  const [outcome, setOutcome] = useState<ActOutcome>();
  const [busy, setBusy] = useState<string>();

  const send = (task: Task, act: TaskAct): Promise<Task> => {
    const { id, version } = task;
    switch (act.type) {
      case 'claim':
        return acts.claimTask(id, version);
      case 'release':
        return acts.releaseTask(id, version);
      case 'finish':
        return acts.finishTask(id, { version, ...(act.note === '' ? {} : { note: act.note }) });
      case 'cancel':
        return acts.cancelTask(id, { version, note: act.note });
    }
  };

  async function carryOut(name: string, done: Said, work: () => Promise<Task>): Promise<void> {
    setBusy(name);
    try {
      const { episodeId } = await work();
      await refresh(keys.tasks(), keys.timeline(episodeId));
      setOutcome({ tone: 'success', text: done });
    } catch (error) {
      const conflict = hasCode(error, 'conflict');
      if (conflict) await refresh(keys.tasks());
      const why: Said = ({ t }) => problemText(t, error);
      setOutcome(
        conflict
          ? { tone: 'warning', text: ({ t }) => t('task.conflict'), detail: why }
          : { tone: 'danger', text: why },
      );
    } finally {
      setBusy(undefined);
    }
  }

  return {
    outcome,
    busy,
    run: (task: Task, act: TaskAct) =>
      carryOut(
        task.id,
        ({ t }) => t(`task.done.${act.type}`),
        () => send(task, act),
      ),
    add: (episodeId: string, task: NewTask) =>
      carryOut(
        'new',
        ({ t }) => t('task.done.add'),
        () => acts.addTask(episodeId, task),
      ),
  };
}
