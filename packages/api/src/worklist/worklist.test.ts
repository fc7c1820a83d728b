import { WorklistSchema } from '@samvakt/contract';
import { createClock } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE, type World } from '../testing/world.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let api: TestApi;
let world: World;
let kari: Client;

beforeAll(async () => {
  ({ api, world } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(NOW);
  kari = await api.signedIn(world.kari);
});

const follow = (name: string, from = BEGINNING) => world.follow([{ teamId: world.homeTeam, from }], null, name);
const well = { at: NOW - HOUR, value: 95 };

describe('the worklist', () => {
  test('shows the own team’s patients, worst first and longest so first, each with its reason', async () => {
    const green = await follow('Grønn');
    await world.measure(green, 'oxygen-saturation', [well]);
    await follow('Ukjent');
    const yellow = await follow('Gul');
    await world.measure(yellow, 'oxygen-saturation', [well]);
    await world.raise(yellow.episodeId, { severity: 'yellow', at: NOW - 2 * HOUR });
    const newRed = await follow('Nyrød');
    await world.raise(newRed.episodeId, { at: NOW - HOUR });
    const oldRed = await follow('Gammelrød');
    await world.measure(oldRed, 'oxygen-saturation', [{ at: NOW - 3 * HOUR, value: 84 }]);
    await world.raise(oldRed.episodeId, { at: NOW - 3 * HOUR });
    await world.follow([{ teamId: world.heartTeam, from: BEGINNING }], null, 'Andres');
    await world.follow(
      [
        { teamId: world.homeTeam, from: BEGINNING },
        { teamId: world.lungTeam, from: NOW - DAY },
      ],
      null,
      'Overført',
    );
    await world.follow([{ teamId: world.homeTeam, from: BEGINNING }], NOW - DAY, 'Avsluttet');

    const answer = await kari.get('/api/v1/worklist');
    const { items, computedAt, cursor } = WorklistSchema.parse(answer.body);
    expect(items.map((item) => [item.patient.name, item.status])).toEqual([
      ['Synne Gammelrød', 'red'],
      ['Synne Nyrød', 'red'],
      ['Synne Gul', 'yellow'],
      ['Synne Ukjent', 'unknown'],
      ['Synne Grønn', 'green'],
    ]);
    expect(items[0]).toMatchObject({
      episodeId: oldRed.episodeId,
      condition: 'copd',
      team: { name: 'Hjemmeoppfølging', organization: { name: 'Fjordvik kommune', kind: 'municipality' } },
      accountableSince: new Date(BEGINNING).toISOString(),
      since: new Date(NOW - 3 * HOUR).toISOString(),
      newestMeasurementAt: new Date(NOW - 3 * HOUR).toISOString(),
      openAlerts: { red: 1, yellow: 0 },
      claimedBy: null,
      openHandover: null,
    });
    expect(items[0]?.reason.nb).toMatch(/84/);
    expect(items[3]?.reason).toEqual({
      nb: expect.stringContaining('Ingen måling'),
      en: expect.stringContaining('No '),
    });
    for (const { reason } of items) {
      expect(reason.nb.length).toBeGreaterThan(3);
      expect(reason.en.length).toBeGreaterThan(3);
    }
    expect(computedAt).toBe(new Date(NOW).toISOString());
    expect(cursor).toMatch(/^\d+\.\d+$/);
  });

  test('turns green to not known by the passing of time alone', async () => {
    const quiet = await follow('Stille');
    await world.measure(quiet, 'oxygen-saturation', [well]);
    const statusAt = async (at: number) => {
      clock.set(at);
      const { body } = await (await api.signedIn(world.kari)).get('/api/v1/worklist');
      return body.items.find((item: { episodeId: string }) => item.episodeId === quiet.episodeId).status;
    };
    expect(await statusAt(NOW)).toBe('green');
    expect(await statusAt(well.at + 26 * HOUR - MINUTE)).toBe('green');
    expect(await statusAt(well.at + 26 * HOUR + MINUTE)).toBe('unknown');
  });

  test('says who has claimed, and to whom a handover is open', async () => {
    const { episodeId } = await follow('Opptatt');
    const alertId = await world.raise(episodeId, { at: NOW - HOUR });
    await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    const offered = await kari.post(`/api/v1/episodes/${episodeId}/handovers`, {
      toTeamId: world.lungTeam,
      isbar: { illnessSeverity: 'unstable', situation: 'a', background: 'b', assessment: 'c', recommendation: 'd' },
      deadlineAt: new Date(NOW + DAY).toISOString(),
    });
    expect(offered.status).toBe(201);
    const { body } = await kari.get(`/api/v1/worklist?teamId=${world.homeTeam}`);
    expect(body.items.find((item: { episodeId: string }) => item.episodeId === episodeId)).toMatchObject({
      claimedBy: { name: 'Kari Test', role: 'nurse' },
      openHandover: {
        id: offered.body.id,
        toTeam: { name: 'Lungepoliklinikken' },
        deadlineAt: new Date(NOW + DAY).toISOString(),
      },
    });
  });

  test('of a team that is not one’s own does not exist', async () => {
    expect((await kari.get(`/api/v1/worklist?teamId=${world.heartTeam}`)).status).toBe(404);
    expect((await kari.get('/api/v1/worklist?teamId=all')).status).toBe(422);
  });

  test('of a person in two teams holds both, or the one that is asked for', async () => {
    const both = await world.person('Begge Test', 'nurse', [world.responseTeam, world.heartTeam]);
    await world.follow([{ teamId: world.responseTeam, from: BEGINNING }], null, 'Vakt');
    const client = await api.signedIn(both);
    const names = async (query: string) =>
      (await client.get(`/api/v1/worklist${query}`)).body.items.map(
        (item: { patient: { name: string } }) => item.patient.name,
      );
    expect((await names('')).toSorted()).toEqual(['Synne Andres', 'Synne Vakt']);
    expect(await names(`?teamId=${world.responseTeam}`)).toEqual(['Synne Vakt']);
  });
});
