import type { Practitioner, Task } from '@samvakt/contract';
import type { Said } from '../texts/said.ts';

/** What has happened to a task since somebody began to write about it; `newest` is undefined where it is not among those that are shown any more. */
export function changedSince(opened: Task, newest: Task | undefined, me: Practitioner): Said | undefined {
  if (newest === undefined) return ({ t }) => t('task.since.gone');
  const { status, closedBy, person } = newest;
  if (status !== 'open') {
    return ({ t }) => {
      const what = t(`task.statuses.${status}`).toLocaleLowerCase();
      return closedBy ? t('task.since.closedBy', { name: closedBy.name, what }) : t('task.since.closed', { what });
    };
  }
  if (person === null || person.id === opened.person?.id || person.id === me.id) return undefined;
  return ({ t }) => t('task.since.claimed', { name: person.name });
}
