import {
  type FollowedPatient,
  openTestDatabase,
  registerPopulation,
  TEST_PROTOCOL,
  type TestDatabase,
} from '@samvakt/harness';
import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyReadings } from '../../test/applyReadings.ts';
import type { Database } from '../database.ts';
import type { PatientReading } from '../intake/received.ts';
import { readTasksOfEpisode } from '../reading/task.ts';
import { applyTick } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import { cancelTask, claimTask, finishTask } from './act.ts';

const HOUR = 3_600_000;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const asks = { text: { nb: 'Gjør det', en: 'Do it' }, within: 4 * HOUR };
/** Of the tests', with something to be done: at red low saturation, and whenever a saturation is missing. */
const protocol: Protocol = ProtocolSchema.parse({
  ...TEST_PROTOCOL,
  id: 'with-tasks',
  rules: TEST_PROTOCOL.rules.map((rule) => {
    if (rule.id === 'low-saturation') return { ...rule, task: { ...asks, kind: 'call-back', from: 'red' } };
    return rule.id === 'no-saturation' ? { ...rule, task: { ...asks, kind: 'check-device' } } : rule;
  }),
});

let db: TestDatabase;
let database: Database;
let teamId: string;
let nurse: string;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let used = 0;
const memory = createTriageMemory();

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  const population = await registerPopulation(database, { patients: 10, startedAt, protocol });
  ({ teamId, patients } = population);
  nurse = population.practitionerId;
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
});
afterAll(() => db.end());

const reading = (value: number, hours: number): PatientReading => ({
  patientId: patient.patientId,
  deviceId: patient.deviceId,
  metric: 'oxygen-saturation',
  effectiveAt: startedAt + hours * HOUR,
  value,
  receivedAt: startedAt + hours * HOUR,
  message: 0,
});
const measured = (value: number, hours: number) =>
  database.transaction((client) =>
    applyReadings(client, [reading(value, hours)], { now: startedAt + hours * HOUR, memory }),
  );
const tick = (hours: number) =>
  database.transaction((client) =>
    applyTick(client, { episodeId: patient.episodeId, now: startedAt + hours * HOUR, memory }),
  );
const tasks = async (hours: number) =>
  readTasksOfEpisode(db.pool, {
    episodeId: patient.episodeId,
    closedSince: startedAt,
    teamIds: [teamId],
    now: startedAt + hours * HOUR,
  });
const act = (task: { id: string; version: number } | undefined, hours: number) => ({
  taskId: task?.id ?? '',
  version: task?.version ?? 0,
  practitionerId: nurse,
  now: startedAt + hours * HOUR,
});

describe('a rule that asks for something to be done', () => {
  it('makes one task of its alert, of the accountable team, with its due time, in the words of the protocol', async () => {
    await tick(25);
    const found = await tasks(25);
    expect(found).toMatchObject([
      {
        kind: 'check-device',
        text: asks.text,
        origin: 'rule',
        ownerTeam: { id: teamId },
        person: null,
        createdBy: null,
        dueAt: new Date(startedAt + 29 * HOUR).toISOString(),
        status: 'open',
      },
    ]);
    expect(found[0]?.alertId).not.toBeNull();
    await tick(26);
    await tick(27);
    expect(await tasks(27)).toHaveLength(1);
    const { rows } = await db.pool.query(
      `select kind, practitioner_id, data ->> 'origin' as origin from change where episode_id = $1 and kind like 'task-%'`,
      [patient.episodeId],
    );
    expect(rows).toEqual([{ kind: 'task-added', practitioner_id: null, origin: 'rule' }]);
  });

  it('asks only from the severity that it names on: at a rise to red, not at yellow', async () => {
    await measured(88, 1);
    expect(await tasks(1)).toEqual([]);
    await measured(80, 2);
    expect(await tasks(2)).toMatchObject([{ kind: 'call-back', status: 'open' }]);
    await measured(79, 3);
    expect(await tasks(3)).toHaveLength(1);
  });

  it('does not ask again for what a person has closed, while its alert stands', async () => {
    await measured(80, 1);
    const [task] = await tasks(1);
    await database.transaction((client) => cancelTask(client, { ...act(task, 2), note: 'already called' }));
    await measured(78, 3);
    expect((await tasks(3)).map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('takes it back when the rule itself closes the alert, and asks anew for the next one', async () => {
    await tick(25);
    await measured(96, 26);
    expect(await tasks(26)).toMatchObject([{ status: 'cancelled', closedBy: null, outcomeNote: null }]);
    const { rows } = await db.pool.query(
      `select count(*)::int as count from graphile_worker.jobs join task on key = 'task-due:' || task.id where episode_id = $1`,
      [patient.episodeId],
    );
    expect(rows).toEqual([{ count: 0 }]);
    await tick(26 + 25);
    expect((await tasks(51)).map(({ status }) => status)).toEqual(['open', 'cancelled']);
  });

  it('leaves it to the person who is on it', async () => {
    await tick(25);
    const [task] = await tasks(25);
    await database.transaction((client) => claimTask(client, act(task, 25)));
    await measured(96, 26);
    const [held] = await tasks(26);
    expect(held).toMatchObject({ status: 'open', version: 2 });
    await database.transaction((client) => finishTask(client, { ...act(held, 27), note: 'it works again' }));
    expect(await tasks(27)).toMatchObject([{ status: 'done', outcomeNote: 'it works again' }]);
  });
});
