import { randomUUID } from 'node:crypto';
import {
  createTestDatabase,
  type FollowedPatient,
  registerPopulation,
  TEST_PROTOCOL,
  type TestDatabase,
} from '@samvakt/harness';
import { ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import { resolveAlert } from '../alert/act.ts';
import { type Database, openDatabase } from '../database.ts';
import { setLimits, startEpisode } from '../episode.ts';
import type { PatientReading } from '../intake/received.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from './apply.ts';
import { createTriageMemory } from './memory.ts';

const HOUR = 3_600_000;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
let db: TestDatabase;
let database: Database;
let teamId: string;
let practitionerId: string;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let used = 0;
const memory = createTriageMemory();

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  ({ teamId, practitionerId, patients } = await registerPopulation(database, { patients: 10, startedAt }));
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const saturation = (value: number, hours: number): PatientReading => ({
  patientId: patient.patientId,
  deviceId: patient.deviceId,
  metric: 'oxygen-saturation',
  effectiveAt: startedAt + hours * HOUR,
  value,
  receivedAt: startedAt + hours * HOUR,
  message: 0,
});

const apply = (readings: PatientReading[], hours: number, own = memory) =>
  database.transaction((client) => applyReadings(client, readings, { now: startedAt + hours * HOUR, memory: own }));

async function alerts(episodeId = patient.episodeId) {
  const { rows } = await db.pool.query(
    `select id, rule_id as "ruleId", severity, status, version, limits_version as "limitsVersion" from alert
     where episode_id = $1 order by opened_at, id`,
    [episodeId],
  );
  return rows;
}

test('an alert that a person closed opens anew only from what comes afterwards', async () => {
  await apply([saturation(80, 1)], 1);
  const [alert] = await alerts();
  const resolve = { alertId: alert.id, practitionerId, now: startedAt + 2 * HOUR, version: 1 };
  await database.transaction((client) => resolveAlert(client, { ...resolve, outcome: 'contacted-patient' }));
  await apply([saturation(96, 3)], 3);
  expect(await alerts()).toMatchObject([{ status: 'resolved' }]);
  await apply([saturation(80, 4)], 4);
  expect(await alerts()).toMatchObject([{ status: 'resolved' }, { status: 'open', severity: 'red' }]);
});

test('a reading is judged in each of the patient’s episodes, by its own protocol', async () => {
  const other = ProtocolSchema.parse({
    ...TEST_PROTOCOL,
    id: 'another',
    condition: 'heart-failure',
    rules: [strict()],
  });
  await registerProtocol(db.pool, { protocol: other, registeredAt: startedAt });
  const second = randomUUID();
  await database.transaction((client) =>
    startEpisode(client, {
      id: second,
      patientId: patient.patientId,
      protocolId: 'another',
      protocolVersion: 1,
      teamId,
      plan: {},
      practitionerId: null,
      now: startedAt,
    }),
  );
  await apply([saturation(93, 1)], 1);
  expect(await alerts()).toEqual([]);
  expect(await alerts(second)).toMatchObject([{ ruleId: 'low-saturation', severity: 'yellow' }]);
  const { rows } = await db.pool.query(
    `select episode_id from change where kind = 'measurements-received' and patient_id = $1`,
    [patient.patientId],
  );
  expect(rows.map((row) => row.episode_id).sort()).toEqual([patient.episodeId, second].sort());
});

test('a patient’s own limits judge from the moment they are in force, and are stamped on the alert', async () => {
  const numbered = ProtocolSchema.parse({ ...TEST_PROTOCOL, id: 'numbered', condition: 'diabetes', ...withNumber() });
  await registerProtocol(db.pool, { protocol: numbered, registeredAt: startedAt });
  const episodeId = randomUUID();
  await database.transaction((client) =>
    startEpisode(client, {
      id: episodeId,
      patientId: patient.patientId,
      protocolId: 'numbered',
      protocolVersion: 1,
      teamId,
      plan: {},
      practitionerId: null,
      now: startedAt,
    }),
  );
  await apply([saturation(91, 1)], 1);
  expect(await alerts(episodeId)).toEqual([]);
  await database.transaction((client) =>
    setLimits(client, {
      episodeId,
      values: { low: 92 },
      reason: 'her own normal',
      since: startedAt + 2 * HOUR,
      until: startedAt + 10 * HOUR,
      confirmedBy: null,
      practitionerId,
      now: startedAt + 2 * HOUR,
    }),
  );
  await apply([saturation(91, 3)], 3);
  expect(await alerts(episodeId)).toMatchObject([{ severity: 'yellow', limitsVersion: 1 }]);
  const resolve = { alertId: (await alerts(episodeId))[0].id, practitionerId, now: startedAt + 4 * HOUR, version: 1 };
  await database.transaction((client) => resolveAlert(client, { ...resolve, outcome: 'contacted-patient' }));
  // Expired limits are the protocol's own numbers again, also for who remembers what was compiled.
  await apply([saturation(91, 11)], 11);
  expect(await alerts(episodeId)).toMatchObject([{ status: 'resolved' }]);
  // What is judged after their end names nobody who set them.
  await apply([saturation(80, 12)], 12);
  const told = (await alerts(episodeId)).map(({ id }) => explainAlert(db.pool, id));
  expect((await Promise.all(told)).map((one) => one?.limits)).toMatchObject([
    { version: 1, reason: 'her own normal' },
    null,
  ]);
});

test('what one process remembers is not trusted when another has written since, or when its own work was rolled back', async () => {
  const [one, other] = [createTriageMemory(), createTriageMemory()];
  await apply([saturation(96, 1)], 1, one);
  await apply([saturation(80, 2)], 2, other);
  await apply([saturation(81, 3)], 3, one);
  expect(await alerts()).toMatchObject([{ severity: 'red', status: 'open' }]);
  await expect(
    database.transaction(async (client) => {
      await applyReadings(client, [saturation(97, 4)], { now: startedAt + 4 * HOUR, memory: one });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await apply([saturation(82, 5)], 5, one);
  const { rows } = await db.pool.query('select condition_cleared_at from alert where episode_id = $1', [
    patient.episodeId,
  ]);
  expect(rows).toEqual([{ condition_cleared_at: null }]);
  const state = await db.pool.query('select state from triage_state where episode_id = $1', [patient.episodeId]);
  const heard = JSON.stringify(JSON.parse(state.rows[0].state).tail);
  expect(heard).toContain('82');
  expect(heard).not.toContain('97');
});

test('an episode that has no triage state, and of which nothing has come, is judged from a new one', async () => {
  await db.pool.query('delete from triage_state where episode_id = $1', [patient.episodeId]);
  await apply([saturation(80, 1)], 1);
  expect(await alerts()).toMatchObject([{ severity: 'red' }]);
  const { rows } = await db.pool.query('select next_tick_at from triage_state where episode_id = $1', [
    patient.episodeId,
  ]);
  expect(rows).toEqual([{ next_tick_at: new Date(startedAt + 26 * HOUR) }]);
});

test('a reading from long before the follow-up began belongs to no follow-up', async () => {
  await apply([saturation(80, -48)], 1);
  expect(await alerts()).toEqual([]);
  await apply([saturation(80, -1)], 1);
  expect(await alerts()).toMatchObject([{ severity: 'red' }]);
});

test('a tick of an episode that does not exist does nothing', async () => {
  await database.transaction((client) => applyTick(client, { episodeId: randomUUID(), now: startedAt, memory }));
});

function strict() {
  return {
    ...TEST_PROTOCOL.rules[0],
    levels: { yellow: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 95 } } },
  };
}

function withNumber() {
  const text = { nb: 'grense', en: 'limit' };
  return {
    numbers: { low: { value: 90, min: 80, max: 95, unit: '%', text, source: 'assumption' } },
    rules: [
      {
        ...TEST_PROTOCOL.rules[0],
        levels: {
          yellow: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'low' } } },
        },
      },
    ],
  };
}
