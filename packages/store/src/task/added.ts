import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';
import type { NewTask } from './act.ts';

type Sent = NewTask & { readonly personId: string | null };

/**
 * Whether this very task is there already: whoever added it had no answer and has sent it again. Whose it is may have changed since, and is compared only where
 * nobody has acted on it. Where the sender names no team, it is for who was accountable when it was written, whoever is now. False also where another is there under its id: this is asked before it is judged who may add, and nobody else is told that there is
 * such a task.
 */
export async function isAdded(client: Queryable, task: Sent): Promise<boolean> {
  return (await readSame(client, task)) === true;
}

/** For whoever may add a task. @throws ActRefused where another is there under its id */
export async function demandAdded(client: Queryable, task: Sent): Promise<void> {
  if ((await readSame(client, task)) === false) throw refused('id-of-another', 'Another task is there under this id.');
}

/** Whether what is there under the task's id is this one; undefined: there is none. */
async function readSame(client: Queryable, task: Sent): Promise<boolean | undefined> {
  const { taskId, episodeId, kind, text, ownerTeamId, personId, dueAt, practitionerId } = task;
  const { rows } = await client.query<{ same: boolean }>(
    `
      select origin = 'person' and episode_id = $2 and created_by = $3 and kind = $4 and text ->> 'nb' = $5 and due_at = $6
        and (version > 1 or (
          owner_team_id = coalesce($7::uuid, (
            select team_id from responsibility as held where held.episode_id = task.episode_id and held.period @> task.created_at
          ))
          and person_id is not distinct from $8
        )) as same
      from task where id = $1
    `,
    [taskId, episodeId, practitionerId, kind, text, new Date(dueAt), ownerTeamId ?? null, personId],
  );
  return rows[0]?.same;
}
