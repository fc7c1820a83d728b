import { WhatIfSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

/* The world's protocol: red below 85, yellow below 90; readings twice a day, every tenth day one of 88. */

const NOW = BEGINNING + 100 * DAY;
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let episodeId: string;
let patientId: string;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: createClock(NOW).now }));
  kari = await api.signedIn(api.world.kari);
  const followed = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  ({ episodeId, patientId } = followed);
  const readings = Array.from({ length: 199 }, (_, index) => ({
    at: BEGINNING + (index + 1) * 12 * HOUR,
    value: index % 20 === 10 ? 88 : 95,
  }));
  await api.world.measure(followed, 'oxygen-saturation', readings);
});
afterAll(() => api.stop());

const ask = (values: object, days = 90, client = kari) =>
  client.post(`/api/v1/episodes/${episodeId}/what-if`, { days, values });

describe('what if', () => {
  test('a limit had no effect beside another of its rule: it is said with both numbers, and not refused', async () => {
    const at = async (values: object) => WhatIfSchema.parse((await ask(values, 30)).body).withoutEffect;
    expect(await at({ 'saturation-yellow': 85 })).toEqual([
      {
        name: 'saturation-yellow',
        text: expect.objectContaining({ en: expect.any(String) }),
        value: 85,
        by: 'saturation-red',
        byText: expect.objectContaining({ en: expect.any(String) }),
        byValue: 85,
        unit: '%',
      },
    ]);
    expect(await at({ 'saturation-yellow': 86 })).toEqual([]);
  });

  test('a limit were another: what is lost and gained, per week and in hours of nursing, with the assumption told', async () => {
    const lost = WhatIfSchema.parse((await ask({ 'saturation-yellow': 87 })).body);
    expect(lost).toMatchObject({
      present: { alerts: 9, red: 0, perWeek: 0.7 },
      proposed: { alerts: 0, hoursPerWeek: 0 },
      minutesPerAlert: { red: 20, yellow: 10 },
      counts: { gained: 0, lost: 9, changed: 0, kept: 0 },
      complete: true,
    });
    expect(lost.lost[0]).toMatchObject({
      severity: 'yellow',
      metrics: ['oxygen-saturation'],
      summary: { en: 'SpO₂ 88 %, limit 90 %' },
    });
    const changed = WhatIfSchema.parse((await ask({ 'saturation-red': 89 }, 30)).body);
    expect(changed.counts).toEqual({ gained: 0, lost: 0, changed: 3, kept: 0 });
    expect(changed.changed[0]).toMatchObject({ before: { severity: 'yellow' }, after: { severity: 'red' } });
    // The curve is drawn with the limits that are asked about, not with those in force.
    const [saturation, ...others] = changed.bands;
    expect(others).toEqual([]);
    expect(saturation).toMatchObject({ metric: 'oxygen-saturation' });
    expect(saturation?.bands).toContainEqual(expect.objectContaining({ severity: 'red', until: 89, origin: 'limits' }));
    expect(saturation?.bands).toContainEqual(
      expect.objectContaining({ severity: 'yellow', until: 90, origin: 'protocol' }),
    );
  });

  test('nothing were another: all that comes under both is told, with the limits of its curve', async () => {
    const same = WhatIfSchema.parse((await ask({})).body);
    expect(same.counts).toEqual({ gained: 0, lost: 0, changed: 0, kept: 9 });
    expect(same.kept).toHaveLength(9);
    expect(same.kept[0]).toMatchObject({ severity: 'yellow', summary: { en: 'SpO₂ 88 %, limit 90 %' } });
    expect(same.bands.map(({ metric }) => metric)).toEqual(['oxygen-saturation']);
  });

  test('a yellow limit lay beyond the red one: not asked, since nobody can have it, and both directions are named', async () => {
    expect(await ask({ 'saturation-yellow': 84 })).toMatchObject({
      status: 422,
      body: { reason: 'limits-turned-round', errors: [{ path: 'values.saturation-yellow' }] },
    });
    expect(await ask({ 'saturation-red': 91 })).toMatchObject({
      body: { errors: [{ path: 'values.saturation-red' }] },
    });
  });

  test('a number lay so far outside that nobody can have it: not asked, since the answer would be that nothing changes', async () => {
    // The red saturation may be 75 to 95, and with a second person from 55 on.
    expect(await ask({ 'saturation-red': 54.9 })).toMatchObject({
      status: 422,
      body: { reason: 'limits-invalid', errors: [{ path: 'values.saturation-red' }] },
    });
    expect(await ask({ 'saturation-red': 55 })).toMatchObject({ status: 200 });
    expect(await ask({ 'saturation-red': -1e300 })).toMatchObject({ status: 422 });
  });

  test('says how long before what really happened it would have warned', async () => {
    const at = BEGINNING + 95.5 * DAY + 6 * HOUR;
    const alertId = await api.world.raise(episodeId, { at });
    await db.pool.query(
      `update alert set status = 'resolved', resolved_at = $2, resolved_by = $3, outcome = 'sent-to-hospital' where id = $1`,
      [alertId, new Date(at), api.world.kari.id],
    );
    const { events } = WhatIfSchema.parse((await ask({ 'saturation-yellow': 87 })).body);
    expect(events).toEqual([
      {
        alertId,
        at: new Date(at).toISOString(),
        outcome: 'sent-to-hospital',
        presentMinutes: 6 * 60,
        proposedMinutes: null,
      },
    ]);
  });

  test('is refused for a number that the protocol does not name, for other days, and to strangers', async () => {
    expect((await ask({ 'no-such': 1 })).body).toMatchObject({ status: 422, errors: [{ path: 'values.no-such' }] });
    expect((await ask({}, 31)).status).toBe(422);
    expect((await ask({}, 30, await api.signedIn(api.world.hans))).status).toBe(404);
  });

  test('leaves nothing behind', async () => {
    const before = await db.pool.query(
      'select (select count(*) from limits) as limits, (select max(seq) from change) as seq',
    );
    await ask({ 'saturation-yellow': 87 });
    const after = await db.pool.query(
      'select (select count(*) from limits) as limits, (select max(seq) from change) as seq',
    );
    expect(after.rows).toEqual(before.rows);
  });
});

