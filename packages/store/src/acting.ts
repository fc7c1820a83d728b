import type { Actor } from '@samvakt/care';
import type { Queryable } from './database.ts';

export type Acting = { actor: Actor; name: string };

/** Who acts, with the memberships as they are in this transaction: a membership that has ended no longer opens anything. */
export async function readActing(client: Queryable, practitionerId: string): Promise<Acting> {
  const { rows } = await client.query<{ name: string; teamIds: string[] }>(
    `
      select name, array(select team_id::text from team_membership where practitioner_id = practitioner.id) as "teamIds"
      from practitioner where id = $1
    `,
    [practitionerId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no practitioner ${practitionerId}`);
  return { actor: { practitionerId, teamIds: row.teamIds }, name: row.name };
}
