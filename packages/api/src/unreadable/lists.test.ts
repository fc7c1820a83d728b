import { randomUUID } from 'node:crypto';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerForm } from '../testing/answeredForm.ts';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

/*
 * Something of one patient is in the database that this version cannot read: left by another version, by hand, by a broken disk. Every list that it stands in says so in its own
 * row, and the others stand as they were. Of the worklist: ../worklist/unreadable.test.ts.
 */

const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let api: TestApi;
let client: Client;
type Patient = { episodeId: string; patientId: string; alertId: string; handoverId: string; taskId: string };
let broken: Patient;
let sound: Patient;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  client = await api.signedIn(api.world.kari);
  broken = await follow('broken');
  sound = await follow('sound');
  // On the patient's own page too there are others beside what is poisoned.
  await answerForm(api.database, { deviceId: 'broken', at: BEGINNING + HOUR / 2 });
  await api.world.raise(broken.episodeId, { severity: 'yellow', ruleId: 'no-saturation' });
});
afterAll(() => api.stop());

/** What a poison changed, as it was before. */
let healing: string[] = [];
afterEach(async () => {
  for (const sql of healing.reverse()) await asAdministrator(sql);
  healing = [];
});

async function follow(deviceId: string): Promise<Patient> {
  const { world } = api;
  const teamId = world.homeTeam;
  const { episodeId, patientId } = await world.follow([{ teamId, from: BEGINNING }]);
  const alertId = await world.raise(episodeId);
  const [organization] = await rows('select organization_id as id from team where id = $1', teamId);
  await world.lend(deviceId, organization.id, { patientId, from: BEGINNING, until: null });
  const handoverId = await world.offer(episodeId, {
    fromTeam: teamId,
    toTeam: world.lungTeam,
    by: world.kari,
    at: BEGINNING,
  });
  const dueAt = new Date(clock.now() + DAY).toISOString();
  const task = await client.post(`/api/v1/episodes/${episodeId}/tasks`, { kind: 'call-back', text: 'Ring', dueAt });
  await rows(
    `insert into notification (id, kind, alert_id, team_id, accountable_team_id, severity, at, run, round, step, target)
     values ($1, 'escalation', $2, $3, $3, 'red', $4, 1, 0, 0, 'team')`,
    randomUUID(),
    alertId,
    teamId,
    new Date(BEGINNING),
  );
  await rows(
    `insert into quarantine (id, device_id, topic, payload, reasons, received_at)
     values ($1, $2, 'a topic', '', '[{"path": "p", "code": "unit-unknown", "text": "No such unit."}]', $3)`,
    randomUUID(),
    deviceId,
    new Date(BEGINNING + 1),
  );
  return { episodeId, patientId, alertId, handoverId, taskId: task.body.id };
}

const rows = async (text: string, ...values: unknown[]) => (await db.pool.query(text, values)).rows;

/** Past every trigger and check of a foreign key. */
async function asAdministrator(sql: string): Promise<void> {
  const own = await db.pool.connect();
  try {
    await own.query('begin');
    await own.query('set local session_replication_role = replica');
    await own.query(sql);
    await own.query('commit');
  } catch (error) {
    await own.query('rollback');
    throw error;
  } finally {
    own.release();
  }
}

/** Sets a column of the one row, and back after the test. */
async function poison(table: string, column: string, value: string, where: string): Promise<void> {
  const [row] = await rows(`select ${column}::text as was from ${table} where ${where}`);
  const type = column === 'kind' ? 'text' : 'jsonb';
  healing.push(`update ${table} set ${column} = $was$${row.was}$was$::${type} where ${where}`);
  await asAdministrator(`update ${table} set ${column} = $bad$${value}$bad$::${type} where ${where}`);
}

