import { describe, expect, test } from 'vitest';
import { NOW, oneAdoptionEach, PLAN } from '../../test/oneAdoptionEach.ts';
import { HOUR, START } from '../../test/scene.ts';
import { setMeasuringPlan } from '../plan/act.ts';
import { judgeByVersionInForce } from './verdicts.ts';

const on = oneAdoptionEach(5);
const { receive, tick, adopt, expectAllExplained } = on;

describe('a protocol version with a measuring plan', () => {
  const DAY = 24 * HOUR;
  /** The scene begins at nine in the morning in Norway. */
  const missedOn = (day: number) => START + day * DAY + 7 * HOUR;
  const planned = async () => {
    const { rows } = await on.db.pool.query<{ id: string; openedAt: Date }>(
      `select id, opened_at as "openedAt" from alert where episode_id = $1 and rule_id = 'temperature-overdue' order by opened_at`,
      [on.episodeId],
    );
    return rows.map(({ openedAt }) => openedAt.getTime());
  };

  test('asks from when it was put in force, in whichever process, and is explained so', async () => {
    // Judged before, and for days: what this process keeps must not hide that the plan is new.
    await tick(START + 3 * DAY);
    const now = START + 3 * DAY + 10 * HOUR;
    await adopt({ version: 5, now });
    await tick(missedOn(4) - 1);
    expect(await planned()).toEqual([]);
    await tick(missedOn(4) + HOUR);
    expect(await planned()).toEqual([missedOn(4)]);
    await expectAllExplained(1);
  });

  test('is told to the home where it asks for something else than before, and the patient has no own plan', async () => {
    const told = async () => {
      const { rows } = await on.db.pool.query<{ entries: number }>(
        `select jsonb_array_length(plan -> 'entries') as entries from patient_message where episode_id = $1 order by created_at`,
        [on.episodeId],
      );
      return rows.map(({ entries }) => entries);
    };
    await adopt({ version: 4 });
    expect(await told()).toEqual([]);
    await adopt({ version: 5, basedOn: 1, now: NOW + HOUR });
    expect(await told()).toEqual([1]);
    await adopt({ version: 4, basedOn: 2, now: NOW + 2 * HOUR });
    expect(await told()).toEqual([1, 0]);
  });

  test('asks on the same day for what is not due yet', async () => {
    await adopt({ version: 5, now: START + 3 * DAY + HOUR });
    await tick(missedOn(3) + HOUR);
    expect(await planned()).toEqual([missedOn(3)]);
  });

  test('given up leaves what was due by then due, with its grace', async () => {
    await adopt({ version: 5, now: START + HOUR });
    await receive(37, { at: START + 2 * HOUR }, 'body-temperature');
    await tick(missedOn(0) + HOUR);
    // Due at two, missed at four; the version that asked for it is gone at three.
    await adopt({ version: 4, basedOn: 1, now: missedOn(1) - HOUR });
    await tick(missedOn(4));
    expect(await planned()).toEqual([missedOn(1)]);
    await expectAllExplained(1);
  });

  test('is put in force beside a plan of the patient’s own, which holds, and which the verdicts know', async () => {
    const own = { ...PLAN, entries: PLAN.entries.map((entry) => ({ ...entry, by: '20:00' })) };
    await on.database.transaction((client) =>
      setMeasuringPlan(client, {
        episodeId: on.episodeId,
        plan: own,
        reason: 'Works shifts',
        basedOnVersion: 0,
        shown: { withoutReplay: 'A test' },
        practitionerId: on.scene.municipality.nurse,
        now: START + HOUR,
      }),
    );
    const opened = missedOn(0) + 6 * HOUR;
    await tick(opened);
    expect(await planned()).toEqual([opened]);
    const now = START + DAY;
    await adopt({ version: 5, now });
    const { rows } = await on.db.pool.query('select 1 from patient_message where episode_id = $1', [on.episodeId]);
    expect(rows).toHaveLength(1);
    await tick(missedOn(1) + HOUR);
    expect(await planned()).toEqual([opened]);
    const told = await judgeByVersionInForce(on.db.pool, { episodeId: on.episodeId, now: now + HOUR });
    expect(told?.verdicts).toMatchObject([{ verdict: 'yellow', holdsNow: true }]);
    await expectAllExplained(1);
  });
});
