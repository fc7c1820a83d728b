import { randomUUID } from 'node:crypto';
import type { Cover } from '@samvakt/contract';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, setScene } from '../../test/scene.ts';
import { openDatabase } from '../database.ts';
import { declareCover } from '../declaration/act.ts';
import { setLead } from '../duty/act.ts';
import { readCoverNow } from './cover.ts';

let db: TestDatabase;
let scene: Scene;
const FRIDAY_EVENING = Date.parse('2026-03-06T18:00:00Z');
const MONDAY_MORNING = Date.parse('2026-03-09T07:00:00Z');

beforeAll(async () => {
  db = await createTestDatabase();
  const connection = { connectionString: db.connectionString, applicationName: 'cover test', onError: () => {} };
  const database = openDatabase(connection);
  scene = await database.transaction((client) => setScene(client, { episodes: 1 }));
  await database.stop();
  const office = {
    kind: 'weekly',
    timeZone: 'Europe/Oslo',
    week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
    holidays: 'closed',
    exceptions: [],
  };
  await db.pool.query('update declaration set opening_hours = $1 where team_id = any ($2)', [
    JSON.stringify(office),
    [scene.municipality.teamId, scene.heart.teamId],
  ]);
  const { teamId, nurse } = scene.municipality;
  await setLead(db.pool, { teamId, practitionerId: nurse, setBy: null, now: FRIDAY_EVENING });
});
afterAll(() => db.end());

const versionOf = async (teamId: string) =>
  (await db.pool.query('select max(version) as version from declaration where team_id = $1', [teamId])).rows[0].version;
const declare = async (cover: Cover, change: object = {}) =>
  declareCover(db.pool, {
    teamId: scene.municipality.teamId,
    version: await versionOf(scene.municipality.teamId),
    cover,
    reason: 'Avtalt',
    practitionerId: scene.municipality.nurse,
    now: FRIDAY_EVENING,
    ...change,
  });
const now = (teamId: string) => readCoverNow(db.pool, { teamId, now: FRIDAY_EVENING });

describe('who acts on red', () => {
  it('is nobody until it is declared, and a team that is always there itself', async () => {
    expect(await now(scene.municipality.teamId)).toEqual({
      by: 'nobody',
      until: MONDAY_MORNING,
      backAt: MONDAY_MORNING,
    });
    expect(await now(scene.lung.teamId)).toEqual({ by: 'own-team', until: null });
    expect(await now(randomUUID())).toBeNull();
  });

  it('is the team that covers, until one’s own is back', async () => {
    await declare({ kind: 'team', teamId: scene.lung.teamId });
    expect(await now(scene.municipality.teamId)).toEqual({
      by: 'covering-team',
      teamId: scene.lung.teamId,
      until: MONDAY_MORNING,
      backAt: MONDAY_MORNING,
    });
  });

  it('is whom the patient was told to call', async () => {
    const numbers = [{ number: '113', when: { nb: 'Ved fare for liv', en: 'When life is in danger' } }];
    await declare({ kind: 'patient-calls', numbers }, { practitionerId: null });
    expect(await now(scene.municipality.teamId)).toMatchObject({ by: 'patient-calls', numbers });
  });

  it.each<[string, () => Cover, () => object, string]>([
    [
      'with a hole, and the hour is named',
      () => ({ kind: 'team', teamId: scene.heart.teamId }),
      () => ({}),
      'hour-not-covered',
    ],
    ['by the team itself', () => ({ kind: 'team', teamId: scene.municipality.teamId }), () => ({}), 'to-the-same-team'],
    ['by no team', () => ({ kind: 'team', teamId: randomUUID() }), () => ({}), 'no-such-team'],
    [
      'by somebody of another team',
      () => ({ kind: 'team', teamId: scene.lung.teamId }),
      () => ({ practitionerId: scene.heart.nurse }),
      'not-your-team',
    ],
    [
      'by somebody of the team who does not lead it',
      () => ({ kind: 'team', teamId: scene.lung.teamId }),
      () => ({ practitionerId: scene.municipality.colleague }),
      'not-the-lead',
    ],
  ])('is not declared %s', async (_name, cover, change, refusal) => {
    await expect(declare(cover(), change())).rejects.toMatchObject({ name: 'ActRefused', refusal });
  });
});
