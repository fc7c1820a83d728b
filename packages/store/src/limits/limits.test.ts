import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { HOUR, type Scene, START, setScene } from '../../test/scene.ts';
import { type Database, openDatabase } from '../database.ts';
import { insertAllMeasurements } from '../intake/measurement.ts';
import { explainAlert } from '../replay/explain.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { readUntoldLimitsEnds, tellLimitsEnd } from './end.ts';
import { actOnLimitsProposal, expireLimitsProposal, readOverdueLimitsProposals } from './proposal.ts';
import { wantLimits } from './want.ts';

/* The scene's protocol allows `low` between 85 and 93; 90 is its own. */

const DAY = 24 * HOUR;
const NOW = START + DAY;
let db: TestDatabase;
let database: Database;
let scene: Scene;
let used = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'limits', onError: () => {} });
  scene = await database.transaction((client) => setScene(client, { episodes: 15 }));
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const anEpisode = () => scene.episodeIds[used++] ?? '';
const want = (episodeId: string, values: Record<string, number>, change: object = {}) =>
  database.transaction((client) =>
    wantLimits(client, {
      episodeId,
      values,
      reason: 'Own normal is lower',
      until: NOW + 30 * DAY,
      basedOnVersion: 0,
      shown: { withoutReplay: 'A test' },
      practitionerId: scene.municipality.nurse,
      now: NOW,
      ...change,
    }),
  );
const decide = (proposalId: string, type: 'confirm' | 'withdraw', practitionerId: string, now = NOW + HOUR) => {
  const command = type === 'confirm' ? { type, shown: { withoutReplay: 'A test' } } : { type };
  return database.transaction((client) => actOnLimitsProposal(client, { proposalId, practitionerId, now }, command));
};
async function proposed(episodeId: string): Promise<string> {
  const answer = await want(episodeId, { low: 80 });
  if (answer.outcome !== 'proposed') throw new Error('not proposed');
  return answer.proposalId;
}
async function told(episodeId: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ kind: string }>(
    `select kind from change where episode_id = $1 and kind like 'limits%' order by seq`,
    [episodeId],
  );
  return rows.map(({ kind }) => kind);
}
async function newest(episodeId: string) {
  const { rows } = await db.pool.query(
    `select version, body -> 'values' as values, body ->> 'confirmedBy' as "confirmedBy" from limits
     where episode_id = $1 order by version desc limit 1`,
    [episodeId],
  );
  return rows[0];
}

describe('limits inside the range', () => {
  test('hold at once', async () => {
    const episodeId = anEpisode();
    expect(await want(episodeId, { low: 86 })).toEqual({ outcome: 'set', version: 1 });
    expect(await newest(episodeId)).toEqual({ version: 1, values: { low: 86 }, confirmedBy: null });
  });

  test('are refused on an older picture, without an end ahead, with an unknown name, and from another team', async () => {
    const episodeId = anEpisode();
    await expect(want(episodeId, { low: 86 }, { basedOnVersion: 1 })).rejects.toMatchObject({
      refusal: 'version-moved-on',
    });
    await expect(want(episodeId, { low: 86 }, { until: NOW })).rejects.toMatchObject({
      refusal: 'limits-end-not-ahead',
    });
    await expect(want(episodeId, { high: 86 })).rejects.toMatchObject({ refusal: 'limits-invalid' });
    await expect(want(episodeId, { low: 86 }, { practitionerId: scene.lung.nurse })).rejects.toMatchObject({
      refusal: 'not-the-accountable-team',
    });
    expect(await newest(episodeId)).toBeUndefined();
  });
});

