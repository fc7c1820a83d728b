import { randomUUID } from 'node:crypto';
import { DeviceListSchema, QuarantineListSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, type World } from '../testing/world.ts';
import { excerptOf } from './excerpt.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let hans: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
  [kari, hans] = await Promise.all([api.signedIn(world.kari), api.signedIn(world.hans)]);
});
afterAll(() => api.stop());

async function message(deviceId: string, queue: string, number: number, stored = 1, duplicates = 0, rejected = 0) {
  await db.pool.query(
    `insert into message (device_id, queue, number, received_at, status, received, stored, duplicates, rejected)
     values ($1, $2, $3, $4, 'accepted', $5, $6, $7, $8)`,
    [deviceId, queue, number, new Date(NOW), stored + duplicates + rejected, stored, duplicates, rejected],
  );
}

async function quarantine(deviceId: string | null, at: number, payload: Buffer | string): Promise<string> {
  const id = randomUUID();
  await db.pool.query(
    'insert into quarantine (id, device_id, topic, payload, reasons, received_at) values ($1, $2, $3, $4, $5, $6)',
    [
      id,
      deviceId,
      `dho/v1/${deviceId}/measurements`,
      Buffer.from(payload),
      JSON.stringify([{ path: '', code: 'not-json', text: 'is no JSON' }]),
      new Date(at),
    ],
  );
  return id;
}

describe('equipment', () => {
  test('is listed with its patient and its account, for who may see the patient; unlent only by its owner', async () => {
    const on = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    await world.lend('hub-a', world.hospital, { patientId: on.patientId, from: BEGINNING, until: null });
    await world.lend('hub-shelf', world.municipality, null);
    await world.lend('hub-returned', world.hospital, { patientId: on.patientId, from: BEGINNING, until: NOW - DAY });
    const [queue, other] = [randomUUID(), randomUUID()];
    for (const number of [1, 2, 5]) await message('hub-a', queue, number, 3, 1, 1);
    await message('hub-a', other, 1);
    await quarantine('hub-a', NOW - HOUR, '{');
    await db.pool.query(
      `update device set last_heard_at = $1, battery_percent = 41, firmware = '1.2' where id = 'hub-a'`,
      [new Date(NOW - HOUR)],
    );

    const mine = DeviceListSchema.parse((await kari.get('/api/v1/devices')).body).devices;
    expect(mine.map((device) => device.id)).toEqual(['hub-a', 'hub-shelf']);
    expect(mine[0]).toEqual({
      id: 'hub-a',
      kind: 'gateway',
      model: 'Test 1',
      assignedTo: { episodeIds: [on.episodeId], patientName: 'Synne Testmann' },
      lastHeardAt: new Date(NOW - HOUR).toISOString(),
      batteryPercent: 41,
      firmware: '1.2',
      account: { messages: 4, knownMissing: 2, received: 16, stored: 10, duplicates: 3, rejected: 3 },
      quarantined: 1,
    });
    expect(mine[1]?.account).toEqual({
      messages: 0,
      knownMissing: 0,
      received: 0,
      stored: 0,
      duplicates: 0,
      rejected: 0,
    });
    const theirs = DeviceListSchema.parse((await hans.get('/api/v1/devices')).body).devices;
    expect(theirs.map((device) => device.id)).toEqual(['hub-returned']);
  });
});

describe('quarantine', () => {
  test('shows what could not be read, page by page, and a device does not take its past to the next patient', async () => {
    const first = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const next = await world.follow([{ teamId: world.heartTeam, from: BEGINNING }]);
    await world.lend('hub-moved', world.municipality, {
      patientId: first.patientId,
      from: BEGINNING,
      until: BEGINNING + DAY,
    });
    await db.pool.query(
      `insert into device_assignment (id, device_id, patient_id, period) values ($1, 'hub-moved', $2, tstzrange($3, null))`,
      [randomUUID(), next.patientId, new Date(BEGINNING + 2 * DAY)],
    );
    const ids = [
      await quarantine('hub-moved', BEGINNING + HOUR, '{"of": "the first"'),
      await quarantine('hub-moved', BEGINNING + 2 * HOUR, '{"of": "the first too"'),
      await quarantine('hub-moved', BEGINNING + 3 * DAY, '{"of": "the next"'),
      await quarantine('hub-moved', BEGINNING + DAY + HOUR, '{"of": "nobody"'),
    ];
    await quarantine(null, NOW, 'of an unknown device');
    const read = async (client: Client, query = '') =>
      QuarantineListSchema.parse((await client.get(`/api/v1/quarantine?deviceId=hub-moved${query}`)).body);
    expect((await read(hans)).messages.map((one) => one.id)).toEqual([ids[2]]);
    expect((await read(kari)).messages.map((one) => one.id)).toEqual([ids[3], ids[1], ids[0]]);
    const page = await read(kari, '&limit=2');
    expect(page.messages.map((one) => one.id)).toEqual([ids[3], ids[1]]);
    const rest = await read(kari, `&limit=2&before=${page.nextBefore}`);
    expect(rest).toMatchObject({
      messages: [
        {
          id: ids[0],
          excerpt: '{"of": "the first"',
          bytes: 18,
          reasons: [{ path: '', code: 'not-json', text: 'is no JSON' }],
        },
      ],
      nextBefore: null,
    });
    const { rows } = await db.pool.query(
      `select distinct episode_id as id from access_log where practitioner_id = $1 and action = 'list quarantine'`,
      [world.hans.id],
    );
    expect(rows).toEqual([{ id: next.episodeId }]);
  });

  test.each([
    ['plain text stays', Buffer.from('blåbær 37,2 °C'), 'blåbær 37,2 °C'],
    ['control characters are written out', Buffer.from('a\u0000b\u001b[31mc\nd'), 'a\\u{0}b\\u{1b}[31mc\\u{a}d'],
    ['what turns text round is written out', Buffer.from('a\u202Eb\u200Bc'), 'a\\u{202e}b\\u{200b}c'],
    ['what is no text is written out', Buffer.from([0x61, 0xff, 0x62]), 'a\\u{fffd}b'],
  ])('an excerpt: %s', (_name, payload, excerpt) => {
    expect(excerptOf(payload)).toBe(excerpt);
  });
});
