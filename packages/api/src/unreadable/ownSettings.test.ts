import { randomUUID } from 'node:crypto';
import { EpisodeDetailSchema, type OwnSetting } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { lookAtEscalation, readUntoldLimitsEnds } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR } from '../testing/world.ts';

/*
 * What is set for one patient alone cannot be read: limits, a pause or the measuring plan, left by another version, by hand, by a broken disk. The patient's own page shows what can be shown
 * and says what cannot; nothing is judged as if it were not there, nor written in its place. What ingest does: packages/ingest/src/unjudgeable.test.ts.
 */

const NOW = BEGINNING + HOUR;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let client: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  client = await api.signedIn(api.world.kari);
});
afterAll(async () => {
  await api.stop();
});

const sql = (text: string, ...values: unknown[]) => db.pool.query(text, values);
const iso = (ahead: number) => new Date(NOW + ahead).toISOString();

type Spoil = (episodeId: string) => Promise<unknown>;
/** As the act that wrote it has told triage. */
const told = (column: string, id: string) => sql(`update triage_state set ${column} = 1 where episode_id = $1`, id);
const limits =
  (body: string): Spoil =>
  async (id) => {
    await sql(
      `insert into limits (episode_id, version, body, reason, set_by, set_at)
       select id, 1, $2, 'Own', $3, lower(period) from episode where id = $1`,
      id,
      body,
      api.world.kari.id,
    );
    await told('limits_version', id);
  };
const pause: Spoil = async (id) => {
  await sql(
    `insert into pause (id, episode_id, scope, includes_red, reason, note, set_by, set_at, starts_at, ends_at)
     select $2, id, '{"type": "of-later"}', true, 'holiday', 'Poison', $3, lower(period), lower(period), lower(period) + interval '9 days'
     from episode where id = $1`,
    id,
    randomUUID(),
    api.world.kari.id,
  );
  await told('pauses_version', id);
};
const plan: Spoil = async (id) => {
  await sql(
    `insert into measuring_plan (episode_id, version, body, reason, set_by, set_at, without_replay)
     select id, 1, '{"entries": 7}', 'Own', $2, lower(period), 'A test' from episode where id = $1`,
    id,
    api.world.kari.id,
  );
  await told('plan_version', id);
};

const CASES: [what: string, setting: OwnSetting, spoil: Spoil][] = [
  ['limits', 'limits', limits('{}')],
  ['limits with an end that is no instant', 'limits', limits('{"since": "x", "until": "y", "values": {"a": 1}}')],
  ['a pause', 'pauses', pause],
  ['the measuring plan', 'measuring-plan', plan],
];

/** One whom nothing is wrong with, and to whom no more has come than was asked for. */
async function follow() {
  const on = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  await api.world.measure(on, 'oxygen-saturation', [{ at: NOW - 60_000, value: 96 }]);
  return on;
}

const refused = {
  status: 409,
  body: { code: 'conflict', reason: 'patient-unreadable', detail: expect.stringMatching(/cannot be read/) },
};

