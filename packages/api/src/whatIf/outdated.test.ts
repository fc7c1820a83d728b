import { EpisodeDetailSchema, PLAN_DAYS, ProtocolTrialDetailSchema, WhatIfSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { createReplayer, type Replayer, readProtocols, registerProtocol, runProtocolTrial } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE } from '../testing/world.ts';

/* A replay that was shown, and what judges the patient changes before anything is saved on it. */

const clock = createClock(BEGINNING + 30 * DAY);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let knut: Client;
let replayer: Replayer;
let episodeId: string;

beforeAll(async () => {
  ({ db, api } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 400 * DAY, sessionAbsoluteMs: 400 * DAY },
  }));
  kari = await api.signedIn(api.world.kari);
  knut = await api.signedIn(api.world.knut);
  replayer = createReplayer(api.database);
  const [one] = await readProtocols(db.pool, [{ id: 'test-copd', version: 1 }]);
  if (!one) throw new Error('the world has another protocol');
  for (const version of [2, 3])
    await registerProtocol(db.pool, { protocol: { ...one, version }, registeredAt: BEGINNING });
});
afterAll(async () => {
  await replayer.stop();
  await api.stop();
});
beforeEach(async () => {
  const followed = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  episodeId = followed.episodeId;
  await api.world.measure(followed, 'oxygen-saturation', [{ at: clock.now() - DAY, value: 88 }]);
});

const entry = { metric: 'body-temperature', days: PLAN_DAYS, from: '06:00', graceMinutes: 60, onHolidays: 'asked' };
const plan = (by: string) => ({ timeZone: 'Europe/Oslo', entries: [{ ...entry, by }], holidays: [] });
const post = (client: Client, path: string, body: object) => client.post(`/api/v1/episodes/${episodeId}/${path}`, body);
const setting = async () => EpisodeDetailSchema.parse((await kari.get(`/api/v1/episodes/${episodeId}`)).body).setting;
const ask = async (proposed: object) =>
  WhatIfSchema.parse((await post(kari, 'what-if', { days: 30, ...proposed })).body);

type Shown = { replayId: string } | { withoutReplay: string };
const limits = async (client: Client, value: number, shown: Shown, days = 30) =>
  post(client, 'limits', {
    values: { 'saturation-red': value },
    reason: 'x',
    until: new Date(clock.now() + days * DAY).toISOString(),
    basedOnVersion: (await setting()).limitsVersion,
    shown,
  });
const measuringPlan = async (client: Client, by: string, shown: Shown) =>
  post(client, 'measuring-plan', { plan: plan(by), reason: 'x', basedOnVersion: (await setting()).planVersion, shown });
const protocol = async (client: Client, version: number, shown: Shown) => {
  const { adoption: basedOn, limitsVersion } = await setting();
  const body = { protocol: { id: 'test-copd', version }, reason: 'x', basedOn, limitsVersion, giveUp: [], shown };
  return post(client, 'protocol', body);
};
const pause = (client: Client) =>
  post(client, 'pauses', {
    scope: { type: 'episode' },
    reason: 'holiday',
    endsAt: new Date(clock.now() + DAY).toISOString(),
  });

/** What a person is shown and saves on it. */
const SAVED = {
  limits: [{ values: { 'saturation-red': 80 } }, (shown: Shown) => limits(kari, 80, shown)],
  'the measuring plan': [{ plan: plan('14:00') }, (shown: Shown) => measuringPlan(kari, '14:00', shown)],
  'a protocol version': [{ protocol: { id: 'test-copd', version: 2 } }, (shown: Shown) => protocol(kari, 2, shown)],
} as const;
const without = { withoutReplay: 'x' };
/** What a colleague does meanwhile, and what of the setting says so. */
const MEANWHILE = {
  'sets other limits': [() => limits(knut, 81, without), { limitsVersion: 1, limitsInForce: true }],
  'sets another plan': [() => measuringPlan(knut, '12:00', without), { planVersion: 1 }],
  'puts another version in force': [() => protocol(knut, 3, without), { adoption: 1, protocolVersion: 3 }],
  'sets a pause': [() => pause(knut), { pausesVersion: 1 }],
} as const;

describe.each(Object.keys(SAVED) as (keyof typeof SAVED)[])('%s', (saved) => {
  test.each(Object.keys(MEANWHILE) as (keyof typeof MEANWHILE)[])(
    'is not saved on a replay that was shown before a colleague %s; run anew, it is',
    async (meanwhile) => {
      const [proposed, save] = SAVED[saved];
      const [act, changed] = MEANWHILE[meanwhile];
      const shown = await ask(proposed);
      expect(shown.against).toEqual(await setting());
      clock.advance(MINUTE);
      expect((await act()).status).toBeLessThan(300);
      clock.advance(MINUTE);
      const now = await setting();
      expect(now).toEqual({ ...shown.against, ...changed });
      expect(await save(shown)).toMatchObject({ status: 422, body: { reason: 'replay-not-shown' } });
      expect(await setting()).toEqual(now);
      const again = await ask(proposed);
      expect(again.against).toEqual(now);
      expect((await save(again)).status).toBe(200);
    },
  );

  test('is not saved on a replay that was shown while limits held which have ended since, by the clock alone', async () => {
    const [proposed, save] = SAVED[saved];
    expect((await limits(kari, 82, without, 1)).status).toBe(200);
    clock.advance(DAY - MINUTE);
    const shown = await ask(proposed);
    expect(shown.against.limitsInForce).toBe(true);
    clock.advance(2 * MINUTE);
    expect(await setting()).toEqual({ ...shown.against, limitsInForce: false });
    expect(await save(shown)).toMatchObject({ status: 422, body: { reason: 'replay-not-shown' } });
    expect((await save(await ask(proposed))).status).toBe(200);
  });
});

describe('a trial', () => {
  test.each(Object.keys(MEANWHILE) as (keyof typeof MEANWHILE)[])(
    'is not good any more for a patient of whom a colleague %s, and is for the others',
    async (meanwhile) => {
      const first = episodeId;
      const other = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
      const asked = { teamId: api.world.homeTeam, protocolId: 'test-copd', protocolVersion: 2, days: 30 };
      const { id } = (await kari.post('/api/v1/protocol-trials', asked)).body;
      const signal = new AbortController().signal;
      await runProtocolTrial(api.database, { trialId: id, replayer, clock: clock.now, signal, lastAttempt: false });
      clock.advance(HOUR);
      expect((await MEANWHILE[meanwhile][0]()).status).toBeLessThan(300);
      clock.advance(HOUR);
      const { patients } = ProtocolTrialDetailSchema.parse((await kari.get(`/api/v1/protocol-trials/${id}`)).body);
      const movedOn = new Map(patients.map((patient) => [patient.episodeId, patient.movedOn]));
      expect([movedOn.get(first), movedOn.get(other.episodeId)]).toEqual([true, false]);
      const adoptions = await kari.post(`/api/v1/protocol-trials/${id}/adoptions`, {
        reason: 'x',
        patients: [first, other.episodeId].map((one) => ({ episodeId: one, giveUp: [] })),
      });
      expect(adoptions.body.results).toMatchObject([
        { result: 'refused', refusal: { reason: expect.stringMatching(/^(replay-not-shown|version-moved-on)$/) } },
        { result: 'adopted' },
      ]);
    },
  );
});
