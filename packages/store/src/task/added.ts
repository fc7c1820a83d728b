import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';
import type { NewTask } from './act.ts';

type Resolved = NewTask & { readonly ownerTeamId: string; readonly personId: string | null };

/**
 * Whether this very task is there already: whoever added it had no answer and has sent it again. Whose it is may have changed since, and is compared only where
 * nobody has acted on it. Throws `ActRefused` where another is there under its id.
 */
export async function isAdded(client: Queryable, task: Resolved): Promise<boolean> {
  const { taskId, episodeId, kind, text, ownerTeamId, personId, dueAt, practitionerId } = task;
  const { rows } = await client.query<{ same: boolean }>(
    `
      select origin = 'person' and episode_id = $2 and created_by = $3 and kind = $4 and text ->> 'nb' = $5 and due_at = $6
        and (version > 1 or (owner_team_id::text = $7 and person_id is not distinct from $8)) as same
      from task where id = $1
    `,
    [taskId, episodeId, practitionerId, kind, text, new Date(dueAt), ownerTeamId, personId],
  );
  const [there] = rows;
  if (there?.same === false) throw refused('id-of-another', 'Another task is there under this id.');
  return there !== undefined;
}
