import { randomUUID } from 'node:crypto';
import { PLAN_DAYS } from '@samvakt/contract';
import type { TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAlert, HOUR, isbar, openScene, readBack, type Scene, START } from '../../test/scene.ts';
import { claimAlert } from '../alert/act.ts';
import type { Database } from '../database.ts';
import { setLimits } from '../episode.ts';
import { beginEscalations } from '../escalation/begin.ts';
import { setPause } from '../pause/act.ts';
import { setMeasuringPlan } from '../plan/act.ts';
import { assignDevice, registerDevice } from '../registration/device.ts';
import { addRelation } from '../relation/act.ts';
import { addTask } from '../task/act.ts';
import { acceptHandover } from './act.ts';
import { offerHandover } from './offer.ts';

/* What an acceptance moves, found by comparing every table before and after: what is named below, and nothing else. */
const NOW = START + 4 * HOUR;
const DAY = 24 * HOUR;
let db: TestDatabase;
let database: Database;
let scene: Scene;
let episodeId: string;
let patientId: string;

beforeAll(async () => {
  ({ db, database, scene } = await openScene({ episodes: 2 }));
  episodeId = scene.episodeIds[0] ?? '';
  const { rows } = await db.pool.query('select patient_id as id from episode where id = $1', [episodeId]);
  patientId = rows[0].id;
});
afterAll(() => db.end());

/** A fingerprint of every table, the queue of timers among them. */
async function tables(): Promise<Map<string, string>> {
  const { rows: names } = await db.pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') and tablename not like 'measurement\\_2%' order by 1`,
  );
  const found = new Map<string, string>();
  for (const { name } of names) {
    const { rows } = await db.pool.query<{ print: string }>(
      `select md5(coalesce(string_agg(row_text, '|' order by row_text), '')) as print from (select t::text as row_text from ${name} as t) as rows`,
    );
    found.set(name.replace('public.', ''), rows[0]?.print ?? '');
  }
  return found;
}

it('moves accountability, claims, tasks and what waits for an answer, tells patient and both teams, and leaves all else as it was', async () => {
  const practitionerId = scene.municipality.nurse;
  const handoverId = randomUUID();
  const red = await addAlert(db.pool, { episodeId, severity: 'red', at: NOW });
  const yellow = await addAlert(db.pool, { episodeId, severity: 'yellow', at: NOW, ruleId: 'saturation-missing' });
  await database.transaction(async (client) => {
    await beginEscalations(client, { runs: [red, yellow].map((alertId) => ({ alertId, reason: 'opened' })), now: NOW });
    await claimAlert(client, { alertId: red, version: 1, practitionerId, now: NOW });
    const { rows } = await client.query('select organization_id as id from team limit 1');
    const device = { id: 'hub-of-the-test', organizationId: rows[0].id, kind: 'gateway', model: 'Hub' };
    await registerDevice(client, { ...device, secretHash: 'x', registeredAt: START });
    await assignDevice(client, { id: randomUUID(), deviceId: device.id, patientId, from: NOW, until: null, now: NOW });
    const entry = {
      metric: 'body-temperature',
      days: PLAN_DAYS,
      from: '06:00',
      by: '14:00',
      graceMinutes: 120,
    } as const;
    await setMeasuringPlan(client, {
      episodeId,
      plan: { timeZone: 'Europe/Oslo', entries: [{ ...entry, onHolidays: 'asked' }], holidays: [] },
      reason: 'x',
      basedOnVersion: 0,
      shown: { withoutReplay: 'x' },
      practitionerId,
      now: NOW,
    });
    await setLimits(client, {
      episodeId,
      values: { low: 88 },
      reason: 'x',
      since: NOW,
      until: NOW + 10 * DAY,
      confirmedBy: null,
      practitionerId,
      now: NOW,
    });
    const scope = { type: 'rules' as const, rules: ['saturation-missing'] };
    const pause = { pauseId: randomUUID(), episodeId, scope, includesRed: false, reason: 'holiday' as const, note: '' };
    await setPause(client, { ...pause, startsAt: null, endsAt: NOW + DAY, practitionerId, now: NOW });
    const part = { relationId: randomUUID(), episodeId, teamId: scene.heart.teamId, kind: 'informed' as const };
    await addRelation(client, { ...part, reason: 'x', practitionerId, now: NOW });
    const task = { taskId: randomUUID(), episodeId, kind: 'other' as const, text: 'x', dueAt: NOW + DAY };
    await addTask(client, { ...task, practitionerId, now: NOW });
    const offer = { handoverId, episodeId, toTeamId: scene.lung.teamId, isbar, deadlineAt: NOW + HOUR };
    await offerHandover(client, { ...offer, practitionerId, now: NOW + 1 });
  });
  const before = await tables();
  await database.transaction((client) =>
    acceptHandover(client, {
      handoverId,
      version: 1,
      practitionerId: scene.lung.nurse,
      now: NOW + 1000,
      readBack: { ...readBack, redAlertIds: [red] },
    }),
  );
  const after = await tables();
  const changed = [...after].filter(([name, print]) => before.get(name) !== print).map(([name]) => name);
  expect(changed.filter((name) => !name.startsWith('graphile_worker.'))).toEqual([
    'alert',
    'change',
    'escalation',
    'handover',
    'patient_message',
    'responsibility',
    'task',
  ]);
  // Named once more, for they are what the patient would notice.
  for (const name of ['device_assignment', 'limits', 'measuring_plan', 'pause', 'relation', 'episode']) {
    expect(after.get(name), name).toBe(before.get(name));
  }
  const { rows: told } = await db.pool.query(
    `select team_id as "teamId", data -> 'fromTeamId' as "from", data -> 'toTeamId' as "to" from change where kind = 'handover-accepted' and handover_id = $1`,
    [handoverId],
  );
  expect(told).toMatchObject([{ from: scene.municipality.teamId, to: scene.lung.teamId }]);
  const { rows: messages } = await db.pool.query('select id from patient_message where handover_id = $1', [handoverId]);
  expect(messages).toHaveLength(1);
});