describe('limits beyond the range', () => {
  test('do not hold before a second person has confirmed them', async () => {
    const episodeId = anEpisode();
    const proposalId = await proposed(episodeId);
    expect(await newest(episodeId)).toBeUndefined();
    await expect(decide(proposalId, 'confirm', scene.municipality.nurse)).rejects.toMatchObject({
      refusal: 'second-person-needed',
    });
    expect(await decide(proposalId, 'confirm', scene.municipality.colleague)).toEqual({
      status: 'confirmed',
      version: 1,
    });
    expect(await newest(episodeId)).toEqual({
      version: 1,
      values: { low: 80 },
      confirmedBy: scene.municipality.colleague,
    });
    expect(await told(episodeId)).toEqual(['limits-proposed', 'limits-set']);
  });

  test('are explained with both who stand behind them, beside an alert that they have judged', async () => {
    const episodeId = anEpisode();
    const proposalId = await proposed(episodeId);
    await decide(proposalId, 'confirm', scene.municipality.colleague);
    const at = NOW + 2 * HOUR;
    const { rows: patients } = await db.pool.query('select patient_id as id from episode where id = $1', [episodeId]);
    const reading = {
      ...{ patientId: patients[0].id, deviceId: 'hub', metric: 'oxygen-saturation' as const, value: 79, message: 0 },
      ...{ effectiveAt: at, receivedAt: at },
    };
    await database.transaction(async (client) => {
      await applyReadings(client, [reading], { now: at, memory: createTriageMemory() });
      await insertAllMeasurements(client, [reading]);
    });
    const { rows } = await db.pool.query(`select id from alert where episode_id = $1 and kind = 'clinical'`, [
      episodeId,
    ]);
    const explained = await explainAlert(db.pool, rows[0].id);
    expect(explained).toMatchObject({
      limits: { version: 1, setBy: 'Kari Berg', confirmedBy: 'Per Lie', setAt: NOW + HOUR },
      rerun: { identical: true },
    });
  });

  test('of which one waits cannot be proposed twice, and two who confirm at once confirm once', async () => {
    const episodeId = anEpisode();
    const proposalId = await proposed(episodeId);
    await expect(want(episodeId, { low: 79 })).rejects.toMatchObject({ refusal: 'proposal-pending' });
    const both = await Promise.allSettled([
      decide(proposalId, 'confirm', scene.municipality.colleague),
      decide(proposalId, 'confirm', scene.municipality.colleague),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('are taken back by their author', async () => {
    const episodeId = anEpisode();
    expect(await decide(await proposed(episodeId), 'withdraw', scene.municipality.nurse)).toEqual({
      status: 'withdrawn',
      version: null,
    });
    expect(await newest(episodeId)).toBeUndefined();
  });

  test('expire when nobody confirms them, also when the queue has lost the timer', async () => {
    const episodeId = anEpisode();
    const proposalId = await proposed(episodeId);
    const expire = (now: number) => database.transaction((client) => expireLimitsProposal(client, { proposalId, now }));
    expect(await expire(NOW + DAY)).toBe('early');
    expect(await readOverdueLimitsProposals(db.pool, NOW + 4 * DAY)).toContain(proposalId);
    expect(await expire(NOW + 4 * DAY)).toBe('expired');
    expect(await expire(NOW + 4 * DAY)).toBe('stale');
    expect(await told(episodeId)).toEqual(['limits-proposed', 'limits-proposal-expired']);
  });
});

describe('while the timers stand still', () => {
  test('a proposal whose deadline has passed is in nobody’s way, and is told to have expired before what follows it', async () => {
    const episodeId = anEpisode();
    const proposalId = await proposed(episodeId);
    const now = NOW + 3 * DAY;
    await expect(want(episodeId, { low: 79 }, { now: now - 1 })).rejects.toMatchObject({ refusal: 'proposal-pending' });
    expect(await want(episodeId, { low: 86 }, { now })).toEqual({ outcome: 'set', version: 1 });
    expect(await told(episodeId)).toEqual(['limits-proposed', 'limits-proposal-expired', 'limits-set']);
    await expect(decide(proposalId, 'confirm', scene.municipality.colleague, now)).rejects.toMatchObject({
      refusal: 'proposal-already-decided',
    });
  });

  test('limits that have ended are told to have ended before they are renewed', async () => {
    const episodeId = anEpisode();
    await want(episodeId, { low: 86 });
    const now = NOW + 30 * DAY;
    await want(episodeId, { low: 87 }, { basedOnVersion: 1, now, until: NOW + 60 * DAY });
    expect(await told(episodeId)).toEqual(['limits-set', 'limits-ended', 'limits-set']);
  });
});

describe('limits that end', () => {
  test('that change nothing end without a word: the protocol’s own numbers held all the time', async () => {
    const episodeId = anEpisode();
    await want(episodeId, { low: 86 });
    await want(episodeId, {}, { basedOnVersion: 1 });
    const tell = (now: number) =>
      database.transaction((client) => tellLimitsEnd(client, { episodeId, version: 2, now }));
    expect(await readUntoldLimitsEnds(db.pool, NOW + 31 * DAY)).not.toContainEqual({ episodeId, version: 2 });
    expect(await tell(NOW + 30 * DAY)).toBe('stale');
    expect(await told(episodeId)).toEqual(['limits-set', 'limits-set']);
  });

  test('are told once, and only while they are the newest', async () => {
    const episodeId = anEpisode();
    await want(episodeId, { low: 86 });
    const tell = (version: number, now: number) =>
      database.transaction((client) => tellLimitsEnd(client, { episodeId, version, now }));
    expect(await tell(1, NOW + DAY)).toBe('early');
    expect(await readUntoldLimitsEnds(db.pool, NOW + 31 * DAY)).toContainEqual({ episodeId, version: 1 });
    expect(await tell(1, NOW + 30 * DAY)).toBe('told');
    expect(await tell(1, NOW + 30 * DAY)).toBe('stale');
    expect(await readUntoldLimitsEnds(db.pool, NOW + 31 * DAY)).not.toContainEqual({ episodeId, version: 1 });
    await want(episodeId, {}, { basedOnVersion: 1, now: NOW + 31 * DAY, until: NOW + 60 * DAY });
    expect(await tell(1, NOW + 90 * DAY)).toBe('stale');
    expect(await told(episodeId)).toEqual(['limits-set', 'limits-ended', 'limits-set']);
  });
});
