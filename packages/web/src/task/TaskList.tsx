import type { Practitioner, Task } from '@samvakt/contract';
import { useState } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import { CloseTaskDialog } from './CloseTaskDialog.tsx';
import { changedSince } from './changedSince.ts';
import { TaskItem, taskText } from './TaskItem.tsx';
import styles from './task.module.css';
import type { TaskActs } from './useTaskActs.ts';

interface TaskListProps {
  /** Those that are shown. */
  readonly tasks: readonly Task[];
  /** All that are known, closed ones too where they are. */
  readonly known: readonly Task[];
  readonly me: Practitioner;
  readonly acts: TaskActs;
  readonly withPatient?: boolean;
}

/**
 * Open tasks, and the dialogue in which one of them is closed. The dialogue stands beside the tasks and not in one: a task may go while one
 * writes, and what is written must not go with it.
 */
export function TaskList({ tasks, known, me, acts, withPatient = false }: TaskListProps) {
  const { t, localized } = useTexts();
  const [closing, setClosing] = useState<{ readonly how: 'finish' | 'cancel'; readonly opened: Task }>();
  const newest = known.find(({ id }) => id === closing?.opened.id);
  return (
    <>
      {tasks.length > 0 && (
        <ul className={styles.list}>
          {tasks.map((task) => (
            <TaskItem
              key={task.id}
              task={task}
              me={me}
              withPatient={withPatient}
              busy={acts.busy === task.id}
              onPress={(button) => {
                if (button === 'finish' || button === 'cancel') setClosing({ how: button, opened: task });
                else void acts.press(task, button);
              }}
            />
          ))}
        </ul>
      )}
      {closing && (
        <CloseTaskDialog
          how={closing.how}
          text={taskText(t, localized, closing.opened)}
          changed={changedSince(closing.opened, newest, me)}
          onClose={() => setClosing(undefined)}
          onSave={(note) => acts.close(newest ?? closing.opened, closing.how, note)}
        />
      )}
    </>
  );
}