type Item = Record<string, unknown>;
interface Listed {
  readonly bad: Item | undefined;
  readonly others: readonly Item[];
}
/** A list as it is answered; `by` tells the row that is poisoned. */
async function list(path: string, key: string, by: (item: Item) => boolean): Promise<Listed> {
  const { status, body } = await client.get(`/api/v1${path}`);
  expect(status, JSON.stringify(body)).toBe(200);
  const items: Item[] = body[key];
  return { bad: items.find(by), others: items.filter((item) => !by(item)) };
}

const cannot = { nb: expect.stringContaining('kan ikke leses'), en: expect.stringContaining('cannot be read') };
const aboutEpisode = ({ about }: Item) => (about as Item).episodeId === broken.episodeId;

/** The form of which the judgement cannot be read. */
const FORM = randomUUID();

type Case = [what: string, poison: () => Promise<void>, ask: () => Promise<Listed>, said: object];
const CASES: Case[] = [
  [
    'the words of a task',
    () => poison('task', 'text', '{}', `id = '${broken.taskId}'`),
    () => list('/tasks', 'tasks', ({ id }) => id === broken.taskId),
    { kind: 'call-back', text: cannot, may: { claim: true, close: true } },
  ],
  [
    'the letter of a handover',
    () => poison('handover', 'isbar', '{}', `id = '${broken.handoverId}'`),
    () => list('/handovers', 'outbox', ({ id }) => id === broken.handoverId),
    { status: 'offered', unreadable: ['isbar'], isbar: { illnessSeverity: 'unstable' } },
  ],
  [
    'what goes with a handover',
    () => poison('handover', 'digest', '{"alerts": 7}', `id = '${broken.handoverId}'`),
    () => list('/handovers', 'outbox', ({ id }) => id === broken.handoverId),
    { status: 'offered', unreadable: ['digest'], isbar: { situation: expect.any(String) } },
  ],
  [
    'why something lies in quarantine',
    () => poison('quarantine', 'reasons', '{}', `device_id = 'broken'`),
    () => list('/quarantine', 'messages', ({ deviceId }) => deviceId === 'broken'),
    { topic: 'a topic', reasons: [{ code: 'unreadable' }] },
  ],
  [
    'the protocol of an alert that one was told of',
    async () => {
      await asAdministrator(`insert into protocol (id, version, condition, body, registered_at)
        select 'broken', 1, condition, '{}', registered_at from protocol limit 1`);
      healing.push(`delete from protocol where id = 'broken'`);
      const [was] = await rows('select protocol_id as id from alert where id = $1', broken.alertId);
      healing.push(`update alert set protocol_id = '${was.id}' where id = '${broken.alertId}'`);
      await asAdministrator(`update alert set protocol_id = 'broken' where id = '${broken.alertId}'`);
    },
    () => list('/notifications', 'notifications', aboutEpisode),
    { standing: true, severity: 'red', about: { meaning: cannot } },
  ],
  [
    'a line of the timeline',
    () => poison('change', 'data', '[]', `episode_id = '${broken.episodeId}' and kind = 'task-added'`),
    () => list(`/episodes/${broken.episodeId}/timeline`, 'entries', ({ kind }) => kind === 'task-added'),
    { data: {} },
  ],
  [
    'what kind of thing happened',
    () => poison('change', 'kind', 'of-later', `episode_id = '${broken.episodeId}' and kind = 'task-added'`),
    () =>
      list(
        `/episodes/${broken.episodeId}/timeline`,
        'entries',
        ({ kind }) => kind === 'unreadable' || kind === 'task-added',
      ),
    { occurredAt: new Date(clock.now()).toISOString() },
  ],
  [
    'what was judged of a form',
    async () => {
      await asAdministrator(`
        insert into questionnaire_response (id, patient_id, device_id, questionnaire_url, questionnaire_version, authored_at,
          received_at, body, answers_sha256, result)
        select '${FORM}', '${broken.patientId}', 'broken', 'https://samvakt.example/of-later', '1', at, at, '{}', '\\x00', '{}'
        from (select lower(period) as at from episode where id = '${broken.episodeId}') as began;
        insert into questionnaire_response_judged (episode_id, response_id) values ('${broken.episodeId}', '${FORM}')`);
      healing.push(`delete from questionnaire_response_judged where response_id = '${FORM}'`);
      healing.push(`delete from questionnaire_response where id = '${FORM}'`);
    },
    () => list(`/episodes/${broken.episodeId}/questionnaire-responses`, 'responses', ({ id }) => id === FORM),
    { title: cannot, colour: 'red', questions: [] },
  ],
  [
    'the evidence of an alert, on the patient’s page',
    () => poison('alert', 'evidence', '{}', `id = '${broken.alertId}'`),
    () => list(`/episodes/${broken.episodeId}`, 'openAlerts', ({ id }) => id === broken.alertId),
    { severity: 'red', status: 'open', summary: { nb: 'Rødt varsel som ikke kan vises' }, evidence: { items: [] } },
  ],
];

