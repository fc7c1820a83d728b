import { createClock } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR } from '../testing/world.ts';

const NOW = BEGINNING + DAY;
const clock = createClock(NOW);
let api: TestApi;
let kari: Client;
let episodeId: string;
let alertId: string;

beforeAll(async () => {
  ({ api } = await openTestApi({ clock: clock.now }));
  kari = await api.signedIn(api.world.kari);
  episodeId = (await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }])).episodeId;
  alertId = await api.world.raise(episodeId);
});
afterAll(() => api.stop());

const offer = (more: object) =>
  kari.post(`/api/v1/episodes/${episodeId}/handovers`, {
    toTeamId: api.world.lungTeam,
    isbar: ISBAR,
    deadlineAt: new Date(NOW + HOUR).toISOString(),
    ...more,
  });

// PostgreSQL keeps neither U+0000 nor (in jsonb) half a surrogate pair.
describe('text that the database cannot keep is refused as such', () => {
  test.each([
    ['U+0000', 'seen\u0000by'],
    ['half a surrogate pair', 'seen\ud83d by'],
  ])('%s', async (_, text) => {
    const answers = [
      await kari.post(`/api/v1/alerts/${alertId}/notes`, { text }),
      await kari.post(`/api/v1/alerts/${alertId}/resolve`, { version: 1, outcome: 'no-action-needed', note: text }),
      await offer({ isbar: { ...ISBAR, situation: text } }),
      await offer({ isbar: { ...ISBAR, contingency: text } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(api.logged).toEqual([]);
  });

  test('in the query of a trend', async () => {
    const period = `from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z`;
    const answer = await kari.get(`/api/v1/episodes/${episodeId}/trends?metric=%00&${period}`);
    expect([answer.status, api.logged]).toEqual([422, []]);
  });
});

describe('numbers and instants at the edges are refused, not failed at', () => {
  test.each([2 ** 31, 2 ** 53 - 1, -(2 ** 31) - 1, -1])('version %d', async (version) => {
    const claimed = await kari.post(`/api/v1/alerts/${alertId}/claim`, { version });
    expect([409, 422]).toContain(claimed.status);
  });

  test.each([
    'from=0000-01-01T00:00:00Z&until=9999-12-31T23:59:59Z',
    'from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z&points=0',
    'from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z&points=1000000000',
    'from=-000001-01-01T00:00:00Z&until=2026-03-02T00:00:00Z',
    'from=2026-03-01T00:00:00.000Z&until=2026-03-01T00:00:00.001Z',
  ])('trend of %s', async (query) => {
    const answer = await kari.get(`/api/v1/episodes/${episodeId}/trends?metric=heart-rate&${query}`);
    expect([200, 422]).toContain(answer.status);
  });

  test('an offer to nobody, to oneself, with a deadline behind', async () => {
    const answers = [
      await offer({ toTeamId: '7b1f8a5e-3a55-4b0e-9d0f-2d3c3d1f2a10' }),
      await offer({ toTeamId: api.world.homeTeam }),
      await offer({ deadlineAt: '2020-01-01T00:00:00Z' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  test('nothing of it was logged as a failure', () => expect(api.logged).toEqual([]));
});
