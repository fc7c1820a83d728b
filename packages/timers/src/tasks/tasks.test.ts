import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HOUR, oneHomeEach, STARTED_AT } from '../../test/oneHomeEach.ts';
import { handoverExpiry } from './handover.ts';
import { measurementPartitions } from './partitions.ts';
import { overdueSweep } from './sweep.ts';
import { taskDue } from './task.ts';
import { triageTick } from './triage.ts';

const on = oneHomeEach(5);
const { at, measure } = on;

describe('the due time of a task', () => {
  const due = STARTED_AT + 5 * HOUR;
  const told = async () => {
    const { rows } = await on.db.pool.query(
      `select occurred_at, data ->> 'taskId' as "taskId" from change where kind = 'task-overdue' and episode_id = $1`,
      [on.patient.episodeId],
    );
    return rows;
  };
  async function added(): Promise<string> {
    const id = randomUUID();
    await on.db.pool.query(
      `insert into task (id, episode_id, kind, text, owner_team_id, due_at, origin, created_at)
       select $1, $2, 'review', '{"nb":"Se","en":"See"}', team_id, $3, 'person', $4 from responsibility where episode_id = $2`,
      [id, on.patient.episodeId, new Date(due), new Date(STARTED_AT)],
    );
    return id;
  }

  test('is told once, by the timer or by the sweep', async () => {
    const taskId = await added();
    await taskDue({ taskId }, at(due - 1));
    expect(await told()).toEqual([]);
    await taskDue({ taskId }, at(due));
    await taskDue({ taskId }, at(due + 1));
    expect(await told()).toEqual([{ occurred_at: new Date(due), taskId }]);
    const lost = await added();
    await overdueSweep(at(due + HOUR));
    expect((await told()).map((row) => row.taskId)).toEqual([taskId, lost]);
  });

  test('of a task that is gone does nothing', async () => {
    await taskDue({ taskId: randomUUID() }, at(due));
    expect(await told()).toEqual([]);
  });
});

test('the deadline of a handover that is gone does nothing', async () => {
  await handoverExpiry({ handoverId: randomUUID() }, at(STARTED_AT));
  const { rows } = await on.db.pool.query(`select count(*)::int as count from change where kind = 'handover-expired'`);
  expect(rows).toEqual([{ count: 0 }]);
});

test('a payload that is none of ours fails aloud', async () => {
  await expect(triageTick({ episode: 1 }, at(STARTED_AT))).rejects.toThrow();
  await expect(handoverExpiry(null, at(STARTED_AT))).rejects.toThrow();
});

test('partitions are there for this month and the next two, with what came before them', async () => {
  const now = Date.parse('2031-12-31T23:59:59Z');
  await measure(now);
  expect(await tableOf(now)).toBe('measurement_other');
  await measurementPartitions(at(now));
  await measurementPartitions(at(now));
  const { rows } = await on.db.pool.query(
    `select relname from pg_class where relname like 'measurement\\_203%' and relkind = 'r' order by relname`,
  );
  expect(rows.map((row) => row.relname)).toEqual(['measurement_2031_12', 'measurement_2032_01', 'measurement_2032_02']);
  expect(await tableOf(now)).toBe('measurement_2031_12');
  await measure(now + 1);
  expect(await tableOf(now + 1)).toBe('measurement_2031_12');
});

async function tableOf(effectiveAt: number): Promise<string> {
  const { rows } = await on.db.pool.query(
    'select tableoid::regclass::text as name from measurement where effective_at = $1',
    [new Date(effectiveAt)],
  );
  return rows[0].name;
}
