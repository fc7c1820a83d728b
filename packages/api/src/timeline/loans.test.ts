import { randomUUID } from 'node:crypto';
import { type TimelineEntry, TimelineSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { applyLoanEnd, assignDevice, createTriageMemory, endAssignment, registerDevice } from '@samvakt/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

const NOW = BEGINNING + 40 * DAY;
const clock = createClock(NOW);
const memory = createTriageMemory();
let db: TestDatabase;
let api: TestApi;
let kari: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  kari = await api.signedIn(api.world.kari);
});
afterAll(() => api.stop());

const iso = (at: number) => new Date(at).toISOString();
const followed = (from = BEGINNING) => api.world.follow([{ teamId: api.world.homeTeam, from }]);

/** Equipment that nobody has. */
async function device(): Promise<string> {
  const id = `hub-${randomUUID()}`;
  const about = { kind: 'gateway', model: 'Test 1', secretHash: 'none', registeredAt: BEGINNING };
  await registerDevice(db.pool, { id, organizationId: api.world.municipality, ...about });
  return id;
}

type Loan = Omit<Parameters<typeof assignDevice>[1], 'id' | 'until'> & { until?: number };

async function lend({ until, ...loan }: Loan): Promise<string> {
  const id = randomUUID();
  await api.database.transaction((client) => assignDevice(client, { id, ...loan, until: until ?? null }));
  return id;
}

/** Its end, and the timer that tells it. */
async function giveBack(loan: { id: string; deviceId: string; patientId: string; at: number; by?: string }) {
  const { deviceId, patientId, at } = loan;
  expect(await api.database.transaction((client) => endAssignment(client, loan))).toBe(true);
  await api.database.transaction((client) => applyLoanEnd(client, { deviceId, patientId }, { now: at, memory }));
}

async function loansOn(episodeId: string): Promise<TimelineEntry[]> {
  const { status, body } = await kari.get(`/api/v1/episodes/${episodeId}/timeline`);
  expect(status).toBe(200);
  return TimelineSchema.parse(body).entries.filter(({ kind }) => kind.startsWith('device-'));
}

test('a loan and its end stand on the patient’s timeline, with the device and who did it', async () => {
  const { episodeId, patientId } = await followed();
  const deviceId = await device();
  const [from, at] = [NOW - 3 * DAY, NOW - DAY];
  const id = await lend({ deviceId, patientId, from, now: from, by: api.world.kari.id });
  await giveBack({ id, deviceId, patientId, at, by: api.world.knut.id });
  const about = { device: { id: deviceId, kind: 'gateway', model: 'Test 1' } };
  expect(await loansOn(episodeId)).toMatchObject([
    { kind: 'device-returned', occurredAt: iso(at), practitioner: { name: 'Knut Test' }, data: about },
    { kind: 'device-assigned', occurredAt: iso(from), practitioner: { name: 'Kari Test' }, data: about },
  ]);
});

test('nobody is named where a register has told of it', async () => {
  const { episodeId, patientId } = await followed();
  const deviceId = await device();
  const id = await lend({ deviceId, patientId, from: NOW - DAY, now: NOW - DAY });
  await giveBack({ id, deviceId, patientId, at: NOW - HOUR });
  expect((await loansOn(episodeId)).map(({ practitioner }) => practitioner)).toEqual([null, null]);
});

test('what earlier versions have written is shown too', async () => {
  const { episodeId, patientId } = await followed();
  const deviceId = await device();
  const write = (kind: string, at: number) =>
    db.pool.query('insert into change (occurred_at, kind, patient_id, device_id) values ($1, $2, $3, $4)', [
      new Date(at),
      kind,
      patientId,
      deviceId,
    ]);
  const periods = [
    [NOW - 9 * DAY, NOW - 8 * DAY],
    [NOW - 2 * DAY, null],
    [NOW + 30 * DAY, null],
  ] as const;
  for (const [place, [from, until]] of periods.entries()) {
    const end = until ?? periods[place + 1]?.[0];
    await db.pool.query(
      'insert into device_assignment (id, device_id, patient_id, period) values ($1, $2, $3, tstzrange($4, $5))',
      [randomUUID(), deviceId, patientId, new Date(from), end === undefined ? null : new Date(end)],
    );
    await write('device-assigned', from);
    if (until !== null) await write('device-returned', until);
  }
  const entries = await loansOn(episodeId);
  expect(entries.map(({ kind, data }) => [kind, data.from, data.ahead])).toEqual([
    ['device-assigned', iso(NOW + 30 * DAY), true],
    ['device-assigned', iso(NOW - 2 * DAY), false],
    ['device-returned', undefined, undefined],
    ['device-assigned', iso(NOW - 9 * DAY), false],
  ]);
});

test('a loan that begins ahead of time is told when it was agreed on, and says from when', async () => {
  const { episodeId, patientId } = await followed();
  const deviceId = await device();
  const [from, until] = [NOW + 5 * DAY, NOW + 12 * DAY];
  await lend({ deviceId, patientId, from, until, now: NOW - HOUR });
  const agreed = { ahead: true, from: iso(from), until: iso(until) };
  expect(await loansOn(episodeId)).toMatchObject([
    { kind: 'device-assigned', occurredAt: iso(NOW - HOUR), data: agreed },
  ]);
});

test('a loan from before the follow-up that lasts into it is shown, one that was over is not, nor another patient’s', async () => {
  const { episodeId, patientId } = await followed(NOW - 10 * DAY);
  const [before, lasting, elsewhere] = [await device(), await device(), await device()];
  const past = NOW - 30 * DAY;
  const id = await lend({ deviceId: before, patientId, from: past, now: past });
  await giveBack({ id, deviceId: before, patientId, at: NOW - 20 * DAY });
  await lend({ deviceId: lasting, patientId, from: past, now: past });
  await lend({ deviceId: elsewhere, patientId: (await followed()).patientId, from: NOW - DAY, now: NOW - DAY });
  expect((await loansOn(episodeId)).map(({ kind, data }) => [kind, data.device])).toEqual([
    ['device-assigned', { id: lasting, kind: 'gateway', model: 'Test 1' }],
  ]);
});

test('page by page nothing is passed over or told twice', async () => {
  const { episodeId, patientId } = await followed(NOW - 10 * DAY);
  for (const days of [9, 6, 3]) {
    const deviceId = await device();
    await lend({ deviceId, patientId, from: NOW - days * DAY, now: NOW - days * DAY });
    await api.world.raise(episodeId, { at: NOW - (days - 1) * DAY, ruleId: `rule-${days}` });
  }
  const kinds: string[] = [];
  for (let before: string | null = ''; before !== null; ) {
    const query = before === '' ? '' : `&before=${before}`;
    const { body } = await kari.get(`/api/v1/episodes/${episodeId}/timeline?limit=2${query}`);
    const page = TimelineSchema.parse(body);
    kinds.push(...page.entries.map(({ kind }) => kind));
    before = page.nextBefore;
  }
  expect(kinds).toEqual([
    ...Array.from({ length: 3 }, () => ['alert-opened', 'device-assigned']).flat(),
    'episode-started',
  ]);
});