test.each(CASES)('%s: its own row says so, and the others stand as they were', async (_, spoil, ask, said) => {
  const before = await ask();
  expect(before.others).not.toEqual([]);
  const loggedBefore = api.logged.length;
  await spoil();
  const { bad, others } = await ask();
  expect(bad).toMatchObject(said);
  expect(others).toEqual(before.others);
  expect(api.logged.slice(loggedBefore).some((line) => /cannot be read/.test(line))).toBe(true);
});

test('what a team has declared of its hours: its patients are shown all the same', async () => {
  const url = `/api/v1/episodes/${broken.episodeId}`;
  expect((await client.get(url)).body.watchUnreadable).toBeUndefined();
  await poison('declaration', 'opening_hours', '{}', `team_id = '${api.world.homeTeam}'`);
  expect(await client.get(url)).toMatchObject({
    status: 200,
    body: { id: broken.episodeId, watchUnreadable: true, cover: null, uncovered: null },
  });
});

test('a letter that cannot be read is told of on its own page, and can be withdrawn', async () => {
  const other = await follow('withdrawn');
  await poison('handover', 'isbar', '{}', `id = '${other.handoverId}'`);
  const url = `/api/v1/handovers/${other.handoverId}`;
  expect(await client.get(url)).toMatchObject({ status: 200, body: { handover: { unreadable: ['isbar'] } } });
  expect((await client.get(`/api/v1/episodes/${other.episodeId}`)).body.openHandover).toMatchObject({
    unreadable: ['isbar'],
  });
  expect(await client.post(`${url}/withdraw`, { version: 1 })).toMatchObject({
    status: 200,
    body: { status: 'withdrawn' },
  });
});

test('an alert that cannot be shown can be closed', async () => {
  const other = await follow('closed');
  await poison('alert', 'evidence', '{}', `id = '${other.alertId}'`);
  const closed = await client.post(`/api/v1/alerts/${other.alertId}/resolve`, {
    version: 1,
    outcome: 'contacted-patient',
  });
  expect(closed).toMatchObject({ status: 200, body: { status: 'resolved' } });
});

test('of one whose follow-up cannot be read nobody says that all is well, and the others are answered', async () => {
  await poison('triage_state', 'last_seen', '{"oxygen-saturation": null}', `episode_id = '${broken.episodeId}'`);
  const episodes = [broken, sound].map(({ episodeId }) => ({ episodeId, newestMeasurementAt: null }));
  const seenAt = new Date(clock.now()).toISOString();
  const { status, body } = await client.post('/api/v1/reviews', { actId: randomUUID(), seenAt, episodes });
  expect([status, body.results]).toEqual([
    200,
    [
      {
        episodeId: broken.episodeId,
        result: 'refused',
        refusal: expect.objectContaining({ reason: 'patient-unreadable' }),
      },
      { episodeId: sound.episodeId, result: 'refused', refusal: expect.objectContaining({ reason: 'not-green' }) },
    ],
  ]);
});