describe('a replay of much', () => {
  beforeAll(async () => {
    await db.pool.query(
      `insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
       select $1, 'heart-rate', at, 'device', 70 + (extract(epoch from at)::bigint / 60 % 20), at
       from generate_series($2::timestamptz, $3::timestamptz, interval '1 minute') as at`,
      [patientId, new Date(NOW - 85 * DAY), new Date(NOW - HOUR)],
    );
  });

  test('keeps nobody waiting: a health request is answered while it runs', async () => {
    let answered = false;
    const asked = ask({ 'saturation-yellow': 87 }).then((answer) => {
      answered = true;
      return answer;
    });
    const turns: number[] = [];
    while (!answered) {
      const { statusCode } = await api.app.inject({ method: 'GET', url: '/health/live' });
      expect(statusCode).toBe(200);
      turns.push(statusCode);
      await new Promise(setImmediate);
    }
    expect((await asked).body).toMatchObject({ readings: 85 * 1440 - 60 + 1 + 180 });
    // Were it folded on the event loop, at most a few would have come through between its parts.
    expect(turns.length).toBeGreaterThan(20);
  });

  test('is given up for the next question of the same person', async () => {
    const first = ask({ 'saturation-yellow': 86 }, 365);
    // The first question has begun when its look at the patient is in the log.
    await expect
      .poll(
        async () =>
          (await db.pool.query(`select count(*)::int as count from access_log where action = 'ask what if, 365 days'`))
            .rows[0]?.count,
      )
      .toBe(1);
    const second = await ask({ 'saturation-yellow': 87 }, 30);
    expect(second.status).toBe(200);
    expect((await first).status).toBe(409);
  });
});
