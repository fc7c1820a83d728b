import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Scene, setScene } from './scene.ts';

/** What a test plays with: the file's own database with the scene in it, and an episode that no other test touches. */
export interface OneEpisode {
  readonly db: TestDatabase;
  readonly database: Database;
  readonly scene: Scene;
  readonly episodeId: string;
  readonly patientId: string;
}

/** Gives each test of the file an episode of its own, so many in all. What it holds may be read once the first test has begun. */
export function oneEpisodeEach(episodes: number): OneEpisode {
  let shared: Pick<OneEpisode, 'db' | 'database' | 'scene'> | undefined;
  let own = { episodeId: '', patientId: '' };
  let used = 0;
  const begun = () => {
    if (shared === undefined) throw new Error('no test has begun');
    return shared;
  };

  beforeAll(async () => {
    const db = await createTestDatabase();
    const database = openDatabase({
      connectionString: db.connectionString,
      applicationName: 'test',
      onError: () => {},
    });
    shared = { db, database, scene: await database.transaction((client) => setScene(client, { episodes })) };
  });
  beforeEach(async () => {
    const { db, scene } = begun();
    const episodeId = scene.episodeIds[used++];
    if (episodeId === undefined) throw new Error('more episodes are needed');
    const { rows } = await db.pool.query<{ id: string }>('select patient_id as id from episode where id = $1', [
      episodeId,
    ]);
    own = { episodeId, patientId: rows[0]?.id ?? '' };
  });
  afterAll(async () => {
    await shared?.database.stop();
    await shared?.db.end();
  });

  return {
    get db() {
      return begun().db;
    },
    get database() {
      return begun().database;
    },
    get scene() {
      return begun().scene;
    },
    get episodeId() {
      return own.episodeId;
    },
    get patientId() {
      return own.patientId;
    },
  };
}
