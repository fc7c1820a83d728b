import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PauseScope } from '@samvakt/contract';
import type { TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, openScene, type Scene, START } from '../../test/scene.ts';
import type { Database } from '../database.ts';
import { endEpisode } from '../episode.ts';
import { setPause } from '../pause/act.ts';
import { applyTick, readOverdueTicks } from './apply.ts';
import { createTriageMemory } from './memory.ts';

/*
 * An installation comes from before a pause of some metrics stopped putting off what is about more than those: its timers are set for when the pause and what was expected after it are over.
 * The scene misses a saturation after 30 hours.
 */

const MIGRATION = new URL('../../migrations/040.do.metrics-pause-due.sql', import.meta.url);
const NOW = START + 40 * HOUR;
/** As it was reckoned: a day and six hours after the pause. */
const TOO_LATE = START + 130 * HOUR;

let db: TestDatabase;
let database: Database;
let scene: Scene;

beforeAll(async () => {
  ({ db, database, scene } = await openScene({ episodes: 4 }));
});
afterAll(() => db.end());

const pause = (episodeId: string | undefined, scope: PauseScope) =>
  database.transaction((client) =>
    setPause(client, {
      pauseId: randomUUID(),
      episodeId: episodeId ?? '',
      scope,
      includesRed: false,
      reason: 'new-device',
      note: '',
      startsAt: null,
      endsAt: START + 100 * HOUR,
      practitionerId: scene.municipality.nurse,
      now: START + HOUR,
    }),
  );

test('timers of running follow-ups with a pause of metrics are due at once, and what is missing meanwhile is found', async () => {
  const [metrics, whole, none, ended] = scene.episodeIds;
  for (const one of [metrics, ended]) await pause(one, { type: 'metrics', metrics: ['heart-rate'] });
  await pause(whole, { type: 'episode' });
  const rows = async (text: string, ...values: unknown[]) => (await db.pool.query(text, values)).rows;
  await rows('update triage_state set next_tick_at = $1', new Date(TOO_LATE));
  await database.transaction((client) =>
    endEpisode(client, {
      episodeId: ended ?? '',
      practitionerId: scene.municipality.nurse,
      now: START + 2 * HOUR,
    }),
  );
  expect(await readOverdueTicks(db.pool, NOW)).toEqual([]);

  await rows(await readFile(MIGRATION, 'utf8'));
  const due = async (episodeId: string | undefined) =>
    (await rows('select next_tick_at as at from triage_state where episode_id = $1', episodeId))[0]?.at;
  expect(await due(whole)).toEqual(new Date(TOO_LATE));
  expect(await due(none)).toEqual(new Date(TOO_LATE));
  expect(await due(ended)).toBeNull();
  expect(await readOverdueTicks(db.pool, NOW)).toEqual([metrics]);

  await database.transaction((client) =>
    applyTick(client, { episodeId: metrics ?? '', now: NOW, memory: createTriageMemory() }),
  );
  expect(await rows('select rule_id as "ruleId" from alert where episode_id = $1', metrics)).toEqual([
    { ruleId: 'saturation-missing' },
  ]);
  expect(await readOverdueTicks(db.pool, NOW)).toEqual([]);
});
