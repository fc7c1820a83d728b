import { randomUUID } from 'node:crypto';
import { PLAN_DAYS } from '@samvakt/contract';
import { openTestDatabase, type TestDatabase } from '@samvakt/harness';
import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addPatients, HOUR, isbar, protocol, readBack, type Scene, START, setScene } from '../../test/scene.ts';
import type { Database } from '../database.ts';
import { endEpisode, startEpisode } from '../episode.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { endPause, setPause } from '../pause/act.ts';
import { setMeasuringPlan } from '../plan/act.ts';
import { adoptProtocol } from '../protocol/adopt.ts';
import { readPatientMessages } from '../reading/patientMessage.ts';
import { assignDevice, endAssignment, registerDevice } from '../registration/device.ts';
import { registerProtocol } from '../registration/protocol.ts';
import { storeShown, takeDueMessages } from './outbox.ts';

const DAY = 24 * HOUR;
const NOW = START + HOUR;
const entry = {
  metric: 'body-temperature',
  days: PLAN_DAYS,
  from: '06:00',
  by: '14:00',
  graceMinutes: 120,
  onHolidays: 'asked',
} as const;
const plan = { timeZone: 'Europe/Oslo', entries: [entry], holidays: [] };
const withPlan: Protocol = ProtocolSchema.parse({ ...protocol, version: 2, plan });

let db: TestDatabase;
let database: Database;
let scene: Scene;
let patientIds: string[];
let organizationId: string;
let patientId: string;
let episodeId: string;
let loans: Map<string, string>;
let next = 0;

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  scene = await database.transaction(async (client) => {
    const made = await setScene(client, { episodes: 0 });
    await registerProtocol(client, { protocol: withPlan, registeredAt: START });
    patientIds = await addPatients(client, 30);
    return made;
  });
  const { rows } = await db.pool.query('select id from organization limit 1');
  organizationId = rows[0].id;
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.pool.query('update patient_message set next_attempt_at = null');
  patientId = patientIds[next] ?? '';
  episodeId = randomUUID();
  loans = new Map();
  next += 1;
});

const start = (now = NOW, version = 2) =>
  database.transaction((client) =>
    startEpisode(client, {
      id: episodeId,
      patientId,
      protocolId: protocol.id,
      protocolVersion: version,
      teamId: scene.municipality.teamId,
      plan: {},
      practitionerId: scene.municipality.nurse,
      now,
    }),
  );
/** A device called so, lent to the patient. */
async function lend(name: string, now: number, from = now): Promise<string> {
  const deviceId = `${name}-${next}`;
  const device = {
    id: deviceId,
    organizationId,
    kind: 'gateway',
    model: 'Test',
    secretHash: 'none',
    registeredAt: START,
  };
  const id = randomUUID();
  loans.set(deviceId, id);
  await database.transaction(async (client) => {
    await registerDevice(client, device);
    await assignDevice(client, { id, deviceId, patientId, from, until: null, now });
  });
  return deviceId;
}
const giveBack = (deviceId: string, at: number) => endAssignment(db.pool, { id: loans.get(deviceId) ?? '', at });
const end = (now: number) =>
  database.transaction((client) => endEpisode(client, { episodeId, practitionerId: scene.municipality.nurse, now }));
const setPlan = (now: number, by: string, basedOnVersion = 0) =>
  database.transaction((client) =>
    setMeasuringPlan(client, {
      episodeId,
      plan: { ...plan, entries: [{ ...entry, by }] },
      reason: 'x',
      basedOnVersion,
      shown: { withoutReplay: 'x' },
      practitionerId: scene.municipality.nurse,
      now,
    }),
  );
/** What goes out at an instant: to which device, until when the patient is asked to measure, and the words. */
async function sent(now: number) {
  const taken = await database.transaction((client) => takeDueMessages(client, { now, limit: 10 }));
  return taken.map(({ deviceId, message }) => ({
    id: message.id,
    deviceId,
    by: message.plan?.entries.map((one) => one.by),
    text: message.text.nb,
  }));
}
const shown = (messageId: string | undefined, deviceId: string, now: number) =>
  database.transaction((client) => storeShown(client, [{ deviceId, messageId: messageId ?? '', at: now }], now));
/** Sends what is due and lets every device that got it show it. */
async function sentAndShown(now: number) {
  const messages = await sent(now);
  for (const { id, deviceId } of messages) await shown(id, deviceId, now);
  return messages;
}
const deliveries = async (now: number) =>
  (await readPatientMessages(db.pool, { episodeId, since: START, now }))
    .filter(({ kind }) => kind === 'measuring-plan')
    .map(({ delivery }) => delivery);

