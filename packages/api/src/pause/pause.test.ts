import { EpisodeDetailSchema, PausePreviewSchema, PauseSchema, WorklistSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, MINUTE, type World } from '../testing/world.ts';

const NOW = BEGINNING + 40 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let patient: { patientId: string; episodeId: string };

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(NOW);
  kari = await api.signedIn(world.kari);
  // Its beginning is close: no silence has become an alert.
  patient = await world.follow([{ teamId: world.homeTeam, from: NOW - 2 * HOUR }]);
  await world.measure(patient, 'oxygen-saturation', [{ at: NOW - HOUR, value: 95 }]);
});

async function pause(body: object = {}) {
  const answer = await kari.post(`/api/v1/episodes/${patient.episodeId}/pauses`, {
    scope: { type: 'episode' },
    reason: 'holiday',
    endsAt: new Date(NOW + 20 * MINUTE).toISOString(),
    ...body,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return PauseSchema.parse(answer.body);
}
async function line() {
  const { items } = WorklistSchema.parse((await kari.get('/api/v1/worklist')).body);
  const item = items.find((one) => one.episodeId === patient.episodeId);
  if (item === undefined) throw new Error('the episode is not on the worklist');
  return item;
}
const page = async () => EpisodeDetailSchema.parse((await kari.get(`/api/v1/episodes/${patient.episodeId}`)).body);

describe('an episode in a pause', () => {
  test('with a yellow alert is unknown and says paused, and yellow again when it is over, whether or not a timer came', async () => {
    await world.raise(patient.episodeId, { severity: 'yellow', at: NOW - HOUR });
    expect(await line()).toMatchObject({ status: 'yellow', openAlerts: { yellow: 1, paused: 0 }, pauses: [] });
    const { id } = await pause();
    expect(await line()).toMatchObject({
      status: 'unknown',
      reason: { nb: expect.stringMatching(/^På pause til .*: 1 varsel venter$/) },
      openAlerts: { red: 0, yellow: 0, paused: 1 },
      pauses: [{ id, reason: 'holiday', scopeText: { nb: 'Hele oppfølgingen', en: 'The whole follow-up' } }],
    });
    expect(await page()).toMatchObject({
      status: 'unknown',
      openAlerts: [{ severity: 'yellow', pausedUntil: new Date(NOW + 20 * MINUTE).toISOString() }],
      pauses: [{ id, setBy: { name: 'Kari Test' }, endedAt: null }],
    });
    clock.advance(20 * MINUTE);
    expect(await line()).toMatchObject({ status: 'yellow', openAlerts: { yellow: 1, paused: 0 }, pauses: [] });
    expect(await page()).toMatchObject({ status: 'yellow', openAlerts: [{ pausedUntil: null }], pauses: [] });
  });

  test('with a red alert is red, unless the pause names red; then it is unknown', async () => {
    await world.raise(patient.episodeId, { severity: 'red', at: NOW - HOUR });
    const { id, version } = await pause();
    expect(await line()).toMatchObject({
      status: 'red',
      openAlerts: { red: 1, paused: 0 },
      redAlerts: [{ summary: { nb: expect.stringContaining('SpO₂') } }],
    });
    expect((await kari.post(`/api/v1/pauses/${id}/end`, { version })).status).toBe(200);
    await pause({ includesRed: true, note: 'Admitted' });
    expect(await line()).toMatchObject({ status: 'unknown', openAlerts: { red: 0, paused: 1 }, redAlerts: [] });
  });

  test('without data is unknown and says paused, never green; with fresh data and nothing held back it is green', async () => {
    await pause({ endsAt: new Date(NOW + 20 * DAY).toISOString() });
    expect(await line()).toMatchObject({ status: 'green', pauses: [{}] });
    clock.advance(2 * DAY);
    kari = await api.signedIn(world.kari);
    expect(await line()).toMatchObject({
      status: 'unknown',
      reason: { en: expect.stringMatching(/^Paused until .*: no fresh readings of SpO₂$/) },
    });
    clock.advance(19 * DAY);
    kari = await api.signedIn(world.kari);
    expect(await line()).toMatchObject({ status: 'unknown', reason: { en: expect.stringMatching(/^No SpO₂ since/) } });
  });

  test('shows a planned pause on its page, and on the worklist only when it has begun', async () => {
    await world.raise(patient.episodeId, { severity: 'yellow', at: NOW - HOUR });
    await pause({ startsAt: new Date(NOW + 10 * MINUTE).toISOString() });
    expect(await line()).toMatchObject({ status: 'yellow', pauses: [] });
    expect((await page()).pauses).toHaveLength(1);
    clock.advance(10 * MINUTE);
    expect(await line()).toMatchObject({ status: 'unknown', pauses: [{}] });
  });

  test('tells of what is done in its timeline', async () => {
    const { id, version } = await pause();
    await kari.post(`/api/v1/pauses/${id}/change-end`, { version, endsAt: new Date(NOW + HOUR).toISOString() });
    await kari.post(`/api/v1/pauses/${id}/end`, { version: 2 });
    const { body } = await kari.get(`/api/v1/episodes/${patient.episodeId}/timeline`);
    const kinds = body.entries
      .map((entry: { kind: string }) => entry.kind)
      .filter((kind: string) => kind.startsWith('pause'));
    expect(kinds).toEqual(['pause-ended', 'pause-end-changed', 'pause-set']);
    const { rows } = await db.pool.query('select action from access_log where episode_id = $1', [patient.episodeId]);
    const actions = rows.map((row) => row.action);
    expect(actions).toEqual(expect.arrayContaining(['set pause', 'change end of pause', 'end pause']));
  });
});

describe('the preview', () => {
  const preview = async (query: string) => {
    const answer = await kari.get(`/api/v1/episodes/${patient.episodeId}/pauses/preview?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return PausePreviewSchema.parse(answer.body);
  };

  test('counts what was opened in 30 days and what is open now, by rule and severity, and names the red it leaves', async () => {
    const close = async (alertId: string) => {
      const body = { version: 1, outcome: 'contacted-patient' };
      expect((await kari.post(`/api/v1/alerts/${alertId}/resolve`, body)).status).toBe(200);
    };
    const at = (days: number) => NOW - days * DAY;
    await close(await world.raise(patient.episodeId, { severity: 'yellow', at: at(35) }));
    await close(await world.raise(patient.episodeId, { severity: 'yellow', at: at(20) }));
    await close(await world.raise(patient.episodeId, { severity: 'red', at: at(10) }));
    await close(await world.raise(patient.episodeId, { severity: 'yellow', at: at(5), ruleId: 'no-saturation' }));
    await world.raise(patient.episodeId, { severity: 'yellow', at: at(31), ruleId: 'review:low-saturation' });
    await world.raise(patient.episodeId, { severity: 'yellow', at: at(1) });

    const whole = await preview('scope=episode');
    expect(whole).toMatchObject({ since: new Date(at(30)).toISOString(), complete: true });
    expect(whole.held).toMatchObject([
      {
        ruleId: 'low-saturation',
        severity: 'yellow',
        count: 2,
        open: 1,
        meaning: { nb: 'Lav oksygenmetning' },
        newestAt: new Date(at(1)).toISOString(),
      },
      { ruleId: 'no-saturation', count: 1, open: 0 },
      { ruleId: 'review:low-saturation', count: 1, open: 1 },
    ]);
    expect(whole.shown).toMatchObject([{ ruleId: 'low-saturation', severity: 'red', count: 1 }]);
    const withRed = await preview('scope=rules&named=low-saturation&includesRed=true');
    expect(withRed.held.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['low-saturation', 'red'],
      ['low-saturation', 'yellow'],
      ['review:low-saturation', 'yellow'],
    ]);
    expect(withRed.shown).toEqual([]);
    expect((await preview('scope=metrics&named=body-weight')).held).toEqual([]);
    expect((await preview('scope=metrics&named=body-weight,oxygen-saturation')).held).toHaveLength(3);
  });

  test('looks through the newest thousand and says that there were more', async () => {
    await db.pool.query(
      `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version,
         resolved_at, outcome)
       select gen_random_uuid(), $1, 'low-saturation', 'clinical', 'yellow', 'resolved', $2::timestamptz - n * interval '1 minute', $2,
         '{"items":[],"review":null}', 'test-copd', 1, $2, 'cleared-by-rule'
       from generate_series(1, 1001) as n`,
      [patient.episodeId, new Date(NOW)],
    );
    expect(await preview('scope=episode')).toMatchObject({ held: [{ count: 1000 }], complete: false });
  });

  test.each(['', 'scope=metrics', 'scope=rules&named=,', 'scope=everything', 'scope=episode&includesRed=perhaps'])(
    'does not answer what is no pause: %s',
    async (query) => {
      const answer = await kari.get(`/api/v1/episodes/${patient.episodeId}/pauses/preview?${query}`);
      expect(answer.status).toBe(422);
    },
  );
});
