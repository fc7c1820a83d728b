import { EpisodeDetailSchema, WorklistSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, ISBAR } from '../testing/world.ts';

/* The world's protocol: red below 85, yellow below 90, each allowed between 75 and 95. */

const clock = createClock(BEGINNING + DAY);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let knut: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 400 * DAY, sessionAbsoluteMs: 400 * DAY },
  }));
  kari = await api.signedIn(api.world.kari);
  knut = await api.signedIn(api.world.knut);
});
afterAll(() => api.stop());

const follow = async () => (await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }])).episodeId;
const detail = async (client: Client, episodeId: string) =>
  EpisodeDetailSchema.parse((await client.get(`/api/v1/episodes/${episodeId}`)).body);
const line = async (episodeId: string) =>
  WorklistSchema.parse((await kari.get('/api/v1/worklist')).body).items.find((item) => item.episodeId === episodeId);
const wanted = (values: object, change: object = {}) => ({
  values,
  reason: 'Usually low',
  until: new Date(clock.now() + 30 * DAY).toISOString(),
  basedOnVersion: 0,
  shown: { withoutReplay: 'A test' },
  ...change,
});

describe('a patient’s own limits', () => {
  test('are refused where the yellow one would lie beyond the red one, also as a proposal, and say which and why', async () => {
    const episodeId = await follow();
    const shown = await detail(kari, episodeId);
    expect(shown.protocol.numbers.find(({ name }) => name === 'saturation-yellow')?.yellowOf).toEqual([
      { red: 'saturation-red', yellowIs: 'at-least' },
    ]);
    const set = (values: object) => kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted(values));
    expect(await set({ 'saturation-yellow': 84 })).toMatchObject({
      status: 422,
      body: {
        reason: 'limits-turned-round',
        detail: 'saturation-yellow: must be at least 85, the value of saturation-red.',
      },
    });
    expect((await set({ 'saturation-red': 92 })).body.detail).toBe(
      'saturation-red: must be at most 90, the value of saturation-yellow.',
    );
    // Beyond the range as well: nobody is asked to confirm it.
    expect((await set({ 'saturation-yellow': 70 })).body.reason).toBe('limits-turned-round');
    expect((await detail(kari, episodeId)).limitsProposal).toBeNull();
    expect((await set({ 'saturation-yellow': 84, 'saturation-red': 82 })).status).toBe(200);
  });

  test('are set, shown with their range, end by the clock alone, and ask to be renewed', async () => {
    const episodeId = await follow();
    const answer = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 80 }));
    expect(answer.body).toEqual({ outcome: 'set', version: 1 });
    const shown = await detail(kari, episodeId);
    expect(shown.limits).toMatchObject({ state: 'in-force', confirmedBy: null, reason: 'Usually low' });
    expect(shown.protocol.numbers).toContainEqual(
      expect.objectContaining({ name: 'saturation-red', min: 75, max: 95, standard: 85, own: 80, unit: '%' }),
    );
    expect((await line(episodeId))?.limits).toBeNull();
    clock.advance(25 * DAY);
    kari = await api.signedIn(api.world.kari);
    expect((await line(episodeId))?.limits).toMatchObject({ state: 'ending' });
    clock.advance(6 * DAY);
    kari = await api.signedIn(api.world.kari);
    const later = await detail(kari, episodeId);
    expect(later.limits?.state).toBe('ended');
    expect(later.protocol.numbers.find(({ name }) => name === 'saturation-red')?.own).toBeNull();
    expect((await line(episodeId))?.limits).toMatchObject({ state: 'ended' });
    const back = wanted({}, { basedOnVersion: 1 });
    expect((await kari.post(`/api/v1/episodes/${episodeId}/limits`, back)).body).toMatchObject({ version: 2 });
    expect((await line(episodeId))?.limits).toBeNull();
    // Given up, they have nothing that could end any more.
    clock.advance(31 * DAY);
    kari = await api.signedIn(api.world.kari);
    expect((await line(episodeId))?.limits).toBeNull();
    expect((await detail(kari, episodeId)).limits?.state).toBe('in-force');
  });

  test('beyond the range wait for a second person, who is shown them as well as their author', async () => {
    knut = await api.signedIn(api.world.knut);
    const episodeId = await follow();
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 70 }));
    expect(body).toMatchObject({ outcome: 'proposed' });
    for (const client of [kari, knut]) {
      expect((await detail(client, episodeId)).limitsProposal).toMatchObject({
        id: body.proposalId,
        proposedBy: { name: 'Kari Test' },
        values: [{ name: 'saturation-red', unit: '%', value: 70, standard: 85, beyond: true }],
      });
    }
    expect((await line(episodeId))?.limits).toMatchObject({ state: 'proposed' });
    expect((await detail(kari, episodeId)).limits).toBeNull();
    const confirm = `/api/v1/limits-proposals/${body.proposalId}/confirm`;
    const unseen = { shown: { withoutReplay: 'Legen haster' } };
    expect(await kari.post(confirm, unseen)).toMatchObject({ status: 403, body: { reason: 'second-person-needed' } });
    expect((await knut.post(confirm, unseen)).body).toEqual({ status: 'confirmed', version: 1 });
    expect(await detail(kari, episodeId)).toMatchObject({
      limitsProposal: null,
      limits: {
        version: 1,
        confirmedBy: 'Knut Test',
        setBy: { name: 'Kari Test' },
        confirmedWithoutReplay: 'Legen haster',
      },
    });
  });

  test('beyond the range are confirmed on the what-if of exactly these values, shown to the second person too', async () => {
    const episodeId = await follow();
    const ask = async (client: Client, values: object) =>
      (await client.post(`/api/v1/episodes/${episodeId}/what-if`, { days: 30, values })).body.replayId;
    const shown = { replayId: await ask(kari, { 'saturation-red': 70 }) };
    const proposed = await kari.post(
      `/api/v1/episodes/${episodeId}/limits`,
      wanted({ 'saturation-red': 70 }, { shown }),
    );
    const confirm = `/api/v1/limits-proposals/${proposed.body.proposalId}/confirm`;
    const refused = { status: 422, body: { reason: 'replay-not-shown' } };
    // What its author was shown is not what the second person has seen, nor is another number.
    expect(await knut.post(confirm, { shown })).toMatchObject(refused);
    const other = await ask(knut, { 'saturation-red': 71 });
    expect(await knut.post(confirm, { shown: { replayId: other } })).toMatchObject(refused);
    expect((await knut.post(confirm, {})).status).toBe(422);
    expect((await detail(kari, episodeId)).limits).toBeNull();
    const seen = await ask(knut, { 'saturation-red': 70 });
    expect((await knut.post(confirm, { shown: { replayId: seen } })).body).toEqual({ status: 'confirmed', version: 1 });
    expect((await detail(kari, episodeId)).limits).toMatchObject({ withoutReplay: null, confirmedWithoutReplay: null });
    const { rows } = await db.pool.query(
      'select replay_id as author, confirmed_replay_id as second from limits_proposal where id = $1',
      [proposed.body.proposalId],
    );
    expect(rows).toEqual([{ author: shown.replayId, second: seen }]);
  });

  test('beyond the range are confirmed after a handover by one of the team that is accountable then, who is told whose they were', async () => {
    const { homeTeam, lungTeam } = api.world;
    const episodeId = await follow();
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 70 }));
    expect((await detail(kari, episodeId)).limitsProposal).toMatchObject({ formerTeam: null });
    const deadlineAt = new Date(clock.now() + DAY).toISOString();
    const offer = { toTeamId: lungTeam, isbar: ISBAR, deadlineAt };
    const offered = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, offer);
    clock.advance(3_600_000);
    const lise = await api.signedIn(api.world.lise);
    const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };
    const accept = `/api/v1/handovers/${offered.body.id}/accept`;
    expect((await lise.post(accept, { version: 1, readBack })).status).toBe(200);
    expect((await detail(lise, episodeId)).limitsProposal).toMatchObject({
      proposedBy: { name: 'Kari Test' },
      formerTeam: { id: homeTeam },
    });
    const confirm = `/api/v1/limits-proposals/${body.proposalId}/confirm`;
    const unseen = { shown: { withoutReplay: 'Legen haster' } };
    for (const client of [kari, knut]) {
      expect(await client.post(confirm, unseen)).toMatchObject({ status: 403 });
    }
    expect((await lise.post(confirm, unseen)).body).toEqual({ status: 'confirmed', version: 1 });
    expect(await detail(lise, episodeId)).toMatchObject({
      limitsProposal: null,
      limits: { setBy: { name: 'Kari Test' }, confirmedBy: 'Lise Test' },
    });
  });

  test('beyond the range are taken back by their author after a handover too, and by nobody else', async () => {
    const { lungTeam } = api.world;
    const episodeId = await follow();
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 70 }));
    const deadlineAt = new Date(clock.now() + DAY).toISOString();
    const offered = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, {
      toTeamId: lungTeam,
      isbar: ISBAR,
      deadlineAt,
    });
    const lise = await api.signedIn(api.world.lise);
    const readBack = { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds: [] };
    const accept = `/api/v1/handovers/${offered.body.id}/accept`;
    expect((await lise.post(accept, { version: 1, readBack })).status).toBe(200);
    const { limitsProposal, access } = await detail(kari, episodeId);
    expect({ access, id: limitsProposal?.id }).toEqual({ access: 'former', id: body.proposalId });
    const withdraw = `/api/v1/limits-proposals/${body.proposalId}/withdraw`;
    for (const client of [lise, knut]) {
      expect(await client.post(withdraw, {})).toMatchObject({ status: 403, body: { reason: 'not-the-author' } });
    }
    expect((await kari.post(withdraw, {})).body).toEqual({ status: 'withdrawn', version: null });
    expect((await detail(lise, episodeId)).limitsProposal).toBeNull();
  });

  test('are declined with a reason', async () => {
    const episodeId = await follow();
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 70 }));
    const decline = `/api/v1/limits-proposals/${body.proposalId}/decline`;
    expect((await knut.post(decline, { reason: ' ' })).status).toBe(422);
    expect((await knut.post(decline, { reason: 'Too low' })).body).toEqual({ status: 'declined', version: null });
    expect((await detail(kari, episodeId)).limits).toBeNull();
  });

  test('are set on the what-if of exactly these values, shown to the same person; or knowingly without', async () => {
    const episodeId = await follow();
    const ask = async (client: Client, values: object) =>
      (await client.post(`/api/v1/episodes/${episodeId}/what-if`, { days: 30, values })).body.replayId;
    const set = async (replayId: string) =>
      kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 80 }, { shown: { replayId } }));
    for (const replayId of [await ask(kari, { 'saturation-red': 81 }), await ask(knut, { 'saturation-red': 80 })]) {
      expect(await set(replayId)).toMatchObject({ status: 422, body: { reason: 'replay-not-shown' } });
    }
    const shown = await ask(kari, { 'saturation-red': 80 });
    clock.advance(2 * 3_600_000);
    expect(await set(shown)).toMatchObject({ status: 422, body: { reason: 'replay-not-shown' } });
    expect((await set(await ask(kari, { 'saturation-red': 80 }))).body).toEqual({ outcome: 'set', version: 1 });
    expect((await detail(kari, episodeId)).limits).toMatchObject({ withoutReplay: null });
    const knowingly = wanted({}, { basedOnVersion: 1, shown: { withoutReplay: 'For mange målinger' } });
    expect((await kari.post(`/api/v1/episodes/${episodeId}/limits`, knowingly)).status).toBe(200);
    expect((await detail(kari, episodeId)).limits).toMatchObject({ withoutReplay: 'For mange målinger' });
    const silent = wanted({}, { basedOnVersion: 2, shown: undefined });
    expect((await kari.post(`/api/v1/episodes/${episodeId}/limits`, silent)).status).toBe(422);
  });

  test('are nobody else’s to set or to answer', async () => {
    const episodeId = await follow();
    const hans = await api.signedIn(api.world.hans);
    expect((await hans.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 80 }))).status).toBe(
      404,
    );
    const { body } = await kari.post(`/api/v1/episodes/${episodeId}/limits`, wanted({ 'saturation-red': 70 }));
    expect(
      (await hans.post(`/api/v1/limits-proposals/${body.proposalId}/confirm`, { shown: { withoutReplay: 'x' } }))
        .status,
    ).toBe(404);
  });
});
