import { AlertExplanationSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { applyTick, createTriageMemory } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

const clock = createClock(BEGINNING + 2 * DAY);
let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());

describe('an alert, explained', () => {
  test('says what it rests on and that the same comes out again', async () => {
    const { world, database } = api;
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const now = BEGINNING + 27 * HOUR;
    await database.transaction((client) => applyTick(client, { episodeId, now, memory: createTriageMemory() }));
    const { rows } = await db.pool.query<{ id: string }>('select id from alert where episode_id = $1', [episodeId]);
    const kari = await api.signedIn(world.kari);
    const { status, body } = await kari.get(`/api/v1/alerts/${rows[0]?.id}/explanation`);
    expect(status).toBe(200);
    expect(AlertExplanationSchema.parse(body)).toMatchObject({
      sentence: { en: 'No SpO₂ since the follow-up began' },
      judgedAt: new Date(now).toISOString(),
      limits: null,
      given: { readings: 0, answers: 0, closes: 0, ticks: 1 },
      rerun: { identical: true, differences: [], found: null },
    });
  });

  test('says so where the readings that it names are not there', async () => {
    const { world } = api;
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const alertId = await world.raise(episodeId, { at: BEGINNING + HOUR });
    const kari = await api.signedIn(world.kari);
    const { body } = await kari.get(`/api/v1/alerts/${alertId}/explanation`);
    expect(body).toMatchObject({
      sentence: { nb: 'SpO₂ 84 %, grense 85 % etter Test KOLS, versjon 1' },
      judgedAt: null,
      rerun: { identical: false, found: null },
    });
  });

  test('is not there for who has nothing to do with the patient, and the look is logged', async () => {
    const { world } = api;
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const alertId = await world.raise(episodeId);
    const hans = await api.signedIn(world.hans);
    expect((await hans.get(`/api/v1/alerts/${alertId}/explanation`)).status).toBe(404);
    const { rows } = await db.pool.query(
      `select allowed from access_log where action = 'explain alert' and practitioner_id = $1`,
      [world.hans.id],
    );
    expect(rows).toEqual([{ allowed: false }]);
  });
});
