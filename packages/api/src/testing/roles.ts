import type { TestDatabase } from '@samvakt/harness';
import { type Client, openTestApi, type TestApi } from './api.ts';
import { DAY, type Person, type World } from './world.ts';

/** The API on a database of its own, with each role in a browser in which somebody of that role has signed in. `api.stop` closes both. */
export interface RolesScene<Role extends string> {
  readonly db: TestDatabase;
  readonly api: TestApi;
  readonly world: World;
  readonly clients: Record<Role, Client>;
}

/** Sessions last however far the clock is moved. `people` may add to the world. */
export async function openRoles<Role extends string>(
  clock: () => number,
  people: (world: World) => Record<Role, Person> | Promise<Record<Role, Person>>,
): Promise<RolesScene<Role>> {
  const configuration = { sessionIdleMs: 900 * DAY, sessionAbsoluteMs: 900 * DAY };
  const { db, api, world } = await openTestApi({ clock, configuration });
  const clients = {} as Record<Role, Client>;
  for (const [role, person] of Object.entries(await people(world)) as [Role, Person][]) {
    clients[role] = await api.signedIn(person);
    await clients[role].get('/api/v1/session');
  }
  return { db, api, world, clients };
}
