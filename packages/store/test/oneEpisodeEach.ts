import { type OwnDatabase, oneEach } from '@samvakt/harness';
import { type Scene, setScene } from './scene.ts';

/** What a test plays with: the file's own database with the scene in it, and an episode that no other test touches. */
export interface OneEpisode extends OwnDatabase {
  readonly scene: Scene;
  readonly episodeId: string;
  readonly patientId: string;
  /** Takes one more, which is the running test's from now on. */
  readonly another: () => void;
}

/** Gives each test of the file an episode of its own, so many in all. The scene may be read once the file's tests begin, the episode in a test. */
export function oneEpisodeEach(episodes: number): OneEpisode {
  let scene: Scene | undefined;
  const on = oneEach((database) =>
    database.transaction(async (client) => {
      scene = await setScene(client, { episodes });
      const { rows } = await client.query<{ episodeId: string; patientId: string }>(
        'select id as "episodeId", patient_id as "patientId" from episode order by array_position($1::uuid[], id)',
        [scene.episodeIds],
      );
      return rows;
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
      if (scene === undefined) throw new Error('the scene is not set');
      return scene;
    },
    get episodeId() {
      return on.own.episodeId;
    },
    get patientId() {
      return on.own.patientId;
    },
    another: on.another,
  };
}
