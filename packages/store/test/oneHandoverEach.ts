import { randomUUID } from 'node:crypto';
import { afterEach, expect } from 'vitest';
import { acceptHandover, withdrawHandover } from '../src/handover/act.ts';
import { expireHandover } from '../src/handover/expire.ts';
import { offerHandover } from '../src/handover/offer.ts';
import { verifyResponsibility } from '../src/verify/verify.ts';
import { type OneEpisode, oneEpisodeEach } from './oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START } from './scene.ts';

/* The municipality offers an episode to the lung clinic at `NOW`, to be answered by `DEADLINE`; who acts in an hour, and what else, is as the test says. */

export const NOW = START + 4 * HOUR;
export const DEADLINE = NOW + 3 * HOUR;

interface Handed {
  readonly offer: (change?: object) => ReturnType<typeof offerHandover>;
  readonly accept: (handoverId: string, change?: object) => ReturnType<typeof acceptHandover>;
  readonly withdraw: (handoverId: string, change?: object) => ReturnType<typeof withdrawHandover>;
  /** The timer of the deadline fires. */
  readonly expire: (handoverId: string, now: number) => ReturnType<typeof expireHandover>;
  /** The teams that are accountable from now on: one, if all is well. */
  readonly accountable: () => Promise<string[]>;
  /** The kinds of what the feed tells since the episode began. */
  readonly changes: () => Promise<string[]>;
  /** The timers of the deadline. */
  readonly jobs: (handoverId: string) => Promise<{ run_at: Date }[]>;
}
export type OneHandover = OneEpisode & Handed;

/**
 * Gives each test of the file an episode of its own to hand over, so many in all, and verifies everybody's responsibility at `verifiedAt` after each. `offered`: what each
 * offer of the file is beside the ordinary.
 */
export function oneHandoverEach(
  episodes: number,
  { verifiedAt = NOW, offered = {} }: { verifiedAt?: number; offered?: object } = {},
): OneHandover {
  const on = oneEpisodeEach(episodes);
  afterEach(async () => {
    expect(await verifyResponsibility(on.database, { now: verifiedAt })).toMatchObject({ verified: true });
  });

  const handed: Handed = {
    offer: (change = {}) =>
      on.database.transaction((client) =>
        offerHandover(client, {
          handoverId: randomUUID(),
          episodeId: on.episodeId,
          toTeamId: on.scene.lung.teamId,
          isbar,
          deadlineAt: DEADLINE,
          practitionerId: on.scene.municipality.nurse,
          now: NOW,
          ...offered,
          ...change,
        }),
      ),
    accept: (handoverId, change = {}) =>
      on.database.transaction((client) =>
        acceptHandover(client, {
          handoverId,
          version: 1,
          practitionerId: on.scene.lung.nurse,
          now: NOW + HOUR,
          readBack,
          ...change,
        }),
      ),
    withdraw: (handoverId, change = {}) =>
      on.database.transaction((client) =>
        withdrawHandover(client, {
          handoverId,
          version: 1,
          practitionerId: on.scene.municipality.nurse,
          now: NOW + HOUR,
          ...change,
        }),
      ),
    expire: (handoverId, now) => on.database.transaction((client) => expireHandover(client, { handoverId, now })),
    accountable: async () => {
      const { rows } = await on.db.pool.query<{ team_id: string }>(
        'select team_id from responsibility where episode_id = $1 and upper_inf(period)',
        [on.episodeId],
      );
      return rows.map((row) => row.team_id);
    },
    changes: async () => {
      const { rows } = await on.db.pool.query<{ kind: string }>(
        `select kind from change where episode_id = $1 and kind not in ('episode-started') order by seq offset 1`,
        [on.episodeId],
      );
      return rows.map((row) => row.kind);
    },
    jobs: async (handoverId) => {
      const { rows } = await on.db.pool.query<{ run_at: Date }>(
        'select run_at from graphile_worker.jobs where key = $1',
        [`handover-expiry:${handoverId}`],
      );
      return rows;
    },
  };
  return Object.assign(on, handed);
}