describe('the start of a follow-up', () => {
  it('tells the home what the protocol asks for, once', async () => {
    const home = await lend('home', NOW - 1);
    await start();
    expect(await sentAndShown(NOW)).toEqual([
      {
        id: expect.any(String),
        deviceId: home,
        by: ['14:00'],
        text: expect.stringMatching(/^Ny måleplan fra Hjemmeoppfølging. Vi ber deg sende: temperatur hver dag/),
      },
    ]);
    expect(await sent(NOW + DAY)).toEqual([]);
    expect(await deliveries(NOW + DAY)).toEqual(['shown']);
  });

  it('tells nothing where nothing is asked for, nor where it was refused', async () => {
    await lend('home', NOW - 1);
    await start(NOW, 1);
    expect(await deliveries(NOW)).toEqual([]);
    const first = episodeId;
    episodeId = randomUUID();
    await expect(start()).rejects.toMatchObject({ refusal: 'already-followed' });
    expect(await sent(NOW)).toEqual([]);
    episodeId = first;
    await end(NOW + DAY);
    expect(await sent(NOW + DAY)).toEqual([]);
  });

  it('of a patient without equipment waits for it, and goes to the device in the instant that it is lent', async () => {
    await start();
    expect(await sent(NOW)).toEqual([]);
    expect(await deliveries(NOW)).toEqual(['no-device']);
    const home = await lend('home', NOW + 1000);
    expect(await sentAndShown(NOW + 1000)).toMatchObject([{ deviceId: home, by: ['14:00'] }]);
    expect(await deliveries(NOW + HOUR)).toEqual(['shown']);
  });

  it('without equipment to the end is told as no more than that', async () => {
    await start();
    await end(NOW + DAY);
    await lend('home', NOW + 2 * DAY);
    expect(await sent(NOW + 2 * DAY)).toEqual([]);
    expect(await deliveries(NOW + 2 * DAY)).toEqual(['replaced']);
  });
});

describe('a device that is lent', () => {
  it('when the first message has run out of time brings a new one', async () => {
    await start();
    await sent(NOW + 31 * DAY);
    expect(await deliveries(NOW + 31 * DAY)).toEqual(['not-shown']);
    const home = await lend('home', NOW + 40 * DAY);
    expect(await sent(NOW + 40 * DAY)).toMatchObject([{ deviceId: home, by: ['14:00'] }]);
  });

  it('in the place of another is told the plan in force, and not that it is new', async () => {
    const old = await lend('old', NOW - 1);
    await start();
    await setPlan(NOW + 1, '12:00');
    await sentAndShown(NOW + 1);
    await giveBack(old, NOW + HOUR);
    const home = await lend('home', NOW + HOUR);
    expect(await sentAndShown(NOW + HOUR)).toMatchObject([
      { deviceId: home, by: ['12:00'], text: expect.stringMatching(/^Måleplan fra Hjemmeoppfølging/) },
    ]);
    expect(await sent(NOW + DAY)).toEqual([]);
  });

  it('beside another is told it alone, also while a message is on its way to both', async () => {
    const first = await lend('first', NOW - 1);
    await start();
    await sentAndShown(NOW);
    const second = await lend('second', NOW + HOUR);
    expect(await sentAndShown(NOW + HOUR)).toMatchObject([{ deviceId: second, by: ['14:00'] }]);

    await setPlan(NOW + 2 * HOUR, '12:00');
    expect((await sent(NOW + 2 * HOUR)).map(({ deviceId }) => deviceId)).toEqual([first, second]);
    const third = await lend('third', NOW + 3 * HOUR);
    const both = await sent(NOW + 3 * HOUR);
    expect(both.map(({ deviceId }) => deviceId).toSorted()).toEqual([first, second, third]);
    expect(new Set(both.map(({ by }) => by?.join()))).toEqual(new Set(['12:00']));
    // What the third has not shown is sent again, though another has shown the plan.
    const [toAll, own] = [both.find((one) => one.deviceId === first), both.find((one) => one.deviceId === third)];
    await shown(toAll?.id, first, NOW + 3 * HOUR);
    expect(await sent(NOW + 4 * HOUR)).toMatchObject([{ deviceId: third, id: own?.id }]);
  });

  it('and given back unread is not waited for', async () => {
    await lend('home', NOW - 1);
    await start();
    await sentAndShown(NOW);
    const second = await lend('second', NOW + HOUR);
    await giveBack(second, NOW + HOUR + 1);
    expect(await sent(NOW + 2 * HOUR)).toEqual([]);
    expect(await deliveries(NOW + 60 * DAY)).toEqual(['replaced', 'shown']);
    expect(await sent(NOW + 60 * DAY)).toEqual([]);
  });

  it('from a later time is told then; the same loan again tells nothing, nor does one that is over', async () => {
    await lend('home', NOW - 1);
    await start();
    await sentAndShown(NOW);
    const second = await lend('second', NOW + HOUR, NOW + DAY);
    expect(await sent(NOW + HOUR)).toEqual([]);
    expect(await sentAndShown(NOW + DAY)).toMatchObject([{ deviceId: second }]);
    const loan = { id: loans.get(second) ?? '', deviceId: second, patientId, from: NOW + DAY, until: null };
    await database.transaction((client) => assignDevice(client, { ...loan, now: NOW + 2 * DAY }));
    await database.transaction((client) =>
      assignDevice(client, { ...loan, id: randomUUID(), from: NOW - DAY, until: NOW, now: NOW + 2 * DAY }),
    );
    expect(await sent(NOW + 2 * DAY)).toEqual([]);
  });

  it('to somebody whose follow-up has ended is told nothing', async () => {
    await lend('home', NOW - 1);
    await start();
    await sentAndShown(NOW);
    await end(NOW + HOUR);
    expect(await sentAndShown(NOW + HOUR)).toMatchObject([{ by: [] }]);
    await lend('second', NOW + DAY);
    expect(await sent(NOW + DAY)).toEqual([]);
  });
});

