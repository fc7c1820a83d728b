import type { Cover, OpeningHours } from '@samvakt/contract';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { readCoverNow } from '../src/cover/cover.ts';
import { type Database, openDatabase, type Queryable } from '../src/database.ts';
import { setHours } from '../src/declaration/act.ts';
import { setLead } from '../src/duty/act.ts';
import { type Scene, setScene } from './scene.ts';

export const ALWAYS: OpeningHours = { kind: 'always' };
/** Weekdays from eight; nobody on holidays. */
export const office = (until = '15:30', change: object = {}): OpeningHours => ({
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until }],
  holidays: 'closed',
  exceptions: [],
  ...change,
});
export const CALLS: Cover = {
  kind: 'patient-calls',
  numbers: [{ number: '116117', when: { nb: 'Trenger lege', en: 'Needs a doctor' } }],
};
export const byTeam = (teamId: string): Cover => ({ kind: 'team', teamId });

/** The scene's three teams, each with a lead who declares hours and cover. `now`: the clock of the test, which moves it. */
export async function openDeclaring({ episodes, now }: { episodes: number; now: () => number }) {
  const db: TestDatabase = await createTestDatabase();
  const database: Database = openDatabase({
    connectionString: db.connectionString,
    applicationName: 'declaration test',
    onError: (error) => {
      throw error;
    },
  });
  const run = <Result>(work: (client: Queryable) => Promise<Result>) => database.transaction(work);
  const scene: Scene = await run((client) => setScene(client, { episodes }));
  const teams = [scene.municipality, scene.lung, scene.heart];
  for (const { teamId, nurse } of teams) {
    await run((client) => setLead(client, { teamId, practitionerId: nurse, setBy: null, now: now() }));
  }
  const leadOf = (teamId: string) => teams.find((one) => one.teamId === teamId)?.nurse ?? '';
  const versionOf = async (teamId: string): Promise<number> =>
    (await db.pool.query('select max(version) as version from declaration where team_id = $1', [teamId])).rows[0]
      .version;
  /** Returns the version that it made. */
  async function declare(
    teamId: string,
    openingHours: OpeningHours,
    cover: Cover | null,
    change: object = {},
  ): Promise<number> {
    const version = await versionOf(teamId);
    const act = {
      teamId,
      version,
      openingHours,
      cover,
      reason: 'Av prøven',
      practitionerId: leadOf(teamId),
      now: now(),
    };
    await run((client) => setHours(client, { ...act, ...change }));
    return version + 1;
  }
  return {
    db,
    database,
    scene,
    home: scene.municipality.teamId,
    lung: scene.lung.teamId,
    heart: scene.heart.teamId,
    run,
    leadOf,
    versionOf,
    declare,
    coverAt: (teamId: string, at: number) => readCoverNow(db.pool, { teamId, now: at }),
    stop: async () => {
      await database.stop();
      await db.end();
    },
  };
}
