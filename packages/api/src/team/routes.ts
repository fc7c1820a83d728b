import { TeamListSchema } from '@samvakt/contract';
import { readTeams } from '@samvakt/store';
import type { ApiInstance, Parts } from '../instance.ts';

/** `GET /api/v1/teams` */
export function registerTeams(app: ApiInstance, { database }: Parts): void {
  app.get('/teams', { schema: { response: { 200: TeamListSchema } } }, async () => ({
    teams: await readTeams(database.pool),
  }));
}