describe.each(CASES)('%s', (_, setting, spoil) => {
  test('the page shows the rest and says so, and nobody is known to be well; red stays red', async () => {
    const { episodeId } = await follow();
    const of = `/api/v1/episodes/${episodeId}`;
    const before = EpisodeDetailSchema.parse((await client.get(of)).body);
    expect(before).not.toHaveProperty('unreadable');
    await spoil(episodeId);
    const read = async () => {
      const { status, body } = await client.get(of);
      expect(status, JSON.stringify(body)).toBe(200);
      return EpisodeDetailSchema.parse(body);
    };
    const page = await read();
    expect(page).toMatchObject({
      unreadable: [setting],
      status: 'unknown',
      reason: { nb: expect.stringContaining('kan ikke leses') },
      limits: null,
      pauses: [],
      patient: before.patient,
      metrics: before.metrics.map(({ metric, newest, bands }) => ({
        metric,
        newest,
        bands: setting === 'limits' ? [] : bands,
      })),
    });
    const alertId = await api.world.raise(episodeId);
    expect(await read()).toMatchObject({ status: 'red', openAlerts: [{ id: alertId, pausedUntil: null }] });
    expect(api.logged.some((line) => line.includes(`the ${setting} of episode ${episodeId} cannot be read`))).toBe(
      true,
    );
  });

  test('everything else about the patient is answered, or refused plainly', async () => {
    const { episodeId } = await follow();
    const of = `/api/v1/episodes/${episodeId}`;
    const alertId = await api.world.raise(episodeId);
    await spoil(episodeId);
    for (const path of [
      '/timeline',
      '/messages',
      '/tasks',
      '/questionnaire-responses',
      '/pauses/preview?scope=episode',
    ])
      expect((await client.get(`${of}${path}`)).status, path).toBe(200);
    expect(await client.get(`${of}/measuring-plan`)).toMatchObject({
      status: 200,
      body: {
        mayChange: false,
        formsUnreadable: true,
        ...(setting === 'limits' ? {} : { occasions: [], unreadable: [setting] }),
        ...(setting === 'measuring-plan' ? { plan: null, origin: 'own' } : {}),
      },
    });
    expect(await client.get(`${of}/handover-digest`)).toMatchObject({
      status: 200,
      body: { unreadable: [setting], alerts: [{ alertId, pausedUntil: null }] },
    });
    // No alert of an earlier version stands open, so nothing is judged.
    expect(await client.get(`${of}/protocol/verdicts`)).toMatchObject({ status: 200, body: { verdicts: [] } });
    expect(await client.get(`/api/v1/alerts/${alertId}/explanation`)).toMatchObject(refused);
    expect(await client.post(`${of}/what-if`, { days: 30, values: {} })).toMatchObject(refused);
    if (setting === 'limits') expect(await client.get(`${of}/protocols`)).toMatchObject(refused);
  });

  test('what would be judged by it, or written in its place, is refused; what needs it not is done', async () => {
    const { episodeId } = await follow();
    const of = `/api/v1/episodes/${episodeId}`;
    const alertId = await api.world.raise(episodeId);
    await spoil(episodeId);
    const shown = { withoutReplay: 'It cannot be shown' };
    const version = (one: OwnSetting) => (setting === one ? 1 : 0);
    const own = { values: { 'saturation-red': 84 }, reason: 'Own normal', until: iso(DAY), shown };
    const acts: [path: string, body: object][] = [
      [`${of}/limits`, { ...own, basedOnVersion: version('limits') }],
      [`${of}/measuring-plan`, { plan: null, reason: 'Again', basedOnVersion: version('measuring-plan'), shown }],
      [
        `${of}/pauses`,
        { scope: { type: 'metrics', metrics: ['oxygen-saturation'] }, reason: 'holiday', endsAt: iso(DAY) },
      ],
      [`/api/v1/alerts/${alertId}/resolve`, { version: 1, outcome: 'contacted-patient' }],
    ];
    for (const [path, body] of acts) expect(await client.post(path, body), path).toMatchObject(refused);
    const { rows } = await sql('select status from alert where id = $1', alertId);
    expect(rows).toEqual([{ status: 'open' }]);
    expect(await client.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 })).toMatchObject({ status: 200 });
    expect(await client.post(`/api/v1/alerts/${alertId}/notes`, { text: 'Called her' })).toMatchObject({ status: 200 });
    const letter = { toTeamId: api.world.lungTeam, isbar: ISBAR, deadlineAt: iso(DAY) };
    expect(await client.post(`${of}/handovers`, letter)).toMatchObject({
      status: 201,
      body: { digest: { unreadable: [setting] } },
    });
  });

  test('red reaches somebody all the same, and the timers of others go on', async () => {
    const { episodeId } = await follow();
    const alertId = await api.world.raise(episodeId);
    await spoil(episodeId);
    const look = api.database.transaction((own) => lookAtEscalation(own, { alertId, now: NOW }));
    expect(await look).toBe('told');
    await expect(readUntoldLimitsEnds(db.pool, NOW)).resolves.toEqual(expect.any(Array));
  });
});
