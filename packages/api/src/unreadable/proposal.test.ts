import { EpisodeDetailSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { expireLimitsProposal } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY } from '../testing/world.ts';

/* What a waiting proposal of limits says cannot be read. Nothing is judged by it, so the patient's page shows the rest; it can be ended, so that it can be proposed again, and not confirmed. */

const NOW = BEGINNING + DAY;
const clock = createClock(NOW);
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
afterAll(async () => {
  await api.stop();
});

const shown = { withoutReplay: 'It cannot be shown' };
const propose = (episodeId: string) =>
  kari.post(`/api/v1/episodes/${episodeId}/limits`, {
    values: { 'saturation-red': 70 },
    reason: 'Usually low',
    until: new Date(clock.now() + 30 * DAY).toISOString(),
    basedOnVersion: 0,
    shown,
  });

async function spoilt(body: string) {
  const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  const { proposalId } = (await propose(episodeId)).body;
  await db.pool.query('update limits_proposal set body = $2 where id = $1', [proposalId, body]);
  return { episodeId, proposalId, act: `/api/v1/limits-proposals/${proposalId}` };
}

describe.each([['{}'], ['{"until": 1e300, "values": {"saturation-red": 70}}'], ['{"until": 1, "values": null}']])(
  'a proposal that says %s',
  (body) => {
    test('is on the page as one that cannot be read, and cannot be confirmed', async () => {
      const { episodeId, proposalId, act } = await spoilt(body);
      const { status, body: page } = await kari.get(`/api/v1/episodes/${episodeId}`);
      expect(status, JSON.stringify(page)).toBe(200);
      expect(EpisodeDetailSchema.parse(page).limitsProposal).toMatchObject({ id: proposalId, values: [], until: null });
      expect(await knut.post(`${act}/confirm`, { shown })).toMatchObject({
        status: 409,
        body: { reason: 'patient-unreadable', detail: expect.stringContaining('cannot be read') },
      });
      expect(EpisodeDetailSchema.parse((await kari.get(`/api/v1/episodes/${episodeId}`)).body).limits).toBeNull();
    });

    test('is declined or taken back, and its deadline ends it; then it can be proposed again', async () => {
      const declined = await spoilt(body);
      expect(await knut.post(`${declined.act}/decline`, { reason: 'Unreadable' })).toMatchObject({
        status: 200,
        body: { status: 'declined' },
      });
      expect(await propose(declined.episodeId)).toMatchObject({ status: 200, body: { outcome: 'proposed' } });
      const withdrawn = await spoilt(body);
      expect(await kari.post(`${withdrawn.act}/withdraw`, {})).toMatchObject({ status: 200 });
      const { proposalId, episodeId } = await spoilt(body);
      const late = clock.now() + 4 * DAY;
      await expect(
        api.database.transaction((own) => expireLimitsProposal(own, { proposalId, now: late })),
      ).resolves.toBe('expired');
      expect(await propose(episodeId)).toMatchObject({ status: 200, body: { outcome: 'proposed' } });
      expect((await kari.get(`/api/v1/episodes/${episodeId}/timeline`)).status).toBe(200);
    });
  },
);
