import { CLAIM_END_TASK, claimAlert, HOURS_TURN_TASK, setHours } from '@samvakt/store';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, NOW, oneFollowUpEach } from '../../test/oneFollowUpEach.ts';
import { overdueSweep } from './sweep.ts';

/* What a team has declared comes to be by the timers too: hours that were planned, and a cover that ends while somebody has a claim. */

const on = oneFollowUpEach(4);
const { at, run, opened, queued, loseTimers, timesTold } = on;

const office = {
  kind: 'weekly' as const,
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday' as const], from: '08:00', until: '09:00' }],
  holidays: 'closed' as const,
  exceptions: [],
};
async function declared(now: number, change: object): Promise<void> {
  const { rows } = await on.db.pool.query('select max(version) as version from declaration where team_id = $1', [
    on.home.teamId,
  ]);
  const act = {
    teamId: on.home.teamId,
    version: rows[0].version,
    openingHours: office,
    reason: 'x',
    practitionerId: null,
  };
  const cover = { kind: 'team' as const, teamId: on.ward.teamId };
  await on.database.transaction((client) => setHours(client, { ...act, cover, now, ...change }));
}
const teamTold = async () =>
  (await on.db.pool.query(`select count(*)::int as count from change where kind = 'hours-took-effect'`)).rows[0].count;
const claimOf = async (alertId: string) =>
  (await on.db.pool.query('select status, claimed_until as until from alert where id = $1', [alertId])).rows[0];

describe('hours that were planned', () => {
  const [first, second] = [NOW + DAY, NOW + 2 * DAY];

  test('are told by their timer, once, and not before their time', async () => {
    await declared(NOW, { openingHours: { kind: 'always' }, from: first });
    const timer = await queued(HOURS_TURN_TASK);
    expect(timer.at).toBe(first);
    const before = await teamTold();
    for (const [now, told] of [
      [first - 1, 0],
      [first, 1],
      [first + 1, 1],
    ] as const) {
      await run(HOURS_TURN_TASK, timer.payload, now);
      expect(await teamTold()).toBe(before + told);
    }
  });

  test('whose timer the queue has lost are told by the sweep, and the timer that turns up after all does nothing', async () => {
    await declared(first, { openingHours: { kind: 'always' }, from: second });
    const timer = await queued(HOURS_TURN_TASK);
    await loseTimers();
    const before = await teamTold();
    await overdueSweep(at(second));
    expect(await teamTold(), 'the queue is given five minutes').toBe(before);
    await overdueSweep(at(second + 6 * MINUTE));
    expect(await teamTold()).toBe(before + 1);
    await run(HOURS_TURN_TASK, timer.payload, second + 7 * MINUTE);
    expect(await teamTold()).toBe(before + 1);
  });
});

describe('a claim of the covering team whose cover has ended, and whose timer the queue has lost', () => {
  const evening = NOW + 3 * DAY;

  test('is found within minutes by the sweep, not at the end of the claim', async () => {
    await declared(evening - HOUR, {});
    const alertId = await on.database.transaction(opened);
    const claim = { alertId, version: 1, practitionerId: on.ward.nurse, now: evening };
    await on.database.transaction((client) => claimAlert(client, claim));
    expect((await claimOf(alertId)).until.getTime()).toBe(evening + 2 * HOUR);
    const changed = evening + 10 * MINUTE;
    await declared(changed, { openingHours: { kind: 'always' }, cover: null });
    await loseTimers();
    await overdueSweep(at(changed));
    expect(await claimOf(alertId), 'the queue is given five minutes').toMatchObject({ status: 'claimed' });
    await overdueSweep(at(changed + 6 * MINUTE));
    expect(await claimOf(alertId)).toMatchObject({ status: 'open', until: null });
    expect(await timesTold('alert-released')).toBe(1);
    await run(CLAIM_END_TASK, { alertId }, changed + 7 * MINUTE);
    expect(await timesTold('alert-released')).toBe(1);
  });

  test('is left alone while its cover holds', async () => {
    const later = evening + DAY;
    await declared(later - HOUR, {});
    const alertId = await on.database.transaction(opened);
    await on.database.transaction((client) =>
      claimAlert(client, { alertId, version: 1, practitionerId: on.ward.nurse, now: later }),
    );
    await overdueSweep(at(later + HOUR));
    expect(await claimOf(alertId)).toMatchObject({ status: 'claimed' });
  });
});