describe('a pause of the whole follow-up', () => {
  const pause = (scope: { type: 'episode' } | { type: 'metrics'; metrics: string[] }, endsAt: number) =>
    database.transaction((client) =>
      setPause(client, {
        pauseId: randomUUID(),
        episodeId,
        scope,
        includesRed: false,
        reason: 'new-device',
        note: '',
        startsAt: null,
        endsAt,
        practitionerId: scene.municipality.nurse,
        now: NOW,
      }),
    );

  it('holds what the home is told of a plan until it is over, and its time to be shown begins then', async () => {
    await start();
    await pause({ type: 'episode' }, NOW + 30 * DAY);
    const home = await lend('home', NOW + HOUR);
    expect(await sent(NOW + HOUR)).toEqual([]);
    expect(await deliveries(NOW + HOUR)).toEqual(['held']);
    for (let at = NOW + 2 * HOUR; at < NOW + 30 * DAY; at += DAY) expect(await sent(at)).toEqual([]);
    expect(await sent(NOW + 30 * DAY + HOUR)).toMatchObject([{ deviceId: home, by: ['14:00'] }]);
    expect(await deliveries(NOW + 55 * DAY)).toEqual(['sent']);
  });

  it('that a person ends lets it out', async () => {
    await start();
    const { id: pauseId, version } = await pause({ type: 'episode' }, NOW + DAY);
    await lend('home', NOW + HOUR);
    expect(await sent(NOW + HOUR)).toEqual([]);
    const practitionerId = scene.municipality.nurse;
    await database.transaction((client) => endPause(client, { pauseId, version, practitionerId, now: NOW + 2 * HOUR }));
    expect(await sent(NOW + 2 * HOUR)).toMatchObject([{ by: ['14:00'] }]);
  });

  it('of one measurement holds nothing', async () => {
    await lend('home', NOW - 1);
    await start();
    await pause({ type: 'metrics', metrics: ['body-temperature'] }, NOW + DAY);
    expect(await sent(NOW + HOUR)).toMatchObject([{ by: ['14:00'] }]);
  });
});

it('a version with another plan is told where it is put in force, and not again where the plan is the same', async () => {
  const adopt = (version: number, basedOn: number, now: number) =>
    database.transaction((client) =>
      adoptProtocol(client, {
        episodeId,
        protocol: { id: protocol.id, version },
        reason: 'x',
        basedOn,
        limitsVersion: 0,
        giveUp: [],
        shown: { withoutReplay: 'x' },
        practitionerId: scene.municipality.nurse,
        now,
      }),
    );
  await lend('home', NOW - 1);
  await start(NOW, 1);
  await adopt(2, 0, NOW + HOUR);
  expect(await sentAndShown(NOW + HOUR)).toMatchObject([{ by: ['14:00'] }]);
  await adopt(1, 1, NOW + 2 * HOUR);
  expect(await sentAndShown(NOW + 2 * HOUR)).toMatchObject([{ by: [] }]);
});

it('another team that takes over says a plan that was not shown with its own name and telephone', async () => {
  await start();
  const handoverId = randomUUID();
  await database.transaction((client) =>
    offerHandover(client, {
      handoverId,
      episodeId,
      toTeamId: scene.lung.teamId,
      isbar,
      deadlineAt: NOW + DAY,
      practitionerId: scene.municipality.nurse,
      now: NOW + 1,
    }),
  );
  const acceptance = { handoverId, version: 1, practitionerId: scene.lung.nurse, now: NOW + HOUR, readBack };
  await database.transaction((client) => acceptHandover(client, acceptance));
  expect(await deliveries(NOW + HOUR)).toEqual(['no-device', 'replaced']);
  await lend('home', NOW + 2 * HOUR);
  const told = await sentAndShown(NOW + 2 * HOUR);
  expect(told.filter(({ by }) => by !== undefined)).toMatchObject([
    { by: ['14:00'], text: expect.stringContaining('fra Lungepoliklinikken') },
  ]);
});
