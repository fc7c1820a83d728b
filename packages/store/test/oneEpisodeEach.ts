import { type OwnDatabase, oneEach } from './oneEach.ts';
import { type Scene, setScene } from './scene.ts';

/** What a test plays with: the file's own database with the scene in it, and an episode that no other test touches. */
export interface OneEpisode extends OwnDatabase {
  readonly scene: Scene;
  readonly episodeId: string;
  readonly patientId: string;
}

/** Gives each test of the file an episode of its own, so many in all. What it holds may be read once the first test has begun. */
export function oneEpisodeEach(episodes: number): OneEpisode {
  const on = oneEach((database) =>
    database.transaction(async (client) => {
      const scene = await setScene(client, { episodes });
      const { rows } = await client.query<{ episodeId: string; patientId: string }>(
        'select id as "episodeId", patient_id as "patientId" from episode',
      );
      return rows.map((ids) => ({ scene, ...ids }));
    }),
  );

  return {
    get db() {
      return on.db;
    },
    get database() {
      return on.database;
    },
    get scene() {
      return on.own.scene;
    },
    get episodeId() {
      return on.own.episodeId;
    },
    get patientId() {
      return on.own.patientId;
    },
  };
}
