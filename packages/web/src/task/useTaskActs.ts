import type { AddTaskSchema, Task } from '@samvakt/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { keys } from '../api/keys.ts';
import { isRefusedByAct } from '../api/problem.ts';
import { isLostRace } from '../api/race.ts';
import { useApi } from '../api/useApi.ts';
import { useRefresh } from '../api/useRefresh.ts';
import { problemText } from '../app/problemText.ts';
import type { ActOutcome } from '../form/Outcome.tsx';
import type { Said } from '../texts/said.ts';

type TaskAct = { readonly type: 'claim' | 'release' } | { readonly type: 'finish' | 'cancel'; readonly note: string };
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

  async function attempt(done: Said, work: () => Promise<Task>): Promise<ActOutcome> {
    try {
      const { episodeId } = await work();
      await refresh(keys.tasks(), keys.timeline(episodeId));
      return { tone: 'success', text: done };
    } catch (error) {
      const why: Said = ({ t }) => problemText(t, error);
      const refused = isRefusedByAct(error);
      if (!isLostRace(error)) return { tone: 'danger', text: why, refused };
      await refresh(keys.tasks());
      return { tone: 'warning', text: ({ t }) => t('task.conflict'), detail: why, refused };
    }
  }

  async function carryOut(name: string, done: Said, work: () => Promise<Task>): Promise<ActOutcome> {
    setBusy(name);
    const became = await attempt(done, work);
    setBusy(undefined);
    return became;
  }

  /** Pressed on the page: said on the page. */
  const press = async (task: Task, type: 'claim' | 'release') => setOutcome(await run(task, { type }));

  const run = (task: Task, act: TaskAct) =>
    carryOut(
      task.id,
      ({ t }) => t(`task.done.${act.type}`),
      () => send(task, act),
    );

  /** Written in a dialogue: done, it is said on the page, which is all that is left; else where the words stand. */
  function sayIfDone(became: ActOutcome): ActOutcome {
    if (became.tone === 'success') setOutcome(became);
    return became;
  }

  return {
    outcome,
    busy,
    press,
    close: async (task: Task, how: 'finish' | 'cancel', note: string) =>
      sayIfDone(await run(task, { type: how, note })),
    add: async (episodeId: string, task: NewTask) =>
      sayIfDone(
        await carryOut(
          'new',
          ({ t }) => t('task.done.add'),
          () => acts.addTask(episodeId, task),
        ),
      ),
  };
}

export type TaskActs = ReturnType<typeof useTaskActs>;
